extension Checker {
  /// Makes the name of a structure or enumeration known.
  func declareType(_ syntax: StructureSyntax, isEnumeration: Bool) throws {
    let name = syntax.name
    if scope.names[name] != nil { throw redeclared(name, syntax.nameRange) }
    if isTopLevel, !environment.options.allowsRedeclaration, environment.types[name] != nil {
      throw redeclared(name, syntax.nameRange)
    }
    if TypeResolver.builtIn[name] != nil { throw redeclared(name, syntax.nameRange) }
    let type = NominalType(name: name, kind: isEnumeration ? .enumeration : .structure)
    let known: Set<String> = [
      "Equatable", "Hashable", "Comparable", "CustomStringConvertible", "CaseIterable", "Error",
      "Sendable", "Identifiable",
    ]
    for (conformance, range) in syntax.conformances {
      if known.contains(conformance) {
        type.conformances.insert(conformance)
      } else if let raw = TypeResolver.builtIn[conformance], isEnumeration {
        type.rawType = raw
      } else if tables.protocols[conformance] != nil {
        throw OutsideTheSubset.error(
          "conformance to \(conformance)", instead: "leave ': \(conformance)' out", at: range)
      } else {
        throw LessonError(
          .unknownName, "no protocol is called '\(conformance)'",
          suggestion: Suggestions.didYouMean(conformance, among: known), at: range)
      }
    }
    scope.names[name] = .type(.nominal(type))
    if isTopLevel {
      environment.pendingTypes[name] = .nominal(type)
      use.declares.insert(name)
    }
  }

  /// Fields, cases and the signatures of methods.
  func declareMembers(_ syntax: StructureSyntax, cases: [EnumerationSyntax.Case]?) throws {
    guard case .type(.nominal(let type))? = scope.names[syntax.name] else { return }
    if let cases { try declareCases(cases, type) }
    var fieldParameters: [FunctionSymbol.Parameter] = []
    var defaults: [Int: Node] = [:]
    for variable in syntax.variables {
      for binding in variable.bindings {
        guard case .name(let name, _) = binding.pattern.kind else {
          throw LessonError(
            .rule, "a property is one name", at: binding.pattern.range)
        }
        guard type.fieldIndex(name) == nil, type.properties[name] == nil || variable.isStatic else {
          throw redeclared(name, binding.pattern.range)
        }
        if let accessors = binding.accessors {
          try declareComputed(name, binding, accessors, type, isStatic: variable.isStatic)
        } else if variable.isStatic {
          continue  // their values may need the methods: see `checkStructure`
        } else {
          guard cases == nil else {
            throw LessonError(
              .rule, "an enum has no stored properties", expected: "a computed one",
              at: binding.pattern.range)
          }
          let field = try storedField(name, binding, isConstant: variable.isConstant)
          let hasDefault = field.initial != nil
          if !(field.isConstant && hasDefault) {
            if let initial = field.initial { defaults[fieldParameters.count] = initial }
            fieldParameters.append(
              .init(
                label: name, name: name, type: field.type,
                defaultValue: hasDefault ? Expression(.nilLiteral, binding.pattern.range) : nil,
                isInOut: false, isVariadic: false))
          }
          type.fields.append(field)
        }
      }
    }
    let hasInitializer = syntax.functions.contains { $0.role == .initializer }
    if cases == nil, !hasInitializer {
      let symbol = FunctionSymbol(
        name: type.name, parameters: fieldParameters, result: .nominal(type), effect: .none,
        signature: "init", implementation: .memberwise(type))
      symbol.checkedDefaults = defaults
      type.initializers.append(symbol)
    }
    for function in syntax.functions { try declareMethod(function, type) }
  }

  private func declareCases(_ cases: [EnumerationSyntax.Case], _ type: NominalType) throws {
    var next: Int? = 0
    for item in cases {
      guard !type.cases.contains(item.name) else { throw redeclared(item.name, item.range) }
      type.cases.append(item.name)
      guard let raw = type.rawType else {
        if item.rawValue != nil {
          throw LessonError(
            .rule, "a raw value needs a raw type", expected: "enum \(type.name): Int",
            at: item.range)
        }
        continue
      }
      if let expression = item.rawValue {
        let node = try check(expression, as: raw, for: "the raw value")
        let value = try node.evaluate(environment.machine)
        if case .int(let number) = value { next = number == .max ? nil : number + 1 }
        type.rawValues.append(value)
      } else if raw == .string {
        type.rawValues.append(.string(item.name))
      } else if raw == .int {
        guard let number = next else {
          throw LessonError(
            .rule, "no whole number follows \(Int.max), the raw value of the case before",
            suggestion: "write '\(item.name) = 0'", at: item.range)
        }
        type.rawValues.append(.int(number))
        next = number == .max ? nil : number + 1
      } else {
        throw LessonError(.rule, "this case needs a raw value", at: item.range)
      }
    }
    guard let raw = type.rawType else { return }
    let symbol = FunctionSymbol(
      name: type.name,
      parameters: [
        .init(
          label: "rawValue", name: "rawValue", type: raw, defaultValue: nil, isInOut: false,
          isVariadic: false)
      ], result: .optional(.nominal(type)), effect: .none,
      implementation: .native { [unowned type] call in
        let index = type.rawValues.firstIndex { Equality.areEqual($0, call.arguments[0]) }
        return index.map { .int($0) } ?? .none
      })
    type.initializers.append(symbol)
  }

