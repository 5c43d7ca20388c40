/// An argument of a call: as written, or already checked.
struct CallArgument {
  let label: String?
  let expression: Expression?
  let node: Node?
  let isTrailing: Bool
  let range: SourceRange
  let labelRange: SourceRange?

  init(_ argument: Argument) {
    label = argument.label
    expression = argument.value
    node = nil
    isTrailing = argument.isTrailing
    range = argument.value.range
    labelRange = argument.labelRange
  }

  init(label: String?, node: Node) {
    self.label = label
    self.node = node
    expression = nil
    isTrailing = false
    range = node.range
    labelRange = nil
  }
}

extension Checker {
  func checkCall(
    _ callee: Expression, _ written: [Argument], _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    let arguments = written.map { CallArgument($0) }
    if let type = try typeNamed(callee) {
      return try construct(type, arguments, hint, range)
    }
    switch callee.kind {
    case .name(let name):
      if let scope = ownerScope(for: name), let owner = scope.owner {
        if let variable = scope.selfVariable, let methods = owner.methods[name] {
          return try call(
            methods, receiver: try node(for: variable, callee.range), arguments, hint, name, range)
        }
        if scope.selfVariable == nil, let methods = owner.staticMethods[name] {
          return try call(methods, receiver: nil, arguments, hint, name, range)
        }
      } else if let symbol = lookUp(name) {
        if case .functions(let candidates) = symbol {
          let all = candidates + (tables.functions[name] ?? [])
          return try call(all, receiver: nil, arguments, hint, name, range)
        }
      } else if let candidates = tables.functions[name] {
        return try call(candidates, receiver: nil, arguments, hint, name, range)
      } else if let type = genericType(name) {
        return try construct(type, arguments, hint, range)
      } else if tables.globals[name] == nil {
        throw LessonError(
          .unknownName, "nothing here is called '\(name)'",
          suggestion: Suggestions.didYouMean(name, among: visibleNames()), at: callee.range)
      }
    case .member(let base, let name, let nameRange):
      if let node = try checkMemberCall(base, name, nameRange, arguments, hint, range) {
        return node
      }
    case .implicitMember(let name, let nameRange):
      guard let type = hint?.unwrapped, !type.isOpen else { throw ambiguous(callee.range) }
      if name == "init" { return try construct(type, arguments, hint, range) }
      if let methods = type.nominal?.staticMethods[name] {
        return try call(methods, receiver: nil, arguments, hint, name, range)
      }
      throw LessonError(
        .unknownName, "the type '\(type)' has no function '\(name)'",
        suggestion: Suggestions.didYouMean(name, among: staticNames(of: type)), at: nameRange)
    default: break
    }
    return try callValue(try check(callee), arguments, hint, range)
  }

  /// `Array(…)`, `Set(…)`, `Dictionary(…)` without their element types.
  private func genericType(_ name: String) -> LessonType? {
    switch name {
    case "Array": return .array(.parameter("Element"))
    case "Set": return .set(.parameter("Element"))
    case "ArraySlice": return .slice(.parameter("Element"))
    case "Dictionary": return .dictionary(.parameter("Key"), .parameter("Value"))
    case "Range": return .range(.halfOpen, .parameter("Bound"))
    case "Optional": return .optional(.parameter("Wrapped"))
    default: return nil
    }
  }

