/// A JSON value (RFC 8259), read strictly: what two readers might understand differently is refused.
///
/// Ours, and not Foundation's: a checkpoint's header comes from anywhere, and Foundation's parser
/// lets the last of two equal keys win and hands 64-bit offsets over as doubles.
package enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  /// Its text: `17`, `-2.5e3`. Only the reader knows whether it should be a whole number.
  case number(String)
  case string(String)
  case array([JSON])
  /// In the order of the file. No key comes twice.
  case object([Member])

  package struct Member: Equatable, Sendable {
    package let key: String
    package let value: JSON
  }

  /// The member of an object, or `nil`.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The value as a whole number at least 0 that an `Int` can hold, or `nil`.
  package var naturalNumber: Int? {
    guard case .number(let text) = self, text.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    return Int(text)
  }

  /// For error messages: short, on one line.
  package var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let text): text.count > 24 ? "\(text.prefix(24))…" : text
    case .string(let text): "the string \(quoted(text))"
    case .array(let items): "an array of \(items.count)"
    case .object(let members): "an object of \(members.count)"
    }
  }
}

extension JSON {
  /// Why a text is not JSON.
  package struct SyntaxError: Error, Equatable {
    /// Bytes from the beginning of the text.
    package let offset: Int
    package let expected: String
    package let found: String
  }

  /// - Parameter deepest: how many arrays and objects may lie inside each other.
  /// - Throws: `SyntaxError`.
  package init(_ text: [UInt8], deepest: Int = 16) throws {
    var parser = JSONParser(text: text, deepest: deepest)
    self = try parser.document()
  }
}
