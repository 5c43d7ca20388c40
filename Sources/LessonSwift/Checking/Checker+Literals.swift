extension Checker {
  func softDefault(_ softness: Softness) -> LessonType { softness == .floating ? .double : .int }

  /// Whether the surroundings decide the type of an expression: literals, `.red`, `nil`, `[]`.
  func isFlexible(_ expression: Expression) -> Bool {
    if expression.softness != .none { return true }
    switch expression.kind {
    case .nilLiteral, .implicitMember: return true
    case .array(let items): return items.allSatisfy { isFlexible($0) }
    case .dictionary(let pairs): return pairs.allSatisfy { isFlexible($0.value) }
    case .parenthesis(let inner): return isFlexible(inner)
    case .tuple(let items): return items.contains { isFlexible($0.value) }
    case .call(let callee, _), .member(let callee, _, _):
      if case .implicitMember = callee.kind { return true }
      return false
    case .string: return false
    default: return false
    }
  }

  /// Closures and names of functions: they wait until the types of their parameters are known.
  func isFunctionLike(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .closure, .operatorName, .keyPath: return true
    case .parenthesis(let inner): return isFunctionLike(inner)
    case .member(_, "init", _): return true
    case .name(let name):
      if case .functions? = lookUp(name) { return true }
      return lookUp(name) == nil && tables.functions[name] != nil
    default: return false
    }
  }

  func checkLiteral(_ expression: Expression, _ hint: LessonType?) throws -> Node {
    let range = expression.range
    let wanted = hint?.unwrapped
    switch expression.kind {
    case .integer(let text): return try integer(text, wanted, range)
    case .floating(let text):
      guard let value = Double(text), value.isFinite else {
        throw LessonError(.type, "this number is too large", found: text, at: range)
      }
      if wanted == .float, let single = Float(text) {
        return ConstantNode(.float(single), .float, range)
      }
      if let node = libraryNumber(value, wanted, range) { return node }
      return ConstantNode(.double(value), .double, range)
    case .string(let pieces): return try string(pieces, wanted, range)
    case .boolean(let value): return ConstantNode(.bool(value), .bool, range)
    case .nilLiteral:
      guard let hint else {
        throw LessonError(
          .type, "'nil' needs a type", expected: "an optional type written down",
          suggestion: "for example 'let x: Int? = nil'", at: range)
      }
      guard hint.isOptional else {
        throw LessonError(
          .type, "'nil' cannot be a '\(hint)'", expected: "'\(hint)'", found: "nil",
          suggestion: "an optional '\(hint)?' can be nil", at: range)
      }
      return ConstantNode(.none, hint, range)
    case .array(let items): return try array(items, wanted, range)
    case .dictionary(let pairs): return try dictionary(pairs, wanted, range)
    default: throw ambiguous(range)
    }
  }

  private func integer(_ text: String, _ wanted: LessonType?, _ range: SourceRange) throws -> Node {
    var value: Int?
    if text.hasPrefix("0x") {
      value = Int(text.dropFirst(2), radix: 16)
    } else if text.hasPrefix("0b") {
      value = Int(text.dropFirst(2), radix: 2)
    } else if text.hasPrefix("0o") {
      value = Int(text.dropFirst(2), radix: 8)
    } else {
      value = Int(text)
    }
    switch wanted {
    case .float?:
      if let number = value.map(Float.init) ?? Float(text) {
        return ConstantNode(.float(number), .float, range)
      }
    case .double?:
      if let number = value.map(Double.init) ?? Double(text) {
        return ConstantNode(.double(number), .double, range)
      }
    default:
      if let number = value.map(Double.init),
        wanted?.nominal?.libraryTraits.acceptsWholeNumbers == true,
        let node = libraryNumber(number, wanted, range)
      {
        return node
      }
    }
    guard let value else {
      let isDigits = text.allSatisfy(\.isNumber)
      throw LessonError(
        .type, isDigits ? "this number is too large for an Int" : "'\(text)' is not a number",
        expected: isDigits ? "at most \(Int.max)" : "", found: isDigits ? text : "", at: range)
    }
    return IntConstantNode(value, range)
  }

  /// A number where a library type is expected that can be written as one.
  private func libraryNumber(_ value: Double, _ wanted: LessonType?, _ range: SourceRange) -> Node?
  {
    guard let nominal = wanted?.nominal, let make = nominal.libraryTraits.number else { return nil }
    return ConstantNode(.host(HostObject(make(value), nominal)), .nominal(nominal), range)
  }

  private func string(_ pieces: [StringPiece], _ wanted: LessonType?, _ range: SourceRange) throws
    -> Node
  {
    var checked: [InterpolationNode.Piece] = []
    for piece in pieces {
      switch piece {
      case .text(let text): checked.append(.text(text))
      case .value(let expression):
        let node = try check(expression)
        checked.append(.value(node))
      }
    }
    if checked.isEmpty {
      return ConstantNode(.string(""), wanted == .substring ? .substring : .string, range)
    }
    if checked.count == 1, case .text(let text) = checked[0] {
      if wanted == .character, text.count == 1 {
        return ConstantNode(.string(text), .character, range)
      }
      return ConstantNode(.string(text), wanted == .substring ? .substring : .string, range)
    }
    return InterpolationNode(checked, range)
  }

  // MARK: Collections

  private func array(_ items: [Expression], _ wanted: LessonType?, _ range: SourceRange) throws
    -> Node
  {
    var elementHint: LessonType?
    var isSet = false
    var isSlice = false
    switch wanted {
    case .array(let element)?, .sequence(let element)?: elementHint = element
    case .slice(let element)?:
      elementHint = element
      isSlice = true
    case .set(let element)?:
      elementHint = element
      isSet = true
    default: break
    }
    if case .unknown? = elementHint { elementHint = nil }
    let (nodes, element) = try elements(items, elementHint, range)
    if isSet {
      guard element.isHashable else {
        throw LessonError(.type, "'\(element)' cannot be in a Set", at: range)
      }
      return SetNode(nodes, element: element, range)
    }
    let node = ArrayNode(nodes, element: element, range)
    return isSlice ? RetypedNode(node, as: .slice(element)) : node
  }

  /// Elements that must come to one type.
  private func elements(_ items: [Expression], _ hint: LessonType?, _ range: SourceRange) throws
    -> ([Node], LessonType)
  {
    if let hint, !hint.isOpen {
      return (try items.map { try check($0, as: hint, for: "an element") }, hint)
    }
    guard !items.isEmpty else {
      throw LessonError(
        .type, "the type of an empty collection cannot be found out",
        expected: "a type written down", suggestion: "for example 'let numbers: [Int] = []'",
        at: range)
    }
    // The first element whose type is its own decides; literals follow.
    let literals = items.map { literalShape($0) }
    if let shape = literals.reduce(literals[0], { joinShapes($0, $1) }) {
      return (try items.map { try check($0, as: shape) }, shape)
    }
    var nodes = [Node?](repeating: nil, count: items.count)
    var type: LessonType?
    for (index, item) in items.enumerated() where !isFlexible(item) {
      let node = try check(item, type ?? hint)
      nodes[index] = node
      type = try type.map { try joined($0, node.type, item.range) } ?? node.type
    }
    for (index, item) in items.enumerated() where nodes[index] == nil {
      if case .nilLiteral = item.kind {
        if let known = type, !known.isOptional { type = .optional(known) }
        continue
      }
      let node = try check(item, type ?? hint)
      nodes[index] = node
      type = try type.map { try joined($0, node.type, item.range) } ?? node.type
    }
    guard let type else { throw ambiguous(range) }
    let converted = try zip(items, nodes).map { item, node in
      try node.map { try convert($0, to: type, "an element") } ?? check(item, as: type)
    }
    return (converted, type)
  }

  /// The default type of an expression of number literals, also inside arrays.
  private func literalShape(_ expression: Expression) -> LessonType? {
    if expression.softness != .none { return softDefault(expression.softness) }
    switch expression.kind {
    case .array(let items):
      guard let first = items.first else { return nil }
      return items.reduce(literalShape(first)) { joinShapes($0, literalShape($1)) }
        .map { .array($0) }
    case .parenthesis(let inner): return literalShape(inner)
    default: return nil
    }
  }

  private func joinShapes(_ left: LessonType?, _ right: LessonType?) -> LessonType? {
    guard let left, let right else { return nil }
    if left == right { return left }
    switch (left, right) {
    case (.int, .double), (.double, .int): return .double
    case (.array(let a), .array(let b)): return joinShapes(a, b).map { .array($0) }
    default: return nil
    }
  }

  private func joined(_ left: LessonType, _ right: LessonType, _ range: SourceRange) throws
    -> LessonType
  {
    if left == right { return left }
    if left == .optional(right) { return left }
    if right == .optional(left) { return right }
    throw LessonError(
      .type, "the elements have different types", expected: "one type for all",
      found: "'\(left)' and '\(right)'", at: range)
  }

  private func dictionary(
    _ pairs: [(key: Expression, value: Expression)], _ wanted: LessonType?, _ range: SourceRange
  ) throws -> Node {
    var keyHint: LessonType?
    var valueHint: LessonType?
    if case .dictionary(let key, let value)? = wanted {
      keyHint = key
      valueHint = value
    }
    let (keys, keyType) = try elements(pairs.map(\.key), keyHint, range)
    let (values, valueType) = try elements(pairs.map(\.value), valueHint, range)
    guard keyType.isHashable else {
      throw LessonError(
        .type, "'\(keyType)' cannot be the key of a dictionary", expected: "a Hashable type",
        at: range)
    }
    return DictionaryNode(
      zip(keys, values).map { ($0, $1) }, .dictionary(keyType, valueType), range)
  }
}
