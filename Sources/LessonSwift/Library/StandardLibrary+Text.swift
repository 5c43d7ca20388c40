import Foundation

extension StandardLibrary {
  static func registerText(_ t: LibraryTables) {
    t.initializer("String", "init() -> String") { _ in .string("") }
    t.initializer("String", "init(_ text: String) -> String") { $0.arguments[0] }
    t.initializer("String", "init(_ text: Substring) -> String") { $0.arguments[0] }
    t.initializer("String", "init(_ character: Character) -> String") { $0.arguments[0] }
    t.initializer("String", "init(_ characters: Sequence<Character>) -> String") { call in
      .string(try call.items(0).compactMap(\.text).joined())
    }
    for type in ["Int", "Double", "Float", "Bool"] {
      t.initializer("String", "init(_ value: \(type)) -> String") { call in
        .string(try Describer(call.machine).debug(call.arguments[0], .any))
      }
    }
    t.initializer("String", "init(_ value: Int, radix: Int, uppercase: Bool = false) -> String") {
      call in
      let radix = try call.int(1)
      guard (2...36).contains(radix), case .bool(let uppercase) = call.arguments[2] else {
        throw call.fail("the radix must be in 2...36", found: "\(radix)")
      }
      return .string(String(try call.int(0), radix: radix, uppercase: uppercase))
    }
    for type in ["String", "Character"] {
      t.initializer("String", "init(repeating text: \(type), count: Int) -> String") { call in
        let count = try call.int(1)
        let text = try call.text(0)
        guard count >= 0 else {
          throw call.fail("a number of repetitions cannot be negative", found: "\(count)")
        }
        let (total, overflow) = count.multipliedReportingOverflow(by: max(1, text.utf8.count))
        try Limits.check(overflow ? .max : total, call.range)
        return .string(String(repeating: text, count: count))
      }
    }
    t.initializer("String", "init(describing value: Any) -> String") { call in
      .string(try Describer(call.machine).describe(call.arguments[0], .any))
    }
    t.initializer("String", "init(reflecting value: Any) -> String") { call in
      .string(try Describer(call.machine).debug(call.arguments[0], .any))
    }
    t.initializer("String", "init(format: String, _ arguments: Any...) -> String") { call in
      .string(try Format.apply(try call.text(0), try call.items(1), call))
    }
    t.initializer("Character", "init(_ text: String) -> Character") { call in
      let text = try call.text(0)
      guard text.count == 1 else {
        throw call.fail("a Character is one character", found: "\(text.count)")
      }
      return .string(text)
    }
    registerTextMembers(t)
    registerCharacters(t)
  }

  private static func registerTextMembers(_ t: LibraryTables) {
    t.method(.text, "func uppercased() -> String") { .string(try $0.text(0).uppercased()) }
    t.method(.text, "func lowercased() -> String") { .string(try $0.text(0).lowercased()) }
    t.property(.text, "capitalized: String") { .string(try $0.text(0).capitalized) }
    t.method(.text, "func hasPrefix(_ prefix: String) -> Bool") {
      .bool(try $0.text(0).hasPrefix(try $0.text(1)))
    }
    t.method(.text, "func hasSuffix(_ suffix: String) -> Bool") {
      .bool(try $0.text(0).hasSuffix(try $0.text(1)))
    }
    t.method(.exactly(.string), "mutating func append(_ text: String)", append)
    t.method(.exactly(.string), "mutating func append(_ text: Substring)", append)
    t.method(.exactly(.string), "mutating func append(_ character: Character)", append)
    t.method(
      .text,
      "func split(separator: Character, maxSplits: Int = 9223372036854775807, omittingEmptySubsequences: Bool = true) -> [Substring]"
    ) { call in
      guard let separator = try call.text(1).first, case .bool(let omits) = call.arguments[3] else {
        throw call.misuse()
      }
      let limit = try call.int(2)
      guard limit >= 0 else { throw call.fail("maxSplits cannot be negative") }
      let parts = try call.text(0).split(
        separator: separator, maxSplits: limit, omittingEmptySubsequences: omits)
      return .array(parts.map { .string(String($0)) })
    }
    t.method(.text, "func split(separator: String) -> [Substring]") { call in
      .array(try call.text(0).split(separator: try call.text(1)).map { .string(String($0)) })
    }
    t.method(.text, "func components(separatedBy separator: String) -> [String]") { call in
      .array(
        try call.text(0).components(separatedBy: try call.text(1)).map { .string($0) })
    }
    t.method(
      .text, "func replacingOccurrences(of target: String, with replacement: String) -> String"
    ) { call in
      .string(
        try call.text(0).replacingOccurrences(of: try call.text(1), with: try call.text(2)))
    }
    t.method(.text, "func trimmingCharacters(in set: CharacterSet) -> String") { call in
      guard case .host(let object) = call.arguments[1],
        let set = object.payload as? CharacterSet
      else { throw call.misuse() }
      return .string(try call.text(0).trimmingCharacters(in: set))
    }
    t.method(
      .text,
      "func padding(toLength length: Int, withPad pad: String, startingAt index: Int) -> String"
    ) { call in
      let length = try call.int(1)
      let (pad, index) = (try call.text(2), try call.int(3))
      guard length >= 0, !pad.isEmpty, index >= 0, index < pad.count else {
        throw call.fail("padding needs a length of at least 0, and a pad with that index")
      }
      try Limits.check(length, call.range)
      return .string(
        try call.text(0).padding(toLength: length, withPad: pad, startingAt: index))
    }
    t.property(.text, "description: String") { .string(try $0.text(0)) }
    t.property(.text, "debugDescription: String") { .string(try $0.text(0).debugDescription) }
  }

