extension Checker {
  /// Checks an expression; `hint` is the type that is wanted here, if one is.
  func check(_ expression: Expression, _ hint: LessonType? = nil) throws -> Node {
    try deeper(expression.range) {
      if hint == .unknown { return try checkKind(expression, nil) }
      return try checkKind(expression, hint)
    }
  }

  /// Checks an expression that must have a type.
  func check(_ expression: Expression, as type: LessonType, for purpose: String = "") throws -> Node
  {
    try convert(try check(expression, type), to: type, purpose)
  }

  private func checkKind(_ expression: Expression, _ hint: LessonType?) throws -> Node {
    let range = expression.range
    if let chained = chained[ObjectIdentifier(expression)] { return chained }
    if let start = chainStart(expression) { return try checkChain(expression, start, hint) }
    switch expression.kind {
    case .integer, .floating, .string, .boolean, .nilLiteral, .array, .dictionary:
      return try checkLiteral(expression, hint)
    case .tuple(let items): return try checkTuple(items, hint, range)
    case .parenthesis(let inner): return try check(inner, hint)
    case .name(let name): return try checkName(name, hint, range)
    case .type(let syntax):
      throw LessonError(
        .type, "'\(syntax.range.text)' is a type, not a value",
        expected: "a value, such as '\(syntax.range.text)(…)'", at: range)
    case .implicitMember(let name, let nameRange):
      return try checkImplicitMember(name, nameRange, hint, range)
    case .member(let base, let name, let nameRange):
      return try checkMember(base, name, nameRange, hint, range)
    case .call(let callee, let arguments): return try checkCall(callee, arguments, hint, range)
    case .index(let base, let arguments): return try checkIndex(base, arguments, hint, range)
    case .prefix(let name, let inner): return try checkPrefix(name, inner, hint, range)
    case .postfixRange(let inner):
      let bound = try check(inner, boundHint(hint) ?? .int)
      return RangeNode(.from, bound, nil, bound: try requireBound(bound), range)
    case .binary(let name, let left, let right, let place):
      return try checkBinary(name, left, right, hint, place, range)
    case .ternary(let condition, let yes, let no):
      return try checkTernary(condition, yes, no, hint, range)
    case .assign(let name, let target, let value, let place):
      return try checkAssignment(name, target, value, place, range)
    case .closure(let syntax): return try checkClosure(syntax, hint, range)
    case .unwrap(let inner): return try checkUnwrap(inner, hint, range)
    case .chain(let inner):
      let node = try check(inner, hint)
      throw LessonError(
        .syntax, "'?' is followed by no member", expected: "a member, call or subscript",
        found: "the end of '\(node.range.text)?'", at: range)
    case .tried(let kind, let inner): return try checkTry(kind, inner, hint, range)
    case .cast(let inner, let kind, let type): return try checkCast(inner, kind, type, range)
    case .keyPath(let path): return try checkKeyPath(path, hint, range)
    case .operatorName(let name): return try checkOperatorName(name, hint, range)
    case .address:
      throw LessonError(
        .rule, "'&' may only stand before an argument that the function changes", at: range)
    case .wildcard:
      throw LessonError(.syntax, "'_' is no value; it only stands on the left of '='", at: range)
    case .conditional(let syntax): return try checkIfExpression(syntax, hint, range)
    case .choice(let syntax): return try checkSwitchExpression(syntax, hint, range)
    }
  }

  // MARK: Names

  func checkName(_ name: String, _ hint: LessonType?, _ range: SourceRange) throws -> Node {
    if let symbol = lookUp(name) {
      switch symbol {
      case .local(let variable): return try node(for: variable, range)
      case .global(let variable): return node(for: variable, range)
      case .functions(let candidates):
        return try functionReference(candidates, receiver: nil, hint, name, range)
      case .type(let type):
        throw LessonError(
          .type, "'\(name)' is a type, not a value", expected: "a value, such as '\(type)(…)'",
          at: range)
      }
    }
    if let member = try implicitSelfMember(name, hint, range) { return member }
    if let value = tables.globals[name] { return try propertyNode(nil, value, .init(), range) }
    if let candidates = tables.functions[name] {
      return try functionReference(candidates, receiver: nil, hint, name, range)
    }
    throw unknownName(name, range)
  }

