extension Checker {
  // MARK: Functions as values

  /// `map(abs)`, `sorted(by: isBetter)`, `map(Float.init)`
  func functionReference(
    _ candidates: [FunctionSymbol], receiver: Node?, _ hint: LessonType?, _ name: String,
    _ range: SourceRange, substitution: Substitution = Substitution()
  ) throws -> Node {
    var wanted: LessonType.FunctionType?
    if case .function(let type)? = hint?.unwrapped { wanted = type }
    if let type = wanted, let spread = spreadTuple(type) {
      return try synthesize(type.parameters, range, name) { parameters in
        var arguments: [CallArgument] = []
        for (index, element) in spread.enumerated() {
          arguments.append(
            CallArgument(
              label: nil, node: TupleElementNode(parameters[0], index: index, element, range)))
        }
        return try call(candidates, receiver: receiver, arguments, nil, name, range)
      }
    }
    var firstError: (any Error)?
    for symbol in candidates {
      if wanted == nil, candidates.count > 1 || !symbol.generics.isEmpty || symbol.receiver != nil {
        continue
      }
      guard symbol.parameters.allSatisfy({ !$0.isInOut }), !symbol.isMutating else { continue }
      let count = wanted?.parameters.count ?? symbol.parameters.count
      let required = symbol.parameters.count { $0.defaultValue == nil && !$0.isVariadic }
      guard count <= symbol.parameters.count, count >= required else { continue }
      do {
        return try attempt {
          try reference(to: symbol, receiver, wanted, count, name, range, substitution)
        }
      } catch {
        if isFinal(error) { throw error }
        if firstError == nil { firstError = error }
      }
    }
    if wanted != nil, candidates.count == 1, let firstError { throw firstError }
    throw LessonError(
      .type, "'\(name)' is a function; it is not called here",
      expected: hint.map { "'\($0)'" } ?? "a call",
      suggestion: "write '\(range.text)(…)'", at: range)
  }

  /// `zip(a, b).map(max)`: the parts of the one tuple that a function of several values gets.
  func spreadTuple(_ type: LessonType.FunctionType) -> [LessonType]? {
    guard type.parameters.count == 1, case .tuple(let elements) = type.parameters[0],
      elements.count > 1, !type.parameters[0].isOpen
    else { return nil }
    return elements.map(\.type)
  }

  func reference(
    to symbol: FunctionSymbol, _ receiver: Node?, _ wanted: LessonType.FunctionType?,
    _ count: Int, _ name: String, _ range: SourceRange, _ substitution: Substitution
  ) throws -> Node {
    let types = wanted?.parameters ?? symbol.parameters.map(\.type)
    if types.contains(where: \.isOpen) { throw ambiguous(range) }
    var receiverVariable: LocalVariable?
    if let receiver {
      receiverVariable = newLocal("receiver", receiver.type, isConstant: true)
      receiverVariable?.isCaptured = true
    }
    let closure = try synthesize(types, range, name) { parameters in
      var arguments: [CallArgument] = []
      for (parameter, node) in zip(symbol.parameters, parameters) {
        arguments.append(CallArgument(label: parameter.label, node: node))
      }
      let inner = try receiverVariable.map { try node(for: $0, range) }
      return try call(
        [symbol], receiver: inner, arguments, wanted?.result, name, range,
        substitution: substitution)
    }
    guard let receiver, let variable = receiverVariable else { return closure }
    return BoundMethodNode(receiver, slot: variable.slot, closure)
  }

  /// A closure made by the checker: its body is built from nodes for its parameters.
  func synthesize(
    _ types: [LessonType], _ range: SourceRange, _ name: String, isInOut: [Bool]? = nil,
    _ body: ([Node]) throws -> Node
  ) throws -> ClosureNode {
    let context = newFunction(name, isClosure: true, result: nil, canThrow: true)
    context.tries = 1
    let code = FunctionCode(name: name, parameterCount: types.count)
    let node = try inside(context, Scope(parent: scope, function: context)) {
      let variables = types.map { newLocal("$", $0, isConstant: true) }
      return try body(variables.map { LocalNode($0, slot: $0.slot, range) })
    }
    code.expression = node
    let type = LessonType.function(types, node.type, isThrowing: context.throwsSeen)
    return finishClosure(code, context, type, range)
  }

  func finishClosure(
    _ code: FunctionCode, _ context: FunctionContext, _ type: LessonType, _ range: SourceRange
  ) -> ClosureNode {
    code.frameSize = context.slotCount
    code.captureSlots = context.captures.map(\.slot)
    let closure = ClosureNode(code, type, range)
    closure.capturedSlots = context.captures.compactMap { function.slot(of: $0.variable) }
    return closure
  }
}

/// `value.method` as a function: keeps the value.
final class BoundMethodNode: Node {
  let receiver: Node
  let slot: Int
  let closure: ClosureNode

  init(_ receiver: Node, slot: Int, _ closure: ClosureNode) {
    self.receiver = receiver
    self.slot = slot
    self.closure = closure
    super.init(closure.type, receiver.range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    m.base[slot] = .cell(CellObject(try receiver.evaluate(m)))
    return try closure.evaluate(m)
  }
}
