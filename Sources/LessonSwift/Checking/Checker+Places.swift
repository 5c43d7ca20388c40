extension Checker {
  // MARK: Subscripts

  func checkIndex(
    _ base: Expression, _ arguments: [Argument], _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    let node = try check(base)
    switch node.type {
    case .array(let element), .slice(let element):
      return try elementNode(node, element, arguments, range)
    case .dictionary(let key, let value):
      return try dictionaryElement(node, key, value, arguments, range)
    case .string, .substring:
      throw LessonError(
        .type, "a String has no numbered characters", expected: "an array",
        suggestion: "write 'Array(\(base.range.text))[…]'", at: range)
    default: break
    }
    if let subscripts = node.type.nominal?.subscripts, !subscripts.isEmpty {
      return try call(
        subscripts, receiver: node, arguments.map { CallArgument($0) }, hint, "subscript", range)
    }
    if node.type.isOptional {
      throw LessonError(
        .type, "this may be nil: '\(node.type)' must be unwrapped before '[…]'",
        suggestion: "use 'if let', 'guard let' or '!'", at: base.range)
    }
    throw LessonError(
      .type, "a value of type '\(node.type)' has no elements to pick with '[…]'", at: base.range)
  }

  private func elementNode(
    _ base: Node, _ element: LessonType, _ arguments: [Argument], _ range: SourceRange
  ) throws -> Node {
    guard arguments.count == 1, let only = arguments.first, only.label == nil else {
      throw LessonError(
        .arguments, "an array takes one index",
        expected: "one Int or one range", found: "\(arguments.count) indices",
        suggestion: arguments.count == 2 ? "for arrays in arrays write '[i][j]'" : "", at: range)
    }
    let index = try check(only.value, .int)
    if index.type == .int { return ArrayElementNode(base, index, element, range) }
    if case .range(_, .int) = index.type {
      return SliceNode(base, index, element: element, range)
    }
    throw mismatch(index.type, .int, "an index", only.value.range)
  }

  private func dictionaryElement(
    _ base: Node, _ key: LessonType, _ value: LessonType, _ arguments: [Argument],
    _ range: SourceRange
  ) throws -> Node {
    guard let first = arguments.first, first.label == nil, arguments.count <= 2 else {
      throw LessonError(.arguments, "a dictionary takes one key", at: range)
    }
    let keyNode = try check(first.value, as: key, for: "the key")
    guard arguments.count == 2 else {
      return DictionaryElementNode(base, keyNode, fallback: nil, .optional(value), range)
    }
    guard arguments[1].label == "default" else {
      throw LessonError(
        .arguments, "a dictionary takes a key, and 'default:'",
        at: arguments[1].labelRange ?? arguments[1].value.range)
    }
    let fallback = try check(arguments[1].value, as: value, for: "the default")
    return DictionaryElementNode(base, keyNode, fallback: fallback, value, range)
  }

  // MARK: Assignment

  func checkAssignment(
    _ name: String?, _ target: Expression, _ value: Expression, _ place: SourceRange,
    _ range: SourceRange
  ) throws -> Node {
    if case .wildcard = target.kind, name == nil {
      return DiscardNode(try check(value), range)
    }
    if case .tuple(let items) = target.kind, name == nil {
      return try tupleAssignment(items, value, range)
    }
    if let start = chainStart(target) {
      return try chainedAssignment(name, target, start, value, place, range)
    }
    let node = try check(target)
    if let name { return try compound(name, node, value, place, range) }
    if let first = try firstAssignment(node, value, range) { return first }
    guard node.isPlace else { throw node.cannotChange() }
    noteWrite(node)
    return AssignmentNode(node, try check(value, as: node.type, for: "the new value"), range)
  }

  /// `d["a"]? += 1`, `x?.y = 2`: nothing happens when there is nil.
  private func chainedAssignment(
    _ name: String?, _ target: Expression, _ start: Expression, _ value: Expression,
    _ place: SourceRange, _ range: SourceRange
  ) throws -> Node {
    guard case .chain(let inner) = start.kind else { throw ambiguous(range) }
    let base = try check(inner)
    guard let wrapped = base.type.wrapped else {
      throw LessonError(
        .type, "'?' follows an optional value, and this is none", expected: "an optional value",
        found: "'\(base.type)'", at: start.range)
    }
    guard base.isPlace else { throw base.cannotChange() }
    noteWrite(base)
    let variable = newLocal("value", wrapped, isConstant: false)
    chained[ObjectIdentifier(start)] = LocalNode(variable, slot: variable.slot, inner.range)
    defer { chained[ObjectIdentifier(start)] = nil }
    let rest = try checkAssignment(name, target, value, place, range)
    return DiscardNode(
      ChainNode(
        base, slot: variable.slot, rest: rest, flattens: false, .optional(.void), range), range)
  }

  private func firstAssignment(_ node: Node, _ value: Expression, _ range: SourceRange) throws
    -> Node?
  {
    let name: String
    if let local = node as? LocalNode, local.variable.isConstant, local.variable.isDeferred {
      name = local.variable.name
    } else if let global = node as? GlobalNode, global.variable.isConstant,
      global.variable.isDeferred
    {
      name = global.variable.name
      use.writes.insert(name)
    } else {
      return nil
    }
    return FirstAssignmentNode(
      node, name: name, try check(value, as: node.type, for: "the value"), range)
  }

  /// Remembers that a global variable changes here.
  func noteWrite(_ node: Node) {
    switch node {
    case let global as GlobalNode: use.writes.insert(global.variable.name)
    case let field as FieldNode: noteWrite(field.base)
    case let element as ArrayElementNode: noteWrite(element.base)
    case let element as DictionaryElementNode: noteWrite(element.base)
    case let element as TupleElementNode: noteWrite(element.base)
    case let slice as SliceNode: noteWrite(slice.base)
    case let unwrapped as UnwrapNode: noteWrite(unwrapped.inner)
    case let property as PropertyNode: if let base = property.base { noteWrite(base) }
    default: break
    }
  }

  private func compound(
    _ name: String, _ node: Node, _ value: Expression, _ place: SourceRange, _ range: SourceRange
  ) throws -> Node {
    guard node.isPlace else { throw node.cannotChange() }
    noteWrite(node)
    let own = ownCompound(name + "=", node.type)
    if !own.isEmpty {
      return try call(
        own, receiver: nil,
        [
          CallArgument(
            Argument(label: nil, value: Expression(.address(placeholder(node)), node.range))),
          CallArgument(Argument(label: nil, value: value)),
        ], nil, name + "=", range)
    }
    let amount = try check(value, node.type.isOptional ? nil : node.type)
    if node.type == amount.type, let operation = ArithmeticOperator(rawValue: name),
      node.type == .int
        || (node.type.isFloatingPoint && [.add, .subtract, .multiply, .divide].contains(operation))
    {
      return CompoundNode(operation, node, amount, place)
    }
    if name == "+", let node = appending(node, amount, range) { return node }
    // Any other operator: on the old value and the new, each in a slot.
    let old = newLocal("old", node.type, isConstant: true)
    let new = newLocal("new", amount.type, isConstant: true)
    guard
      let result = try binary(
        name, LocalNode(old, slot: old.slot, node.range),
        LocalNode(new, slot: new.slot, amount.range), place, range),
      let converted = tryConvert(result, to: node.type)
    else { throw cannotApply(name + "=", node.type, amount.type, place) }
    return UpdateNode(node, amount, range) { m, value, amount, _ in
      m.base[old.slot] = value
      m.base[new.slot] = amount
      defer {
        m.base[old.slot] = .void
        m.base[new.slot] = .void
      }
      value = try converted.evaluate(m)
    }
  }

  private func ownCompound(_ name: String, _ type: LessonType) -> [FunctionSymbol] {
    ((type.nominal?.staticMethods[name] ?? []) + (tables.operators[name] ?? []))
      .filter { $0.parameters.count == 2 && $0.parameters[0].type == type }
  }

  /// An expression that stands for a node checked already.
  private func placeholder(_ node: Node) -> Expression {
    let expression = Expression(.wildcard, node.range)
    chained[ObjectIdentifier(expression)] = node
    return expression
  }

  /// `text += "…"`, `numbers += […]`, in place.
  private func appending(_ node: Node, _ amount: Node, _ range: SourceRange) -> Node? {
    switch node.type {
    case .string where amount.type == .string:
      return UpdateNode(node, amount, range) { _, value, amount, range in
        guard case .string(var object) = value, let more = amount.text else { return }
        if object.text.utf8.count + more.utf8.count > Machine.sizeLimit {
          throw Limits.tooLarge(range)
        }
        value = .void
        if !isKnownUniquelyReferenced(&object) { object = StringObject(object.text) }
        object.text += more
        value = .string(object)
      }
    case .array(let element) where amount.type.element == element:
      return UpdateNode(node, amount, range) { m, value, amount, range in
        let more = try Sequences.items(amount, m, range)
        guard case .array(var object) = value else { return }
        if object.items.count + more.count > Machine.sizeLimit { throw Limits.tooLarge(range) }
        try Limits.check(more.count, range)
        value = .void
        if !isKnownUniquelyReferenced(&object) { object = ArrayObject(object.items) }
        object.items += more
        value = .array(object)
      }
    default: return nil
    }
  }

  /// `(a, b) = (b, a)`
  private func tupleAssignment(_ items: [Argument], _ value: Expression, _ range: SourceRange)
    throws
    -> Node
  {
    var places: [Node?] = []
    for item in items {
      if case .wildcard = item.value.kind {
        places.append(nil)
        continue
      }
      let node = try check(item.value)
      guard node.isPlace else { throw node.cannotChange() }
      noteWrite(node)
      places.append(node)
    }
    let hint = LessonType.tuple(places.map { .init(label: nil, type: $0?.type ?? .unknown) })
    let tuple = try check(value, places.contains { $0 == nil } ? nil : hint)
    guard case .tuple(let elements) = tuple.type, elements.count == places.count else {
      throw mismatch(tuple.type, hint, "the values", value.range)
    }
    for (place, element) in zip(places, elements) {
      if let place, place.type != element.type {
        throw mismatch(element.type, place.type, "one of the values", value.range)
      }
    }
    return TupleAssignmentNode(places, tuple, range)
  }
}

final class TupleAssignmentNode: Node {
  let places: [Node?]
  let value: Node

  init(_ places: [Node?], _ value: Node, _ range: SourceRange) {
    self.places = places
    self.value = value
    super.init(.void, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard case .tuple(let object) = try value.evaluate(m) else { throw broken("a tuple") }
    for (place, item) in zip(places, object.items) { try place?.modify(m) { $0 = item } }
    return .void
  }
}
