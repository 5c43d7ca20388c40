/// Classes of characters.
enum Characters {
  static let punctuation = Set("()[]{},:;.@#\\".utf8)
  static let operators = Set("/=-+!*%<>&|^~?".utf8)

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

extension SourceText {
  func text(from offset: Int) -> String {
    String(decoding: bytes[offset..<min(offset + 16, bytes.count)], as: UTF8.self)
  }
}
