extension Checker {
  /// Types and functions of a block are known in all of it, before and after they stand there.
  func declareAhead(_ statements: [Statement]) throws -> [StatementNode] {
    var nodes: [StatementNode] = []
    for statement in statements {
      switch statement.kind {
      case .structure(let syntax): try declareType(syntax, isEnumeration: false)
      case .enumeration(let syntax): try declareType(syntax.members, isEnumeration: true)
      default: break
      }
    }
    for statement in statements {
      switch statement.kind {
      case .structure(let syntax): try declareMembers(syntax, cases: nil)
      case .enumeration(let syntax): try declareMembers(syntax.members, cases: syntax.cases)
      default: break
      }
    }
    for statement in statements {
      if case .function(let syntax) = statement.kind {
        if let node = try declareFunction(syntax) { nodes.append(node) }
      }
    }
    return nodes
  }

  var resolver: TypeResolver {
    var resolver = TypeResolver { [self] name in
      if case .type(let type)? = lookUp(name) { return type }
      return environment.types[name] ?? tables.types[name]
    }
    resolver.knownNames = { [self] in Array(environment.types.keys) + Array(tables.types.keys) }
    return resolver
  }

  private func declareFunction(_ syntax: FunctionSyntax) throws -> StatementNode? {
    if syntax.name.first.map({ !$0.isLetter && $0 != "_" }) ?? false {
      throw OutsideTheSubset.error(
        "operator function", instead: "declare it 'static' inside the 'struct'",
        at: syntax.nameRange)
    }
    try checkParameterNames(syntax)
    if isTopLevel {
      let code = FunctionCode(name: syntax.name, parameterCount: syntax.parameters.count)
      let symbol = try resolver.symbol(syntax, implementation: .code(code))
      try addFunction(symbol, syntax)
      let top = scope
      pending.append { [self] in
        let saved = use
        use = NameUse()
        let context = newFunction(
          syntax.name, isClosure: false, result: symbol.result,
          canThrow: symbol.effect != .none, isolated: true)
        try checkFunctionBody(syntax, symbol, code, context, Scope(parent: top, function: context))
        symbol.names = use
        use = saved
        use.formUnion(symbol.names)
      }
      return nil
    }
    let placeholder = FunctionCode(name: syntax.name, parameterCount: 0)
    let symbol = try resolver.symbol(syntax, implementation: .code(placeholder))
    let variable = newLocal(syntax.name, symbol.type, isConstant: true)
    symbol.implementation = .variable(variable)
    switch scope.names[syntax.name] {
    case .functions(let others)?: scope.names[syntax.name] = .functions(others + [symbol])
    case nil: scope.names[syntax.name] = .functions([symbol])
    default: throw redeclared(syntax.name, syntax.nameRange)
    }
    return DeclarationStatement(LocalMatcher(variable), nil, syntax.range)
  }

  private func checkParameterNames(_ syntax: FunctionSyntax) throws {
    var seen: Set<String> = []
    for parameter in syntax.parameters where parameter.name != "_" {
      guard seen.insert(parameter.name).inserted else {
        throw LessonError(
          .rule, "two parameters are called '\(parameter.name)'", at: parameter.range)
      }
    }
  }

  private func addFunction(_ symbol: FunctionSymbol, _ syntax: FunctionSyntax) throws {
    var others: [FunctionSymbol] = []
    switch scope.names[symbol.name] {
    case .functions(let known)?: others = known
    case nil:
      if environment.globals[symbol.name] != nil, !environment.options.allowsRedeclaration {
        throw redeclared(symbol.name, syntax.nameRange)
      }
      if let known = environment.functions[symbol.name] {
        if !environment.options.allowsRedeclaration,
          known.contains(where: { sameShape($0, symbol) })
        {
          throw redeclared(symbol.name, syntax.nameRange)
        }
        others = known.filter { !sameShape($0, symbol) }
      }
    default: throw redeclared(symbol.name, syntax.nameRange)
    }
    if case .functions(let known)? = scope.names[symbol.name],
      known.contains(where: {
        sameShape($0, symbol)
          && environment.pendingFunctions[symbol.name]?.contains { $0 === known.last } ?? false
      })
    {
      throw redeclared(symbol.name, syntax.nameRange)
    }
    scope.names[symbol.name] = .functions(others + [symbol])
    environment.pendingFunctions[symbol.name] = others + [symbol]
    use.declares.insert(symbol.name)
  }

