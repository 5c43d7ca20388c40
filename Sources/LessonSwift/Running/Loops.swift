class LoopStatement: StatementNode {
  let label: Int
  init(label: Int, _ range: SourceRange) {
    self.label = label
    super.init(range)
  }

  /// What a loop does after its body: nil to go on, else how the loop itself ends.
  @inline(__always)
  final func outcome(_ flow: Flow, _ m: Machine) -> Flow? {
    switch flow {
    case .next: return nil
    case .giveBack: return .giveBack
    case .leave, .proceed:
      if m.jumpLabel != 0, m.jumpLabel != label { return flow }
      m.jumpLabel = 0
      return flow == .leave ? .next : nil
    }
  }
}

final class WhileStatement: LoopStatement {
  let conditions: [ConditionNode]
  let body: StatementNode

  init(label: Int, _ conditions: [ConditionNode], _ body: StatementNode, _ range: SourceRange) {
    self.conditions = conditions
    self.body = body
    super.init(label: label, range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    while try ConditionNode.all(conditions, m) {
      try m.checkInterrupt(range)
      if let end = outcome(try body.execute(m), m) { return end }
    }
    return .next
  }
}

final class RepeatStatement: LoopStatement {
  let body: StatementNode
  let condition: Node

  init(label: Int, _ body: StatementNode, _ condition: Node, _ range: SourceRange) {
    self.body = body
    self.condition = condition
    super.init(label: label, range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    repeat {
      try m.checkInterrupt(range)
      if let end = outcome(try body.execute(m), m) { return end }
    } while try condition.evaluateBool(m)
    return .next
  }
}

final class ForStatement: LoopStatement {
  let matcher: Matcher
  let sequence: Node
  let filter: Node?
  let body: StatementNode
  let mayRefuse: Bool

  init(
    label: Int, _ matcher: Matcher, _ sequence: Node, filter: Node?, _ body: StatementNode,
    mayRefuse: Bool, _ range: SourceRange
  ) {
    self.matcher = matcher
    self.sequence = sequence
    self.filter = filter
    self.body = body
    self.mayRefuse = mayRefuse
    super.init(label: label, range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    if let counted = sequence as? RangeNode, counted.type.element == .int {
      return try count(counted, m)
    }
    if case .range(let range) = try sequence.evaluate(m), case .int(let low) = range.lower {
      return try count(from: low, range, m)
    }
    for item in try Sequences.items(try sequence.evaluate(m), m, range) {
      if let end = try turn(item, m) { return end }
    }
    return .next
  }

  private func count(_ node: RangeNode, _ m: Machine) throws -> Flow {
    let (low, high) = try node.bounds(m)
    switch node.kind {
    case .halfOpen: return try count(low, high, m)
    case .closed: return try count(low, high, m, isClosed: true)
    default: return try count(low, .max, m)
    }
  }

  private func count(from low: Int, _ range: RangeObject, _ m: Machine) throws -> Flow {
    guard case .int(let high) = range.upper else { return try count(low, .max, m) }
    return try count(low, high, m, isClosed: range.kind == .closed)
  }

  private func count(_ low: Int, _ high: Int, _ m: Machine, isClosed: Bool = false) throws -> Flow {
    var index = low
    let report = m.awaitedLoop == nil ? nil : m.takeReport(ofLoop: high &- low)
    report?(0)
    while index < high {
      if let end = try turn(.int(index), m) { return end }
      index += 1
      report?(index &- low)
    }
    if isClosed { return try turn(.int(high), m) ?? .next }
    return .next
  }

  @inline(__always)
  private func turn(_ item: Value, _ m: Machine) throws -> Flow? {
    try m.checkInterrupt(range)
    guard try matcher.match(item, m) else { return nil }
    if let filter, !(try filter.evaluateBool(m)) { return nil }
    return outcome(try body.execute(m), m)
  }
}

final class SwitchStatement: LoopStatement {
  struct Case {
    let patterns: [(matcher: Matcher, filter: Node?)]
    let isDefault: Bool
    let body: StatementNode
    let fallsThrough: Bool
  }
  let subject: Node
  let cases: [Case]

  init(label: Int, _ subject: Node, _ cases: [Case], _ range: SourceRange) {
    self.subject = subject
    self.cases = cases
    super.init(label: label, range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    let value = try subject.evaluate(m)
    for (index, item) in cases.enumerated() where try matches(item, value, m) {
      var position = index
      while true {
        let flow = try cases[position].body.execute(m)
        if flow == .next, cases[position].fallsThrough, position + 1 < cases.count {
          position += 1
          continue
        }
        if flow == .leave, m.jumpLabel == 0 || m.jumpLabel == label {
          m.jumpLabel = 0
          return .next
        }
        return flow
      }
    }
    return .next
  }

  private func matches(_ item: Case, _ value: Value, _ m: Machine) throws -> Bool {
    if item.isDefault { return true }
    for (matcher, filter) in item.patterns where try matcher.match(value, m) {
      if let filter, !(try filter.evaluateBool(m)) { continue }
      return true
    }
    return false
  }
}
