extension Checker {
  // MARK: Optional chaining

  /// The `x` of the innermost `x?` in `x?.a.b(c)[d]`, if it is still to be bound.
  func chainStart(_ expression: Expression) -> Expression? {
    var current = expression
    var found: Expression?
    while true {
      switch current.kind {
      case .member(let base, _, _), .call(let base, _), .index(let base, _), .unwrap(let base):
        current = base
      case .chain(let inner):
        if chained[ObjectIdentifier(current)] != nil { return found }
        found = current
        current = inner
      default: return found
      }
    }
  }

  func checkChain(_ expression: Expression, _ start: Expression, _ hint: LessonType?) throws -> Node
  {
    guard case .chain(let inner) = start.kind else { throw ambiguous(expression.range) }
    if start === expression {
      throw LessonError(
        .syntax, "'?' is followed by no member", expected: "a member, call or subscript",
        at: expression.range)
    }
    let base = try check(inner)
    guard let wrapped = base.type.wrapped else {
      throw LessonError(
        .type, "'?' follows an optional value, and this is none", expected: "an optional value",
        found: "'\(base.type)'", suggestion: "write '.' instead of '?.'", at: start.range)
    }
    let variable = newLocal("value", wrapped, isConstant: !base.isPlace)
    chained[ObjectIdentifier(start)] = LocalNode(variable, slot: variable.slot, inner.range)
    defer { chained[ObjectIdentifier(start)] = nil }
    let rest = try check(expression, hint.map { $0.wrapped ?? $0 })
    let flattens = rest.type.isOptional
    return ChainNode(
      base, slot: variable.slot, rest: rest, flattens: flattens,
      flattens ? rest.type : .optional(rest.type), expression.range)
  }

  // MARK: Members

  func checkMember(
    _ base: Expression, _ name: String, _ nameRange: SourceRange, _ hint: LessonType?,
    _ range: SourceRange
  ) throws -> Node {
    if let type = try typeNamed(base) {
      return try staticMember(type, name, hint, nameRange, range)
    }
    if name == "self" { return try check(base, hint) }
    return try memberNode(try check(base), name, hint, nameRange, range)
  }

  /// The type that an expression names: `Float`, `[Int]`, `Set<Int>`; nil when it is a value.
  func typeNamed(_ expression: Expression) throws -> LessonType? {
    switch expression.kind {
    case .type(let syntax): return try resolve(syntax)
    case .name(let name):
      if name == "Self" { return enclosingType() }
      if case .type(let type)? = lookUp(name), ownerScope(for: name) == nil { return type }
      return nil
    case .parenthesis(let inner):
      if case .type(let syntax) = inner.kind { return try resolve(syntax) }
      return nil
    case .array(let items):
      guard items.count == 1, let only = items.first, let element = try typeNamed(only) else {
        return nil
      }
      return .array(element)
    case .dictionary(let pairs):
      guard pairs.count == 1, let pair = pairs.first, let key = try typeNamed(pair.key),
        let value = try typeNamed(pair.value)
      else { return nil }
      return .dictionary(key, value)
    case .chain(let inner): return try typeNamed(inner).map { .optional($0) }
    case .tuple(let items):
      guard !items.isEmpty else { return nil }
      var elements: [LessonType.TupleElement] = []
      for item in items {
        guard let type = try typeNamed(item.value) else { return nil }
        elements.append(.init(label: item.label, type: type))
      }
      return .tuple(elements)
    default: return nil
    }
  }

  private func enclosingType() -> LessonType? {
    var current: Scope? = scope
    while let scope = current {
      if let owner = scope.owner { return .nominal(owner) }
      current = scope.parent
    }
    return nil
  }

