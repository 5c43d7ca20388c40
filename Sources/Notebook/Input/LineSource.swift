/// Where the notebook's lines come from.
public protocol LineSource: AnyObject {
  func line(prompt: String) -> InputLine
  /// Keeps what was entered, for the arrow keys and for the next run.
  func remember(_ entry: String)
}

/// What came of asking for a line.
public enum InputLine: Equatable, Sendable {
  case text(String)
  /// Ctrl-C: the line is given up.
  case interrupted(wasEmpty: Bool)
  /// Ctrl-D, or the input is over.
  case end
}

/// Lines of a script on standard input, echoed behind their prompts.
public final class ScriptSource: LineSource {
  private let terminal: Terminal
  private let next: () -> String?

  /// - Parameter next: the lines; those of standard input unless given.
  public init(terminal: Terminal, next: (() -> String?)? = nil) {
    self.terminal = terminal
    self.next = next ?? ScriptLines().next
  }

  public func line(prompt: String) -> InputLine {
    guard let text = next() else {
      terminal.freshLine()
      return .end
    }
    terminal.freshLine()
    terminal.writeLine(prompt + TextWidth.printable(text))
    return .text(text)
  }

  public func remember(_ entry: String) {}
}
