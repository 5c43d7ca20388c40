import Foundation
import LessonKit

internal import CReadline

/// Where the notebook writes, and what that place can show.
public final class Terminal {
  /// How pictures are drawn.
  public enum PictureMode: String, CaseIterable, Sendable {
    /// Whatever the terminal can do.
    case auto
    /// The graphics protocol of kitty.
    case kitty
    /// The inline images of iTerm2.
    case iterm
    /// Sixel graphics, as the VT340 had.
    case sixel
    /// Two pixels a character.
    case blocks
    /// Not at all; their files are named all the same.
    case none
  }

  private let descriptor: Int32
  public let isTerminal: Bool
  /// Bold, colours and pictures are allowed.
  public let isStyled: Bool
  /// How pictures are drawn; never `auto`.
  public private(set) var pictureMode: PictureMode
  /// Whether `auto` was asked for and the terminal may do better than blocks.
  private let mayAsk: Bool
  /// Pixels of a character cell, as far as is known.
  private(set) var cell = PictureRoom.Cell.usual
  let colors: ColorDepth
  private let fixedColumns: Int?
  /// Why something could not be written, when that happened: a full disk, a closed pipe.
  public private(set) var failure: String?
  /// Whether the last character written ended a line.
  private(set) var isAtLineStart = true

  /// - Parameters:
  ///   - descriptor: 1 for standard output.
  ///   - pictures: what was asked for; `NO_COLOR`, a dumb terminal or a file overrule `auto`.
  public init(
    descriptor: Int32 = 1, environment: [String: String], pictures: PictureMode = .auto
  ) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    let isPlain = environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb"
    isStyled = isTerminal && !isPlain
    mayAsk = isStyled && pictures == .auto
    pictureMode = isStyled ? (pictures == .auto ? .blocks : pictures) : .none
    colors = ColorDepth(environment: environment)
    var (width, height): (Int32, Int32) = (0, 0)
    if isTerminal, fovea_terminal_cell(descriptor, &width, &height) {
      cell = PictureRoom.Cell(width: Int(width), height: Int(height))
    }
    fixedColumns = isTerminal ? nil : environment["COLUMNS"].flatMap { Int($0) }
  }

  /// Asks the terminal what it can draw, when that was left to it.
  ///
  /// - Returns: keys that were typed meanwhile.
  func learnPictures(environment: [String: String]) -> String {
    guard mayAsk, let answers = TerminalAnswers.ask(environment: environment) else { return "" }
    pictureMode = answers.pictureMode
    if let cell = answers.cell { self.cell = cell }
    return answers.typed
  }

  /// Draws a picture, as far as this terminal can, on lines of its own.
  ///
  /// - Throws: when it cannot be encoded.
  func draw(_ picture: ShownPicture) throws {
    freshLine()
    guard let drawer = pictureMode.drawer(colors: colors) else { return }
    let size = size
    let room = PictureRoom(
      columns: min(size.columns, 100), rows: min(max(4, size.rows - 6), 40), cell: cell)
    write(try drawer.drawing(picture, in: room))
  }

  /// Columns and rows, asked for anew each time: a window changes.
  public var size: (columns: Int, rows: Int) {
    var (columns, rows): (Int32, Int32) = (0, 0)
    guard isTerminal, fovea_terminal_size(descriptor, &columns, &rows), columns > 0 else {
      return (max(20, fixedColumns ?? 80), 24)
    }
    return (max(10, Int(columns)), max(4, Int(rows)))
  }

  /// The width that prose is wrapped to: lines over 88 characters are hard to read.
  public var proseWidth: Int { min(size.columns - 1, 88) }

  public func write(_ text: String) {
    guard !text.isEmpty else { return }
    isAtLineStart = text.utf8.last == UInt8(ascii: "\n")
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        } else if errno != EINTR && errno != EAGAIN {
          failure = String(cString: strerror(errno)).lowercased()
          return
        }
      }
    }
  }

  public func writeLine(_ text: String = "") { write(text + "\n") }

  /// Begins a new line unless one has just begun.
  public func freshLine() { if !isAtLineStart { write("\n") } }

  /// Readline has moved to a new line itself.
  func noteNewLine() { isAtLineStart = true }
}
