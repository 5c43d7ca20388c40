extension Checker {
  // MARK: return, throw, do

  func checkReturn(_ value: Expression?, _ range: SourceRange) throws -> StatementNode {
    if function.number == 0 {
      throw LessonError(.rule, "'return' stands outside of a function", at: range)
    }
    if function.isInitializer {
      guard let value else { return InitializerReturn(range) }
      if case .nilLiteral = value.kind, function.result?.isOptional == true {
        return ReturnStatement(ConstantNode(.none, function.result ?? .void, range), range)
      }
      throw LessonError(.rule, "an initialiser gives nothing back", at: value.range)
    }
    guard let value else {
      if function.result == nil { function.result = .void }
      guard let result = function.result, result != .void else {
        return ReturnStatement(nil, range)
      }
      throw LessonError(
        .type, "'return' gives nothing back here", expected: "a '\(result)'", at: range)
    }
    if let result = function.result {
      if result == .void {
        let node = try check(value)
        guard node.type == .void else {
          throw LessonError(
            .type, "'\(function.name)' gives nothing back", expected: "'return' without a value",
            found: "'\(node.type)'",
            suggestion: "write '-> \(node.type)' after its parameters", at: value.range)
        }
        return ReturnStatement(node, range)
      }
      return ReturnStatement(try check(value, as: result, for: "what is given back"), range)
    }
    let node = try check(value)
    function.result = node.type
    return ReturnStatement(node, range)
  }

  func checkThrow(_ value: Expression, _ range: SourceRange) throws -> StatementNode {
    let node = try check(value, as: .anyError, for: "only an Error can be thrown")
    function.tries += 1
    defer { function.tries -= 1 }
    try markThrowing("'throw'", range)
    return ThrowStatement(node, range)
  }

  func checkDo(_ syntax: DoSyntax, _ range: SourceRange) throws -> StatementNode {
    let number = newLoopNumber()
    if let label = syntax.label { function.loops.append((label, number, false)) }
    defer { if syntax.label != nil { function.loops.removeLast() } }
    let isComplete = syntax.catches.contains {
      $0.filter == nil && ($0.pattern.map { isIrrefutable($0) } ?? true)
    }
    if isComplete { function.handlers += 1 }
    let savedTries = function.tries
    function.tries = 0
    let body: StatementNode
    do {
      defer {
        if isComplete { function.handlers -= 1 }
        function.tries = savedTries
      }
      body = try checkBlock(syntax.body, range)
    }
    let catches = try syntax.catches.map { handler in
      try inNewScope {
        let matcher: Matcher
        if let pattern = handler.pattern {
          matcher = try checkPattern(pattern, .anyError)
        } else {
          let variable = newLocal("error", .anyError, isConstant: true)
          scope.names["error"] = .local(variable)
          matcher = LocalMatcher(variable)
        }
        let filter = try handler.filter.map { try check($0, as: .bool, for: "'where'") }
        return DoStatement.Catch(
          matcher: matcher, filter: filter, body: try checkBlock(handler.body, handler.range))
      }
    }
    if catches.isEmpty, syntax.label == nil { return body }
    return DoStatement(label: number, body, catches, range)
  }

  // MARK: Does a block always leave?

  func alwaysLeaves(_ statements: [Statement]) -> Bool { statements.contains { alwaysLeaves($0) } }

  func alwaysLeaves(_ statement: Statement) -> Bool {
    switch statement.kind {
    case .giveBack, .throwing, .leave, .proceed: return true
    case .conditional(let syntax):
      guard let otherwise = syntax.otherwise else { return false }
      return alwaysLeaves(syntax.body) && alwaysLeaves(otherwise)
    case .choice(let syntax):
      return syntax.cases.allSatisfy { item in
        if case .fallThrough? = item.body.last?.kind { return true }
        return alwaysLeaves(item.body) && !item.body.contains { breaksOut($0) }
      }
    case .attempt(let syntax):
      return alwaysLeaves(syntax.body) && syntax.catches.allSatisfy { alwaysLeaves($0.body) }
    case .whileLoop(_, let conditions, let body):
      if conditions.count == 1, case .expression(let test) = conditions[0],
        case .boolean(true) = test.kind
      {
        return !body.contains { breaksOut($0) }
      }
      return false
    case .repeatLoop(_, let body, let test):
      if case .boolean(true) = test.kind { return !body.contains { breaksOut($0) } }
      return alwaysLeaves(body) && !body.contains { breaksOut($0) }
    case .expression(let expression):
      if case .call(let callee, _) = expression.kind, case .name("fatalError") = callee.kind {
        return true
      }
      return false
    default: return false
    }
  }

  /// Whether a `break` inside leaves the loop or switch around.
  func breaksOut(_ statement: Statement) -> Bool {
    switch statement.kind {
    case .leave: return true
    case .conditional(let syntax):
      return (syntax.body + (syntax.otherwise ?? [])).contains { breaksOut($0) }
    case .attempt(let syntax):
      return (syntax.body + syntax.catches.flatMap(\.body)).contains { breaksOut($0) }
    case .guarded(_, let body): return body.contains { breaksOut($0) }
    case .choice(let syntax):
      return syntax.cases.flatMap(\.body).contains {
        if case .leave(nil, _) = $0.kind { return false }
        return breaksOut($0)
      }
    default: return false
    }
  }
}
