/// What the library says about one name.
public struct Documentation: Sendable {
  public enum Kind: String, Sendable {
    case function, method, initializer, property, type, value, `operator`, `subscript`
    /// A case of an enumeration: `.bilinear`.
    case enumCase = "case"
  }

  public struct Parameter: Equatable, Sendable {
    /// What stands before the colon in a call; `nil` for `_`.
    public let label: String?
    public let name: String
    /// As Swift writes it.
    public let type: String
  }

  public let name: String
  /// As a Swift programmer writes it: `func relu() throws -> Tensor`.
  public let signature: String
  /// The type whose member it is; empty for free functions and types.
  public let owner: String
  public let help: String
  public let kind: Kind
  public var parameters: [Parameter] = []
  /// The type of what comes back, or of the property; empty for nothing.
  public var result = ""
  public var isStatic = false
  /// Swift's own name of the owner, or of the type itself: `Boxes.AnchorClusters.Start`.
  public var swiftType: String?
  /// Whether it belongs to Swift's standard library, not to a library that was added.
  public var isStandard = false
}

extension Session {
  /// Everything called `name`: functions of the lesson and of the library, members, types.
  public func documentation(for name: String) -> [Documentation] {
    let parts = name.split(separator: ".").map(String.init)
    guard let last = parts.last else { return [] }
    let owner = parts.count > 1 ? parts[parts.count - 2] : nil
    return allDocumentation.filter {
      $0.name == last && (owner == nil || owner == $0.owner)
    }
  }

  /// All functions, members and types, with signature and help.
  public var allDocumentation: [Documentation] {
    let tables = environment.tables
    var found: [Documentation] = []
    for functions in environment.functions.values {
      found += functions.map { entry($0, .function, "") }
    }
    for functions in tables.functions.values { found += functions.map { entry($0, .function, "") } }
    for functions in tables.operators.values { found += functions.map { entry($0, .operator, "") } }
    for value in tables.globals.values { found.append(entry(value, .value, "")) }
    for (name, type) in environment.types.merging(tables.types, uniquingKeysWith: { a, _ in a }) {
      found += document(name, type)
    }
    for functions in tables.methods.values {
      found += functions.map { entry($0, .method, $0.receiver?.shownName ?? "") }
    }
    for properties in tables.properties.values {
      found += properties.map { entry($0, .property, $0.receiver?.shownName ?? "") }
    }
    for (type, functions) in tables.initializers {
      found += functions.map { entry($0, .initializer, type) }
    }
    for (path, functions) in tables.staticMethods {
      found += functions.map { entry($0, .method, Self.owner(of: path), isStatic: true) }
    }
    for (path, properties) in tables.staticProperties {
      found += properties.map { entry($0, .property, Self.owner(of: path), isStatic: true) }
    }
    return found.sorted { ($0.owner, $0.name, $0.signature) < ($1.owner, $1.name, $1.signature) }
  }

  /// `Float` of `Float.pi`.
  private static func owner(of path: String) -> String {
    path.split(separator: ".").first.map(String.init) ?? path
  }

  private func document(_ name: String, _ type: LessonType) -> [Documentation] {
    if case .existential(let known) = type {
      var head = Documentation(
        name: name, signature: "protocol \(name)", owner: "", help: known.help, kind: .type)
      head.swiftType = name
      return [head] + known.methods.values.flatMap { $0.map { entry($0, .method, name, in: name) } }
        + known.properties.values.map { entry($0, .property, name, in: name) }
    }
    guard let nominal = type.nominal else {
      var built = Documentation(name: name, signature: name, owner: "", help: "", kind: .type)
      built.isStandard = true
      return [built]
    }
    let keyword = nominal.kind == .enumeration || !nominal.cases.isEmpty ? "enum" : "struct"
    let swiftType = nominal.swiftType.map { String(reflecting: $0) }
    var head = Documentation(
      name: name, signature: "\(keyword) \(name)", owner: "", help: nominal.help, kind: .type)
    head.swiftType = swiftType
    head.isStandard = nominal.isStandard
    var found = [head]
    found += nominal.initializers.map { entry($0, .initializer, name, in: swiftType) }
    for functions in nominal.methods.values {
      found += functions.map { entry($0, .method, name, in: swiftType) }
    }
    for functions in nominal.staticMethods.values {
      found += functions.map { entry($0, .method, name, in: swiftType, isStatic: true) }
    }
    found += nominal.subscripts.map { entry($0, .subscript, name, in: swiftType) }
    found += nominal.properties.values.map { entry($0, .property, name, in: swiftType) }
    found += nominal.staticProperties.values.map { property in
      let isCase = nominal.cases.contains(property.name)
      return entry(
        property, isCase ? .enumCase : .property, name, in: swiftType, isStatic: true)
    }
    found += nominal.fields.map {
      Documentation(
        name: $0.name, signature: "\($0.isConstant ? "let" : "var") \($0.name): \($0.type)",
        owner: name, help: "", kind: .property)
    }
    if nominal.isStandard {
      for index in found.indices { found[index].isStandard = true }
    }
    return found
  }

  private func entry(
    _ symbol: FunctionSymbol, _ kind: Documentation.Kind, _ owner: String,
    in swiftType: String? = nil, isStatic: Bool = false
  ) -> Documentation {
    var signature = symbol.signature
    if let brace = signature.firstIndex(of: "{") { signature = String(signature[..<brace]) }
    while signature.last?.isWhitespace == true { signature.removeLast() }
    if isStatic, !signature.hasPrefix("static ") { signature = "static " + signature }
    let name =
      switch kind {
      case .initializer: "init"
      case .subscript: "subscript"
      default: symbol.name
      }
    var entry = Documentation(
      name: name, signature: signature, owner: owner, help: symbol.help, kind: kind)
    entry.parameters = symbol.parameters.map {
      .init(label: $0.label, name: $0.name, type: "\($0.type)" + ($0.isVariadic ? "..." : ""))
    }
    entry.result = symbol.result == .void ? "" : "\(symbol.result)"
    entry.isStatic = isStatic
    entry.swiftType = swiftType
    entry.isStandard = symbol.isStandard
    return entry
  }

  private func entry(
    _ symbol: PropertySymbol, _ kind: Documentation.Kind, _ owner: String,
    in swiftType: String? = nil, isStatic: Bool = false
  ) -> Documentation {
    let keyword = (isStatic ? "static " : "") + (symbol.isConstant ? "let" : "var")
    var entry = Documentation(
      name: symbol.name,
      signature: kind == .enumCase
        ? "case \(symbol.name)" : "\(keyword) \(symbol.name): \(symbol.type)",
      owner: owner, help: symbol.help, kind: kind)
    entry.result = "\(symbol.type)"
    entry.isStatic = isStatic
    entry.swiftType = swiftType
    entry.isStandard = symbol.isStandard
    return entry
  }
}

extension ReceiverPattern {
  fileprivate var shownName: String {
    switch self {
    case .sequence: return "Sequence"
    case .collection: return "Collection"
    case .array, .anyArray: return "Array"
    case .dictionary: return "Dictionary"
    case .set: return "Set"
    case .text: return "String"
    case .optional: return "Optional"
    case .range: return "Range"
    case .numeric: return "Numeric"
    case .floatingPoint: return "FloatingPoint"
    case .exactly(let type): return type.description
    case .anything: return ""
    }
  }
}
