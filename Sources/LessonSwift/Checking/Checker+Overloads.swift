/// How the arguments of a call are dealt out to the parameters of one function.
struct Dealing {
  /// For each parameter the arguments it gets: none for its default, several for a variadic.
  var arguments: [[CallArgument]]
}

extension Checker {
  /// Chooses among functions of one name, and makes the call.
  func call(
    _ candidates: [FunctionSymbol], receiver: Node?, _ arguments: [CallArgument],
    _ hint: LessonType?, _ name: String, _ range: SourceRange,
    substitution: Substitution = Substitution()
  ) throws -> Node {
    var dealt: [(symbol: FunctionSymbol, dealing: Dealing)] = []
    var firstError: (any Error)?
    for symbol in candidates {
      do {
        dealt.append((symbol, try deal(arguments, to: symbol, name, range)))
      } catch {
        if firstError == nil { firstError = error }
      }
    }
    guard !dealt.isEmpty else {
      if candidates.count > 1, let error = firstError as? LessonError {
        throw noOverload(candidates, error, name, range)
      }
      throw firstError ?? ambiguous(range)
    }
    if dealt.count == 1, let only = dealt.first {
      return try apply(
        only.symbol, only.dealing, [:], receiver, hint, name, range, substitution)
    }
    return try choose(dealt, receiver, arguments, hint, name, range, substitution)
  }

  private func choose(
    _ dealt: [(symbol: FunctionSymbol, dealing: Dealing)], _ receiver: Node?,
    _ arguments: [CallArgument], _ hint: LessonType?, _ name: String, _ range: SourceRange,
    _ substitution: Substitution
  ) throws -> Node {
    // Arguments that have a type of their own are checked once, for all candidates.
    var known: [Int: Node] = [:]
    for argument in arguments {
      guard let expression = argument.expression, !isFlexible(expression),
        !isFunctionLike(expression)
      else { continue }
      if case .address = expression.kind { continue }
      do {
        known[expression.range.start] = try attempt { try check(expression) }
      } catch {
        if isFinal(error) { throw error }
      }
    }
    var best: (node: Node, score: Int)?
    var errors: [any Error] = []
    for (symbol, dealing) in dealt {
      let penalty = self.penalty(symbol, dealing, known)
      guard penalty < 1000 else { continue }
      if let best, best.score <= penalty { continue }
      do {
        let node = try attempt {
          try apply(symbol, dealing, known, receiver, hint, name, range, substitution)
        }
        var score = penalty
        if let hint, !hint.isOpen, tryConvert(node, to: hint) == nil { score += 20 }
        if score < best?.score ?? .max { best = (node, score) }
        if score == 0 { break }
      } catch {
        if isFinal(error) { throw error }
        errors.append(error)
      }
    }
    if let best { return best.node }
    if errors.count == 1, let only = errors.first { throw only }
    // One fits, but for a rule such as a missing `try`: that is what is wrong.
    for case let error as LessonError in errors where error.kind == .rule { throw error }
    if errors.isEmpty || errors.count == dealt.count || dealt.count > 1 {
      // Nothing fits: the error of an argument that fits nowhere, else the list of what there is.
      for argument in arguments {
        if let expression = argument.expression, known[expression.range.start] == nil,
          !isFlexible(expression), !isFunctionLike(expression)
        {
          if case .address = expression.kind { continue }
          _ = try check(expression)
        }
      }
    }
    throw noOverload(
      dealt.map(\.symbol), errors.first as? LessonError, name, range,
      known: arguments.map {
        $0.expression.flatMap { known[$0.range.start]?.type }
      })
  }

  private func noOverload(
    _ candidates: [FunctionSymbol], _ error: LessonError?, _ name: String, _ range: SourceRange,
    known: [LessonType?] = []
  ) -> LessonError {
    if let error, error.kind == .arguments, candidates.count == 1 { return error }
    let forms = candidates.prefix(4).map { $0.shortForm(name) }
    let types = known.compactMap { $0.map { "'\($0)'" } }
    return LessonError(
      .arguments, "no '\(name)' takes these arguments",
      expected: forms.joined(separator: ", or ") + (candidates.count > 4 ? ", …" : ""),
      found: types.count == known.count && !known.isEmpty ? types.joined(separator: ", ") : "",
      suggestion: error.map { $0.kind == .arguments ? $0.suggestion : "" } ?? "", at: range)
  }

  /// How far known argument types are from the parameters: 0 exact, 1000 impossible.
  private func penalty(_ symbol: FunctionSymbol, _ dealing: Dealing, _ known: [Int: Node]) -> Int {
    var total = 0
    for (parameter, arguments) in zip(symbol.parameters, dealing.arguments) {
      if arguments.isEmpty { total += 1 }
      if parameter.isVariadic { total += 2 }
      if parameter.type.isOpen { total += 1 }
      for argument in arguments {
        guard !parameter.isInOut else { continue }
        let expression = argument.expression
        if let node = argument.node ?? expression.flatMap({ known[$0.range.start] }),
          !parameter.type.isOpen
        {
          if node.type == parameter.type { continue }
          if tryConvert(node, to: parameter.type) == nil { return 1000 }
          total += parameter.type == .any ? 6 : 3
        } else if let expression, expression.softness != .none {
          let type = parameter.type.unwrapped
          if expression.softness == .floating,
            type == .int || (!type.isNumeric && !type.isOpen && type != .any && type.nominal == nil)
          {
            if case .existential = type {} else { return 1000 }
          }
          if type != softDefault(expression.softness), !type.isOpen { total += 2 }
        }
      }
    }
    return total
  }

  // MARK: Labels

