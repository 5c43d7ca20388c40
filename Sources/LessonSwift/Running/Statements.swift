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
