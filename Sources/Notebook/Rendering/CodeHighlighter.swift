/// A light hand of colour for Swift: keywords, numbers, strings, comments.
struct CodeHighlighter {
  var style: Style

  private static let keywords: Set<String> = [
    "let", "var", "func", "return", "if", "else", "guard", "for", "in", "while", "repeat", "break",
    "continue", "switch", "case", "default", "where", "struct", "enum", "import", "try", "throws",
    "throw", "do", "catch", "true", "false", "nil", "inout", "self", "as", "is", "some", "static",
    "mutating", "init",
  ]

  func lines(_ lines: [String]) -> [String] {
    guard style.isOn else { return lines }
    var isInLongString = false
    return lines.map { line in
      let marks = line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count - 1
      if isInLongString || marks > 0 {
        if marks % 2 == 1 { isInLongString.toggle() }
        return style.color(line, .green)
      }
      return self.line(line)
    }
  }

  private func line(_ line: String) -> String {
    var result = ""
    var rest = Substring(line)
    while let first = rest.first {
      if rest.hasPrefix("//") { return result + style.color(String(rest), .grey) }
      if first == "\"" {
        var end = rest.index(after: rest.startIndex)
        while end < rest.endIndex, rest[end] != "\"" {
          if rest[end] == "\\" { end = rest.index(after: end) }
          if end < rest.endIndex { end = rest.index(after: end) }
        }
        if end < rest.endIndex { end = rest.index(after: end) }
        result += style.color(String(rest[..<end]), .green)
        rest = rest[end...]
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let text = String(word)
        if Self.keywords.contains(text) {
          result += style.color(text, .magenta)
        } else if first.isUppercase {
          result += style.color(text, .blue)
        } else {
          result += text
        }
        rest = rest.dropFirst(word.count)
      } else if first.isNumber {
        let number = rest.prefix { $0.isNumber || $0 == "_" || $0.isLetter }
        result += style.color(String(number), .yellow)
        rest = rest.dropFirst(number.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