  private func deal(
    _ arguments: [CallArgument], to symbol: FunctionSymbol, _ name: String, _ range: SourceRange
  ) throws -> Dealing {
    var dealing = Dealing(arguments: symbol.parameters.map { _ in [] })
    let plain = arguments.filter { !$0.isTrailing }
    let trailing = arguments.filter(\.isTrailing)
    var next = 0
    for (index, parameter) in symbol.parameters.enumerated() {
      guard next < plain.count else { break }
      guard plain[next].label == parameter.label else {
        if parameter.defaultValue != nil || parameter.isVariadic
          || (!trailing.isEmpty && parameter.type.isFunctionLike)
        {
          continue
        }
        throw wrongLabel(plain[next], parameter, symbol, name)
      }
      dealing.arguments[index].append(plain[next])
      next += 1
      if parameter.isVariadic {
        while next < plain.count, plain[next].label == nil {
          dealing.arguments[index].append(plain[next])
          next += 1
        }
      }
    }
    if next < plain.count { throw extraArgument(plain[next], dealing, symbol, name) }
    for (position, closure) in trailing.enumerated() {
      let free = symbol.parameters.indices.filter {
        dealing.arguments[$0].isEmpty
          && (symbol.parameters[$0].type.isFunctionLike || symbol.parameters[$0].type.isOpen)
          && (position == 0 || symbol.parameters[$0].label == closure.label)
      }
      let chosen = trailing.count > 1 ? free.first : free.last
      guard let chosen else {
        throw LessonError(
          .arguments, "'\(name)' takes no closure here", expected: symbol.shortForm(name),
          at: closure.range)
      }
      dealing.arguments[chosen].append(closure)
    }
    for (parameter, given) in zip(symbol.parameters, dealing.arguments)
    where given.isEmpty && parameter.defaultValue == nil && !parameter.isVariadic {
      throw LessonError(
        .arguments, "an argument is missing: '\(parameter.label ?? parameter.name)'",
        expected: symbol.shortForm(name), at: range)
    }
    return dealing
  }

  private func wrongLabel(
    _ argument: CallArgument, _ parameter: FunctionSymbol.Parameter, _ symbol: FunctionSymbol,
    _ name: String
  ) -> LessonError {
    let range = argument.labelRange ?? argument.range
    guard let label = argument.label else {
      return LessonError(
        .arguments, "this argument needs a label", expected: symbol.shortForm(name),
        suggestion: parameter.label.map { "write '\($0): \(argument.range.text)'" } ?? "",
        at: range)
    }
    let labels = symbol.parameters.compactMap(\.label)
    guard parameter.label != nil || labels.contains(label) else {
      let nearest = Suggestions.didYouMean(label, among: labels)
      return LessonError(
        .arguments, "'\(name)' has no argument labelled '\(label)'",
        expected: symbol.shortForm(name),
        suggestion: nearest.isEmpty ? "leave '\(label):' out" : nearest, at: range)
    }
    return LessonError(
      .arguments,
      labels.contains(label)
        ? "the argument '\(label)' stands in the wrong place"
        : "'\(name)' has no argument labelled '\(label)'",
      expected: symbol.shortForm(name),
      suggestion: labels.contains(label) ? "" : Suggestions.didYouMean(label, among: labels),
      at: range)
  }

  private func extraArgument(
    _ argument: CallArgument, _ dealing: Dealing, _ symbol: FunctionSymbol, _ name: String
  ) -> LessonError {
    if let label = argument.label {
      let labels = symbol.parameters.compactMap(\.label)
      if labels.contains(label) {
        return LessonError(
          .arguments, "the argument '\(label)' stands in the wrong place or twice",
          expected: symbol.shortForm(name), at: argument.labelRange)
      }
      return LessonError(
        .arguments, "'\(name)' has no argument labelled '\(label)'",
        expected: symbol.shortForm(name),
        suggestion: Suggestions.didYouMean(label, among: labels), at: argument.labelRange)
    }
    return LessonError(
      .arguments, "'\(name)' takes no further argument here", expected: symbol.shortForm(name),
      at: argument.range)
  }

  // MARK: One candidate

  /// Checks the arguments against one function and makes the call.
  private func apply(
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

  private func isParameter(_ type: LessonType) -> Bool {
    if case .parameter = type { return true }
    return false
  }

  private func finish(
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
  private func phase(_ argument: CallArgument, _ known: [Int: Node]) -> Int {
    guard let expression = argument.expression else { return 0 }
    if isFunctionLike(expression) { return 2 }
    return isFlexible(expression) ? 1 : 0
  }

  private func checkSlots(
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
  private func joinedSoftness(
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

  private func literalChoices(_ softness: Softness) -> [LessonType] {
    softness == .floating ? [.double, .float] : [.int, .double, .float]
  }

  private func checkSlot(
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

  // MARK: The call itself

  private func build(
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
  private func mayThrow(_ node: Node) -> Bool {
    if let converted = node as? RetypedNode { return mayThrow(converted.inner) }
    guard case .function(let type) = node.type else { return false }
    return type.isThrowing
  }

  private func firstOpen(_ type: LessonType) -> LessonType? {
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

  private func defaultValue(
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

  private func node(
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

  private func reference(
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

extension LessonType {
  var isFunctionLike: Bool {
    if case .function = unwrapped { return true }
    return false
  }
}

extension FunctionSymbol {
  /// `conv2D(_: Tensor, _: Tensor, bias: Tensor?, stride: Int)`, for messages.
  func shortForm(_ name: String) -> String {
    let parts = parameters.map {
      "\($0.label ?? "_"): \($0.isInOut ? "inout " : "")\($0.type)\($0.isVariadic ? "..." : "")"
    }
    return "'\(name)(\(parts.joined(separator: ", ")))'"
  }
}