  /// What a name means: locals, then members of the type around, then globals, then the library.
  func lookUp(_ name: String) -> Symbol? {
    var current: Scope? = scope
    while let scope = current {
      if let symbol = scope.names[name] { return symbol }
      if let owner = scope.owner, hasMember(owner, name, isStatic: scope.selfVariable == nil) {
        return nil
      }
      current = scope.parent
    }
    if let variable = environment.globals[name] { return .global(variable) }
    if let functions = environment.functions[name] {
      for function in functions { use.formUnion(function.names) }
      return .functions(functions)
    }
    if let type = environment.types[name] ?? tables.types[name] { return .type(type) }
    return nil
  }

  /// The scope of the type whose method is being checked, if the name is one of its members.
  func ownerScope(for name: String) -> Scope? {
    var current: Scope? = scope
    while let scope = current {
      if scope.names[name] != nil { return nil }
      if let owner = scope.owner, hasMember(owner, name, isStatic: scope.selfVariable == nil) {
        return scope
      }
      current = scope.parent
    }
    return nil
  }

  private func hasMember(_ type: NominalType, _ name: String, isStatic: Bool) -> Bool {
    if isStatic {
      return type.staticProperties[name] != nil || type.staticMethods[name] != nil
        || type.cases.contains(name)
    }
    return type.fieldIndex(name) != nil || type.properties[name] != nil
      || type.methods[name] != nil || (name == "rawValue" && type.rawType != nil)
  }

  /// `x` for `self.x` inside a method.
  private func implicitSelfMember(_ name: String, _ hint: LessonType?, _ range: SourceRange) throws
    -> Node?
  {
    guard let scope = ownerScope(for: name), let owner = scope.owner else { return nil }
    if let variable = scope.selfVariable {
      return try memberNode(try node(for: variable, range), name, hint, range, range)
    }
    return try staticMember(.nominal(owner), name, hint, range, range)
  }

  func unknownName(_ name: String, _ range: SourceRange) -> LessonError {
    if name == "self" {
      return LessonError(.unknownName, "there is no 'self' outside of a method", at: range)
    }
    if name.hasPrefix("$") {
      return LessonError(.unknownName, "'\(name)' only has a meaning inside a closure", at: range)
    }
    return LessonError(
      .unknownName, "nothing here is called '\(name)'",
      suggestion: Suggestions.didYouMean(name, among: visibleNames()), at: range)
  }

  func visibleNames() -> [String] {
    var names: [String] = []
    var current: Scope? = scope
    while let scope = current {
      names += scope.names.keys.filter { !$0.hasPrefix("$") }
      if let owner = scope.owner {
        names += owner.fields.map(\.name)
        names += Array(owner.properties.keys) + Array(owner.methods.keys)
      }
      current = scope.parent
    }
    names += environment.globals.keys
    names += environment.functions.keys
    names += environment.types.keys
    names += tables.globals.keys
    names += tables.functions.keys
    names += tables.types.keys
    return names
  }

  // MARK: Tuples, conditions

  private func checkTuple(_ items: [Argument], _ hint: LessonType?, _ range: SourceRange) throws
    -> Node
  {
    if items.isEmpty { return ConstantNode(.void, .void, range) }
    let hints = hint?.unwrapped.tupleElements
    var nodes: [Node] = []
    var elements: [LessonType.TupleElement] = []
    for (index, item) in items.enumerated() {
      let wanted = hints?.count == items.count ? hints?[index] : nil
      var node = try check(item.value, wanted?.type)
      if let type = wanted?.type, !type.isOpen { node = try convert(node, to: type, "") }
      if node.type == .unknown { throw ambiguous(item.value.range) }
      nodes.append(node)
      elements.append(.init(label: item.label, type: node.type))
    }
    return TupleNode(nodes, .tuple(elements), range)
  }

  private func checkTernary(
    _ condition: Expression, _ yes: Expression, _ no: Expression, _ hint: LessonType?,
    _ range: SourceRange
  ) throws -> Node {
    let test = try check(condition, as: .bool, for: "the condition of '? :'")
    let (first, second) = try checkPair(yes, no, hint, range)
    return TernaryNode(test, first, second, range)
  }

