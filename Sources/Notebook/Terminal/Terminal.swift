import Foundation

internal import CReadline

/// Where the notebook writes, and what that place can show.
public final class Terminal {
  /// How pictures are drawn.
  public enum PictureMode: String, CaseIterable, Sendable {
    /// Whatever the terminal can do.
    case auto
    /// Two pixels a character.
    case blocks
    /// Not at all; their files are named all the same.
    case none
  }

  private let descriptor: Int32
  public let isTerminal: Bool
  /// Bold, colours and pictures are allowed.
  public let isStyled: Bool
  public let pictureMode: PictureMode
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
    pictureMode = isStyled ? (pictures == .auto ? .blocks : pictures) : .none
    fixedColumns = isTerminal ? nil : environment["COLUMNS"].flatMap { Int($0) }
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
