extension Scanner {
  // MARK: Strings

  mutating func scanString(_ token: inout Token) throws {
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

  func hasPounds(_ count: Int, at index: Int) -> Bool {
    for step in 0..<count where peek(index + step) != UInt8(ascii: "#") { return false }
    return true
  }

  mutating func scanSingleLine(_ token: inout Token, pounds: Int) throws {
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
  mutating func scanStringPiece(
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
  mutating func scanInterpolation(_ start: Int) throws -> [Token] {
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

  mutating func scanMultiLine(_ token: inout Token, pounds: Int) throws {
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
  func multiLineIndentation(_ start: Int, pounds: Int) throws -> Int {
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
