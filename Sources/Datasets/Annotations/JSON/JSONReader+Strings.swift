extension JSONReader {
  /// - Parameter what: for error messages: "a file name".
  mutating func string(_ what: String) throws -> String {
    guard kind() == .string else { throw failure("\(what), as a string") }
    let start = at + 1
    let (end, isPlain) = try endOfString()
    defer { at = end + 1 }
    if isPlain { return String(decoding: bytes[start..<end], as: UTF8.self) }
    guard bytes[start..<end].contains(UInt8(ascii: "\\")) else {
      return try validated(bytes[start..<end], from: start)
    }
    at = start
    return try validated(unescaped(to: end)[...], from: start)
  }

  mutating func skipString() throws { _ = try string("a string") }

  /// Where the closing quote is, and whether everything before it is ASCII without an escape.
  private func endOfString() throws -> (end: Int, isPlain: Bool) {
    var end = at + 1
    var isPlain = true
    while true {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") { return (end, isPlain) }
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        end += 1  // so that \" does not end the string; the 0 at the end stops below
        if end < bytes.count - 1 { end += 1 }
        continue
      }
      if byte < 0x20 {
        let isEnd = end >= bytes.count - 1
        throw DatasetError(
          place(of: isEnd ? at : end),
          expected: isEnd
            ? "a closing quote for this string" : "an escape for a control character",
          found: isEnd ? "the end of the file" : "byte 0x\(String(byte, radix: 16)) in a string",
          hint: isEnd ? "the file may be cut off: fetch or write it again" : "")
      }
      if byte >= 0x80 { isPlain = false }
      end += 1
    }
  }

  private func validated(_ slice: ArraySlice<UInt8>, from start: Int) throws -> String {
    guard let string = String(validating: slice, as: UTF8.self) else {
      throw DatasetError(
        place(of: start), expected: "text in UTF-8",
        found: "bytes that are not, in \(shown(String(decoding: slice, as: UTF8.self)))",
        hint: "if the file is in Latin-1: iconv -f latin1 -t utf-8 OLD.json > NEW.json")
    }
    return string
  }

  /// The string from `at` to its closing quote at `end`, its escapes replaced.
  private mutating func unescaped(to end: Int) throws -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(end - at)
    while at < end {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\\") {
        try appendEscape(to: &text)
      } else {
        text.append(byte)
      }
    }
    return text
  }

  /// What stands after a backslash, as UTF-8.
  private mutating func appendEscape(to text: inout [UInt8]) throws {
    let letter = bytes[at]
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "u"):
      at += 1
      text.append(contentsOf: String(Character(try escapedScalar())).utf8)
      return
    default: throw failure("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    at += 1
  }

  private mutating func escapedScalar() throws -> Unicode.Scalar {
    let start = at
    var code = try fourHexadecimalDigits()
    if 0xD800..<0xDC00 ~= code, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    {
      at += 2
      let low = try fourHexadecimalDigits()
      if 0xDC00..<0xE000 ~= low { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw DatasetError(
        place(of: start), expected: "both halves of a surrogate pair",
        found: "\\u\(String(code, radix: 16)) alone")
    }
    return scalar
  }

  private mutating func fourHexadecimalDigits() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch bytes[at] {
      case let byte where 48...57 ~= byte: digit = byte - 48
      case let byte where 65...70 ~= byte: digit = byte - 55
      case let byte where 97...102 ~= byte: digit = byte - 87
      default: throw failure("four hexadecimal digits after \\u")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  /// - Throws: `DatasetError` when the first bytes are of another encoding, or of no text at all.
  func checkEncoding() throws {
    let first = bytes.dropLast().prefix(4)
    func starts(_ beginning: UInt8...) -> Bool { first.starts(with: beginning) }
    let found: String
    var hint = ""
    switch true {
    case first.isEmpty:
      found = "an empty file"
      hint = "was the program that wrote it interrupted?"
    case starts(0xEF, 0xBB, 0xBF):
      found = "UTF-8 with a byte order mark"
      hint = "take the first three bytes off: tail -c +4 OLD.json > NEW.json"
    case starts(0xFF, 0xFE), starts(0xFE, 0xFF), first.prefix(2).contains(0):
      found = "UTF-16"
      hint = "iconv -f utf-16 -t utf-8 OLD.json > NEW.json"
    case starts(0x1F, 0x8B):
      found = "a gzip archive"
      hint = "gunzip it"
    case starts(0x50, 0x4B):
      found = "a zip archive"
      hint = "unzip it"
    default: return
    }
    throw DatasetError(
      Place(file: file, line: 1, column: 1), expected: "JSON, as text in UTF-8", found: found,
      hint: hint)
  }
}
