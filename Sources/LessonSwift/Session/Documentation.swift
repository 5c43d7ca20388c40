/// What the library says about one name.
public struct Documentation {
  public enum Kind: String, Sendable {
    case function, method, initializer, property, type, value, `operator`
  }
  public let name: String
  /// As a Swift programmer writes it: `func relu() throws -> Tensor`.
  public let signature: String
  /// The type whose member it is; empty for free functions and types.
  public let owner: String
  public let help: String
  public let kind: Kind
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
    return found.sorted { ($0.owner, $0.name, $0.signature) < ($1.owner, $1.name, $1.signature) }
  }

  private func document(_ name: String, _ type: LessonType) -> [Documentation] {
    guard let nominal = type.nominal else {
      var help = ""
      if case .existential(let known) = type { help = known.help }
      return [Documentation(name: name, signature: name, owner: "", help: help, kind: .type)]
    }
    let keyword = nominal.kind == .enumeration ? "enum" : "struct"
    var found = [
      Documentation(
        name: name, signature: "\(keyword) \(name)", owner: "", help: nominal.help, kind: .type)
    ]
    found += nominal.initializers.map { entry($0, .initializer, name) }
    for functions in nominal.methods.values { found += functions.map { entry($0, .method, name) } }
    for functions in nominal.staticMethods.values {
      found += functions.map { entry($0, .method, name) }
    }
    found += nominal.properties.values.map { entry($0, .property, name) }
    found += nominal.staticProperties.values.map { entry($0, .property, name) }
    found += nominal.fields.map {
      Documentation(
        name: $0.name, signature: "\($0.isConstant ? "let" : "var") \($0.name): \($0.type)",
        owner: name, help: "", kind: .property)
    }
    return found
  }

  private func entry(_ symbol: FunctionSymbol, _ kind: Documentation.Kind, _ owner: String)
    -> Documentation
  {
    var signature = symbol.signature
    if let brace = signature.firstIndex(of: "{") { signature = String(signature[..<brace]) }
    while signature.last?.isWhitespace == true { signature.removeLast() }
    return Documentation(
      name: kind == .initializer ? "init" : symbol.name, signature: signature, owner: owner,
      help: symbol.help, kind: kind)
  }

  private func entry(_ symbol: PropertySymbol, _ kind: Documentation.Kind, _ owner: String)
    -> Documentation
  {
    Documentation(
      name: symbol.name,
      signature: "\(symbol.isConstant ? "let" : "var") \(symbol.name): \(symbol.type)",
      owner: owner, help: symbol.help, kind: kind)
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