  private func checkMemberCall(
    _ base: Expression, _ name: String, _ nameRange: SourceRange, _ arguments: [CallArgument],
    _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node? {
    if case .name(let module) = base.kind, lookUp(module) == nil,
      ["Swift", "Foundation", "Glibc", "Fovea"].contains(module),
      let candidates = tables.functions[name]
    {
      return try call(candidates, receiver: nil, arguments, hint, name, range)
    }
    if let type = try typeNamed(base) {
      if name == "init" { return try construct(type, arguments, hint, range) }
      if let methods = type.nominal?.staticMethods[name] {
        return try call(methods, receiver: nil, arguments, hint, name, range)
      }
      return nil
    }
    let receiver = try check(base)
    if let nominal = receiver.type.nominal, let methods = nominal.methods[name] {
      return try call(methods, receiver: receiver, arguments, hint, name, range)
    }
    if case .existential(let type) = receiver.type, let methods = type.methods[name] {
      return try call(methods, receiver: receiver, arguments, hint, name, range)
    }
    let methods = (tables.methods[name] ?? []).filter { $0.receiver?.match(receiver.type) != nil }
    if !methods.isEmpty {
      return try call(methods, receiver: receiver, arguments, hint, name, range)
    }
    let member = try memberNode(receiver, name, nil, nameRange, range)
    return try callValue(member, arguments, hint, range)
  }

  /// Calls a value: a closure, or something with `callAsFunction`.
  private func callValue(
    _ callee: Node, _ arguments: [CallArgument], _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    if let methods = callee.type.nominal?.methods["callAsFunction"] {
      return try call(methods, receiver: callee, arguments, hint, callee.type.description, range)
    }
    if case .existential(let type) = callee.type, let methods = type.methods["callAsFunction"] {
      return try call(methods, receiver: callee, arguments, hint, callee.type.description, range)
    }
    guard case .function(let type) = callee.type else {
      throw LessonError(
        .type, "a value of type '\(callee.type)' cannot be called", expected: "a function",
        found: "'\(callee.type)'", at: callee.range)
    }
    guard arguments.count == type.parameters.count else {
      throw LessonError(
        .arguments, "this function takes \(type.parameters.count) arguments",
        expected: "'\(callee.type)'", found: "\(arguments.count) arguments", at: range)
    }
    if let labelled = arguments.first(where: { $0.label != nil }) {
      throw LessonError(
        .arguments, "a function value is called without labels",
        found: "'\(labelled.label ?? ""):'", at: labelled.labelRange ?? labelled.range)
    }
    if type.isThrowing { try markThrowing("this function", range) }
    var nodes: [Node] = []
    for (index, argument) in arguments.enumerated() {
      nodes.append(
        try self.argument(argument, type.parameters[index], isInOut: type.isInOut[index]))
    }
    guard type.isInOut.contains(true) else {
      return ValueCallNode(callee, nodes, type.result, range)
    }
    return InOutCallNode(nodes, inOut: type.isInOut, type.result, range) { m, values, range in
      guard case .function(let object) = try callee.evaluate(m) else {
        throw callee.broken("a function")
      }
      return try m.call(object, &values, at: range)
    }
  }

  /// One argument as a value, or as a place when the parameter is `inout`.
  func argument(_ argument: CallArgument, _ type: LessonType, isInOut: Bool) throws -> Node {
    if isInOut { return try place(argument, type) }
    if let expression = argument.expression {
      if case .address = expression.kind {
        throw LessonError(
          .arguments, "'&' is only for parameters marked 'inout'",
          suggestion: "leave '&' out", at: argument.range)
      }
      return try check(expression, as: type, for: "this argument")
    }
    guard let node = argument.node else { throw ambiguous(argument.range) }
    return try convert(node, to: type, "this argument")
  }

  private func place(_ argument: CallArgument, _ type: LessonType) throws -> Node {
    guard let expression = argument.expression, case .address(let inner) = expression.kind else {
      throw LessonError(
        .arguments, "the function changes this argument", expected: "'&' before a variable",
        suggestion: "write '&\(argument.range.text)'", at: argument.range)
    }
    let node = try check(inner, type)
    guard node.isPlace else { throw node.cannotChange() }
    if let global = node as? GlobalNode { use.writes.insert(global.variable.name) }
    noteWrite(node)
    guard node.type == type else { throw mismatch(node.type, type, "this argument", node.range) }
    return node
  }

  // MARK: Construction

  func initialSubstitution(_ type: LessonType) -> Substitution {
    var result = Substitution()
    func bind(_ name: String, _ type: LessonType) {
      if !type.isOpen { result.bind(name, to: type) }
    }
    bind("Self", type)
    switch type {
    case .array(let element), .set(let element), .slice(let element): bind("Element", element)
    case .dictionary(let key, let value):
      bind("Key", key)
      bind("Value", value)
    case .optional(let wrapped): bind("Wrapped", wrapped)
    case .range(_, let bound): bind("Bound", bound)
    default: break
    }
    return result
  }

  func initializers(of type: LessonType) -> [FunctionSymbol] {
    if let nominal = type.nominal { return nominal.initializers }
    return tables.initializers[type.plainName] ?? []
  }

  private func construct(
    _ type: LessonType, _ arguments: [CallArgument], _ hint: LessonType?, _ range: SourceRange
  ) throws -> Node {
    // `Float(3)` is the literal 3 as a Float.
    if type.isNumeric, arguments.count == 1, let only = arguments.first, only.label == nil,
      let expression = only.expression, isNumberLiteral(expression)
    {
      if let node = try? check(expression, as: type) { return node }
    }
    let candidates = initializers(of: type)
    guard !candidates.isEmpty else {
      throw LessonError(
        .type, "a '\(type)' cannot be made like this",
        suggestion: staticNames(of: type).isEmpty
          ? ""
          : "it has: " + staticNames(of: type).sorted().map { ".\($0)" }.joined(separator: ", "),
        at: range)
    }
    return try call(
      candidates, receiver: nil, arguments, hint, "\(type)", range,
      substitution: initialSubstitution(type))
  }

  private func isNumberLiteral(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .integer, .floating: return true
    case .prefix("-", let inner), .parenthesis(let inner): return isNumberLiteral(inner)
    default: return false
    }
  }
}
