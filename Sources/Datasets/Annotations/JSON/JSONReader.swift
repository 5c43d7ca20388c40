/// Reads JSON (RFC 8259) from front to back, one value at a time, without building a tree.
///
/// Ours, since an annotation file may have hundreds of megabytes and every complaint about it names
/// a line: Foundation's readers keep no places (docs/design-notes.md).
/// Strict: UTF-8 is checked, depth is limited, a key comes once, nothing follows the document.
///
/// ```swift
/// try reader.object("a picture") { reader, key, place in
///   switch key {
///   case "id": id = try reader.integer("an id")
///   default: try reader.skip()
///   }
/// }
/// ```
struct JSONReader {
  let file: String
  /// The text, then a 0 that stands for its end: JSON itself has no byte 0.
  let bytes: [UInt8]
  /// The next byte to be read.
  var at = 0
  private var line = 1
  /// Where the line begins. Only white space holds line ends: in a string they are escaped.
  private var lineStart = 0
  private var depth = 0
  private let deepest: Int

  /// - Parameter deepest: how many arrays and objects may lie inside each other.
  /// - Throws: `DatasetError` for a text that is not UTF-8 from its first bytes on.
  init(_ text: consuming [UInt8], file: String, deepest: Int = 64) throws {
    self.file = file
    self.deepest = deepest
    var bytes = text
    bytes.append(0)
    self.bytes = bytes
    try checkEncoding()
  }

  enum Kind { case object, array, string, number, bool, null, other }

  /// What comes next; white space before it is passed over.
  mutating func kind() -> Kind {
    skipSpace()
    switch bytes[at] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), 48...57: return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    default: return .other
    }
  }

  /// Where the next value begins.
  mutating func place() -> Place {
    skipSpace()
    return place(of: at)
  }

  func place(of offset: Int) -> Place {
    Place(file: file, line: line, column: offset - lineStart + 1)
  }

  // MARK: Objects and arrays

  /// Reads an object; `member` must read (or skip) the value of each key.
  ///
  /// - Parameter what: for error messages: "a picture".
  mutating func object(
    _ what: String, _ member: (inout JSONReader, String, Place) throws -> Void
  ) throws {
    guard kind() == .object else { throw failure("\(what), as a JSON object") }
    try enter()
    defer { depth -= 1 }
    if take("}") { return }
    var keys = SeenKeys()
    repeat {
      let place = place()
      guard bytes[at] == UInt8(ascii: "\"") else { throw failure("a key in double quotes") }
      let key = try string("a key")
      guard keys.insert(key) else {
        throw DatasetError(place, expected: "each key once", found: "\(shown(key)) again")
      }
      guard take(":") else { throw failure("a colon after the key \(shown(key))") }
      try member(&self, key, place)
    } while take(",")
    guard take("}") else { throw failure("a comma or } in \(what)") }
  }

  /// Reads an array; `element` must read (or skip) each of its values.
  mutating func array(_ what: String, _ element: (inout JSONReader) throws -> Void) throws {
    guard kind() == .array else { throw failure("\(what), as a JSON array") }
    try enter()
    defer { depth -= 1 }
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    guard take("]") else { throw failure("a comma or ] in \(what)") }
  }

  private mutating func enter() throws {
    guard depth < deepest else { throw failure("at most \(deepest) levels of nesting") }
    depth += 1
    at += 1  // the bracket
  }

  /// Passes over the next value, whatever it is; it is checked all the same.
  mutating func skip() throws {
    switch kind() {
    case .object: try object("an object") { reader, _, _ in try reader.skip() }
    case .array: try array("an array") { try $0.skip() }
    case .string: try skipString()
    case .number: _ = try number("a number")
    case .bool: _ = try bool("a value")
    case .null: try word("null", "a value")
    case .other: throw failure("a value")
    }
  }

  /// Checks that nothing but white space follows.
  mutating func end() throws {
    skipSpace()
    guard at == bytes.count - 1 else { throw failure("the end of the file") }
  }

  // MARK: Small values

  /// `true`, `false`, and the 1 and 0 that COCO writes for them.
  mutating func flag(_ what: String) throws -> Bool {
    if kind() == .bool { return try bool(what) }
    let place = place()
    let value = try integer(what)
    guard value == 0 || value == 1 else {
      throw DatasetError(place, expected: "0 or 1 as \(what)", found: "\(value)")
    }
    return value == 1
  }

  mutating func bool(_ what: String) throws -> Bool {
    skipSpace()
    let isTrue = bytes[at] == UInt8(ascii: "t")
    try word(isTrue ? "true" : "false", what)
    return isTrue
  }

  /// Takes `null` when it comes next.
  mutating func takeNull() throws -> Bool {
    guard kind() == .null else { return false }
    try word("null", "a value")
    return true
  }

  private mutating func word(_ word: StaticString, _ what: String) throws {
    let end = at + word.utf8CodeUnitCount
    guard end < bytes.count,
      zip(bytes[at..<end], UnsafeBufferPointer(start: word.utf8Start, count: end - at))
        .allSatisfy(==)
    else { throw failure(what) }
    at = end
  }

  // MARK: Marks and space

  mutating func skipSpace() {
    while true {
      let byte = bytes[at]
      if byte == 0x0A {
        line += 1
        lineStart = at + 1
      } else if byte != 0x20, byte != 0x0D, byte != 0x09 {
        return
      }
      at += 1
    }
  }

  /// Takes a mark if it comes next, spaces before it allowed.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard bytes[at] == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  // MARK: Errors

  /// What is wrong with the value, or the byte, that comes next.
  func failure(_ expected: String, hint: String = "") -> DatasetError {
    DatasetError(place(of: at), expected: expected, found: found(), hint: hint)
  }

  /// The next value, short, on one line.
  private func found() -> String {
    if at >= bytes.count - 1 { return "the end of the file" }
    let byte = bytes[at]
    switch byte {
    case UInt8(ascii: "{"): return "an object"
    case UInt8(ascii: "["): return "an array"
    case UInt8(ascii: "\""):
      let text = bytes[(at + 1)...].prefix(40).prefix { $0 != UInt8(ascii: "\"") && $0 >= 0x20 }
      return "the string \(shown(String(decoding: text, as: UTF8.self)))"
    case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "+"):
      let text = bytes[at...].prefix(24).prefix {
        switch $0 {
        case 43, 45, 46, 48...57, 65...90, 97...122: true
        default: false
        }
      }
      return String(decoding: text, as: UTF8.self)
    case 0x21..<0x7F: return "‘\(Character(Unicode.Scalar(byte)))’"
    default: return "byte 0x\(String(byte, radix: 16))"
    }
  }
}

/// The keys of one object; a list as long as it is short.
private struct SeenKeys {
  private var few: [String] = []
  private var many: Set<String> = []

  /// False when it was there.
  mutating func insert(_ key: String) -> Bool {
    if few.count < 24 {
      if few.contains(key) { return false }
      few.append(key)
      return true
    }
    return !few.contains(key) && many.insert(key).inserted
  }
}

/// A name out of a file, fit for an error message: quoted, one line, not endless.
func shown(_ name: some StringProtocol) -> String {
  let text = name.prefix(60).unicodeScalars.map { scalar in
    scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
  }
  return "\"\(text.joined())\(name.count > 60 ? "…" : "")\""
}
