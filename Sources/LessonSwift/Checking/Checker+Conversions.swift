extension Checker {
  func resolve(_ syntax: TypeSyntax) throws -> LessonType {
    var resolver = TypeResolver { [self] name in
      if case .type(let type)? = lookUp(name) { return type }
      return environment.types[name] ?? tables.types[name]
    }
    resolver.knownNames = { [self] in Array(environment.types.keys) + Array(tables.types.keys) }
    return try resolver.resolve(syntax)
  }

  /// The node as a value of another type, where Swift does that by itself.
  func tryConvert(_ node: Node, to type: LessonType) -> Node? {
    let from = node.type
    if from == type { return node }
    if from == .never || type == .unknown || from == .unknown {
      return RetypedNode(node, as: type)
    }
    switch (from, type) {
    case (.function, .function):
      return convertValue(from, to: type) == nil ? nil : RetypedNode(node, as: type)
    case (_, .optional(let wrapped)):
      if case .optional(let inner) = from {
        guard let value = convertValue(inner, to: wrapped) else { return nil }
        return ConvertedNode(node, as: type) { m, optional in
          guard let content = optional.optionalContent else { return .none }
          return .wrap(try value(m, content))
        }
      }
      guard let inner = tryConvert(node, to: wrapped) else { return nil }
      if wrapped.isOptional { return ConvertedNode(inner, as: type) { _, value in .wrap(value) } }
      return RetypedNode(inner, as: type)
    default:
      guard let value = convertValue(from, to: type) else { return nil }
      return ConvertedNode(node, as: type) { m, old in try value(m, old) }
    }
  }

  /// How a value of one type becomes one of another.
  private func convertValue(_ from: LessonType, to type: LessonType) -> (
    (Machine, Value) throws -> Value
  )? {
    if from == type { return { _, value in value } }
    switch (from, type) {
    case (.any, _), (.unknown, _): return from == .unknown ? { _, value in value } : nil
    case (_, .any): return boxing(from)
    case (_, .anyError): return from.conforms(to: "Error") ? boxing(from) : nil
    case (_, .existential(let wanted)):
      if wanted.members.contains(from) { return boxing(from) }
      if case .existential(let other) = from, !other.members.isEmpty,
        other.members.allSatisfy({ wanted.members.contains($0) })
      {
        return { _, value in value }
      }
      return nil
    case (.array(let a), .array(let b)), (.array(let a), .sequence(let b)):
      if a == b { return { _, value in value } }
      guard let convert = convertValue(a, to: b) ?? wrapping(a, b) else { return nil }
      return { m, value in
        guard case .array(let object) = value else { return value }
        return .array(try object.items.map { try convert(m, $0) })
      }
    case (_, .sequence(let element)) where from.element == element: return { _, value in value }
    case (_, .sequence(.parameter)), (_, .sequence(.unknown)):
      return from.element == nil ? nil : { _, value in value }
    case (.dictionary(let ka, let va), .dictionary(let kb, let vb)) where ka == kb:
      guard let convert = convertValue(va, to: vb) ?? wrapping(va, vb) else { return nil }
      return { m, value in
        guard case .dictionary(let object) = value else { return value }
        return .dictionary(DictionaryObject(try object.items.mapValues { try convert(m, $0) }))
      }
    case (.tuple(let a), .tuple(let b)): return convertTuple(a, b)
    case (.function(let a), .function(let b)):
      guard a.parameters == b.parameters, a.isInOut == b.isInOut, !a.isThrowing || b.isThrowing,
        a.result == b.result || b.result.isOpen || isSequence(a.result, of: b.result)
      else { return nil }
      return { _, value in value }
    default: return nil
    }
  }

  private func isSequence(_ type: LessonType, of wanted: LessonType) -> Bool {
    guard case .sequence(let element) = wanted else { return false }
    return type.element == element
  }

  private func boxing(_ from: LessonType) -> (Machine, Value) throws -> Value {
    { _, value in
      if case .boxed = value { return value }
      return .boxed(TypedObject(value, from))
    }
  }

  private func wrapping(_ from: LessonType, _ type: LessonType) -> (
    (Machine, Value) throws -> Value
  )? {
    guard case .optional(let wrapped) = type, wrapped == from else { return nil }
    return { _, value in .wrap(value) }
  }

  private func convertTuple(
    _ a: [LessonType.TupleElement], _ b: [LessonType.TupleElement]
  ) -> ((Machine, Value) throws -> Value)? {
    guard a.count == b.count else { return nil }
    var isSame = true
    for (from, to) in zip(a, b) {
      if let label = from.label, let other = to.label, label != other { return nil }
      if from.type != to.type { isSame = false }
    }
    if isSame { return { _, value in value } }
    var parts: [(Machine, Value) throws -> Value] = []
    for (from, to) in zip(a, b) {
      guard let part = convertValue(from.type, to: to.type) ?? wrapping(from.type, to.type) else {
        return nil
      }
      parts.append(part)
    }
    return { m, value in
      guard case .tuple(let object) = value else { return value }
      return .tuple(try zip(parts, object.items).map { try $0(m, $1) })
    }
  }

  func convert(_ node: Node, to type: LessonType, _ purpose: String) throws -> Node {
    if let converted = tryConvert(node, to: type) { return converted }
    throw mismatch(node.type, type, purpose, node.range)
  }

  func mismatch(
    _ found: LessonType, _ expected: LessonType, _ purpose: String, _ range: SourceRange
  ) -> LessonError {
    var suggestion = ""
    if expected.isNumeric, found.isNumeric {
      suggestion = "convert it: '\(expected)(\(range.text))'"
    } else if found == .optional(expected) {
      suggestion = "unwrap it with 'if let', 'guard let', '??' or '!'"
    } else if case .function(let function) = expected, case .function(let other) = found,
      other.isThrowing, !function.isThrowing
    {
      suggestion = "the closure may not throw here"
    } else if expected == .string, !found.isText {
      suggestion = "convert it: 'String(\(range.text))' or \"\\(\(range.text))\""
    } else if case .array(let element) = expected, case .slice(element) = found {
      suggestion = "make an array of it: 'Array(\(range.text))'"
    } else if expected == .string, found == .substring || found == .character {
      suggestion = "convert it: 'String(\(range.text))'"
    } else if case .function(let function) = found, function.parameters.isEmpty,
      function.result == expected
    {
      suggestion = "call it: '\(range.text)()'"
    }
    if range.text.count > 40, suggestion.hasPrefix("convert it") {
      suggestion = "convert it with '\(expected)(…)'"
    }
    return LessonError(
      .type, purpose.isEmpty ? "the types do not fit" : "the types do not fit: \(purpose)",
      expected: "'\(expected)'", found: "'\(found)'", suggestion: suggestion, at: range)
  }
}
