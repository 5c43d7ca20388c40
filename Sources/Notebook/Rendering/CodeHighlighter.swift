import LessonKit

/// A light hand of colour for Swift: keywords, numbers, strings, comments.
struct CodeHighlighter {
  var style: Style

  func lines(_ lines: [String]) -> [String] {
    guard style.isOn else { return lines }
    return SwiftTokens.lines(lines).map { $0.map(colored).joined() }
  }

  private func colored(_ token: SwiftTokens.Token) -> String {
    switch token.kind {
    case .keyword: style.color(token.text, .magenta)
    case .type: style.color(token.text, .blue)
    case .number: style.color(token.text, .yellow)
    case .string: style.color(token.text, .green)
    case .comment: style.color(token.text, .grey)
    case .plain: token.text
    }
  }
}
