extension Checker {
  /// Checks a whole snippet; the values of its bare expressions go to `show`.
  func checkProgram(_ statements: [Statement], _ show: @escaping (Node, Value) -> Void) throws
    -> [StatementNode]
  {
    var nodes = try declareAhead(statements)
    for statement in statements {
      if case .expression(let expression) = statement.kind, isShown(expression) {
        let node = try placed(statement.range) { try check(expression) }
        nodes.append(
          node.type == .void || node.type == .never
            ? ExpressionStatement(node) : ShownStatement(node) { show(node, $0) })
      } else {
        nodes += try placed(statement.range) { try checkStatement(statement) }
      }
    }
    while !pending.isEmpty {
      let bodies = pending
      pending = []
      for body in bodies { try body() }
    }
    if nodes.contains(where: { $0 is DeferStatement }) {
      return [DeferringStatement(nodes, statements[0].range)]
    }
    return nodes
  }

  private func isShown(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .closure, .conditional, .choice, .assign: return false
    default: return true
    }
  }
}
