/// The smallest pieces of a program.
struct Token {
  enum Kind: Equatable {
    case identifier  // also keywords, `$0` and `self`; backticks removed
    case integer
    case floating
    case string
    case `operator`  // + - * / ... ..< .< == = -> ? !
    case punctuation  // ( ) [ ] { } , : ; . @ # \
    case end
  }

  /// A piece of a string literal: text, or the tokens of an interpolation `\( … )`.
  enum StringPart {
    case text(String)
    case interpolation([Token])
  }

  var kind: Kind
  var text: String
  var start: Int
  var end: Int
  /// First token on its line: a statement may begin here.
  var startsLine: Bool
  /// White space, or an opening bracket, stands before it (decides prefix, infix or postfix).
  var spaceBefore: Bool
  /// White space, or a closing bracket, stands after it.
  var spaceAfter: Bool
  var isQuoted = false  // `in backticks`
  var parts: [StringPart] = []

  func `is`(_ spelling: String) -> Bool {
    (kind == .punctuation || kind == .operator) && text == spelling
  }

  func isWord(_ word: String) -> Bool { kind == .identifier && !isQuoted && text == word }
}
