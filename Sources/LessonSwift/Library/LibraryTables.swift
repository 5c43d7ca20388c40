/// All names a library offers: the standard library first, host libraries on top.
final class LibraryTables {
  var functions: [String: [FunctionSymbol]] = [:]
  var globals: [String: PropertySymbol] = [:]
  var types: [String: LessonType] = [:]
  var operators: [String: [FunctionSymbol]] = [:]
  /// Members of built-in types, by name.
  var methods: [String: [FunctionSymbol]] = [:]
  var properties: [String: [PropertySymbol]] = [:]
  /// Static members and initialisers of built-in types, by the type's plain name.
  var staticMethods: [String: [FunctionSymbol]] = [:]
  var staticProperties: [String: [PropertySymbol]] = [:]
  var initializers: [String: [FunctionSymbol]] = [:]
  /// Library types by Swift's own type.
  var bySwiftType: [ObjectIdentifier: NominalType] = [:]
  var protocols: [String: ProtocolType] = [:]
  /// What was registered wrongly.
  var problems: [String] = []

  init() {
    for (name, type) in TypeResolver.builtIn { types[name] = type }
  }

  var resolver: TypeResolver { TypeResolver { self.types[$0] } }

  // MARK: Reading signatures

  func symbol(_ signature: String, receiver: [String] = [], body: @escaping NativeBody)
    -> FunctionSymbol?
  {
    do {
      let syntax = try SignatureParser.function(signature)
      var resolver = self.resolver
      for name in receiver { resolver.generics.insert(name) }
      let symbol = try resolver.symbol(syntax, implementation: .native(body))
      symbol.signature = signature
      return symbol
    } catch {
      problems.append("\(signature): \((error as? LessonError)?.summary ?? "\(error)")")
      return nil
    }
  }

  func property(_ signature: String, receiver: [String] = []) -> PropertySymbol? {
    do {
      let (name, syntax, isThrowing) = try SignatureParser.property(signature)
      var resolver = self.resolver
      for name in receiver { resolver.generics.insert(name) }
      let symbol = PropertySymbol(name: name, type: try resolver.resolve(syntax))
      symbol.isThrowing = isThrowing
      return symbol
    } catch {
      problems.append("\(signature): \((error as? LessonError)?.summary ?? "\(error)")")
      return nil
    }
  }

  // MARK: The standard library's way in

  private static let receiverNames = ["Self", "Element", "Key", "Value", "Wrapped", "Bound"]

  typealias Shortcut = (_ arguments: [Node], _ result: LessonType, _ range: SourceRange) -> Node?

  func function(
    _ signature: String, shortcut: Shortcut? = nil, _ body: @escaping NativeBody
  ) {
    guard let symbol = symbol(signature, body: body) else { return }
    symbol.isStandard = true
    symbol.shortcut = shortcut
    functions[symbol.name, default: []].append(symbol)
  }

  func method(_ receiver: ReceiverPattern, _ signature: String, _ body: @escaping NativeBody) {
    guard let symbol = symbol(signature, receiver: Self.receiverNames, body: body) else { return }
    symbol.isStandard = true
    symbol.receiver = receiver
    methods[symbol.name, default: []].append(symbol)
  }

  func property(_ receiver: ReceiverPattern, _ signature: String, _ body: @escaping NativeBody) {
    guard let symbol = property(signature, receiver: Self.receiverNames) else { return }
    symbol.isStandard = true
    symbol.receiver = receiver
    symbol.getter = .native(body)
    properties[symbol.name, default: []].append(symbol)
  }

  func initializer(
    _ type: String, _ signature: String, shortcut: Shortcut? = nil, _ body: @escaping NativeBody
  ) {
    guard let symbol = symbol(signature, receiver: Self.receiverNames, body: body) else { return }
    symbol.isStandard = true
    symbol.shortcut = shortcut
    initializers[type, default: []].append(symbol)
  }

  func staticProperty(_ type: String, _ signature: String, _ value: Value) {
    guard let symbol = property(signature) else { return }
    symbol.isStandard = true
    symbol.getter = .native { _ in value }
    staticProperties["\(type).\(symbol.name)", default: []].append(symbol)
  }
}

/// Turns written types into types.
struct TypeResolver {
  let lookUp: (String) -> LessonType?
  var generics: Set<String> = []
  var knownNames: () -> [String] = { [] }

  init(_ lookUp: @escaping (String) -> LessonType?) { self.lookUp = lookUp }

  static var builtIn: [String: LessonType] {
    [
      "Int": .int, "Float": .float, "Double": .double, "Bool": .bool, "String": .string,
      "Substring": .substring, "Character": .character, "Void": .void, "Never": .never, "Any": .any,
      "Error": .anyError, "LessonValue": .any,
    ]
  }

