/// Takes Swift apart for colouring: no parser, only what catches the eye.
public enum SwiftTokens {
  public enum Kind: String, Sendable {
    case keyword, type, number, string, comment, plain
  }

  /// A stretch of one line that is all of one kind.
  public struct Token: Equatable, Sendable {
    public var kind: Kind
    public var text: String
  }

  private static let keywords: Set<String> = [
    "let", "var", "func", "return", "if", "else", "guard", "for", "in", "while", "repeat", "break",
    "continue", "switch", "case", "default", "where", "struct", "enum", "import", "try", "throws",
    "throw", "do", "catch", "true", "false", "nil", "inout", "self", "as", "is", "some", "static",
    "mutating", "init",
  ]

  /// The tokens of each line; put together again they are the line.
  public static func lines(_ lines: [String]) -> [[Token]] {
    var isInLongString = false
    return lines.map { line in
      let marks = line.split(separator: "\"\"\"", omittingEmptySubsequences: false).count - 1
      if isInLongString || marks > 0 {
        if marks % 2 == 1 { isInLongString.toggle() }
        return [Token(kind: .string, text: line)]
      }
      return tokens(of: line)
    }
  }

  private static func tokens(of line: String) -> [Token] {
    var tokens: [Token] = []
    func add(_ kind: Kind, _ text: Substring) {
      if kind == .plain, tokens.last?.kind == .plain {
        tokens[tokens.count - 1].text += text
      } else if !text.isEmpty {
        tokens.append(Token(kind: kind, text: String(text)))
      }
    }
    var rest = Substring(line)
    while let first = rest.first {
      if rest.hasPrefix("//") {
        add(.comment, rest)
        return tokens
      }
      let length: Int
      if first == "\"" {
        length = stringLength(rest)
        add(.string, rest.prefix(length))
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        length = word.count
        let isKeyword = keywords.contains(String(word))
        add(isKeyword ? .keyword : first.isUppercase ? .type : .plain, word)
      } else if first.isNumber {
        let number = rest.prefix { $0.isNumber || $0 == "_" || $0.isLetter }
        length = number.count
        add(.number, number)
      } else {
        length = 1
        add(.plain, rest.prefix(1))
      }
      rest = rest.dropFirst(length)
    }
    return tokens
  }

  /// Characters of the literal that `text` begins with, its quotation marks counted.
  private static func stringLength(_ text: Substring) -> Int {
    var (length, isEscaped) = (1, false)
    for character in text.dropFirst() {
      length += 1
      if character == "\"", !isEscaped { break }
      isEscaped = character == "\\" && !isEscaped
    }
    return length
  }
}