  private func storedField(
    _ name: String, _ binding: VariableSyntax.Binding, isConstant: Bool
  ) throws -> NominalType.Field {
    let type = try binding.type.map { try resolve($0) }
    if let value = binding.value {
      let node = try isolated(name) { context -> Node in
        let node = try check(value, type)
        return try type.map { try convert(node, to: $0, "the value of '\(name)'") } ?? node
      }
      return .init(name: name, type: type ?? node.type, isConstant: isConstant, initial: node)
    }
    guard let type else {
      throw LessonError(
        .type, "'\(name)' needs a type or a value", at: binding.pattern.range)
    }
    let isNil = type.isOptional && !isConstant
    return .init(
      name: name, type: type, isConstant: isConstant,
      initial: isNil ? ConstantNode(.none, type, binding.pattern.range) : nil)
  }

  /// A value computed in a frame of its own, wherever it is used.
  private func isolated(_ name: String, _ body: (FunctionContext) throws -> Node) throws -> Node {
    let context = newFunction(name, isClosure: false, result: nil, canThrow: false, isolated: true)
    let outer = scope
    let node = try inside(context, Scope(parent: outer, function: context)) { try body(context) }
    if context.slotCount == 0 { return node }
    let code = FunctionCode(name: name, parameterCount: 0)
    code.frameSize = context.slotCount
    code.expression = node
    return CodeCallNode(code, [], node.type, node.range)
  }

  // MARK: Computed properties and methods

  private func declareComputed(
    _ name: String, _ binding: VariableSyntax.Binding, _ accessors: AccessorSyntax,
    _ owner: NominalType, isStatic: Bool
  ) throws {
    guard let type = try binding.type.map({ try resolve($0) }) else { return }
    let property = PropertySymbol(name: name, type: type)
    property.isThrowing = accessors.isThrowing
    let range = binding.pattern.range
    let getter = FunctionCode(name: name, parameterCount: isStatic ? 0 : 1)
    property.getter = .code(getter)
    let outer = scope
    let body = FunctionSyntax(
      role: .function, name: name, nameRange: range, generics: [], parameters: [], effect: .none,
      result: nil, body: accessors.getter, isStatic: isStatic, isMutating: false,
      isFailable: false, range: range)
    let symbol = FunctionSymbol(
      name: name, parameters: [], result: type, effect: accessors.isThrowing ? .throwing : .none,
      implementation: .code(getter))
    symbol.isStatic = isStatic
    pendMethod(body, symbol, getter, owner, outer)
    if let setter = accessors.setter {
      property.isConstant = false
      try declareSetter(setter, name, type, property, owner, isStatic, range)
    }
    if isStatic {
      owner.staticProperties[name] = property
    } else {
      owner.properties[name] = property
    }
  }

  private func declareSetter(
    _ setter: (parameter: String, body: [Statement]), _ name: String, _ type: LessonType,
    _ property: PropertySymbol, _ owner: NominalType, _ isStatic: Bool, _ range: SourceRange
  ) throws {
    let code = FunctionCode(name: name, parameterCount: isStatic ? 1 : 2)
    property.setter = .code(code)
    let parameter = FunctionSyntax.Parameter(
      label: nil, name: setter.parameter,
      type: TypeSyntax(kind: .name("Any", []), range: range), defaultValue: nil, isInOut: false,
      isVariadic: false, range: range)
    let syntax = FunctionSyntax(
      role: .function, name: name, nameRange: range, generics: [], parameters: [parameter],
      effect: .none, result: nil, body: setter.body, isStatic: isStatic, isMutating: true,
      isFailable: false, range: range)
    let symbol = FunctionSymbol(
      name: name,
      parameters: [
        .init(
          label: nil, name: setter.parameter, type: type, defaultValue: nil, isInOut: false,
          isVariadic: false)
      ], result: .void, effect: .none, implementation: .code(code))
    symbol.isMutating = !isStatic
    symbol.isStatic = isStatic
    pendMethod(syntax, symbol, code, owner, scope)
  }

  private func pendMethod(
    _ syntax: FunctionSyntax, _ symbol: FunctionSymbol, _ code: FunctionCode,
    _ owner: NominalType, _ outer: Scope
  ) {
    pending.append { [self] in
      let context = newFunction(
        syntax.name, isClosure: false, result: symbol.result, canThrow: symbol.effect != .none,
        isolated: true)
      try checkFunctionBody(
        syntax, symbol, code, context, Scope(parent: outer, function: context), owner: owner)
    }
  }

