extension Checker {
  /// A pattern for values of a type; declares the names in it.
  func checkPattern(_ pattern: PatternSyntax, _ type: LessonType) throws -> Matcher {
    switch pattern.kind {
    case .wildcard: return Matcher()
    case .name(let name, let isConstant):
      return try declare(name, type, isConstant: isConstant, pattern.range)
    case .tuple(let items):
      guard case .tuple(let elements) = type, elements.count == items.count else {
        throw LessonError(
          .type, "the pattern takes \(items.count) parts", expected: "a tuple of \(items.count)",
          found: "'\(type)'", at: pattern.range)
      }
      return TupleMatcher(
        try zip(items, elements).map { try checkPattern($0.pattern, $1.type) })
    case .optional(let inner):
      guard let wrapped = type.wrapped else {
        throw LessonError(
          .type, "'?' in a pattern is for optionals", found: "'\(type)'", at: pattern.range)
      }
      return OptionalMatcher(try checkPattern(inner, wrapped))
    case .expression(let expression): return try expressionPattern(expression, type)
    case .isType(let syntax):
      let test = try castTest(type, to: try resolve(syntax), pattern.range)
      return ConvertingMatcher(Matcher()) { _, value in test(value) }
    case .asType(let inner, let syntax):
      let wanted = try resolve(syntax)
      let test = try castTest(type, to: wanted, pattern.range)
      return ConvertingMatcher(try checkPattern(inner, wanted)) { _, value in test(value) }
    }
  }

  private func expressionPattern(_ expression: Expression, _ type: LessonType) throws -> Matcher {
    let range = expression.range
    if case .nilLiteral = expression.kind {
      guard type.isOptional else {
        throw LessonError(.type, "a '\(type)' is never nil", at: range)
      }
      return NilMatcher()
    }
    if case .implicitMember("none", _) = expression.kind, type.isOptional { return NilMatcher() }
    if type == .anyError || type == .any {
      let node = try check(expression)
      return ExpressionMatcher { m, value in
        guard case .boxed(let object) = value, object.type == node.type else { return false }
        return Equality.areEqual(object.value, try node.evaluate(m))
      }
    }
    let inner = type.unwrapped
    if isRange(expression) {
      let node = try check(expression, .range(.closed, inner))
      guard case .range(_, let bound) = node.type, bound == inner else {
        throw mismatch(node.type, .range(.closed, inner), "the pattern", range)
      }
      return wrapped(
        type,
        ExpressionMatcher { m, value in
          guard case .range(let limits) = try node.evaluate(m) else { return false }
          return limits.contains(value)
        })
    }
    let subject = newLocal("subject", inner, isConstant: true)
    let node = try check(expression, inner)
    if case .range(_, let bound) = node.type, bound == inner {
      return wrapped(
        type,
        ExpressionMatcher { m, value in
          guard case .range(let limits) = try node.evaluate(m) else { return false }
          return limits.contains(value)
        })
    }
    guard
      let test = try binary(
        "==", LocalNode(subject, slot: subject.slot, range), node, range, range)
    else { throw mismatch(node.type, type, "the pattern", range) }
    return wrapped(
      type,
      ExpressionMatcher { m, value in
        m.base[subject.slot] = value
        return try test.evaluateBool(m)
      })
  }

  private func wrapped(_ type: LessonType, _ matcher: Matcher) -> Matcher {
    guard let inner = type.wrapped else { return matcher }
    return OptionalMatcher(wrapped(inner, matcher))
  }

  private func isRange(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .binary("...", _, _, _), .binary("..<", _, _, _), .postfixRange: return true
    case .prefix("...", _), .prefix("..<", _): return true
    case .parenthesis(let inner): return isRange(inner)
    default: return false
    }
  }
}

extension RangeObject {
  /// Whether a value lies in it.
  func contains(_ value: Value) -> Bool {
    if case .void = lower {} else if Equality.isLess(value, lower) { return false }
    if let number = value.asDouble, number.isNaN { return false }
    if case .void = upper { return true }
    return kind == .closed || kind == .through
      ? !Equality.isLess(upper, value) : Equality.isLess(value, upper)
  }
}
