/// Reads the one Python literal that an npy header is made of: a dictionary whose values are
/// strings, booleans and tuples of whole numbers. Nothing else of Python is understood, or run.
struct PythonLiteralParser {
  enum Value: Equatable {
    case string(String)
    case bool(Bool)
    case tuple([Int])
  }

  private let text: [UInt8]
  private let start: Int
  private let file: String
  private var at = 0

  /// - Parameter start: where `text` begins in the file, for error messages.
  init(text: [UInt8], start: Int, file: String) {
    self.text = text
    self.start = start
    self.file = file
  }

  /// The whole text as a dictionary with exactly these keys.
  mutating func dictionary(of keys: [String]) throws -> [String: Value] {
    var values: [String: Value] = [:]
    guard take("{") else { throw failure("{") }
    while !take("}") {
      let key = try string()
      guard keys.contains(key), values[key] == nil else {
        throw failure(
          "each of \(keys.joined(separator: ", ")) once", found: "the key \(quoted(key))")
      }
      guard take(":") else { throw failure("a colon") }
      values[key] = try value()
      guard take(",") || peek == UInt8(ascii: "}") else { throw failure("a comma or }") }
    }
    skipSpace()
    guard at == text.count else { throw failure("the end of the header") }
    if let missing = keys.first(where: { values[$0] == nil }) {
      throw failure("the key \(missing)", found: "a dictionary without it")
    }
    return values
  }

  private mutating func value() throws -> Value {
    skipSpace()
    if peek == UInt8(ascii: "(") { return .tuple(try tuple()) }
    for (word, value) in [("True", true), ("False", false)]
    where text[at...].starts(with: word.utf8) {
      at += word.utf8.count
      return .bool(value)
    }
    return .string(try string())
  }

  private mutating func tuple() throws -> [Int] {
    var numbers: [Int] = []
    guard take("(") else { throw failure("(") }
    while !take(")") {
      numbers.append(try wholeNumber())
      let hasComma = take(",")
      guard hasComma || (peek == UInt8(ascii: ")") && numbers.count > 1) else {
        throw failure("a comma")
      }
    }
    return numbers
  }

  private mutating func wholeNumber() throws -> Int {
    skipSpace()
    let first = at
    while let byte = peek, 48...57 ~= byte { at += 1 }
    guard let number = Int(String(decoding: text[first..<at], as: UTF8.self)) else {
      at = first
      throw failure("a whole number from 0 to \(Int.max)")
    }
    return number
  }

  private mutating func string() throws -> String {
    skipSpace()
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw failure("a string")
    }
    at += 1
    let first = at
    while let byte = peek, byte != quote {
      guard 0x20..<0x7F ~= byte, byte != UInt8(ascii: "\\") else { throw failure("plain letters") }
      at += 1
    }
    guard peek == quote else { throw failure("a closing quote") }
    defer { at += 1 }
    return String(decoding: text[first..<at], as: UTF8.self)
  }

  private var peek: UInt8? { at < text.count ? text[at] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A { at += 1 }
  }

  /// Takes a mark and the spaces around it, if it comes next.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: mark) else { return false }
    at += 1
    skipSpace()
    return true
  }

  private func failure(_ expected: String, found: String? = nil) -> CheckpointError {
    let next =
      switch peek {
      case nil: "the end of the header"
      case let byte? where 0x21..<0x7F ~= byte: "‘\(Character(Unicode.Scalar(byte)))’"
      case let byte?: "byte 0x\(String(byte, radix: 16))"
      }
    return CheckpointError(
      file: file, place: "byte \(start + at)", expected: "\(expected) in an npy header",
      found: found ?? next)
  }
}
