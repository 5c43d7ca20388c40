extension Checker {
  // MARK: Conditions

  func checkConditions(_ conditions: [ConditionSyntax]) throws -> [ConditionNode] {
    try conditions.map { condition in
      switch condition {
      case .expression(let expression):
        if case .assign(nil, _, _, let place) = expression.kind {
          throw LessonError(
            .rule, "'=' assigns; it does not compare", suggestion: "write '=='", at: place)
        }
        return .test(try check(expression, as: .bool, for: "a condition"))
      case .binding(let name, let isConstant, let type, let value, _):
        let wanted = try type.map { try resolve($0) }
        let node = try check(value, wanted.map { .optional($0) })
        guard let wrapped = node.type.wrapped else {
          throw LessonError(
            .type, "'\(isConstant ? "if let" : "if var")' unwraps an optional, and this is none",
            expected: "an optional value", found: "'\(node.type)'", at: value.range)
        }
        let saved = scope
        scope = Scope(parent: saved, function: function)
        let variable = newLocal(name, wanted ?? wrapped, isConstant: isConstant)
        scope.names[name] = .local(variable)
        return .match(OptionalMatcher(LocalMatcher(variable)), node)
      case .pattern(let pattern, let value):
        let node = try check(value)
        scope = Scope(parent: scope, function: function)
        return .match(try checkPattern(pattern, node.type), node)
      }
    }
  }

  func checkIf(_ syntax: IfSyntax) throws -> StatementNode {
    let (conditions, body) = try inNewScope {
      let tests = try checkConditions(syntax.conditions)
      return (tests, try checkBlock(syntax.body, syntax.range))
    }
    let otherwise = try syntax.otherwise.map { try checkBlock($0, syntax.range) }
    return IfStatement(conditions, body, otherwise, syntax.range)
  }

  func checkGuard(
    _ conditions: [ConditionSyntax], _ body: [Statement], _ range: SourceRange
  ) throws -> StatementNode {
    let otherwise = try checkBlock(body, range)
    guard alwaysLeaves(body) else {
      throw LessonError(
        .rule, "the 'else' of 'guard' must leave",
        expected: "'return', 'throw', 'break' or 'continue' at its end", at: range)
    }
    let outer = scope
    let isGlobal = isTopLevel
    let tests = try checkConditions(conditions)
    // What `guard let` binds stays visible after it.
    var exports: [StatementNode] = []
    var current = scope
    while current !== outer {
      for (name, symbol) in current.names {
        guard case .local(let variable) = symbol else { continue }
        if isGlobal {
          let inner = scope
          scope = outer
          let matcher = try declare(name, variable.type, isConstant: variable.isConstant, range)
          exports.append(
            DeclarationStatement(matcher, LocalNode(variable, slot: variable.slot, range), range))
          scope = inner
        } else {
          outer.names[name] = symbol
        }
      }
      guard let parent = current.parent else { break }
      current = parent
    }
    scope = outer
    let test = IfStatement(tests, block(exports, range), otherwise, range)
    return test
  }

  // MARK: Loops

  func inLoop<Result>(_ label: String?, _ number: Int, _ body: () throws -> Result) rethrows
    -> Result
  {
    function.loops.append((label, number, true))
    defer { function.loops.removeLast() }
    return try body()
  }

  func checkFor(_ syntax: ForSyntax, _ range: SourceRange) throws -> StatementNode {
    let annotation = try syntax.annotation.map { try resolve($0) }
    let sequence = try check(syntax.sequence, annotation.map { .array($0) })
    guard let element = sequence.type.element else {
      let isNumber = sequence.type == .int
      throw LessonError(
        .type, "a '\(sequence.type)' cannot be walked by 'for'",
        expected: "an array, a range, a String or their like", found: "'\(sequence.type)'",
        suggestion: isNumber ? "write '0..<\(syntax.sequence.range.text)'" : "",
        at: syntax.sequence.range)
    }
    if let annotation, annotation != element {
      throw mismatch(element, annotation, "the loop variable", syntax.sequence.range)
    }
    let number = newLoopNumber()
    return try inNewScope {
      let matcher = try checkPattern(syntax.pattern, element)
      let filter = try syntax.filter.map { try check($0, as: .bool, for: "'where'") }
      let body = try inLoop(syntax.label, number) { try checkBlock(syntax.body, range) }
      return ForStatement(
        label: number, matcher, sequence, filter: filter, body, mayRefuse: true, range)
    }
  }

  func jumpTarget(_ label: String?, _ range: SourceRange, isContinue: Bool) throws -> Int {
    let word = isContinue ? "continue" : "break"
    if let label {
      guard let target = function.loops.last(where: { $0.label == label }) else {
        throw LessonError(
          .unknownName, "no loop here is called '\(label)'",
          suggestion: Suggestions.didYouMean(label, among: function.loops.compactMap(\.label)),
          at: range)
      }
      return target.number
    }
    guard let last = function.loops.last(where: { !isContinue || $0.isLoop }) else {
      throw LessonError(
        .rule, "'\(word)' stands outside of a loop",
        suggestion: isContinue ? "" : "'return' leaves a function", at: range)
    }
    return last.number
  }

}
