import Foundation

internal import CReadline

/// Lines typed at a terminal, with GNU readline's editing, history and Tab.
public final class ReadlineSource: LineSource {
  /// What Tab offers for a line up to the cursor.
  public typealias Completer = (_ line: String) -> LineCompletion

  private let terminal: Terminal
  private let history: HistoryFile?
  private let completer: Completer

  /// - Parameters:
  ///   - historyPath: `nil` keeps no history from one run to the next.
  ///   - typedAhead: keys that were typed before the first line was asked for.
  public init(
    terminal: Terminal, historyPath: String?, typedAhead: String = "",
    completer: @escaping Completer
  ) {
    self.terminal = terminal
    self.completer = completer
    history = historyPath.map(HistoryFile.init)
    fovea_readline_begin(
      { context, line, start, end, candidates in
        guard let context, let line else { return }
        let source = Unmanaged<ReadlineSource>.fromOpaque(context).takeUnretainedValue()
        source.complete(String(cString: line), Int(start), Int(end)) {
          fovea_candidates_add(candidates, $0)
        }
      }, Unmanaged.passUnretained(self).toOpaque())
    for entry in history?.load() ?? [] { fovea_readline_remember(entry) }
    fovea_readline_type(typedAhead)
  }

  deinit {
    _ = fovea_typing_accept(true)
    fovea_readline_finish()
  }

  public func line(prompt: String) -> InputLine {
    terminal.freshLine()
    acceptTyping()
    var line: UnsafeMutablePointer<CChar>?
    let end = fovea_readline_line(Self.readlinePrompt(prompt), &line)
    defer {
      free(line)
      busySince = .now
      fovea_typing_refuse()
    }
    terminal.noteNewLine()
    switch end {
    case FOVEA_LINE_READ: return .text(line.map { String(cString: $0) } ?? "")
    case FOVEA_LINE_INTERRUPTED: return .interrupted(wasEmpty: line.map { $0.pointee == 0 } ?? true)
    default:
      terminal.write("\n")
      return .end
    }
  }

  /// When the line before was handed over.
  private var busySince = ContinuousClock.now
  /// Who types on after a cell of a moment is only quick.
  private static let moment = Duration.milliseconds(300)

  /// While a cell runs nothing is taken but Ctrl-C; what was typed all the same is said to be lost.
  private func acceptTyping() {
    let isQuick = ContinuousClock.now - busySince < Self.moment
    if fovea_typing_accept(isQuick) > 0 {
      terminal.writeLine(
        " what was typed while that ran was not taken; Ctrl-C is what stops a cell")
    }
  }

  public func remember(_ entry: String) {
    fovea_readline_remember(entry)
    history?.append(entry)
  }

  /// Readline counts the bytes of a prompt: escape sequences go between \001 and \002.
  static func readlinePrompt(_ prompt: String) -> String {
    var result = ""
    var isEscape = false
    for character in prompt {
      if character == "\u{1B}" {
        result += "\u{1}"
        isEscape = true
      }
      result.append(character)
      if isEscape, character.isLetter {
        result += "\u{2}"
        isEscape = false
      }
    }
    return result
  }

  /// Readline replaces the bytes [start, end); the completer may have begun earlier.
  private func complete(_ line: String, _ start: Int, _ end: Int, _ add: (String) -> Void) {
    let bytes = Array(line.utf8)
    guard start >= 0, start <= end, end <= bytes.count else { return }
    let completion = completer(String(decoding: bytes[..<end], as: UTF8.self))
    guard completion.start <= start else { return }
    let already = Array(bytes[completion.start..<start])
    for candidate in completion.candidates {
      let text = Array(candidate.utf8)
      if text.starts(with: already) {
        add(String(decoding: text[already.count...], as: UTF8.self))
      }
    }
  }
}

/// What may stand at the end of a line: each candidate replaces everything from `start` (in bytes)
/// on.
public struct LineCompletion: Equatable, Sendable {
  public var start: Int
  public var candidates: [String]

  public init(start: Int, candidates: [String]) {
    self.start = start
    self.candidates = candidates
  }
}