  private static func append(_ call: inout NativeCall) throws -> Value {
    let more = try call.text(1)
    guard case .string(var object) = call.arguments[0] else { throw call.misuse() }
    if object.text.utf8.count + more.utf8.count > Machine.sizeLimit {
      throw Limits.tooLarge(call.range)
    }
    call.arguments[0] = .void
    if !isKnownUniquelyReferenced(&object) { object = StringObject(object.text) }
    object.text += more
    call.arguments[0] = .string(object)
    return .void
  }

  private static func registerCharacters(_ t: LibraryTables) {
    let tests: [(String, (Character) -> Bool)] = [
      ("isLetter", { $0.isLetter }), ("isNumber", { $0.isNumber }),
      ("isWhitespace", { $0.isWhitespace }), ("isUppercase", { $0.isUppercase }),
      ("isLowercase", { $0.isLowercase }), ("isPunctuation", { $0.isPunctuation }),
      ("isNewline", { $0.isNewline }), ("isASCII", { $0.isASCII }),
    ]
    for (name, test) in tests {
      t.property(.exactly(.character), "\(name): Bool") { call in
        .bool(try call.text(0).first.map(test) ?? false)
      }
    }
    t.property(.exactly(.character), "wholeNumberValue: Int?") { call in
      try call.text(0).first?.wholeNumberValue.map { .int($0) } ?? .none
    }
    t.method(.exactly(.character), "func uppercased() -> String") {
      .string(try $0.text(0).uppercased())
    }
    t.method(.exactly(.character), "func lowercased() -> String") {
      .string(try $0.text(0).lowercased())
    }
  }

  /// Types of Swift and Foundation that only occur as arguments: `.up`, `.whitespaces`.
  static func registerOptionTypes(_ t: LibraryTables) {
    let rules: [(String, FloatingPointRoundingRule)] = [
      ("up", .up), ("down", .down), ("towardZero", .towardZero), ("awayFromZero", .awayFromZero),
      ("toNearestOrEven", .toNearestOrEven),
      ("toNearestOrAwayFromZero", .toNearestOrAwayFromZero),
    ]
    option("FloatingPointRoundingRule", rules, t)
    let sets: [(String, CharacterSet)] = [
      ("whitespaces", .whitespaces), ("whitespacesAndNewlines", .whitespacesAndNewlines),
      ("newlines", .newlines), ("punctuationCharacters", .punctuationCharacters),
      ("decimalDigits", .decimalDigits), ("letters", .letters),
    ]
    option("CharacterSet", sets, t)
  }

  private static func option<T>(_ name: String, _ values: [(String, T)], _ t: LibraryTables) {
    let nominal = NominalType(name: name, kind: .library)
    nominal.swiftType = T.self
    nominal.isStandard = true
    t.types[name] = .nominal(nominal)
    t.bySwiftType[ObjectIdentifier(T.self)] = nominal
    for (name, value) in values {
      let symbol = PropertySymbol(name: name, type: .nominal(nominal))
      let object = Value.host(HostObject(value, nominal))
      symbol.getter = .native { _ in object }
      nominal.staticProperties[name] = symbol
    }
  }
}
