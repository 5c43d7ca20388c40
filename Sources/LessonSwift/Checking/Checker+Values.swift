extension Checker {
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

  func ifValue(_ syntax: IfSyntax, _ slot: Int, _ type: inout LessonType?) throws
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

  func switchValue(_ syntax: SwitchSyntax, _ slot: Int, _ type: inout LessonType?) throws
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

  func branchValue(
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
