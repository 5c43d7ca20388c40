extension Checker {
  func checkClosure(_ syntax: ClosureSyntax, _ hint: LessonType?, _ range: SourceRange) throws
    -> Node
  {
    var wanted: LessonType.FunctionType?
    if case .function(let type)? = hint?.unwrapped { wanted = type }
    var names = syntax.parameters?.map(\.name) ?? []
    let written = try syntax.parameters?.map { try $0.type.map { try resolve($0) } } ?? []
    if syntax.parameters == nil {
      let count = max(wanted?.parameters.count ?? 0, syntax.anonymousCount + 1)
      names = (0..<count).map { "$\($0)" }
    }
    // `zip(a, b).map { $0 * $1 }`: one tuple, taken apart into several parameters.
    var splits = false
    var types: [LessonType?] = names.indices.map { $0 < written.count ? written[$0] : nil }
    if let wanted {
      if wanted.parameters.count == 1, case .tuple(let elements) = wanted.parameters[0],
        names.count == elements.count, names.count > 1
      {
        splits = true
        for (index, element) in elements.enumerated() where types[index] == nil {
          types[index] = element.type
        }
      } else {
        try compareCount(syntax, names.count, wanted, range)
        for (index, type) in wanted.parameters.enumerated()
        where types[index] == nil && type != .unknown {
          types[index] = type
        }
      }
    }
    let known = try types.enumerated().map { index, type -> LessonType in
      if let type, !type.isOpen { return type }
      throw LessonError(
        .type, "the type of the closure's parameter '\(names[index])' cannot be found out",
        expected: "a type written down",
        suggestion: "for example '{ (\(names[index]): Int) in … }'",
        at: range)
    }
    return try build(syntax, names, known, splits, wanted, range)
  }

  private func compareCount(
    _ syntax: ClosureSyntax, _ count: Int, _ wanted: LessonType.FunctionType, _ range: SourceRange
  ) throws {
    guard count != wanted.parameters.count else {
      if syntax.parameters == nil, syntax.anonymousCount < 0, count > 0 {
        throw LessonError(
          .type, "the closure ignores its \(count == 1 ? "argument" : "arguments")",
          expected: "a name for each, or $0",
          suggestion: "write '{ _ in … }' to ignore it on purpose", at: range)
      }
      return
    }
    throw LessonError(
      .type, "the closure has another number of parameters",
      expected: "\(wanted.parameters.count)", found: "\(count)", at: range)
  }

  private func build(
    _ syntax: ClosureSyntax, _ names: [String], _ types: [LessonType], _ splits: Bool,
    _ wanted: LessonType.FunctionType?, _ range: SourceRange
  ) throws -> Node {
    var result = try syntax.result.map { try resolve($0) }
    if result == nil, let type = wanted?.result, !type.isOpen { result = type }
    let context = newFunction("closure", isClosure: true, result: result, canThrow: true)
    let code = FunctionCode(name: "closure", parameterCount: splits ? 1 : names.count)
    let inner = Scope(parent: scope, function: context)
    var variables: [LocalVariable] = []
    var prologue: [StatementNode] = []
    try inside(context, inner) {
      if splits { _ = context.newSlot() }
      let isInOut = wanted?.isInOut ?? []
      for (index, name) in names.enumerated() {
        let changes = !splits && index < isInOut.count && isInOut[index]
        let variable = newLocal(name, types[index], isConstant: !changes)
        variable.role = "a parameter"
        variables.append(variable)
        if name != "_" { inner.names[name] = .local(variable) }
      }
      if splits { prologue = [SplitStatement(variables, range)] }
      let isInOutList = isInOut.enumerated().filter { $0.element }.map(\.offset)
      code.setInOut(isInOutList)
      try checkBody(syntax, code, prologue, range)
    }
    if !splits { code.capturedParameters = variables.filter(\.isCaptured).map(\.slot) }
    let parameterTypes = splits ? wanted?.parameters ?? [] : types
    let type = LessonType.function(
      parameterTypes, context.result ?? .void, isThrowing: context.throwsSeen,
      isInOut: splits ? nil : wanted?.isInOut.count == types.count ? wanted?.isInOut : nil)
    return finishClosure(code, context, type, range)
  }

  private func checkBody(
    _ syntax: ClosureSyntax, _ code: FunctionCode, _ prologue: [StatementNode],
    _ range: SourceRange
  ) throws {
    if syntax.body.count == 1, let only = syntax.body.first, let value = valueExpression(only) {
      var node: Node
      if let result = function.result {
        if result == .void {
          node = DiscardNode(try check(value), range)
        } else {
          node = try check(value, as: result, for: "the closure's result")
        }
      } else {
        node = try check(value)
        if node.type == .unknown { throw ambiguous(range) }
        function.result = node.type
      }
      if prologue.isEmpty {
        code.expression = node
      } else {
        code.body = prologue + [ReturnStatement(node, range)]
      }
      return
    }
    let body = try checkBlock(syntax.body, range)
    code.body = prologue + [body]
    if function.result == nil { function.result = .void }
    if let result = function.result, result != .void, !alwaysLeaves(syntax.body) {
      throw LessonError(
        .rule, "the closure ends without giving back a value",
        expected: "'return' with a '\(result)'",
        at: range)
    }
  }

  /// The expression that is the whole body: `{ $0 * 2 }`, `{ if … { a } else { b } }`.
  func valueExpression(_ statement: Statement) -> Expression? {
    switch statement.kind {
    case .expression(let expression): return expression
    case .giveBack(let expression?): return expression
    case .conditional(let syntax) where isValue(syntax):
      guard function.result != .void else { return nil }
      return Expression(.conditional(syntax), statement.range)
    case .choice(let syntax) where isValue(syntax):
      guard function.result != .void else { return nil }
      return Expression(.choice(syntax), statement.range)
    default: return nil
    }
  }

  private func isValue(_ syntax: IfSyntax) -> Bool {
    guard let otherwise = syntax.otherwise else { return false }
    return isValue(syntax.body) && isValue(otherwise)
  }

  private func isValue(_ syntax: SwitchSyntax) -> Bool {
    syntax.cases.allSatisfy { isValue($0.body) }
  }

  private func isValue(_ body: [Statement]) -> Bool {
    guard body.count == 1, let only = body.first else { return false }
    switch only.kind {
    case .expression(let expression):
      if case .assign = expression.kind { return false }
      return true
    case .conditional(let inner): return isValue(inner)
    case .choice(let inner): return isValue(inner)
    default: return false
    }
  }

  // MARK: Key paths and operators as functions

  func checkKeyPath(
    _ path: [(name: String, range: SourceRange)], _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    guard case .function(let wanted)? = hint?.unwrapped, wanted.parameters.count == 1,
      !wanted.parameters[0].isOpen
    else {
      throw OutsideTheSubset.error(
        "key path value", instead: "use it as a function, as in 'map(\\.score)'", at: range)
    }
    return try synthesize(wanted.parameters, range, "key path") { parameters in
      var node = parameters[0]
      for step in path where step.name != "self" {
        node = try memberNode(node, step.name, nil, step.range, step.range)
      }
      return node
    }
  }

  func checkOperatorName(_ name: String, _ hint: LessonType?, _ range: SourceRange) throws -> Node {
    if case .function(let wanted)? = hint?.unwrapped, let spread = spreadTuple(wanted),
      spread.count == 2
    {
      return try synthesize(wanted.parameters, range, name) { parameters in
        let left = TupleElementNode(parameters[0], index: 0, spread[0], range)
        let right = TupleElementNode(parameters[0], index: 1, spread[1], range)
        guard let node = try binary(name, left, right, range, range) else {
          throw cannotApply(name, spread[0], spread[1], range)
        }
        return node
      }
    }
    guard case .function(let wanted)? = hint?.unwrapped, wanted.parameters.count == 2,
      !wanted.parameters.contains(where: \.isOpen)
    else {
      if case .function(let wanted)? = hint?.unwrapped, wanted.parameters.count == 2,
        let known = wanted.parameters.first(where: { !$0.isOpen })
      {
        return try operatorClosure(name, [known, known], range)
      }
      if name == "..." {
        return ConstantNode(.range(RangeObject(.all, .void, .void)), .range(.all, .int), range)
      }
      throw LessonError(
        .type, "the operator '\(name)' is no value here", expected: "values on both sides",
        at: range)
    }
    return try operatorClosure(name, wanted.parameters, range)
  }

  private func operatorClosure(_ name: String, _ types: [LessonType], _ range: SourceRange) throws
    -> Node
  {
    try synthesize(types, range, name) { parameters in
      guard let node = try binary(name, parameters[0], parameters[1], range, range) else {
        throw cannotApply(name, parameters[0].type, parameters[1].type, range)
      }
      return node
    }
  }
}

/// Takes the one tuple a closure gets apart into its parameters.
final class SplitStatement: StatementNode {
  let variables: [LocalVariable]
  init(_ variables: [LocalVariable], _ range: SourceRange) {
    self.variables = variables
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    guard case .tuple(let object) = m.base[0] else { return .next }
    for (variable, item) in zip(variables, object.items) {
      m.base[variable.slot] = variable.isCaptured ? .cell(CellObject(item)) : item
    }
    return .next
  }
}