  func memberNode(
    _ base: Node, _ name: String, _ hint: LessonType?, _ nameRange: SourceRange,
    _ range: SourceRange
  ) throws -> Node {
    if case .tuple(let elements) = base.type {
      if let index = elements.firstIndex(where: { $0.label == name })
        ?? Int(name).flatMap({ elements.indices.contains($0) ? $0 : nil })
      {
        return TupleElementNode(base, index: index, elements[index].type, range)
      }
    }
    if let nominal = base.type.nominal {
      if let index = nominal.fieldIndex(name) {
        let field = nominal.fields[index]
        var isConstant = field.isConstant
        if isConstant, function.isInitializer, let local = base as? LocalNode,
          local.variable.name == "self"
        {
          isConstant = false
        }
        return FieldNode(base, index: index, name: name, isConstant: isConstant, field.type, range)
      }
      if name == "rawValue", let raw = nominal.rawType {
        return rawValueNode(base, nominal, raw, range)
      }
      if let property = nominal.properties[name] {
        return try propertyNode(base, property, .init(), range)
      }
      if let methods = nominal.methods[name] {
        return try functionReference(methods, receiver: base, hint, name, range)
      }
    }
    if case .existential(let type) = base.type {
      if let property = type.properties[name] {
        return try propertyNode(base, property, .init(), range)
      }
      if let methods = type.methods[name] {
        return try functionReference(methods, receiver: base, hint, name, range)
      }
    }
    for property in tables.properties[name] ?? [] {
      if let substitution = property.receiver?.match(base.type) {
        return try propertyNode(base, property, substitution, range)
      }
    }
    let methods = (tables.methods[name] ?? []).filter { $0.receiver?.match(base.type) != nil }
    if !methods.isEmpty {
      return try functionReference(methods, receiver: base, hint, name, range)
    }
    throw noMember(name, of: base.type, nameRange)
  }

  func noMember(_ name: String, of type: LessonType, _ range: SourceRange) -> LessonError {
    if let wrapped = type.wrapped, memberNames(of: wrapped).contains(name) {
      return LessonError(
        .type, "this may be nil: '\(type)' must be unwrapped before '.\(name)'",
        expected: "'\(wrapped)'", found: "'\(type)'",
        suggestion: "use 'if let', 'guard let', '?.' or '!'", at: range)
    }
    return LessonError(
      .unknownName, "a value of type '\(type)' has no member '\(name)'",
      suggestion: Suggestions.didYouMean(name, among: memberNames(of: type)), at: range)
  }

  /// The names of everything a value of a type has.
  func memberNames(of type: LessonType) -> [String] {
    var names: [String] = []
    if case .tuple(let elements) = type {
      names += elements.enumerated().map { $1.label ?? "\($0)" }
    }
    if let nominal = type.nominal {
      names += nominal.fields.map(\.name)
      names += Array(nominal.properties.keys) + Array(nominal.methods.keys)
      if nominal.rawType != nil { names.append("rawValue") }
    }
    if case .existential(let known) = type {
      names += Array(known.properties.keys) + Array(known.methods.keys)
    }
    for (name, list) in tables.properties
    where list.contains(where: { $0.receiver?.match(type) != nil }) {
      names.append(name)
    }
    for (name, list) in tables.methods
    where list.contains(where: { $0.receiver?.match(type) != nil }) {
      names.append(name)
    }
    return names.filter { $0 != "callAsFunction" && !($0.first?.isPunctuation ?? false) }
  }

  private func rawValueNode(
    _ base: Node, _ type: NominalType, _ raw: LessonType, _ range: SourceRange
  ) -> Node {
    ConvertedNode(base, as: raw) { _, value in
      guard case .int(let index) = value, type.rawValues.indices.contains(index) else {
        return .void
      }
      return type.rawValues[index]
    }
  }

  // MARK: Properties

  /// Reads (and changes) a computed property.
  func propertyNode(
    _ base: Node?, _ property: PropertySymbol, _ substitution: Substitution, _ range: SourceRange
  ) throws -> Node {
    if property.isThrowing { try markThrowing("'\(property.name)'", range) }
    if let global = property.global { return GlobalNode(global, range) }
    let type = substitution.apply(property.type)
    guard let getter = property.getter else { throw ambiguous(range) }
    let get = accessor(getter, substitution, base?.type ?? .void)
    var set: ((Machine, inout Value, Value, SourceRange) throws -> Void)?
    if let setter = property.setter {
      let run = mutator(setter, substitution, base?.type ?? .void)
      set = run
    }
    return PropertyNode(
      base, name: property.name, getter: get, setter: set,
      isReference: base?.type.nominal?.libraryTraits.isReference ?? false, type, range)
  }

