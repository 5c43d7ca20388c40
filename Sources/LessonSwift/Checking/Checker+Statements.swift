extension Checker {
  // MARK: Blocks

  func checkBlock(_ statements: [Statement], _ range: SourceRange) throws -> StatementNode {
    try inNewScope {
      let nodes = try checkStatements(statements)
      return block(nodes, range)
    }
  }

  func block(_ nodes: [StatementNode], _ range: SourceRange) -> StatementNode {
    if nodes.contains(where: { $0 is DeferStatement }) { return DeferringStatement(nodes, range) }
    if nodes.count == 1, let only = nodes.first { return only }
    return BlockStatement(nodes, range)
  }

  func checkStatements(_ statements: [Statement]) throws -> [StatementNode] {
    var nodes = try declareAhead(statements)
    for statement in statements {
      nodes += try placed(statement.range) { try checkStatement(statement) }
    }
    return nodes
  }

  /// Gives an error that has no place the one of its statement.
  func placed<Result>(_ range: SourceRange, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as LessonError where error.range == nil {
      throw error.at(range)
    }
  }

  func checkStatement(_ statement: Statement) throws -> [StatementNode] {
    let range = statement.range
    switch statement.kind {
    case .expression(let expression): return [try expressionStatement(expression)]
    case .variable(let variable): return try checkVariable(variable, range)
    case .function(let syntax): return try checkFunctionStatement(syntax)
    case .structure(let syntax): return try checkStructure(syntax, cases: nil)
    case .enumeration(let syntax): return try checkStructure(syntax.members, cases: syntax.cases)
    case .conditional(let syntax): return [try checkIf(syntax)]
    case .guarded(let conditions, let body): return [try checkGuard(conditions, body, range)]
    case .whileLoop(let label, let conditions, let body):
      let number = newLoopNumber()
      return try inNewScope {
        let tests = try checkConditions(conditions)
        let inner = try inLoop(label, number) { try checkBlock(body, range) }
        return [WhileStatement(label: number, tests, inner, range)]
      }
    case .repeatLoop(let label, let body, let condition):
      let number = newLoopNumber()
      let inner = try inLoop(label, number) { try checkBlock(body, range) }
      let test = try check(condition, as: .bool, for: "the condition of 'while'")
      return [RepeatStatement(label: number, inner, test, range)]
    case .forLoop(let syntax): return [try checkFor(syntax, range)]
    case .choice(let syntax): return [try checkSwitch(syntax)]
    case .giveBack(let value): return [try checkReturn(value, range)]
    case .throwing(let value): return [try checkThrow(value, range)]
    case .leave(let label, let labelRange):
      let number = try jumpTarget(label, labelRange ?? range, isContinue: false)
      return [JumpStatement(.leave, label: number, range)]
    case .proceed(let label, let labelRange):
      let number = try jumpTarget(label, labelRange ?? range, isContinue: true)
      return [JumpStatement(.proceed, label: number, range)]
    case .fallThrough:
      throw LessonError(
        .rule, "'fallthrough' stands at the end of a case", at: range)
    case .attempt(let syntax): return [try checkDo(syntax, range)]
    case .importing(let name):
      guard environment.options.modules.contains(name) else {
        throw LessonError(
          .outsideTheSubset, "there is no module '\(name)' in a lesson",
          expected:
            "'import \(environment.options.modules.sorted().joined(separator: "', 'import "))'",
          at: range)
      }
      return []
    case .deferred(let body):
      return [DeferStatement(try checkBlock(body, range), range)]
    }
  }

  func expressionStatement(_ expression: Expression) throws -> StatementNode {
    switch expression.kind {
    case .closure:
      throw LessonError(
        .rule, "this closure is never called", suggestion: "write 'do { … }' for a block",
        at: expression.range)
    case .conditional(let syntax): return try checkIf(syntax)
    case .choice(let syntax): return try checkSwitch(syntax)
    default: return ExpressionStatement(try check(expression))
    }
  }

  // MARK: Variables

  func checkVariable(_ syntax: VariableSyntax, _ range: SourceRange) throws
    -> [StatementNode]
  {
    var nodes: [StatementNode] = []
    for binding in syntax.bindings {
      if binding.accessors != nil {
        throw OutsideTheSubset.error(
          "computed variable", instead: "write a 'func', or put it into a 'struct'", at: range)
      }
      let type = try binding.type.map { try resolve($0) }
      guard let value = binding.value else {
        nodes.append(try declareWithoutValue(binding.pattern, type, syntax.isConstant, range))
        continue
      }
      var node = try check(value, type)
      if let type {
        node = try convert(node, to: type, "the value of '\(binding.pattern.range.text)'")
      }
      if node.type == .unknown || node.type.isOpen { throw ambiguous(value.range) }
      if case .name(let name, _) = binding.pattern.kind, node.type == .void {
        throw LessonError(
          .type, "'\(name)' would hold nothing: there is no value here", expected: "a value",
          found: "'()'", at: value.range)
      }
      let matcher = try checkPattern(binding.pattern, node.type)
      nodes.append(DeclarationStatement(matcher, node, range))
    }
    return nodes
  }

  func declareWithoutValue(
    _ pattern: PatternSyntax, _ type: LessonType?, _ isConstant: Bool, _ range: SourceRange
  ) throws -> StatementNode {
    guard case .name(let name, _) = pattern.kind, let type else {
      throw LessonError(
        .type, "'\(pattern.range.text)' needs a type or a value",
        suggestion: "for example 'let \(pattern.range.text) = 0'", at: pattern.range)
    }
    let matcher = try declare(name, type, isConstant: isConstant, pattern.range)
    if let local = matcher as? LocalMatcher { local.variable.isDeferred = true }
    if let global = matcher as? GlobalMatcher { global.variable.isDeferred = true }
    let isNil = !isConstant && type.isOptional
    if !isNil, matcher is GlobalMatcher { return BlockStatement([], range) }
    return DeclarationStatement(
      matcher, isNil ? ConstantNode(.none, type, range) : nil, range)
  }

}
