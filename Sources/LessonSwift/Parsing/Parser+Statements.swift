extension Parser {
  /// Statements up to a closing brace (left in place) or the end.
  func parseStatements(until closing: String?) throws -> [Statement] {
    var statements: [Statement] = []
    while true {
      while accept(";") {}
      if isAtEnd {
        guard closing == nil else { throw unexpected("'}' to close the block") }
        return statements
      }
      if let closing, at(closing) { return statements }
      if closing == nil, at("}") { throw unexpectedClosing() }
      if !statements.isEmpty, !current.startsLine, !previousIsSemicolon {
        throw separate()
      }
      statements.append(try nested { try parseStatement() })
    }
  }

  private var previousIsSemicolon: Bool { index > 0 && tokens[index - 1].is(";") }

  private func unexpectedClosing() -> LessonError {
    LessonError(
      .syntax, "this '}' closes nothing", suggestion: "remove it, or open a block before it",
      at: range(of: current))
  }

  private func separate() -> LessonError {
    let token = current
    if token.is(")") || token.is("]") {
      return LessonError(
        .syntax, "this '\(token.text)' closes nothing", suggestion: "remove it, or open it before",
        at: range(of: token))
    }
    return LessonError(
      .syntax, "unexpected '\(token.text)'", expected: "a new line or ';' between statements",
      at: range(of: token))
  }

  func parseBlock(_ what: String) throws -> [Statement] {
    try expect("{", "to open \(what)")
    let saved = allowsTrailingClosure
    allowsTrailingClosure = true
    defer { allowsTrailingClosure = saved }
    let body = try nested { try parseStatements(until: "}") }
    try expect("}", "to close \(what)")
    return body
  }

  private func finish(_ kind: StatementKind, from start: Int) -> Statement {
    Statement(kind, range(from: start))
  }

  func parseStatement() throws -> Statement {
    let token = current
    let start = token.start
    guard token.kind == .identifier, !token.isQuoted else {
      if token.is("@") { throw attribute() }
      return finish(.expression(try parseExpression()), from: start)
    }
    if let declaration = try parseDeclaration() { return declaration }
    switch token.text {
    case "if": return finish(.conditional(try parseIf()), from: start)
    case "guard": return try parseGuard()
    case "while", "repeat", "for": return try parseLoop(label: nil)
    case "switch": return finish(.choice(try parseSwitch(label: nil)), from: start)
    case "return":
      advance()
      let hasValue = !current.startsLine && !isAtEnd && !at("}") && !at(";")
      return finish(.giveBack(hasValue ? try parseExpression() : nil), from: start)
    case "throw":
      advance()
      return finish(.throwing(try parseExpression()), from: start)
    case "break":
      advance()
      let label = parseJumpLabel()
      return finish(.leave(label: label?.name, label?.range), from: start)
    case "continue":
      advance()
      let label = parseJumpLabel()
      return finish(.proceed(label: label?.name, label?.range), from: start)
    case "fallthrough":
      advance()
      return finish(.fallThrough, from: start)
    case "do": return try parseDo(label: nil)
    case "defer":
      advance()
      return finish(.deferred(try parseBlock("the 'defer' block")), from: start)
    case "import":
      advance()
      let name = try expectName("the name of a module").name
      return finish(.importing(name), from: start)
    default: break
    }
    if peek().is(":"), ["for", "while", "repeat", "switch", "do"].contains(peek(2).text) {
      advance()
      advance()
      return try parseLoop(label: token.text)
    }
    return finish(.expression(try parseExpression()), from: start)
  }

  private func parseJumpLabel() -> (name: String, range: SourceRange)? {
    guard current.kind == .identifier, !current.startsLine,
      !Keywords.reserved.contains(current.text)
    else { return nil }
    let token = advance()
    return (token.text, range(of: token))
  }

  // MARK: Conditions

  func parseConditions() throws -> [ConditionSyntax] {
    var conditions: [ConditionSyntax] = []
    repeat { conditions.append(try parseCondition()) } while accept(",")
    return conditions
  }

  private func parseCondition() throws -> ConditionSyntax {
    if atWord("case") {
      advance()
      let pattern = try parseMatchPattern()
      try expect("=", "between the pattern and the value")
      return .pattern(pattern, try parseHeadExpression())
    }
    guard atWord("let") || atWord("var") else { return .expression(try parseHeadExpression()) }
    let isConstant = advance().text == "let"
    let (name, nameRange) = try expectName("the name of the unwrapped value")
    let type = accept(":") ? try parseType() : nil
    let value =
      accept("=") ? try parseHeadExpression() : Expression(.name(name), nameRange)
    return .binding(name: name, isConstant: isConstant, type: type, value: value, nameRange)
  }

  func parseIf() throws -> IfSyntax {
    try nested {
      let start = advance().start
      let conditions = try parseConditions()
      let body = try parseBlock("the body of 'if'")
      var otherwise: [Statement]?
      if acceptWord("else") {
        if atWord("if") {
          let elseStart = current.start
          let inner = try parseIf()
          otherwise = [Statement(.conditional(inner), range(from: elseStart))]
        } else {
          otherwise = try parseBlock("the body of 'else'")
        }
      }
      return IfSyntax(
        conditions: conditions, body: body, otherwise: otherwise, range: range(from: start))
    }
  }

  private func parseGuard() throws -> Statement {
    let start = advance().start
    let conditions = try parseConditions()
    guard acceptWord("else") else { throw unexpected("'else' after the condition of 'guard'") }
    let body = try parseBlock("the 'else' of 'guard'")
    return finish(.guarded(conditions, body), from: start)
  }

  // MARK: Loops

  private func parseLoop(label: String?) throws -> Statement {
    let start = current.start
    switch current.text {
    case "while":
      advance()
      let conditions = try parseConditions()
      return finish(
        .whileLoop(label: label, conditions, try parseBlock("the body of 'while'")), from: start)
    case "repeat":
      advance()
      let body = try parseBlock("the body of 'repeat'")
      guard acceptWord("while") else { throw unexpected("'while' after the body of 'repeat'") }
      return finish(.repeatLoop(label: label, body, try parseExpression()), from: start)
    case "for": return try parseFor(label: label)
    case "switch": return finish(.choice(try parseSwitch(label: label)), from: start)
    default: return try parseDo(label: label)
    }
  }

  private func parseFor(label: String?) throws -> Statement {
    let start = advance().start
    if atWord("try") || atWord("await") {
      throw OutsideTheSubset.error("for await", at: range(of: current))
    }
    let pattern: PatternSyntax
    if acceptWord("case") {
      pattern = try parseMatchPattern()
    } else {
      let isConstant = !acceptWord("var")
      if isConstant { _ = acceptWord("let") }
      pattern = try parseBindingPattern(isConstant: isConstant)
    }
    let annotation = accept(":") ? try parseType() : nil
    guard acceptWord("in") else { throw unexpected("'in' after the name of the loop variable") }
    let sequence = try parseHeadExpression()
    let filter = acceptWord("where") ? try parseHeadExpression() : nil
    let body = try parseBlock("the body of 'for'")
    return finish(
      .forLoop(
        ForSyntax(
          label: label, pattern: pattern, annotation: annotation, sequence: sequence,
          filter: filter, body: body)),
      from: start)
  }

  // MARK: switch, do

  func parseSwitch(label: String?) throws -> SwitchSyntax {
    let start = advance().start
    let subject = try parseHeadExpression()
    try expect("{", "to open the body of 'switch'")
    var cases: [SwitchSyntax.Case] = []
    while !at("}") {
      let caseStart = current.start
      var patterns: [(pattern: PatternSyntax, filter: Expression?)] = []
      if acceptWord("default") {
        patterns = []
      } else if acceptWord("case") {
        repeat {
          let pattern = try parseMatchPattern()
          patterns.append((pattern, acceptWord("where") ? try parseExpression() : nil))
        } while accept(",")
      } else {
        throw unexpected("'case' or 'default' in the body of 'switch'")
      }
      try expect(":", "after the pattern")
      let body = try nested { try parseCaseBody() }
      guard !body.isEmpty else {
        throw LessonError(
          .rule, "this case does nothing", expected: "at least one statement",
          suggestion: "write 'break' to do nothing", at: range(from: caseStart))
      }
      cases.append(.init(patterns: patterns, body: body, range: range(from: caseStart)))
    }
    try expect("}", "to close the body of 'switch'")
    return SwitchSyntax(label: label, subject: subject, cases: cases, range: range(from: start))
  }

  private func parseCaseBody() throws -> [Statement] {
    var statements: [Statement] = []
    let saved = allowsTrailingClosure
    allowsTrailingClosure = true
    defer { allowsTrailingClosure = saved }
    while true {
      while accept(";") {}
      if at("}") || atWord("case") || atWord("default") { return statements }
      if isAtEnd { throw unexpected("'}' to close the body of 'switch'") }
      statements.append(try parseStatement())
    }
  }

  private func parseDo(label: String?) throws -> Statement {
    let start = advance().start
    let body = try parseBlock("the body of 'do'")
    var catches: [DoSyntax.Catch] = []
    while atWord("catch") {
      let catchStart = advance().start
      var pattern: PatternSyntax?
      var filter: Expression?
      if !at("{") {
        if !atWord("where") { pattern = try parseMatchPattern() }
        if acceptWord("where") { filter = try parseHeadExpression() }
      }
      let handler = try parseBlock("the body of 'catch'")
      catches.append(
        .init(pattern: pattern, filter: filter, body: handler, range: range(from: catchStart)))
    }
    return finish(
      .attempt(DoSyntax(label: label, body: body, catches: catches)), from: start)
  }
}
