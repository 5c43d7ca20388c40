final class ExpressionStatement: StatementNode {
  let node: Node
  init(_ node: Node) {
    self.node = node
    super.init(node.range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    _ = try node.evaluate(m)
    return .next
  }
}

/// A bare expression at the end of a snippet: its value is shown.
final class ShownStatement: StatementNode {
  let node: Node
  let show: (Value) -> Void
  init(_ node: Node, show: @escaping (Value) -> Void) {
    self.node = node
    self.show = show
    super.init(node.range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    show(try node.evaluate(m))
    return .next
  }
}

/// Takes a value apart and stores it: `let x`, `(a, b)`, and every pattern of `case`.
class Matcher {
  /// Whether the value matches; stores what the pattern names.
  func match(_ value: Value, _ m: Machine) throws -> Bool { true }
}

final class LocalMatcher: Matcher {
  let variable: LocalVariable
  init(_ variable: LocalVariable) { self.variable = variable }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    m.base[variable.slot] = variable.isCaptured ? .cell(CellObject(value)) : value
    return true
  }
}

final class GlobalMatcher: Matcher {
  let variable: GlobalVariable
  init(_ variable: GlobalVariable) { self.variable = variable }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    variable.value = value
    variable.isSet = true
    return true
  }
}

final class TupleMatcher: Matcher {
  let items: [Matcher]
  init(_ items: [Matcher]) { self.items = items }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    guard case .tuple(let object) = value else { return false }
    for (item, part) in zip(items, object.items) where !(try item.match(part, m)) { return false }
    return true
  }
}

final class OptionalMatcher: Matcher {
  let inner: Matcher
  init(_ inner: Matcher) { self.inner = inner }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    guard let content = value.optionalContent else { return false }
    return try inner.match(content, m)
  }
}

final class NilMatcher: Matcher {
  override func match(_ value: Value, _ m: Machine) throws -> Bool { value.optionalContent == nil }
}

/// A value, a range, a case: `~=`.
final class ExpressionMatcher: Matcher {
  let test: (Machine, Value) throws -> Bool
  init(_ test: @escaping (Machine, Value) throws -> Bool) { self.test = test }
  override func match(_ value: Value, _ m: Machine) throws -> Bool { try test(m, value) }
}

final class ConvertingMatcher: Matcher {
  let convert: (Machine, Value) throws -> Value?
  let inner: Matcher
  init(_ inner: Matcher, _ convert: @escaping (Machine, Value) throws -> Value?) {
    self.inner = inner
    self.convert = convert
  }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    guard let converted = try convert(m, value) else { return false }
    return try inner.match(converted, m)
  }
}

final class DeclarationStatement: StatementNode {
  let matcher: Matcher
  let value: Node?
  init(_ matcher: Matcher, _ value: Node?, _ range: SourceRange) {
    self.matcher = matcher
    self.value = value
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    _ = try matcher.match(try value?.evaluate(m) ?? .void, m)
    return .next
  }
}

final class BlockStatement: StatementNode {
  let body: [StatementNode]
  init(_ body: [StatementNode], _ range: SourceRange) {
    self.body = body
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    for statement in body {
      let flow = try statement.execute(m)
      if flow != .next { return flow }
    }
    return .next
  }
}

/// A block with `defer` in it.
final class DeferringStatement: StatementNode {
  let body: [StatementNode]
  init(_ body: [StatementNode], _ range: SourceRange) {
    self.body = body
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    var deferred: [StatementNode] = []
    var flow = Flow.next
    var failure: (any Error)?
    do {
      for statement in body {
        if let later = statement as? DeferStatement {
          deferred.append(later.body)
          continue
        }
        flow = try statement.execute(m)
        if flow != .next { break }
      }
    } catch { failure = error }
    let result = m.result
    let label = m.jumpLabel
    for statement in deferred.reversed() { _ = try statement.execute(m) }
    m.result = result
    m.jumpLabel = label
    if let failure { throw failure }
    return flow
  }
}

final class DeferStatement: StatementNode {
  let body: StatementNode
  init(_ body: StatementNode, _ range: SourceRange) {
    self.body = body
    super.init(range)
  }
}

/// One condition of `if`, `guard` or `while`.
enum ConditionNode {
  case test(Node)
  case match(Matcher, Node)

  @inline(__always)
  static func all(_ conditions: [ConditionNode], _ m: Machine) throws -> Bool {
    for condition in conditions {
      switch condition {
      case .test(let node): if !(try node.evaluateBool(m)) { return false }
      case .match(let matcher, let node):
        if !(try matcher.match(try node.evaluate(m), m)) { return false }
      }
    }
    return true
  }
}

final class IfStatement: StatementNode {
  let conditions: [ConditionNode]
  let body: StatementNode
  let otherwise: StatementNode?

  init(
    _ conditions: [ConditionNode], _ body: StatementNode, _ otherwise: StatementNode?,
    _ range: SourceRange
  ) {
    self.conditions = conditions
    self.body = body
    self.otherwise = otherwise
    super.init(range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    if try ConditionNode.all(conditions, m) { return try body.execute(m) }
    return try otherwise?.execute(m) ?? .next
  }
}

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
    while index < high {
      if let end = try turn(.int(index), m) { return end }
      index += 1
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

final class ReturnStatement: StatementNode {
  let value: Node?
  init(_ value: Node?, _ range: SourceRange) {
    self.value = value
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    m.result = try value?.evaluate(m) ?? .void
    return .giveBack
  }
}

final class JumpStatement: StatementNode {
  let flow: Flow
  let label: Int
  init(_ flow: Flow, label: Int, _ range: SourceRange) {
    self.flow = flow
    self.label = label
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    m.jumpLabel = label
    return flow
  }
}

final class ThrowStatement: StatementNode {
  let error: Node
  init(_ error: Node, _ range: SourceRange) {
    self.error = error
    super.init(range)
  }
  override func execute(_ m: Machine) throws -> Flow {
    let value = try error.evaluate(m)
    if case .boxed(let object) = value {
      throw Thrown(value: object.value, type: object.type, range: range)
    }
    throw Thrown(value: value, type: error.type, range: range)
  }
}

final class DoStatement: LoopStatement {
  struct Catch {
    let matcher: Matcher
    let filter: Node?
    let body: StatementNode
  }
  let body: StatementNode
  let catches: [Catch]

  init(label: Int, _ body: StatementNode, _ catches: [Catch], _ range: SourceRange) {
    self.body = body
    self.catches = catches
    super.init(label: label, range)
  }

  override func execute(_ m: Machine) throws -> Flow {
    let flow: Flow
    do {
      flow = try body.execute(m)
    } catch let thrown as Thrown {
      flow = try handle(thrown, m)
    }
    if flow == .leave, label != 0, m.jumpLabel == label {
      m.jumpLabel = 0
      return .next
    }
    return flow
  }

  private func handle(_ thrown: Thrown, _ m: Machine) throws -> Flow {
    let value = Value.boxed(TypedObject(thrown.value, thrown.type))
    for handler in catches where try handler.matcher.match(value, m) {
      if let filter = handler.filter, !(try filter.evaluateBool(m)) { continue }
      return try handler.body.execute(m)
    }
    throw thrown
  }
}
