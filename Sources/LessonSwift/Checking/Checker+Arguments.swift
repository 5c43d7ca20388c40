extension Checker {
  // MARK: One candidate

  /// Checks the arguments against one function and makes the call.
  func apply(
    _ symbol: FunctionSymbol, _ dealing: Dealing, _ known: [Int: Node], _ receiver: Node?,
    _ hint: LessonType?, _ name: String, _ range: SourceRange, _ start: Substitution
  ) throws -> Node {
    var substitution = start
    if let receiver, let pattern = symbol.receiver {
      guard let matched = pattern.match(receiver.type) else {
        throw noMember(name, of: receiver.type, range)
      }
      substitution = matched
    }
    for (generic, constraint) in symbol.generics {
      substitution.constraints[generic] = constraint
    }
    if let hint, hint != .unknown, symbol.result.isOpen, !symbol.generics.isEmpty || receiver == nil
    {
      var bound = substitution
      if bound.unify(symbol.result, with: isParameter(symbol.result) ? hint.unwrapped : hint),
        bound.bindings != substitution.bindings
      {
        do {
          return try attempt {
            try finish(symbol, dealing, known, receiver, name, range, bound)
          }
        } catch {
          if isFinal(error) { throw error }
        }
      }
    }
    return try finish(symbol, dealing, known, receiver, name, range, substitution)
  }

  func isParameter(_ type: LessonType) -> Bool {
    if case .parameter = type { return true }
    return false
  }

  func finish(
    _ symbol: FunctionSymbol, _ dealing: Dealing, _ known: [Int: Node], _ receiver: Node?,
    _ name: String, _ range: SourceRange, _ start: Substitution
  ) throws -> Node {
    var slots: [(parameter: Int, argument: CallArgument, phase: Int)] = []
    for (index, arguments) in dealing.arguments.enumerated() {
      for argument in arguments { slots.append((index, argument, phase(argument, known))) }
    }
    let order = slots.indices.sorted { (slots[$0].phase, $0) < (slots[$1].phase, $1) }
    var nodes = [Node?](repeating: nil, count: slots.count)
    var substitution = start
    try checkSlots(
      order[...], slots, symbol, known, &nodes, &substitution, receiver: receiver)
    var grouped: [[Node]] = symbol.parameters.map { _ in [] }
    for (slot, node) in zip(slots, nodes) { if let node { grouped[slot.parameter].append(node) } }
    return try build(symbol, grouped, receiver, substitution, name, range)
  }

  /// 0: has a type of its own · 1: literals and their like · 2: closures and functions.
  func phase(_ argument: CallArgument, _ known: [Int: Node]) -> Int {
    guard let expression = argument.expression else { return 0 }
    if isFunctionLike(expression) { return 2 }
    return isFlexible(expression) ? 1 : 0
  }

  func checkSlots(
    _ order: ArraySlice<Int>, _ slots: [(parameter: Int, argument: CallArgument, phase: Int)],
    _ symbol: FunctionSymbol, _ known: [Int: Node], _ nodes: inout [Node?],
    _ substitution: inout Substitution, receiver: Node?
  ) throws {
    guard let index = order.first else { return }
    let slot = slots[index]
    let parameter = symbol.parameters[slot.parameter]
    let rest = order.dropFirst()
    // A number literal for a generic parameter nobody has decided: try Int, Double, Float.
    if slot.phase == 1, case .parameter(let name) = parameter.type, substitution[name] == nil,
      let expression = slot.argument.expression, expression.softness != .none,
      case let softness = joinedSoftness(name, slots, symbol),
      rest.contains(where: { slots[$0].phase == 2 }) || softness != expression.softness
        || !softDefault(softness).conforms(to: substitution.constraints[name] ?? "")
    {
      var firstError: (any Error)?
      for type in literalChoices(softness) {
        var bound = substitution
        var attempted = nodes
        if let constraint = bound.constraints[name], !type.conforms(to: constraint) { continue }
        bound.bind(name, to: type)
        do {
          try attempt {
            attempted[index] = try check(expression, as: type)
            try checkSlots(rest, slots, symbol, known, &attempted, &bound, receiver: receiver)
          }
          nodes = attempted
          substitution = bound
          return
        } catch {
          if isFinal(error) { throw error }
          if firstError == nil { firstError = error }
        }
      }
      throw firstError ?? ambiguous(slot.argument.range)
    }
    nodes[index] = try checkSlot(slot.argument, parameter, known, &substitution)
    try checkSlots(rest, slots, symbol, known, &nodes, &substitution, receiver: receiver)
  }

  /// The softness of all literals for one generic parameter: `stride(from: 0, to: 1, by: 0.5)`.
  func joinedSoftness(
    _ name: String, _ slots: [(parameter: Int, argument: CallArgument, phase: Int)],
    _ symbol: FunctionSymbol
  ) -> Softness {
    var result = Softness.integer
    for slot in slots where slot.phase == 1 {
      guard symbol.parameters[slot.parameter].type == .parameter(name),
        let softness = slot.argument.expression?.softness, softness != .none
      else { continue }
      result = result.joined(softness)
    }
    return result
  }

  func literalChoices(_ softness: Softness) -> [LessonType] {
    softness == .floating ? [.double, .float] : [.int, .double, .float]
  }

  func checkSlot(
    _ argument: CallArgument, _ parameter: FunctionSymbol.Parameter, _ known: [Int: Node],
    _ substitution: inout Substitution
  ) throws -> Node {
    let wanted = substitution.apply(parameter.type, unknown: .unknown)
    if parameter.isInOut {
      if parameter.type.isOpen, wanted.isOpen, let expression = argument.expression,
        case .address(let inner) = expression.kind
      {
        let type = try check(inner).type
        guard substitution.unify(parameter.type, with: type) else {
          throw mismatch(type, wanted, "this argument", argument.range)
        }
      }
      return try self.argument(argument, substitution.apply(parameter.type), isInOut: true)
    }
    var node: Node
    if let given = argument.node {
      node = given
    } else if let expression = argument.expression {
      if case .address = expression.kind {
        throw LessonError(
          .arguments, "'&' is only for parameters marked 'inout'", suggestion: "leave '&' out",
          at: argument.range)
      }
      if let earlier = known[expression.range.start],
        !wanted.isOpen, tryConvert(earlier, to: wanted) != nil
      {
        node = earlier
      } else if wanted.isOpen, let earlier = known[expression.range.start] {
        node = earlier
      } else {
        node = try check(expression, wanted)
      }
    } else {
      throw ambiguous(argument.range)
    }
    if parameter.type.isOpen, !substitution.unify(parameter.type, with: node.type) {
      let shown = substitution.apply(parameter.type)
      throw mismatch(node.type, shown, "this argument", argument.range)
    }
    let final = substitution.apply(parameter.type)
    if final.isOpen {
      if case .parameter = final { throw ambiguous(argument.range) }
      if !node.type.isOpen, substitution.unify(final, with: node.type) { return node }
      return node
    }
    let converted = try convert(node, to: final, "this argument")
    // A function that does not throw stays one, whatever the parameter allows: `rethrows` asks.
    if case .function(let own) = node.type, case .function = final, !own.isThrowing { return node }
    return converted
  }

}
