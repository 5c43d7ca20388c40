extension Checker {
  func checkBinary(
    _ name: String, _ left: Expression, _ right: Expression, _ hint: LessonType?,
    _ place: SourceRange, _ range: SourceRange
  ) throws -> Node {
    switch name {
    case "&&", "||":
      return LogicNode(
        isAnd: name == "&&", try check(left, as: .bool, for: "'\(name)' joins conditions"),
        try check(right, as: .bool, for: "'\(name)' joins conditions"), range)
    case "??": return try checkCoalescing(left, right, hint, range)
    case "..<", "...": return try checkRange(name, left, right, hint, range)
    case "==", "!=":
      if let node = try checkNilComparison(name, left, right, range) { return node }
    default: break
    }
    let isComparison = ComparisonOperator(rawValue: name) != nil || name.hasPrefix(".")
    let wanted = isComparison ? nil : hint?.unwrapped
    if left.softness != .none, right.softness != .none {
      var type = softDefault(left.softness.joined(right.softness))
      if let wanted, wanted.isNumeric, !(wanted == .int && type == .double) { type = wanted }
      let (l, r) = (try check(left, as: type), try check(right, as: type))
      if let node = try binary(name, l, r, place, range) { return node }
      throw cannotApply(name, l.type, r.type, place)
    }
    if isFlexible(left), !isFlexible(right) {
      let r = try check(right, wanted)
      return try withFlexible(name, left, isLeft: true, r, place, range)
    }
    let l = try check(left, wanted)
    if isFlexible(right) {
      return try withFlexible(name, right, isLeft: false, l, place, range)
    }
    let r = try check(right, isComparison || l.type.isNumeric ? l.type : wanted ?? l.type)
    if let node = try binary(name, l, r, place, range) { return node }
    throw cannotApply(name, l.type, r.type, place)
  }

  /// One side has a type; the other is a literal (or `.red`) that adapts to it.
  private func withFlexible(
    _ name: String, _ flexible: Expression, isLeft: Bool, _ known: Node, _ place: SourceRange,
    _ range: SourceRange
  ) throws -> Node {
    let candidates = operators(name, known.type, known.type)
    var directError: (any Error)?
    do {
      return try attempt {
        let other = try check(flexible, known.type)
        let node =
          try isLeft
          ? binary(name, other, known, place, range) : binary(name, known, other, place, range)
        guard let node else {
          throw isLeft
            ? cannotApply(name, other.type, known.type, place)
            : cannotApply(name, known.type, other.type, place)
        }
        return node
      }
    } catch {
      if isFinal(error) || candidates.isEmpty { throw error }
      directError = error
    }
    let written = CallArgument(Argument(label: nil, value: flexible))
    let given = CallArgument(label: nil, node: known)
    do {
      return try attempt {
        try call(
          candidates, receiver: nil, isLeft ? [written, given] : [given, written], nil, name, range)
      }
    } catch {
      throw directError ?? error
    }
  }

  func cannotApply(
    _ name: String, _ left: LessonType, _ right: LessonType, _ range: SourceRange
  ) -> LessonError {
    var suggestion = ""
    if left.isNumeric, right.isNumeric, left != right {
      let target = left == .int ? right : right == .int ? left : LessonType.double
      suggestion = "convert one side, for example with '\(target)(…)'"
    } else if left == .string, name == "+" {
      suggestion = "put the value into the text: \"… \\(value)\""
    } else if left.wrapped == right || right.wrapped == left {
      suggestion = "unwrap the optional side with 'if let', '??' or '!'"
    } else if name == "%", left.isFloatingPoint {
      suggestion = "use 'truncatingRemainder(dividingBy:)'"
    }
    return LessonError(
      .type, "'\(name)' cannot join '\(left)' and '\(right)'",
      expected: left.isNumeric && right.isNumeric ? "the same type on both sides" : "",
      suggestion: suggestion, at: range)
  }

  // MARK: Nodes for checked operands

  /// The operator on two checked operands; nil when there is none.
  func binary(
    _ name: String, _ left: Node, _ right: Node, _ place: SourceRange, _ range: SourceRange
  ) throws -> Node? {
    if left.type == right.type, let node = arithmetic(name, left, right, place, range) {
      return node
    }
    if let comparison = ComparisonOperator(rawValue: name),
      let node = try compare(comparison, left, right, range)
    {
      return node
    }
    if name == "+", let node = join(left, right, range) { return node }
    let candidates = operators(name, left.type, right.type)
    if !candidates.isEmpty {
      let arguments = [CallArgument(label: nil, node: left), CallArgument(label: nil, node: right)]
      do {
        return try attempt { try call(candidates, receiver: nil, arguments, nil, name, range) }
      } catch let error as LessonError where error.kind == .arguments || error.kind == .type {
        return nil
      }
    }
    return nil
  }

  func operators(_ name: String, _ left: LessonType, _ right: LessonType) -> [FunctionSymbol] {
    var found = left.nominal?.staticMethods[name] ?? []
    if right != left { found += right.nominal?.staticMethods[name] ?? [] }
    found += environment.functions[name] ?? []
    if case .functions(let more)? = scope.names[name] { found += more }
    found += tables.operators[name] ?? []
    return found.filter { $0.parameters.count == 2 }
  }

  private func arithmetic(
    _ name: String, _ left: Node, _ right: Node, _ place: SourceRange, _ range: SourceRange
  ) -> Node? {
    guard let operation = ArithmeticOperator(rawValue: name) else { return nil }
    switch left.type {
    case .int: return IntArithmeticNode(operation, left, right, place: place, range)
    case .double, .float:
      guard [.add, .subtract, .multiply, .divide].contains(operation) else { return nil }
      return left.type == .double
        ? DoubleArithmeticNode(operation, left, right, range)
        : FloatArithmeticNode(operation, left, right, range)
    default: return nil
    }
  }

  /// `+` of texts and arrays.
  private func join(_ left: Node, _ right: Node, _ range: SourceRange) -> Node? {
    switch (left.type, right.type) {
    case (.string, .string):
      return NativeCallNode(
        { call in
          let text = try call.text(0) + call.text(1)
          try Limits.check(text.utf8.count, call.range)
          return .string(text)
        }, [left, right], .init(), .string, range)
    case (.array(let a), .array(let b)), (.array(let a), .slice(let b)),
      (.array(let a), .sequence(let b)), (.slice(let b), .array(let a)):
      guard a == b else { return nil }
      let isSlice = { if case .slice = left.type { return true } else { return false } }()
      return NativeCallNode(
        { call in
          let (first, second) = (try call.items(0), try call.items(1))
          try Limits.check(first.count + second.count, call.range)
          return .array(first + second)
        }, [left, right], .init(), isSlice ? left.type : .array(a), range)
    default: return nil
    }
  }

  private func compare(
    _ operation: ComparisonOperator, _ left: Node, _ right: Node, _ range: SourceRange
  ) throws -> Node? {
    var (l, r) = (left, right)
    if l.type != r.type {
      if let converted = tryConvert(r, to: l.type), l.type != .any {
        r = converted
      } else if let converted = tryConvert(l, to: r.type), r.type != .any {
        l = converted
      } else if l.type.isText, r.type.isText {
        return ComparisonNode(operation, l, r, range)
      } else {
        return nil
      }
    }
    let type = l.type
    if let nominal = type.nominal, nominal.kind != .library,
      let node = try customComparison(operation, l, r, nominal, range)
    {
      return node
    }
    let isEquality = operation == .equal || operation == .unequal
    if case .tuple(let elements) = type {
      guard elements.allSatisfy({ isEquality ? $0.type.isEquatable : $0.type.isComparable }) else {
        return nil
      }
      return ComparisonNode(operation, l, r, range)
    }
    guard isEquality ? type.isEquatable : type.isComparable else { return nil }
    return ComparisonNode(operation, l, r, range)
  }

  /// `==` and `<` that the lesson wrote for its own type, and what follows from them.
  private func customComparison(
    _ operation: ComparisonOperator, _ l: Node, _ r: Node, _ type: NominalType,
    _ range: SourceRange
  ) throws -> Node? {
    func made(_ name: String, _ a: Node, _ b: Node) throws -> Node? {
      guard let symbols = type.staticMethods[name] else { return nil }
      return try call(
        symbols, receiver: nil,
        [CallArgument(label: nil, node: a), CallArgument(label: nil, node: b)], nil, name, range)
    }
    if let node = try made(operation.rawValue, l, r) { return node }
    switch operation {
    case .unequal: return try made("==", l, r).map { NotNode($0, range) }
    case .greater: return try made("<", r, l)
    case .lessOrEqual: return try made("<", r, l).map { NotNode($0, range) }
    case .greaterOrEqual: return try made("<", l, r).map { NotNode($0, range) }
    default: return nil
    }
  }

  // MARK: nil, ??, ranges

  private func checkNilComparison(
    _ name: String, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) throws -> Node? {
    let value: Expression
    if case .nilLiteral = right.kind {
      value = left
    } else if case .nilLiteral = left.kind {
      value = right
    } else {
      return nil
    }
    let node = try check(value)
    guard node.type.isOptional else {
      throw LessonError(
        .type, "a '\(node.type)' is never nil", expected: "an optional value",
        found: "'\(node.type)'", at: value.range)
    }
    let isEqual = name == "=="
    return ConvertedNode(node, as: .bool) { _, value in
      .bool((value.optionalContent == nil) == isEqual)
    }
  }

  private func checkCoalescing(
    _ left: Expression, _ right: Expression, _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    let optional = try check(left, hint.map { .optional($0) })
    guard let wrapped = optional.type.wrapped else {
      throw LessonError(
        .type, "'??' gives a value in place of nil, and this is never nil",
        expected: "an optional value on the left", found: "'\(optional.type)'", at: left.range)
    }
    let fallback = try check(right, wrapped)
    if let same = tryConvert(fallback, to: wrapped) {
      return CoalescingNode(optional, same, keepsOptional: false, wrapped, range)
    }
    if fallback.type == optional.type {
      return CoalescingNode(optional, fallback, keepsOptional: true, optional.type, range)
    }
    throw mismatch(fallback.type, wrapped, "the value in place of nil", right.range)
  }

  func boundHint(_ hint: LessonType?) -> LessonType? {
    if case .range(_, let bound)? = hint?.unwrapped, !bound.isOpen { return bound }
    return nil
  }

  func requireBound(_ node: Node) throws -> LessonType {
    guard node.type.isComparable else {
      throw LessonError(
        .type, "a range needs bounds that can be compared", expected: "Int, Float or Double",
        found: "'\(node.type)'", at: node.range)
    }
    return node.type
  }

  private func checkRange(
    _ name: String, _ left: Expression, _ right: Expression, _ hint: LessonType?,
    _ range: SourceRange
  ) throws -> Node {
    let (low, high) = try checkPair(left, right, boundHint(hint), range)
    return RangeNode(
      name == "..." ? .closed : .halfOpen, low, high, bound: try requireBound(low), range)
  }

  // MARK: Prefix operators

  func checkPrefix(
    _ name: String, _ inner: Expression, _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    switch name {
    case "!": return NotNode(try check(inner, as: .bool, for: "'!' turns a condition round"), range)
    case "..<", "...":
      let bound = try check(inner, boundHint(hint) ?? .int)
      return RangeNode(
        name == "..." ? .through : .upTo, nil, bound, bound: try requireBound(bound), range)
    case "-":
      if case .integer(let text) = inner.kind, text == "9223372036854775808",
        hint?.isFloatingPoint != true
      {
        return IntConstantNode(.min, range)
      }
      let node = try check(inner, hint?.unwrapped)
      if let constant = node as? IntConstantNode, constant.value != .min {
        return IntConstantNode(-constant.value, range)
      }
      if node.type.isNumeric { return NegationNode(node, range) }
      if let custom = try prefixOperator(name, node, range) { return custom }
      throw LessonError(.type, "'-' cannot stand before a '\(node.type)'", at: range)
    case "+":
      let node = try check(inner, hint?.unwrapped)
      if node.type.isNumeric { return node }
      throw LessonError(.type, "'+' cannot stand before a '\(node.type)'", at: range)
    default:
      let node = try check(inner, hint?.unwrapped)
      if name == "~", node.type == .int { return BitwiseNotNode(node, range) }
      if let custom = try prefixOperator(name, node, range) { return custom }
      throw LessonError(.type, "'\(name)' cannot stand before a '\(node.type)'", at: range)
    }
  }

  private func prefixOperator(_ name: String, _ node: Node, _ range: SourceRange) throws -> Node? {
    let found = (node.type.nominal?.staticMethods[name] ?? []) + (tables.operators[name] ?? [])
    let candidates = found.filter { $0.parameters.count == 1 }
    guard !candidates.isEmpty else { return nil }
    return try call(
      candidates, receiver: nil, [CallArgument(label: nil, node: node)], nil, name, range)
  }
}
