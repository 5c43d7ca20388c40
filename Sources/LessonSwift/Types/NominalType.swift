/// A structure or enumeration of the lesson, or a type of the library.
public final class NominalType: Hashable {
  enum Kind { case structure, enumeration, library }

  struct Field {
    let name: String
    let type: LessonType
    let isConstant: Bool
    /// Its initial value, where one is written.
    var initial: Node?
  }

  public let name: String
  let kind: Kind
  var conformances: Set<String> = []
  var fields: [Field] = []
  var cases: [String] = []
  var rawType: LessonType?
  var rawValues: [Value] = []
  var initializers: [FunctionSymbol] = []
  var methods: [String: [FunctionSymbol]] = [:]
  var properties: [String: PropertySymbol] = [:]
  var staticMethods: [String: [FunctionSymbol]] = [:]
  var staticProperties: [String: PropertySymbol] = [:]
  var subscripts: [FunctionSymbol] = []
  /// Swift's own type, of a library type.
  var swiftType: Any.Type?
  var help = ""
  /// Whether it stands for a type of Swift's own libraries.
  var isStandard = false
  var libraryTraits = LibraryTraits()

  struct LibraryTraits {
    var equals: ((Any, Any) -> Bool)?
    var hash: ((Any, inout Hasher) -> Void)?
    var less: ((Any, Any) -> Bool)?
    var isReference = false
    /// What a literal such as `0.1` becomes where this type is expected.
    var number: ((Double) -> Any)?
    /// Whether a literal without a point will do as well.
    var acceptsWholeNumbers = false
  }

  init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  public static func == (left: NominalType, right: NominalType) -> Bool { left === right }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  var isEquatable: Bool {
    switch kind {
    case .enumeration: return true
    case .structure:
      return !conformances.isDisjoint(with: ["Equatable", "Hashable", "Comparable"])
    case .library: return libraryTraits.equals != nil
    }
  }

  var isHashable: Bool {
    switch kind {
    case .enumeration: return true
    case .structure: return conformances.contains("Hashable")
    case .library: return libraryTraits.hash != nil
    }
  }

  var isComparable: Bool {
    conformances.contains("Comparable") || libraryTraits.less != nil
  }

  var isError: Bool { conformances.contains("Error") }

  func fieldIndex(_ name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

/// A protocol of the library: nothing but the set of types that have it.
public final class ProtocolType: Hashable {
  public let name: String
  var members: [LessonType]
  var methods: [String: [FunctionSymbol]] = [:]
  var properties: [String: PropertySymbol] = [:]
  var help = ""

  init(name: String, members: [LessonType]) {
    self.name = name
    self.members = members
  }

  public static func == (left: ProtocolType, right: ProtocolType) -> Bool { left === right }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
