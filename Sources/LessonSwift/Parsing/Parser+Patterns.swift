extension Parser {
  /// The names before `=` or `in`: `x`, `_`, `(a, b)`, `(label: a, _)`.
  func parseBindingPattern(isConstant: Bool) throws -> PatternSyntax {
    try nested {
      let start = current.start
      if accept("(") {
        var items: [(label: String?, pattern: PatternSyntax)] = []
        while !at(")") {
          var label: String?
          if current.kind == .identifier, peek().is(":") {
            label = advance().text
            advance()
          }
          items.append((label, try parseBindingPattern(isConstant: isConstant)))
          if !accept(",") { break }
        }
        try expect(")", "to close the tuple of names")
        return PatternSyntax(.tuple(items), range(from: start))
      }
      if atWord("_") {
        advance()
        return PatternSyntax(.wildcard, range(from: start))
      }
      let (name, _) = try expectName("a name")
      return PatternSyntax(.name(name, isConstant: isConstant), range(from: start))
    }
  }

  /// What stands after `case` and `catch`.
  func parseMatchPattern(binding: Bool? = nil) throws -> PatternSyntax {
    try nested {
      let start = current.start
      var pattern = try parsePlainPattern(binding: binding)
      if at("?"), !current.spaceBefore {
        advance()
        pattern = PatternSyntax(.optional(pattern), range(from: start))
      }
      if atWord("as") {
        advance()
        let type = try parseType()
        pattern = PatternSyntax(.asType(pattern, type), range(from: start))
      }
      return pattern
    }
  }

  private func parsePlainPattern(binding: Bool?) throws -> PatternSyntax {
    let start = current.start
    if atWord("let") || atWord("var") {
      let isConstant = advance().text == "let"
      let inner = try parseMatchPattern(binding: isConstant)
      return PatternSyntax(inner.kind, range(from: start))
    }
    if atWord("is") {
      advance()
      return PatternSyntax(.isType(try parseType()), range(from: start))
    }
    if atWord("_"), !peek().is(".") {
      advance()
      return PatternSyntax(.wildcard, range(from: start))
    }
    if at("("), isTuplePattern() {
      advance()
      var items: [(label: String?, pattern: PatternSyntax)] = []
      while !at(")") {
        var label: String?
        if current.kind == .identifier, peek().is(":") {
          label = advance().text
          advance()
        }
        items.append((label, try parseMatchPattern(binding: binding)))
        if !accept(",") { break }
      }
      try expect(")", "to close the tuple pattern")
      if items.count == 1, let only = items.first { return only.pattern }
      return PatternSyntax(.tuple(items), range(from: start))
    }
    if let isConstant = binding, current.kind == .identifier, !current.isQuoted,
      !Keywords.reserved.contains(current.text),
      [",", ")", ":", "=", "?"].contains(where: { peek().is($0) }) || peek().isWord("where")
        || peek().isWord("as") || peek().isWord("in") || peek().is("{")
    {
      let name = advance().text
      return PatternSyntax(.name(name, isConstant: isConstant), range(from: start))
    }
    let saved = allowsTrailingClosure
    allowsTrailingClosure = false
    defer { allowsTrailingClosure = saved }
    let value = try parsePatternValue()
    if case .call = value.kind, case .implicitMember = firstOf(value).kind {
      throw OutsideTheSubset.error(
        "enum payload", instead: "use a struct for the values that belong together",
        at: value.range)
    }
    if case .chain(let inner) = value.kind {
      return PatternSyntax(
        .optional(PatternSyntax(.expression(inner), inner.range)), value.range)
    }
    return PatternSyntax(.expression(value), value.range)
  }

  private func firstOf(_ expression: Expression) -> Expression {
    if case .call(let callee, _) = expression.kind { return callee }
    return expression
  }

  /// A bracket followed by a comma at its own level is a tuple pattern, else an expression.
  private func isTuplePattern() -> Bool {
    var depth = 0
    var ahead = 0
    while peek(ahead).kind != .end {
      let token = peek(ahead)
      if token.is("(") || token.is("[") || token.is("{") { depth += 1 }
      if token.is(")") || token.is("]") || token.is("}") {
        depth -= 1
        if depth == 0 { return false }
      }
      if depth == 1, token.is(",") || token.isWord("let") || token.isWord("var") { return true }
      ahead += 1
    }
    return false
  }
}
