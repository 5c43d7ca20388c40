/// Turns source text into tokens.
struct Scanner {
  let source: SourceText
  private let bytes: [UInt8]
  private var offset: Int
  private let limit: Int
  private var depth: Int
  private var sawNewline = true

  init(_ source: SourceText) {
    self.init(source, from: 0, to: source.bytes.count, depth: 0)
  }

  init(_ source: SourceText, from start: Int, to end: Int, depth: Int) {
    self.source = source
    bytes = source.bytes
    offset = start
    limit = end
    self.depth = depth
  }

  /// All tokens, the last of kind `.end`.
  mutating func scan() throws -> [Token] {
    var tokens: [Token] = []
    while let token = try next() { tokens.append(token) }
    tokens.append(
      Token(
        kind: .end, text: "", start: limit, end: limit, startsLine: true, spaceBefore: true,
        spaceAfter: true))
    return tokens
  }

  private func peek(_ ahead: Int = 0) -> UInt8 {
    offset + ahead < limit ? bytes[offset + ahead] : 0
  }

  private func fail(_ kind: LessonError.Kind, _ message: String, at start: Int, to end: Int)
    -> LessonError
  {
    LessonError(kind, message, at: SourceRange(source, start, end))
  }

  // MARK: One token

  private mutating func next() throws -> Token? {
    let beforeSpace = offset
    try skipSpace()
    guard offset < limit else { return nil }
    let start = offset
    let startsLine = sawNewline
    sawNewline = false
    let previous = start > 0 ? bytes[start - 1] : 32
    let spaceBefore =
      offset > beforeSpace || start == 0 || Characters.isSpace(previous)
      || Characters.opens(previous)
    var token = Token(
      kind: .end, text: "", start: start, end: start, startsLine: startsLine,
      spaceBefore: spaceBefore, spaceAfter: true)
    let byte = peek()
    if Characters.isIdentifierStart(byte) || byte == UInt8(ascii: "$") {
      scanIdentifier(&token)
    } else if byte == UInt8(ascii: "`") {
      try scanQuotedIdentifier(&token)
    } else if Characters.isDigit(byte) {
      try scanNumber(&token)
    } else if byte == UInt8(ascii: "\"")
      || (byte == UInt8(ascii: "#") && [UInt8(ascii: "\""), UInt8(ascii: "#")].contains(peek(1)))
    {
      try scanString(&token)
    } else if Characters.isOperator(byte)
      || (byte == UInt8(ascii: ".") && (peek(1) == byte || Characters.isOperator(peek(1))))
    {
      scanOperator(&token)
    } else if Characters.punctuation.contains(byte) {
      offset += 1
      token.kind = .punctuation
      token.text = source.slice(start, offset)
    } else {
      let text = source.text(from: start)
      let character = text.first.map(String.init) ?? "?"
      throw fail(
        .syntax, "unexpected character '\(character)'", at: start, to: start + character.utf8.count)
    }
    token.end = offset
    let after = peek()
    token.spaceAfter =
      offset >= limit || Characters.isSpace(after) || Characters.closes(after)
      || (after == UInt8(ascii: "/") && (peek(1) == after || peek(1) == UInt8(ascii: "*")))
    return token
  }

