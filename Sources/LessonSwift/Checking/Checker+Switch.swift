extension Checker {
  // MARK: switch

  func checkSwitch(_ syntax: SwitchSyntax) throws -> StatementNode {
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

}
