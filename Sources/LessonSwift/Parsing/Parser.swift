/// Turns tokens into statements: recursive descent for statements, Pratt for expressions.
final class Parser {
  let source: SourceText
  private(set) var tokens: [Token]
  private(set) var index = 0
  /// In `if x { … }` the brace opens the body, not a trailing closure.
  var allowsTrailingClosure = true
  private var isInterpolation = false
  /// Library signatures may be generic; lessons may not declare such functions.
  let isSignature: Bool
  /// The highest `$n` seen in the closure being parsed.
  var anonymousCount = -1
  var nesting = 0
  /// The deepest expression made so far within the closure being parsed.
  var deepest = 0

  /// Deeper nesting of brackets and blocks than this is refused, as `swiftc` refuses 256.
  static let nestingLimit = 120
  /// Longer chains of operators and calls than this are refused.
  static let depthLimit = 300

  init(_ source: SourceText, isSignature: Bool = false) throws {
    self.source = source
    self.isSignature = isSignature
    var scanner = Scanner(source)
    tokens = try scanner.scan()
  }

  /// A parser for the tokens of an interpolation.
  init(inside parent: Parser, tokens: [Token]) {
    source = parent.source
    isSignature = parent.isSignature
    self.tokens = tokens
    isInterpolation = true
    nesting = parent.nesting
    anonymousCount = parent.anonymousCount
  }

  static func program(_ source: SourceText) throws -> [Statement] {
    let parser = try Parser(source)
    return try parser.parseStatements(until: nil)
  }

  // MARK: Tokens

  var current: Token { tokens[index] }
  var previousEnd: Int { index > 0 ? tokens[index - 1].end : 0 }
  func peek(_ ahead: Int = 1) -> Token { tokens[min(index + ahead, tokens.count - 1)] }
  var isAtEnd: Bool { current.kind == .end }
  var position: Int { index }
  func rewind(to position: Int) { index = position }

  @discardableResult
  func advance() -> Token {
    let token = tokens[index]
    if index + 1 < tokens.count { index += 1 }
    return token
  }

  func at(_ spelling: String) -> Bool { current.is(spelling) }
  func atWord(_ word: String) -> Bool { current.isWord(word) }

  func accept(_ spelling: String) -> Bool {
    guard at(spelling) else { return false }
    advance()
    return true
  }

  func acceptWord(_ word: String) -> Bool {
    guard atWord(word) else { return false }
    advance()
    return true
  }

  func expect(_ spelling: String, _ why: String) throws {
    guard !accept(spelling) else { return }
    throw unexpected("'\(spelling)' \(why)")
  }

  /// Takes the first character off an operator token: the `>` of `>>` that closes two generics.
  func splitOperator(first: Character) -> Bool {
    let token = current
    guard token.kind == .operator, token.text.first == first else { return false }
    if token.text.count == 1 {
      advance()
    } else {
      tokens[index].text.removeFirst()
      tokens[index].start += 1
      tokens[index].spaceBefore = false
    }
    return true
  }

  func range(of token: Token) -> SourceRange { SourceRange(source, token.start, token.end) }
  func range(from start: Int) -> SourceRange { SourceRange(source, start, previousEnd) }

  /// A name that is not a keyword.
  func expectName(_ what: String) throws -> (name: String, range: SourceRange) {
    let token = current
    guard token.kind == .identifier else { throw unexpected(what) }
    if !token.isQuoted, Keywords.reserved.contains(token.text) {
      throw LessonError(
        .syntax, "'\(token.text)' is a keyword and cannot be a name", expected: what,
        suggestion: "choose another name, or write `\(token.text)` in backticks",
        at: range(of: token))
    }
    advance()
    return (token.text, range(of: token))
  }

  // MARK: Errors

  func unexpected(_ expected: String) -> LessonError {
    let token = current
    if token.kind == .end, isInterpolation {
      return LessonError(
        .syntax, "the interpolation ends too early", expected: expected, at: range(of: token))
    }
    if token.kind == .end {
      return LessonError(
        .incomplete, "the code ends too early", expected: expected, at: range(of: token))
    }
    if token.kind == .identifier,
      OutsideTheSubset.declarations.contains(token.text)
        || OutsideTheSubset.expressions.contains(token.text), !token.isQuoted
    {
      return OutsideTheSubset.error(token.text, at: range(of: token))
    }
    return LessonError(
      .syntax, "unexpected '\(token.text)'", expected: expected, at: range(of: token))
  }

  /// Guards every recursive rule, so that no text can exhaust the stack.
  func nested<Result>(_ body: () throws -> Result) throws -> Result {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.nestingLimit else {
      throw LessonError(
        .tooDeep, "brackets and blocks are nested too deeply",
        expected: "at most \(Self.nestingLimit) levels", suggestion: "split it into several steps",
        at: range(of: current))
    }
    return try body()
  }

  func make(_ kind: ExpressionKind, from start: Int, minimumDepth: Int = 0) throws -> Expression {
    let expression = Expression(kind, range(from: start), minimumDepth: minimumDepth)
    deepest = max(deepest, expression.depth)
    guard expression.depth <= Self.depthLimit else {
      throw LessonError(
        .tooDeep, "this expression is too long",
        expected: "at most \(Self.depthLimit) operators and calls in a row",
        suggestion: "split it into several steps", at: SourceRange(source, start, start + 1))
    }
    return expression
  }
}

enum Keywords {
  static let reserved: Set<String> = [
    "let", "var", "func", "struct", "enum", "if", "else", "guard", "while", "repeat", "for", "in",
    "break", "continue", "switch", "case", "default", "return", "do", "catch", "throw", "throws",
    "rethrows", "try", "import", "true", "false", "nil", "as", "is", "where", "defer",
    "fallthrough", "static", "inout", "class", "protocol", "extension", "typealias", "super",
    "init", "subscript", "operator", "associatedtype", "deinit", "public", "private", "internal",
    "fileprivate",
  ]
}

extension Parser {
  func tokensSnapshot() -> [Token] { tokens }
  func restore(_ saved: [Token], to position: Int) {
    tokens = saved
    index = position
  }
}