  private mutating func skipSpace() throws {
    while offset < limit {
      let byte = peek()
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        sawNewline = true
        offset += 1
      } else if Characters.isSpace(byte) {
        offset += 1
      } else if byte == UInt8(ascii: "/"), peek(1) == byte {
        while offset < limit, peek() != UInt8(ascii: "\n") { offset += 1 }
      } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        try skipBlockComment()
      } else if byte == 0xC2, peek(1) == 0xA0 {
        offset += 2  // a no-break space, as pasted from a web page
      } else {
        return
      }
    }
  }

  private mutating func skipBlockComment() throws {
    let start = offset
    var nesting = 0
    while offset < limit {
      if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        nesting += 1
        offset += 2
      } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        nesting -= 1
        offset += 2
        if nesting == 0 { return }
      } else {
        if peek() == UInt8(ascii: "\n") { sawNewline = true }
        offset += 1
      }
    }
    throw fail(.incomplete, "this comment has no closing '*/'", at: start, to: start + 2)
  }

  private mutating func scanIdentifier(_ token: inout Token) {
    offset += 1
    while offset < limit, Characters.isIdentifierPart(peek()) { offset += 1 }
    token.kind = .identifier
    token.text = source.slice(token.start, offset)
  }

  private mutating func scanQuotedIdentifier(_ token: inout Token) throws {
    offset += 1
    while offset < limit, Characters.isIdentifierPart(peek()) { offset += 1 }
    guard peek() == UInt8(ascii: "`"), offset > token.start + 1 else {
      throw fail(.syntax, "expected a name between backticks", at: token.start, to: offset)
    }
    token.kind = .identifier
    token.isQuoted = true
    token.text = source.slice(token.start + 1, offset)
    offset += 1
  }

  private mutating func scanNumber(_ token: inout Token) throws {
    token.kind = .integer
    func isRadix(_ letter: Character) -> Bool { peek(1) == letter.asciiValue }
    if peek() == UInt8(ascii: "0"), isRadix("x") || isRadix("b") || isRadix("o") {
      offset += 2
      while offset < limit, Characters.isIdentifierPart(peek()) { offset += 1 }
    } else {
      skipDigits()
      if peek() == UInt8(ascii: "."), Characters.isDigit(peek(1)) {
        token.kind = .floating
        offset += 1
        skipDigits()
      }
      if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
        let signed = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
        if Characters.isDigit(peek(signed ? 2 : 1)) {
          token.kind = .floating
          offset += signed ? 2 : 1
          skipDigits()
        }
      }
      if Characters.isIdentifierStart(peek()) {
        let wrong = offset
        while offset < limit, Characters.isIdentifierPart(peek()) { offset += 1 }
        throw fail(
          .syntax, "'\(source.slice(wrong, offset))' is not a digit of a number", at: wrong,
          to: offset)
      }
    }
    token.text = source.slice(token.start, offset).filter { $0 != "_" }
  }

  private mutating func skipDigits() {
    while offset < limit, Characters.isDigit(peek()) || peek() == UInt8(ascii: "_") { offset += 1 }
  }

  private mutating func scanOperator(_ token: inout Token) {
    token.kind = .operator
    let first = peek()
    // `x!`, `x?` stand alone when they touch what is before them.
    if !token.spaceBefore, first == UInt8(ascii: "!") || first == UInt8(ascii: "?"),
      !(first == UInt8(ascii: "!") && peek(1) == UInt8(ascii: "="))
    {
      offset += 1
      token.text = source.slice(token.start, offset)
      return
    }
    let startsWithDot = first == UInt8(ascii: ".")
    offset += 1
    while offset < limit {
      let byte = peek()
      if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") || peek(1) == UInt8(ascii: "*") {
        break
      }
      guard Characters.isOperator(byte) || (startsWithDot && byte == UInt8(ascii: ".")) else {
        break
      }
      offset += 1
      // `..<-5` and `...-1`: the minus belongs to the number.
      if startsWithDot, offset - token.start == 3, peek(-2) == first { break }
    }
    token.text = source.slice(token.start, offset)
  }

  // MARK: Strings

  private mutating func scanString(_ token: inout Token) throws {
    token.kind = .string
    var pounds = 0
    while peek() == UInt8(ascii: "#") {
      pounds += 1
      offset += 1
    }
    guard peek() == UInt8(ascii: "\"") else {
      throw fail(.syntax, "unexpected '#'", at: token.start, to: offset)
    }
    let quote = UInt8(ascii: "\"")
    if peek(1) == quote, peek(2) == quote {
      offset += 3
      try scanMultiLine(&token, pounds: pounds)
    } else {
      offset += 1
      try scanSingleLine(&token, pounds: pounds)
    }
    token.text = source.slice(token.start, offset)
  }

  private func hasPounds(_ count: Int, at index: Int) -> Bool {
    for step in 0..<count where peek(index + step) != UInt8(ascii: "#") { return false }
    return true
  }

  private mutating func scanSingleLine(_ token: inout Token, pounds: Int) throws {
    var text: [UInt8] = []
    while true {
      guard offset < limit, peek() != UInt8(ascii: "\n") else {
        throw fail(.syntax, "this string has no closing quote", at: token.start, to: offset)
      }
      if peek() == UInt8(ascii: "\""), hasPounds(pounds, at: 1) {
        offset += 1 + pounds
        break
      }
      try scanStringPiece(&token, &text, pounds: pounds)
    }
    token.parts.append(.text(String(decoding: text, as: UTF8.self)))
  }

  /// One character, escape or interpolation of a string.
  private mutating func scanStringPiece(
    _ token: inout Token, _ text: inout [UInt8], pounds: Int
  ) throws {
    guard peek() == UInt8(ascii: "\\"), hasPounds(pounds, at: 1) else {
      text.append(peek())
      offset += 1
      return
    }
    let start = offset
    offset += 1 + pounds
    let escape = peek()
    offset += 1
    switch escape {
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "0"): text.append(0)
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): text.append(escape)
    case UInt8(ascii: "u"):
      guard peek() == UInt8(ascii: "{") else {
        throw fail(.syntax, "expected '{' after \\u", at: start, to: offset)
      }
      let digits = offset + 1
      while offset < limit, peek() != UInt8(ascii: "}"), peek() != UInt8(ascii: "\n") {
        offset += 1
      }
      guard peek() == UInt8(ascii: "}"),
        let code = UInt32(source.slice(digits, offset), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw fail(.syntax, "this is no Unicode scalar", at: start, to: offset) }
      offset += 1
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    case UInt8(ascii: "("):
      token.parts.append(.text(String(decoding: text, as: UTF8.self)))
      text = []
      token.parts.append(.interpolation(try scanInterpolation(start)))
    default:
      throw fail(
        .syntax, "'\\\(source.slice(start + 1 + pounds, offset))' is not an escape in a string",
        at: start, to: offset)
    }
  }

  /// The tokens up to the `)` that closes `\(`.
  private mutating func scanInterpolation(_ start: Int) throws -> [Token] {
    guard depth < 16 else {
      throw fail(.tooDeep, "strings are nested too deeply", at: start, to: offset)
    }
    var inner = Scanner(source, from: offset, to: limit, depth: depth + 1)
    inner.sawNewline = false
    var tokens: [Token] = []
    var nesting = 0
    while let token = try inner.next() {
      if token.is("(") { nesting += 1 }
      if token.is(")") {
        if nesting == 0 {
          offset = inner.offset
          tokens.append(
            Token(
              kind: .end, text: "", start: token.start, end: token.start, startsLine: true,
              spaceBefore: true, spaceAfter: true))
          return tokens
        }
        nesting -= 1
      }
      tokens.append(token)
    }
    throw fail(.syntax, "this interpolation has no closing ')'", at: start, to: start + 2)
  }

  private mutating func scanMultiLine(_ token: inout Token, pounds: Int) throws {
    let quote = UInt8(ascii: "\"")
    while offset < limit, peek() == 32 || peek() == 9 || peek() == 13 { offset += 1 }
    if offset >= limit {
      throw fail(.incomplete, "this string has no closing \"\"\"", at: token.start, to: offset)
    }
    guard peek() == 10 else {
      throw fail(
        .syntax, "the text of a multi-line string begins on the next line", at: offset,
        to: offset + 1)
    }
    offset += 1
    let indentation = try multiLineIndentation(token.start, pounds: pounds)
    var text: [UInt8] = []
    var atLineStart = true
    while true {
      guard offset < limit else {
        throw fail(.incomplete, "this string has no closing \"\"\"", at: token.start, to: offset)
      }
      if atLineStart {
        var skipped = 0
        while skipped < indentation, peek() == 32 || peek() == 9 {
          offset += 1
          skipped += 1
        }
        atLineStart = false
        if skipped < indentation, peek() != 10, peek() != 13 {
          throw fail(
            .syntax, "this line is indented less than the closing \"\"\"", at: offset,
            to: offset + 1)
        }
      }
      if peek() == quote, peek(1) == quote, peek(2) == quote, hasPounds(pounds, at: 3) {
        offset += 3 + pounds
        break
      }
      if peek() == 10 {
        text.append(10)
        offset += 1
        atLineStart = true
      } else if peek() == 13, peek(1) == 10 {
        offset += 1
      } else if peek() == UInt8(ascii: "\\"), hasPounds(pounds, at: 1), peek(1 + pounds) == 10 {
        offset += 2 + pounds
        atLineStart = true
      } else {
        try scanStringPiece(&token, &text, pounds: pounds)
      }
    }
    if text.last == 10 { text.removeLast() }
    token.parts.append(.text(String(decoding: text, as: UTF8.self)))
  }

  /// The white space before the closing quotes, which is taken off every line.
  private func multiLineIndentation(_ start: Int, pounds: Int) throws -> Int {
    var index = offset
    let quote = UInt8(ascii: "\"")
    while index + 2 < limit {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      if bytes[index] == quote, bytes[index + 1] == quote, bytes[index + 2] == quote,
        hasPounds(pounds, at: index + 3 - offset)
      {
        var lineStart = index
        while lineStart > 0, bytes[lineStart - 1] == 32 || bytes[lineStart - 1] == 9 {
          lineStart -= 1
        }
        guard lineStart == 0 || bytes[lineStart - 1] == 10 else {
          throw fail(
            .syntax, "the closing \"\"\" of a multi-line string stands on its own line", at: index,
            to: index + 3)
        }
        return index - lineStart
      }
      index += 1
    }
    throw fail(.incomplete, "this string has no closing \"\"\"", at: start, to: start + 3)
  }
}

extension SourceText {
  fileprivate func text(from offset: Int) -> String {
    String(decoding: bytes[offset..<min(offset + 16, bytes.count)], as: UTF8.self)
  }
}

/// Classes of characters.
enum Characters {
  static let punctuation = Set("()[]{},:;.@#\\".utf8)
  private static let operators = Set("/=-+!*%<>&|^~?".utf8)

  static func isOperator(_ byte: UInt8) -> Bool { operators.contains(byte) }
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13 || byte == 0 || byte == 11 || byte == 12
  }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  static func isIdentifierStart(_ byte: UInt8) -> Bool {
    (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte == 95 || byte >= 0x80
  }
  static func isIdentifierPart(_ byte: UInt8) -> Bool { isIdentifierStart(byte) || isDigit(byte) }
  static func opens(_ byte: UInt8) -> Bool { "([{,;:".utf8.contains(byte) }
  static func closes(_ byte: UInt8) -> Bool { ")]},;:".utf8.contains(byte) }
}
