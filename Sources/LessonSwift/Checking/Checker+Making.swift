extension Checker {
  // MARK: The call itself

  func build(
    _ symbol: FunctionSymbol, _ grouped: [[Node]], _ receiver: Node?,
    _ substitution: Substitution, _ name: String, _ range: SourceRange
  ) throws -> Node {
    var nodes: [Node] = []
    var isThrowing = symbol.effect == .throwing
    for (index, parameter) in symbol.parameters.enumerated() {
      let given = grouped[index]
      if parameter.isVariadic {
        nodes.append(ArrayNode(given, element: substitution.apply(parameter.type), range))
      } else if let node = given.first {
        if symbol.effect == .rethrowing, mayThrow(node) { isThrowing = true }
        nodes.append(node)
      } else {
        nodes.append(try defaultValue(symbol, index, substitution, range))
      }
    }
    if isThrowing { try markThrowing("'\(name)'", range) }
    let result = substitution.apply(symbol.result)
    if case .parameter(let open)? = firstOpen(result) {
      throw LessonError(
        .type, "the type of this cannot be found out", expected: "the type of '\(open)'",
        suggestion: "write the type down, for example '[Float]()' or 'let x: [Float] = …'",
        at: range)
    }
    if symbol.isMutating, let receiver, !receiver.isPlace,
      receiver.type.nominal?.libraryTraits.isReference != true
    {
      throw LessonError(
        .rule, "'\(name)' changes its value, and \(receiver.immutableReason)", at: receiver.range)
    }
    if symbol.isMutating, let receiver { noteWrite(receiver) }
    return try node(symbol, nodes, receiver, substitution, result, range)
  }

  /// Whether a function value may throw, whatever type it was converted to.
  func mayThrow(_ node: Node) -> Bool {
    if let converted = node as? RetypedNode { return mayThrow(converted.inner) }
    guard case .function(let type) = node.type else { return false }
    return type.isThrowing
  }

  func firstOpen(_ type: LessonType) -> LessonType? {
    switch type {
    case .parameter: return type
    case .array(let inner), .optional(let inner), .set(let inner), .slice(let inner),
      .sequence(let inner), .range(_, let inner):
      return firstOpen(inner)
    case .dictionary(let key, let value): return firstOpen(key) ?? firstOpen(value)
    case .tuple(let elements):
      for element in elements { if let open = firstOpen(element.type) { return open } }
      return nil
    case .function(let function): return firstOpen(function.result)
    default: return nil
    }
  }

  func defaultValue(
    _ symbol: FunctionSymbol, _ index: Int, _ substitution: Substitution, _ range: SourceRange
  ) throws -> Node {
    if let node = symbol.checkedDefaults[index] { return node }
    let parameter = symbol.parameters[index]
    guard let expression = parameter.defaultValue else { throw ambiguous(range) }
    let context = newFunction(
      symbol.name, isClosure: true, result: nil, canThrow: true, isolated: true)
    let node = try inside(context, Scope(parent: nil, function: context)) {
      function.tries += 1
      return try check(expression, as: substitution.apply(parameter.type))
    }
    guard context.slotCount == 0 else {
      let code = FunctionCode(name: "default", parameterCount: 0)
      code.frameSize = context.slotCount
      code.expression = node
      return CodeCallNode(code, [], node.type, range)
    }
    if !parameter.type.isOpen { symbol.checkedDefaults[index] = node }
    return node
  }

  func node(
    _ symbol: FunctionSymbol, _ arguments: [Node], _ receiver: Node?,
    _ substitution: Substitution, _ result: LessonType, _ range: SourceRange
  ) throws -> Node {
    let all = (receiver.map { [$0] } ?? []) + arguments
    let receiverInOut =
      symbol.isMutating && receiver.map { $0.isPlace } ?? false
    let inOut =
      (receiver == nil ? [] : [receiverInOut]) + symbol.parameters.map(\.isInOut)
    let needsPlaces = inOut.contains(true)
    switch symbol.implementation {
    case .code(let code):
      guard needsPlaces else { return CodeCallNode(code, all, result, range) }
      return InOutCallNode(all, inOut: inOut, result, range) { m, values, range in
        try m.call(FunctionObject(code: code, captured: []), &values, at: range)
      }
    case .native(let body):
      guard needsPlaces else {
        if let node = symbol.shortcut?(all, result, range) { return node }
        return NativeCallNode(body, all, substitution, result, range)
      }
      let types = all.map(\.type)
      return InOutCallNode(all, inOut: inOut, result, range) { m, values, range in
        try Natives.invoke(body, &values, m, substitution, types, range)
      }
    case .variable(let variable):
      let callee = try node(for: variable, range)
      guard needsPlaces else { return ValueCallNode(callee, all, result, range) }
      return InOutCallNode(all, inOut: inOut, result, range) { m, values, range in
        guard case .function(let object) = try callee.evaluate(m) else {
          throw callee.broken("a function")
        }
        return try m.call(object, &values, at: range)
      }
    case .memberwise(let type):
      var given = arguments[...]
      var fields: [Node] = []
      for field in type.fields {
        if field.isConstant, let initial = field.initial {
          fields.append(initial)
        } else if let next = given.popFirst() {
          fields.append(next)
        }
      }
      return StructureNode(type, fields, range)
    }
  }

}