  /// Two expressions that must come to one type.
  func checkPair(
    _ left: Expression, _ right: Expression, _ hint: LessonType?, _ range: SourceRange
  ) throws -> (Node, Node) {
    if let hint, !hint.isOpen {
      if let pair = try? attempt({ (try check(left, as: hint), try check(right, as: hint)) }) {
        return pair
      }
    }
    if left.softness != .none, right.softness != .none {
      let type = softDefault(left.softness.joined(right.softness))
      return (try check(left, as: type), try check(right, as: type))
    }
    if isFlexible(left), !isFlexible(right) {
      let second = try check(right, hint)
      if case .nilLiteral = left.kind {
        let type = second.type.isOptional ? second.type : LessonType.optional(second.type)
        return (try check(left, as: type), try convert(second, to: type, ""))
      }
      let first = try check(left, second.type)
      if let converted = tryConvert(first, to: second.type) { return (converted, second) }
      throw differentResults(first.type, second.type, range)
    }
    let first = try check(left, hint)
    if case .nilLiteral = right.kind {
      let type = first.type.isOptional ? first.type : LessonType.optional(first.type)
      return (try convert(first, to: type, ""), try check(right, as: type))
    }
    let second = try check(right, first.type)
    if first.type == second.type { return (first, second) }
    if let converted = tryConvert(second, to: first.type) { return (first, converted) }
    if let converted = tryConvert(first, to: second.type) { return (converted, second) }
    throw differentResults(first.type, second.type, range)
  }

  private func differentResults(_ first: LessonType, _ second: LessonType, _ range: SourceRange)
    -> LessonError
  {
    LessonError(
      .type, "the two results have different types", expected: "one type for both",
      found: "'\(first)' and '\(second)'", at: range)
  }

  private func checkTry(
    _ kind: TryKind, _ inner: Expression, _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    function.tries += 1
    defer { function.tries -= 1 }
    switch kind {
    case .plain: return try check(inner, hint)
    case .forced:
      throw OutsideTheSubset.error(
        "try!", instead: "write 'try': an uncaught error is shown with its place", at: range)
    case .optional:
      function.handlers += 1
      defer { function.handlers -= 1 }
      let node = try check(inner, hint.map { $0.wrapped ?? $0 })
      let flattens = node.type.isOptional
      return TryOptionalNode(
        node, flattens: flattens, flattens ? node.type : .optional(node.type), range)
    }
  }

  private func checkUnwrap(_ inner: Expression, _ hint: LessonType?, _ range: SourceRange) throws
    -> Node
  {
    let node = try check(inner, hint.map { .optional($0) })
    guard let wrapped = node.type.wrapped else {
      throw LessonError(
        .type, "'!' unwraps an optional, and this is none", expected: "an optional value",
        found: "'\(node.type)'", suggestion: "leave '!' out", at: range)
    }
    return UnwrapNode(node, wrapped, range)
  }

  // MARK: Casts

  private func checkCast(
    _ inner: Expression, _ kind: CastKind, _ syntax: TypeSyntax, _ range: SourceRange
  ) throws -> Node {
    let type = try resolve(syntax)
    if kind == .coerce { return try check(inner, as: type, for: "'as'") }
    let node = try check(inner)
    let test = try castTest(node.type, to: type, range)
    switch kind {
    case .test:
      return ConvertedNode(node, as: .bool) { _, value in .bool(test(value) != nil) }
    case .conditional:
      return ConvertedNode(node, as: .optional(type)) { _, value in
        test(value).map { .wrap($0) } ?? .none
      }
    default:
      return ConvertedNode(node, as: type) { _, value in
        guard let result = test(value) else {
          throw LessonError(.runtime, "this is no '\(type)'", expected: "'\(type)'", at: range)
        }
        return result
      }
    }
  }

  /// A test whether a value of one static type is of another, giving it as that.
  func castTest(_ from: LessonType, to type: LessonType, _ range: SourceRange) throws
    -> (Value) -> Value?
  {
    switch from {
    case .any, .anyError, .existential:
      return { value in
        guard case .boxed(let object) = value else { return nil }
        if object.type == type { return object.value }
        if case .anyError = type, object.type.conforms(to: "Error") { return value }
        if case .existential(let wanted) = type, wanted.members.contains(object.type) {
          return value
        }
        return nil
      }
    case .optional(let wrapped):
      let inner = try castTest(wrapped, to: type, range)
      return { $0.optionalContent.flatMap(inner) }
    default:
      if from == type { return { $0 } }
      throw LessonError(
        .type, "a '\(from)' is never a '\(type)'",
        suggestion: from.isNumeric && type.isNumeric
          ? "to convert write '\(type)(…)'" : "", at: range)
    }
  }

  func ambiguous(_ range: SourceRange) -> LessonError {
    LessonError(
      .type, "the type of this cannot be found out", expected: "a type written down",
      suggestion: "for example 'let name: [Float] = …'", at: range)
  }
}
