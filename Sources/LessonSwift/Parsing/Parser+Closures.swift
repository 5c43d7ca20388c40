extension Parser {
  /// `{ … }`, `{ x in … }`, `{ (x: Int) -> Int in … }`
  func parseClosure() throws -> Expression {
    try nested {
      let start = current.start
      try expect("{", "to open a closure")
      let outerCount = anonymousCount
      let outerDepth = deepest
      let outerTrailing = allowsTrailingClosure
      anonymousCount = -1
      deepest = 0
      allowsTrailingClosure = true
      defer {
        anonymousCount = outerCount
        deepest = max(outerDepth, deepest)
        allowsTrailingClosure = outerTrailing
      }
      if at("["), isCaptureList() {
        throw OutsideTheSubset.error(
          "[capture list]", instead: "leave it out: closures see the variables around them",
          at: range(of: current))
      }
      let (parameters, result) = try parseClosureHead()
      let body = try parseStatements(until: "}")
      try expect("}", "to close the closure")
      let closure = ClosureSyntax(
        parameters: parameters, result: result, body: body, anonymousCount: anonymousCount)
      return try make(.closure(closure), from: start, minimumDepth: deepest)
    }
  }

  private func isCaptureList() -> Bool {
    var ahead = 1
    while !peek(ahead).is("]") {
      if peek(ahead).kind == .end || ahead > 40 { return false }
      ahead += 1
    }
    return peek(ahead + 1).isWord("in")
      || (peek(ahead + 1).kind == .identifier && peek(ahead + 2).isWord("in"))
  }

  private func parseClosureHead() throws -> (
    parameters: [ClosureSyntax.Parameter]?, result: TypeSyntax?
  ) {
    let saved = position
    if current.kind == .identifier, !Keywords.reserved.contains(current.text) || current.isQuoted {
      var names: [ClosureSyntax.Parameter] = []
      while current.kind == .identifier, !atWord("in") {
        let token = advance()
        names.append(.init(name: token.text, type: nil, range: range(of: token)))
        if !accept(",") { break }
      }
      _ = acceptWord("throws")
      if at("->") {
        advance()
        if let result = try? parseType(), acceptWord("in") { return (names, result) }
      } else if acceptWord("in") {
        return (names, nil)
      }
      rewind(to: saved)
    } else if at("("), let head = parseTypedHead() {
      return head
    }
    rewind(to: saved)
    return (nil, nil)
  }

  /// `(x: Int, y) throws -> Int in`, or nil when the bracket is an expression.
  private func parseTypedHead() -> (parameters: [ClosureSyntax.Parameter]?, result: TypeSyntax?)? {
    advance()
    var parameters: [ClosureSyntax.Parameter] = []
    while current.kind == .identifier {
      var token = advance()
      if current.kind == .identifier, token.text == "_" { token = advance() }
      var type: TypeSyntax?
      if accept(":") {
        guard let parsed = try? parseType() else { return nil }
        type = parsed
      }
      parameters.append(.init(name: token.text, type: type, range: range(of: token)))
      if !accept(",") { break }
    }
    guard accept(")") else { return nil }
    _ = acceptWord("throws")
    var result: TypeSyntax?
    if accept("->") {
      guard let parsed = try? parseType() else { return nil }
      result = parsed
    }
    guard acceptWord("in") else { return nil }
    return (parameters, result)
  }
}
