/// Recursive descent over bytes; the recursion is bounded by `deepest`.
struct JSONParser {
  let text: [UInt8]
  let deepest: Int
  private var at = 0
  private var depth = 0

  init(text: [UInt8], deepest: Int) {
    self.text = text
    self.deepest = deepest
  }

  mutating func document() throws -> JSON {
    let value = try value()
    skipSpace()
    guard at == text.count else { throw failure("the end of the text") }
    return value
  }

  private mutating func value() throws -> JSON {
    skipSpace()
    switch peek ?? 0 {
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), 48...57: return .number(try number())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw failure("a value")
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws -> JSON) throws -> JSON {
    guard depth < deepest else { throw failure("at most \(deepest) levels of nesting") }
    depth += 1
    defer { depth -= 1 }
    at += 1  // the bracket
    return try body(&self)
  }

  private mutating func object() throws -> JSON {
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let start = at
      guard peek == UInt8(ascii: "\"") else { throw failure("a key in double quotes") }
      let key = try string()
      guard keys.insert(key).inserted else {
        throw JSON.SyntaxError(
          offset: start, expected: "each key once", found: "\(quoted(key)) again")
      }
      guard take(":") else { throw failure("a colon") }
      members.append(.init(key: key, value: try value()))
    } while take(",")
    guard take("}") else { throw failure("a comma or }") }
    return .object(members)
  }

  private mutating func array() throws -> JSON {
    var items: [JSON] = []
    if take("]") { return .array([]) }
    repeat { items.append(try value()) } while take(",")
    guard take("]") else { throw failure("a comma or ]") }
    return .array(items)
  }

  private mutating func number() throws -> String {
    let start = at
    _ = takeByte("-")
    if !takeByte("0") { try digits() }
    if takeByte(".") { try digits() }
    if takeByte("e") || takeByte("E") {
      if !takeByte("+") { _ = takeByte("-") }
      try digits()
    }
    return String(decoding: text[start..<at], as: UTF8.self)
  }

  private mutating func digits() throws {
    let start = at
    while let byte = peek, 48...57 ~= byte { at += 1 }
    guard at > start else { throw failure("a digit") }
  }

  private mutating func string() throws -> String {
    at += 1  // the opening quote
    let start = at
    var bytes: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw JSON.SyntaxError(
            offset: start, expected: "a string in UTF-8", found: "bytes that are not")
        }
        return string
      case UInt8(ascii: "\\"):
        at += 1
        bytes.append(contentsOf: try escape())
      case 0..<0x20: throw failure("an escape for a control character")
      default:
        bytes.append(byte)
        at += 1
      }
    }
    throw failure("a closing quote")
  }

  /// What stands after a backslash, as UTF-8.
  private mutating func escape() throws -> [UInt8] {
    guard let letter = peek else { throw failure("an escape") }
    let plain: [UInt8: UInt8] = [
      UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F,
      UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
      UInt8(ascii: "t"): 9,
    ]
    if let byte = plain[letter] {
      at += 1
      return [byte]
    }
    guard takeByte("u") else {
      throw failure("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    var code = try fourHexadecimalDigits()
    if 0xD800..<0xDC00 ~= code, takeByte("\\"), takeByte("u") {
      let low = try fourHexadecimalDigits()
      guard 0xDC00..<0xE000 ~= low else { throw failure("the second half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw failure("both halves of a surrogate pair")
    }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func fourHexadecimalDigits() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = peek.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw failure("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  private mutating func word(_ word: String, _ value: JSON) throws -> JSON {
    guard text[at...].starts(with: word.utf8) else { throw failure("a value") }
    at += word.utf8.count
    return value
  }

  private var peek: UInt8? { at < text.count ? text[at] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  /// Takes a mark if it comes next, spaces before it allowed.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    return takeByte(mark)
  }

  private mutating func takeByte(_ mark: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  private func failure(_ expected: String) -> JSON.SyntaxError {
    let found: String
    switch peek {
    case nil: found = "the end of the text"
    case let byte? where 0x21..<0x7F ~= byte: found = "‘\(Character(Unicode.Scalar(byte)))’"
    case let byte?: found = "byte 0x\(String(byte, radix: 16))"
    }
    return JSON.SyntaxError(offset: at, expected: expected, found: found)
  }
}