  private func declareMethod(_ syntax: FunctionSyntax, _ owner: NominalType) throws {
    let code = FunctionCode(name: syntax.name, parameterCount: 0)
    let symbol = try resolver.symbol(syntax, implementation: .code(code))
    let outer = scope
    if syntax.role == .initializer {
      let made = FunctionSymbol(
        name: owner.name, parameters: symbol.parameters,
        result: syntax.isFailable ? .optional(.nominal(owner)) : .nominal(owner),
        effect: symbol.effect, signature: symbol.signature, implementation: .code(code))
      owner.initializers.append(made)
      pending.append { [self] in try checkInitializer(syntax, made, code, owner, outer) }
      return
    }
    if syntax.isStatic {
      owner.staticMethods[syntax.name, default: []].append(symbol)
    } else {
      guard owner.fieldIndex(syntax.name) == nil else {
        throw redeclared(syntax.name, syntax.nameRange)
      }
      owner.methods[syntax.name, default: []].append(symbol)
    }
    pendMethod(syntax, symbol, code, owner, outer)
  }

  private func checkInitializer(
    _ syntax: FunctionSyntax, _ symbol: FunctionSymbol, _ code: FunctionCode,
    _ owner: NominalType, _ outer: Scope
  ) throws {
    guard owner.kind == .structure else {
      throw OutsideTheSubset.error(
        "init of an enum", instead: "write a 'static func'", at: syntax.nameRange)
    }
    let context = newFunction(
      "init", isClosure: false, result: symbol.result, canThrow: symbol.effect != .none,
      isolated: true)
    context.isInitializer = true
    let inner = Scope(parent: outer, function: context)
    try inside(context, inner) {
      var variables: [LocalVariable] = []
      let parameterScope = Scope(parent: inner, function: context)
      var inOut: [Int] = []
      for (parameter, written) in zip(symbol.parameters, syntax.parameters) {
        if parameter.isInOut { inOut.append(variables.count) }
        let type = parameter.isVariadic ? LessonType.array(parameter.type) : parameter.type
        let variable = newLocal(written.name, type, isConstant: !parameter.isInOut)
        variable.role = "a parameter"
        variables.append(variable)
        parameterScope.names[written.name] = .local(variable)
      }
      let selfVariable = newLocal("self", .nominal(owner), isConstant: false)
      inner.owner = owner
      inner.selfVariable = selfVariable
      inner.names["self"] = .local(selfVariable)
      scope = parameterScope
      code.parameterCount = variables.count
      code.setInOut(inOut)
      let body = try checkBlock(syntax.body ?? [], syntax.range)
      code.body = [InitializerStatement(owner, selfVariable, body, syntax.nameRange)]
      code.capturedParameters = variables.filter(\.isCaptured).map(\.slot)
    }
    code.frameSize = context.slotCount
  }

  // MARK: When the declaration is reached

  /// Static properties get their values where the type is declared.
  func checkStructure(_ syntax: StructureSyntax, cases: [EnumerationSyntax.Case]?) throws
    -> [StatementNode]
  {
    guard case .type(.nominal(let owner))? = scope.names[syntax.name] else { return [] }
    var nodes: [StatementNode] = []
    for variable in syntax.variables where variable.isStatic {
      for binding in variable.bindings where binding.accessors == nil {
        guard case .name(let name, _) = binding.pattern.kind, let value = binding.value else {
          throw LessonError(
            .rule, "a static property needs a value", at: binding.pattern.range)
        }
        let type = try binding.type.map { try resolve($0) }
        let node = try isolated(name) { context in
          scope.owner = owner
          let node = try check(value, type)
          return try type.map { try convert(node, to: $0, "the value of '\(name)'") } ?? node
        }
        let global = GlobalVariable(
          name: "\(owner.name).\(name)", type: type ?? node.type,
          isConstant: variable.isConstant, range: binding.pattern.range)
        let property = PropertySymbol(name: name, type: global.type)
        property.global = global
        owner.staticProperties[name] = property
        nodes.append(DeclarationStatement(GlobalMatcher(global), node, syntax.range))
      }
    }
    return nodes
  }
}

/// The body of an initialiser: begins with an empty value, ends with a whole one.
final class InitializerStatement: StatementNode {
  let type: NominalType
  let variable: LocalVariable
  let body: StatementNode

  init(_ type: NominalType, _ variable: LocalVariable, _ body: StatementNode, _ range: SourceRange)
  {
    self.type = type
    self.variable = variable
    self.body = body
    super.init(range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    let fields = try type.fields.map { try $0.initial?.evaluate(m) ?? .void }
    let start = Value.structure(StructureObject(type, fields))
    m.base[variable.slot] = variable.isCaptured ? .cell(CellObject(start)) : start
    if case .giveBack = try body.execute(m), case .none = m.result { return .giveBack }
    let value = FunctionCode.read(m.base, variable.slot)
    if case .structure(let object) = value {
      for (field, item) in zip(type.fields, object.fields) {
        if case .void = item {
          throw LessonError(
            .rule, "'init' leaves '\(field.name)' without a value",
            expected: "every property to get one", at: range)
        }
      }
    }
    m.result = value
    return .giveBack
  }
}
