/// Turns source text into tokens.
struct Scanner {
  let source: SourceText
  let bytes: [UInt8]
  var offset: Int
  let limit: Int
  var depth: Int
  var sawNewline = true

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

  func peek(_ ahead: Int = 0) -> UInt8 {
    offset + ahead < limit ? bytes[offset + ahead] : 0
  }

  func fail(_ kind: LessonError.Kind, _ message: String, at start: Int, to end: Int)
    -> LessonError
  {
    LessonError(kind, message, at: SourceRange(source, start, end))
  }

  // MARK: One token

  mutating func next() throws -> Token? {
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

  mutating func skipSpace() throws {
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

  mutating func skipBlockComment() throws {
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

  mutating func scanIdentifier(_ token: inout Token) {
    offset += 1
    while offset < limit, Characters.isIdentifierPart(peek()) { offset += 1 }
    token.kind = .identifier
    token.text = source.slice(token.start, offset)
  }

  mutating func scanQuotedIdentifier(_ token: inout Token) throws {
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

  mutating func scanNumber(_ token: inout Token) throws {
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

  mutating func skipDigits() {
    while offset < limit, Characters.isDigit(peek()) || peek() == UInt8(ascii: "_") { offset += 1 }
  }

  mutating func scanOperator(_ token: inout Token) {
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

}
