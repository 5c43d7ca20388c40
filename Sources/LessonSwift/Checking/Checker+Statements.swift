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
    for statement in statements { nodes += try checkStatement(statement) }
    return nodes
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

  private func expressionStatement(_ expression: Expression) throws -> StatementNode {
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

  private func checkVariable(_ syntax: VariableSyntax, _ range: SourceRange) throws
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

  private func declareWithoutValue(
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
      case .binding(let name, let isConstant, let type, let value, let range):
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
        _ = pattern.range
        let node = try check(value)
        scope = Scope(parent: scope, function: function)
        return .match(try checkPattern(pattern, node.type), node)
      }
    }
  }

  private func checkIf(_ syntax: IfSyntax) throws -> StatementNode {
    let (conditions, body) = try inNewScope {
      let tests = try checkConditions(syntax.conditions)
      return (tests, try checkBlock(syntax.body, syntax.range))
    }
    let otherwise = try syntax.otherwise.map { try checkBlock($0, syntax.range) }
    return IfStatement(conditions, body, otherwise, syntax.range)
  }

  private func checkGuard(
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

  private func inLoop<Result>(_ label: String?, _ number: Int, _ body: () throws -> Result) rethrows
    -> Result
  {
    function.loops.append((label, number, true))
    defer { function.loops.removeLast() }
    return try body()
  }

  private func checkFor(_ syntax: ForSyntax, _ range: SourceRange) throws -> StatementNode {
    let sequence = try check(syntax.sequence, nil)
    guard let element = sequence.type.element else {
      let isNumber = sequence.type == .int
      throw LessonError(
        .type, "a '\(sequence.type)' cannot be walked by 'for'",
        expected: "an array, a range, a String or their like", found: "'\(sequence.type)'",
        suggestion: isNumber ? "write '0..<\(syntax.sequence.range.text)'" : "",
        at: syntax.sequence.range)
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

  private func jumpTarget(_ label: String?, _ range: SourceRange, isContinue: Bool) throws -> Int {
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

  // MARK: switch

  private func checkSwitch(_ syntax: SwitchSyntax) throws -> StatementNode {
    let subject = try check(syntax.subject)
    let number = newLoopNumber()
    function.loops.append((syntax.label, number, false))
    defer { function.loops.removeLast() }
    let cases = try syntax.cases.map { item in
      try inNewScope {
        let patterns = try checkCasePatterns(item, subject.type)
        var body = item.body
        var fallsThrough = false
        if case .fallThrough? = body.last?.kind {
          body.removeLast()
          fallsThrough = true
        }
        return SwitchStatement.Case(
          patterns: patterns, isDefault: item.patterns.isEmpty,
          body: try checkBlock(body, item.range), fallsThrough: fallsThrough)
      }
    }
    try requireExhaustive(syntax, subject.type)
    return SwitchStatement(label: number, subject, cases, syntax.range)
  }

  func checkCasePatterns(_ item: SwitchSyntax.Case, _ type: LessonType) throws
    -> [(matcher: Matcher, filter: Node?)]
  {
    try item.patterns.map { pattern, filter in
      (try checkPattern(pattern, type), try filter.map { try check($0, as: .bool, for: "'where'") })
    }
  }

  func requireExhaustive(_ syntax: SwitchSyntax, _ type: LessonType) throws {
    var seen: Set<String> = []
    for item in syntax.cases {
      if item.patterns.isEmpty { return }
      for (pattern, filter) in item.patterns where filter == nil {
        if isIrrefutable(pattern) { return }
        switch pattern.kind {
        case .optional(let inner) where isIrrefutable(inner): seen.insert("some")
        case .optional(let inner):
          if case .expression(let expression) = inner.kind,
            case .implicitMember(let name, _) = expression.kind
          {
            seen.insert(name)
          }
        case .expression(let expression):
          switch expression.kind {
          case .implicitMember(let name, _), .member(_, let name, _): seen.insert(name)
          case .boolean(let value): seen.insert("\(value)")
          case .nilLiteral: seen.insert("none")
          default: break
          }
        default: break
        }
      }
    }
    var needed: [String] = ["default"]
    switch type {
    case .bool: needed = ["true", "false"]
    case .optional: needed = ["some", "none"]
    case .tuple: return
    case .nominal(let nominal) where !nominal.cases.isEmpty: needed = nominal.cases
    default: break
    }
    if case .nominal(let nominal)? = type.wrapped, !nominal.cases.isEmpty,
      nominal.cases.allSatisfy(seen.contains)
    {
      seen.insert("some")
    }
    let missing = needed.filter { !seen.contains($0) }
    guard !missing.isEmpty else { return }
    let names = missing == ["default"] ? "" : missing.map { "'.\($0)'" }.joined(separator: ", ")
    throw LessonError(
      .rule, "this 'switch' does not cover every value",
      expected: names.isEmpty ? "a 'default' case" : "a case for \(names), or 'default'",
      at: syntax.subject.range)
  }

  func isIrrefutable(_ pattern: PatternSyntax) -> Bool {
    switch pattern.kind {
    case .wildcard, .name: return true
    case .tuple(let items): return items.allSatisfy { isIrrefutable($0.pattern) }
    default: return false
    }
  }

  // MARK: return, throw, do

  private func checkReturn(_ value: Expression?, _ range: SourceRange) throws -> StatementNode {
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

  private func checkThrow(_ value: Expression, _ range: SourceRange) throws -> StatementNode {
    let node = try check(value, as: .anyError, for: "only an Error can be thrown")
    function.tries += 1
    defer { function.tries -= 1 }
    try markThrowing("'throw'", range)
    return ThrowStatement(node, range)
  }

  private func checkDo(_ syntax: DoSyntax, _ range: SourceRange) throws -> StatementNode {
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

  // MARK: if and switch as values

  func checkIfExpression(_ syntax: IfSyntax, _ hint: LessonType?, _ range: SourceRange) throws
    -> Node
  {
    var type = hint.flatMap { $0.isOpen ? nil : $0 }
    let slot = function.newSlot()
    let statement = try ifValue(syntax, slot, &type)
    guard let type else { throw ambiguous(range) }
    return StatementsNode(statement, slot: slot, type, range)
  }

  private func ifValue(_ syntax: IfSyntax, _ slot: Int, _ type: inout LessonType?) throws
    -> StatementNode
  {
    guard let otherwise = syntax.otherwise else {
      throw LessonError(
        .rule, "'if' as a value needs an 'else'", expected: "a value for both", at: syntax.range)
    }
    let (tests, body) = try inNewScope {
      let tests = try checkConditions(syntax.conditions)
      return (tests, try branchValue(syntax.body, slot, &type, syntax.range))
    }
    let other = try inNewScope { try branchValue(otherwise, slot, &type, syntax.range) }
    return IfStatement(tests, body, other, syntax.range)
  }

  func checkSwitchExpression(_ syntax: SwitchSyntax, _ hint: LessonType?, _ range: SourceRange)
    throws -> Node
  {
    var type = hint.flatMap { $0.isOpen ? nil : $0 }
    let slot = function.newSlot()
    let statement = try switchValue(syntax, slot, &type)
    guard let type else { throw ambiguous(range) }
    return StatementsNode(statement, slot: slot, type, range)
  }

  private func switchValue(_ syntax: SwitchSyntax, _ slot: Int, _ type: inout LessonType?) throws
    -> StatementNode
  {
    let subject = try check(syntax.subject)
    var cases: [SwitchStatement.Case] = []
    for item in syntax.cases {
      cases.append(
        try inNewScope {
          SwitchStatement.Case(
            patterns: try checkCasePatterns(item, subject.type), isDefault: item.patterns.isEmpty,
            body: try branchValue(item.body, slot, &type, item.range), fallsThrough: false)
        })
    }
    try requireExhaustive(syntax, subject.type)
    return SwitchStatement(label: newLoopNumber(), subject, cases, syntax.range)
  }

  private func branchValue(
    _ body: [Statement], _ slot: Int, _ type: inout LessonType?, _ range: SourceRange
  ) throws -> StatementNode {
    guard body.count == 1, let only = body.first else {
      throw LessonError(
        .rule, "each branch of 'if' or 'switch' as a value is one expression", at: range)
    }
    switch only.kind {
    case .expression(let expression):
      let node: Node
      if let known = type {
        node = try check(expression, as: known, for: "the value of this branch")
      } else {
        node = try check(expression)
        type = node.type
      }
      return StoreStatement(slot, node)
    case .conditional(let inner): return try ifValue(inner, slot, &type)
    case .choice(let inner): return try switchValue(inner, slot, &type)
    default: return block(try checkStatement(only), range)
    }
  }

  // MARK: Does a block always leave?

  func alwaysLeaves(_ statements: [Statement]) -> Bool { statements.contains { alwaysLeaves($0) } }

  private func alwaysLeaves(_ statement: Statement) -> Bool {
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
  private func breaksOut(_ statement: Statement) -> Bool {
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

final class StoreStatement: StatementNode {
  let slot: Int
  let node: Node
  init(_ slot: Int, _ node: Node) {
    self.slot = slot
    self.node = node
    super.init(node.range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    m.base[slot] = try node.evaluate(m)
    return .next
  }
}

/// `return` in an initialiser: gives back `self`.
final class InitializerReturn: StatementNode {
  override func execute(_ m: Machine) throws -> Flow {
    m.jumpLabel = 0
    return .giveBack
  }
}