  func resolve(_ syntax: TypeSyntax) throws -> LessonType {
    switch syntax.kind {
    case .name(let name, let arguments): return try named(name, arguments, syntax)
    case .array(let element): return .array(try resolve(element))
    case .dictionary(let key, let value):
      let keyType = try resolve(key)
      guard keyType.isHashable || keyType.isOpen else {
        throw LessonError(
          .type, "'\(keyType)' cannot be the key of a dictionary",
          expected: "a Hashable type, such as String or Int", at: key.range)
      }
      return .dictionary(keyType, try resolve(value))
    case .optional(let wrapped): return .optional(try resolve(wrapped))
    case .tuple(let elements):
      if elements.isEmpty { return .void }
      return .tuple(try elements.map { .init(label: $0.label, type: try resolve($0.type)) })
    case .function(let parameters, let result, let isThrowing):
      var types: [LessonType] = []
      var inOut: [Bool] = []
      for parameter in parameters {
        if case .inOut(let inner) = parameter.kind {
          types.append(try resolve(inner))
          inOut.append(true)
        } else {
          types.append(try resolve(parameter))
          inOut.append(false)
        }
      }
      return .function(types, try resolve(result), isThrowing: isThrowing, isInOut: inOut)
    case .any(let inner): return try resolve(inner)
    case .inOut(let inner), .variadic(let inner): return try resolve(inner)
    }
  }

  private func named(_ name: String, _ arguments: [TypeSyntax], _ syntax: TypeSyntax) throws
    -> LessonType
  {
    if arguments.isEmpty {
      if generics.contains(name) { return .parameter(name) }
      if let type = lookUp(name) { return type }
      if name == "UnboundedRange" { return .range(.all, .int) }
    } else {
      let types = try arguments.map { try resolve($0) }
      switch (name, types.count) {
      case ("Array", 1): return .array(types[0])
      case ("ArraySlice", 1): return .slice(types[0])
      case ("Set", 1):
        guard types[0].isHashable || types[0].isOpen else {
          throw LessonError(
            .type, "'\(types[0])' cannot be in a Set", expected: "a Hashable type",
            at: arguments[0].range)
        }
        return .set(types[0])
      case ("Optional", 1): return .optional(types[0])
      case ("Sequence", 1), ("Collection", 1): return .sequence(types[0])
      case ("Dictionary", 2): return .dictionary(types[0], types[1])
      case (_, 1):
        if let kind = LessonType.RangeKind(rawValue: name) { return .range(kind, types[0]) }
      default: break
      }
    }
    throw unknown(name, syntax.range)
  }

  private func unknown(_ name: String, _ range: SourceRange) -> LessonError {
    let swiftOnly = [
      "UInt8", "UInt16", "UInt32", "UInt64", "UInt", "Int8", "Int16", "Int32", "Int64", "Float16",
      "Float80", "CGFloat", "Data", "URL", "Date", "Task", "Result", "AnyObject",
    ]
    if swiftOnly.contains(name) {
      let integer = name.contains("Int")
      return OutsideTheSubset.error(
        name, instead: integer ? "use Int" : name.contains("Float") ? "use Float or Double" : "",
        at: range)
    }
    if ["Array", "Set", "Dictionary", "Optional", "Range", "ClosedRange"].contains(name) {
      return LessonError(
        .type, "'\(name)' needs the type of its elements", expected: "for example '\(name)<Int>'",
        at: range)
    }
    return LessonError(
      .unknownName, "no type is called '\(name)'",
      suggestion: Suggestions.didYouMean(
        name, among: knownNames() + Array(Self.builtIn.keys) + ["Array", "Set", "Dictionary"]),
      at: range)
  }

  /// A function symbol from its written form.
  func symbol(_ syntax: FunctionSyntax, implementation: FunctionSymbol.Implementation) throws
    -> FunctionSymbol
  {
    var inner = self
    for generic in syntax.generics { inner.generics.insert(generic.name) }
    let isOperator = syntax.name.first.map { !$0.isLetter && $0 != "_" } ?? false
    let parameters = try syntax.parameters.map { parameter in
      FunctionSymbol.Parameter(
        label: isOperator || syntax.role == .subscriptAccess && parameter.label == parameter.name
          ? nil : parameter.label, name: parameter.name, type: try inner.resolve(parameter.type),
        defaultValue: parameter.defaultValue, isInOut: parameter.isInOut,
        isVariadic: parameter.isVariadic)
    }
    let symbol = FunctionSymbol(
      name: syntax.name, parameters: parameters,
      result: try syntax.result.map { try inner.resolve($0) } ?? .void, effect: syntax.effect,
      generics: syntax.generics.map { ($0.name, $0.constraint) }, signature: syntax.range.text,
      implementation: implementation)
    symbol.isMutating = syntax.isMutating
    symbol.isStatic = syntax.isStatic
    return symbol
  }
}