  private func accessor(
    _ implementation: FunctionSymbol.Implementation, _ substitution: Substitution,
    _ type: LessonType
  ) -> (Machine, Value, SourceRange) throws -> Value {
    switch implementation {
    case .native(let body):
      return { m, owner, range in
        var values = type == .void ? [] : [owner]
        return try Natives.invoke(body, &values, m, substitution, [type], range)
      }
    case .code(let code):
      return { m, owner, range in
        try m.run(code, type == .void ? [] : [owner], at: range)
      }
    default: return { _, _, range in throw LessonError(.runtime, "no value here", at: range) }
    }
  }

  private func mutator(
    _ implementation: FunctionSymbol.Implementation, _ substitution: Substitution,
    _ type: LessonType
  ) -> (Machine, inout Value, Value, SourceRange) throws -> Void {
    switch implementation {
    case .native(let body):
      return { m, owner, value, range in
        var values = [owner, value]
        owner = .void
        defer { owner = values.first ?? .void }
        _ = try Natives.invoke(body, &values, m, substitution, [type], range)
      }
    case .code(let code):
      return { m, owner, value, range in
        var values = type == .void ? [value] : [owner, value]
        owner = .void
        defer { if type != .void { owner = values.first ?? .void } }
        _ = try m.call(FunctionObject(code: code, captured: []), &values, at: range)
      }
    default: return { _, _, _, range in throw LessonError(.runtime, "read only", at: range) }
    }
  }

  // MARK: Static members

  func staticMember(
    _ type: LessonType, _ name: String, _ hint: LessonType?, _ nameRange: SourceRange,
    _ range: SourceRange
  ) throws -> Node {
    if name == "self" {
      throw OutsideTheSubset.error("\(type).self", at: range)
    }
    if let nominal = type.nominal {
      if let index = nominal.cases.firstIndex(of: name), nominal.kind == .enumeration {
        return ConstantNode(.int(index), type, range)
      }
      if name == "allCases", nominal.kind == .enumeration,
        nominal.conformances.contains("CaseIterable")
      {
        return ConstantNode(
          .array(nominal.cases.indices.map { .int($0) }), .array(type), range)
      }
      if let property = nominal.staticProperties[name] {
        return try propertyNode(nil, property, .init(), range)
      }
      if let methods = nominal.staticMethods[name] {
        return try functionReference(methods, receiver: nil, hint, name, range)
      }
    }
    for property in tables.staticProperties["\(type.plainName).\(name)"] ?? [] {
      return try propertyNode(nil, property, .init(), range)
    }
    if name == "init" {
      return try functionReference(
        initializers(of: type), receiver: nil, hint, "\(type).init", range,
        substitution: initialSubstitution(type))
    }
    throw LessonError(
      .unknownName, "the type '\(type)' has no member '\(name)'",
      suggestion: Suggestions.didYouMean(name, among: staticNames(of: type)), at: nameRange)
  }

  func staticNames(of type: LessonType) -> [String] {
    var names: [String] = []
    if let nominal = type.nominal {
      names += nominal.cases
      names += Array(nominal.staticProperties.keys) + Array(nominal.staticMethods.keys)
    }
    let prefix = type.plainName + "."
    names += tables.staticProperties.keys.filter { $0.hasPrefix(prefix) }
      .map { String($0.dropFirst(prefix.count)) }
    return names.filter { !($0.first?.isPunctuation ?? false) }
  }

  func checkImplicitMember(
    _ name: String, _ nameRange: SourceRange, _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    guard let hint, hint != .unknown else {
      throw LessonError(
        .type, "'.\(name)' needs a type that is known here", expected: "'Type.\(name)'", at: range)
    }
    if hint.isOptional, name == "none" { return ConstantNode(.none, hint, range) }
    if hint.unwrapped.isOpen { throw ambiguous(range) }
    return try staticMember(hint.unwrapped, name, hint, nameRange, range)
  }
}

extension LessonType {
  /// The name under which the standard library keeps static members and initialisers.
  var plainName: String {
    switch self {
    case .array: return "Array"
    case .slice: return "ArraySlice"
    case .set: return "Set"
    case .dictionary: return "Dictionary"
    case .optional: return "Optional"
    case .range(let kind, _): return kind.rawValue
    default: return description
    }
  }
}
