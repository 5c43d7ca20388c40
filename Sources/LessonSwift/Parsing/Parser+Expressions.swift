extension Parser {
  /// Any expression, assignments included.
  func parseExpression() throws -> Expression {
    try nested { try parseBinary(minimum: 0) }
  }

  /// An expression where `{` opens a block: conditions, loop sequences.
  func parseHeadExpression() throws -> Expression {
    let saved = allowsTrailingClosure
    allowsTrailingClosure = false
    defer { allowsTrailingClosure = saved }
    return try parseExpression()
  }

  /// An expression inside brackets, where trailing closures are welcome again.
  func parseBracketed() throws -> Expression {
    let saved = allowsTrailingClosure
    allowsTrailingClosure = true
    defer { allowsTrailingClosure = saved }
    if let name = operatorReference() { return name }
    return try parseExpression()
  }

  /// `reduce(0, +)`, `sorted(by: >)`
  func operatorReference() -> Expression? {
    let token = current
    guard token.kind == .operator, Precedence.of(token.text) != nil,
      peek().is(")") || peek().is(",")
    else { return nil }
    advance()
    return Expression(.operatorName(token.text), range(of: token))
  }

  // MARK: Operators

  func parseBinary(minimum: Int) throws -> Expression {
    let start = current.start
    if atWord("try") { return try parseTry(minimum: minimum) }
    var left = try parsePrefix()
    var lastNonAssociative: Int?
    while true {
      if atWord("as") || atWord("is"), Precedence.casting >= minimum {
        left = try parseCast(left, from: start)
        continue
      }
      let token = current
      guard token.kind == .operator else { return left }
      if token.text == "?" {
        guard token.spaceBefore, Precedence.ternary >= minimum else { return left }
        left = try parseTernary(left, from: start)
        continue
      }
      if Precedence.assignments.contains(token.text) {
        guard Precedence.assignment >= minimum else { return left }
        advance()
        let right = try nested { try parseBinary(minimum: Precedence.assignment) }
        let name = token.text == "=" ? nil : String(token.text.dropLast())
        left = try make(.assign(name, left, right, range(of: token)), from: start)
        continue
      }
      guard token.text != "->", token.text != "!" else { return left }
      guard let (power, associativity) = Precedence.of(token.text) else {
        throw unknownOperator(token)
      }
      guard power >= minimum else { return left }
      if token.text == "...", isPostfix(token) {
        advance()
        left = try make(.postfixRange(left), from: start)
        continue
      }
      if token.spaceBefore != token.spaceAfter, !token.spaceBefore || !beginsStatement(token) {
        // `a -b` on one line: Swift reads a prefix minus and complains; so do we.
        if token.spaceBefore, !token.startsLine { throw spacing(token) }
      }
      if token.startsLine, token.spaceBefore, !token.spaceAfter { return left }
      if lastNonAssociative == power, associativity == .none {
        throw LessonError(
          .syntax, "'\(token.text)' cannot follow another operator of its kind",
          suggestion: "use brackets to say which comes first", at: range(of: token))
      }
      advance()
      let right = try nested {
        try parseBinary(minimum: associativity == .right ? power : power + 1)
      }
      left = try make(.binary(token.text, left, right, range(of: token)), from: start)
      lastNonAssociative = associativity == .none ? power : nil
    }
  }

  func beginsStatement(_ token: Token) -> Bool { token.startsLine }

  func spacing(_ token: Token) -> LessonError {
    LessonError(
      .syntax, "uneven spaces around '\(token.text)'",
      expected: "a space on both sides of it, or on none", at: range(of: token))
  }

  func unknownOperator(_ token: Token) -> LessonError {
    let suggestion: String
    switch token.text {
    case "++": suggestion = "write '+= 1'"
    case "--": suggestion = "write '-= 1'"
    case "**": suggestion = "write 'pow(x, y)'"
    default: suggestion = ""
    }
    return LessonError(
      .syntax, "'\(token.text)' is not an operator", suggestion: suggestion, at: range(of: token))
  }

  /// `2...` : an operator that touches its left side only.
  func isPostfix(_ token: Token) -> Bool { !token.spaceBefore && token.spaceAfter }

  func parseTry(minimum: Int) throws -> Expression {
    let start = advance().start
    var kind = TryKind.plain
    if at("?"), !current.spaceBefore { kind = .optional }
    if at("!"), !current.spaceBefore { kind = .forced }
    if kind != .plain { advance() }
    let body = try nested { try parseBinary(minimum: minimum) }
    return try make(.tried(kind, body), from: start)
  }

  func parseCast(_ left: Expression, from start: Int) throws -> Expression {
    var kind = advance().text == "is" ? CastKind.test : .coerce
    if kind == .coerce, at("?"), !current.spaceBefore {
      advance()
      kind = .conditional
    } else if kind == .coerce, at("!"), !current.spaceBefore {
      advance()
      kind = .forced
    }
    return try make(.cast(left, kind, try parseType()), from: start)
  }

  func parseTernary(_ condition: Expression, from start: Int) throws -> Expression {
    advance()
    let yes = try parseExpression()
    try expect(":", "between the two results of '? :'")
    let no = try nested { try parseBinary(minimum: Precedence.ternary) }
    return try make(.ternary(condition, yes, no), from: start)
  }

  func parsePrefix() throws -> Expression {
    let token = current
    guard token.kind == .operator else { return try parsePostfix() }
    switch token.text {
    case "-", "+", "!", "~", ".!":
      advance()
      let inner = try nested { try parsePrefix() }
      return try make(.prefix(token.text, inner), from: token.start)
    case "..<", "...":
      advance()
      if current.is("]") || current.is(",") || current.is(")") {
        return try make(.operatorName(token.text), from: token.start)
      }
      let bound = try nested { try parseBinary(minimum: Precedence.range + 1) }
      return try make(.prefix(token.text, bound), from: token.start)
    case "&":
      advance()
      return try make(.address(try nested { try parsePostfix() }), from: token.start)
    case "++", "--":
      throw unknownOperator(token)
    default:
      throw unexpected("a value")
    }
  }

}

extension Parser {
  /// A value inside a pattern: everything but assignment, casts and `? :`.
  func parsePatternValue() throws -> Expression {
    try nested { try parseBinary(minimum: Precedence.casting + 1) }
  }
}