  private func sameShape(_ a: FunctionSymbol, _ b: FunctionSymbol) -> Bool {
    a.fullName == b.fullName && a.type == b.type
  }

  func checkFunctionStatement(_ syntax: FunctionSyntax) throws -> [StatementNode] {
    guard !isTopLevel, case .functions(let candidates)? = scope.names[syntax.name] else {
      return []
    }
    for symbol in candidates where symbol.signature == syntax.range.text {
      guard case .variable(let variable) = symbol.implementation else { continue }
      let code = FunctionCode(name: syntax.name, parameterCount: syntax.parameters.count)
      let context = newFunction(
        syntax.name, isClosure: false, result: symbol.result, canThrow: symbol.effect != .none)
      try checkFunctionBody(
        syntax, symbol, code, context, Scope(parent: scope, function: context))
      let closure = finishClosure(code, context, symbol.type, syntax.range)
      return [FunctionStatement(variable, closure, syntax.range)]
    }
    return []
  }

  /// Checks the body of a function or method and fills in its code.
  func checkFunctionBody(
    _ syntax: FunctionSyntax, _ symbol: FunctionSymbol, _ code: FunctionCode,
    _ context: FunctionContext, _ inner: Scope, owner: NominalType? = nil
  ) throws {
    guard let body = syntax.body else { return }
    try inside(context, inner) {
      var variables: [LocalVariable] = []
      var inOut: [Int] = []
      if let owner {
        inner.owner = owner
        if !symbol.isStatic {
          let variable = newLocal("self", .nominal(owner), isConstant: !symbol.isMutating)
          inner.selfVariable = variable
          inner.names["self"] = .local(variable)
          variables.append(variable)
          if symbol.isMutating { inOut.append(0) }
        }
      }
      let parameterScope = Scope(parent: inner, function: context)
      for (parameter, written) in zip(symbol.parameters, syntax.parameters) {
        if parameter.isInOut { inOut.append(variables.count) }
        let type = parameter.isVariadic ? LessonType.array(parameter.type) : parameter.type
        let variable = newLocal(written.name, type, isConstant: !parameter.isInOut)
        variable.role = "a parameter"
        variables.append(variable)
        if written.name != "_" { parameterScope.names[written.name] = .local(variable) }
      }
      scope = parameterScope
      code.parameterCount = variables.count
      code.setInOut(inOut)
      try fillBody(body, symbol.result, code, syntax.name, syntax.nameRange, syntax.range)
      code.capturedParameters = variables.filter(\.isCaptured).map(\.slot)
    }
    code.frameSize = context.slotCount
  }

  /// A body of statements, or of one expression that is the result.
  func fillBody(
    _ body: [Statement], _ result: LessonType, _ code: FunctionCode, _ name: String,
    _ nameRange: SourceRange, _ range: SourceRange
  ) throws {
    if result != .void, body.count == 1, let only = body.first, let value = valueExpression(only) {
      code.expression = try check(value, as: result, for: "what '\(name)' gives back")
      return
    }
    code.body = [try checkBlock(body, range)]
    guard result == .void || result == .never || alwaysLeaves(body) else {
      throw LessonError(
        .rule, "'\(name)' may end without giving back a value",
        expected: "'return' with a '\(result)' on every way through it", at: nameRange)
    }
  }
}

/// Gives a nested function its closure, in the cell that others may hold already.
final class FunctionStatement: StatementNode {
  let variable: LocalVariable
  let closure: ClosureNode

  init(_ variable: LocalVariable, _ closure: ClosureNode, _ range: SourceRange) {
    self.variable = variable
    self.closure = closure
    super.init(range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    let value = try closure.evaluate(m)
    if case .cell(let cell) = m.base[variable.slot] {
      cell.value = value
    } else {
      m.base[variable.slot] = value
    }
    return .next
  }
}
