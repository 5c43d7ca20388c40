extension Parser {
  /// `let`, `var`, `func`, `struct`, `enum`; nil when another statement begins here.
  func parseDeclaration() throws -> Statement? {
    let token = current
    let start = token.start
    switch token.text {
    case "let", "var":
      let variable = try parseVariable(isStatic: false)
      return Statement(.variable(variable), range(from: start))
    case "func":
      let function = try parseFunction(isStatic: false, isMutating: false)
      return Statement(.function(function), range(from: start))
    case "struct":
      let structure = try parseStructure()
      return Statement(.structure(structure), range(from: start))
    case "enum":
      let enumeration = try parseEnumeration()
      return Statement(.enumeration(enumeration), range(from: start))
    default:
      try refuseOutside(token)
      return nil
    }
  }

  private func refuseOutside(_ token: Token) throws {
    let next = peek()
    guard next.kind == .identifier, !next.startsLine else {
      if token.text == "deinit", next.is("{") {
        throw OutsideTheSubset.error("deinit", at: range(of: token))
      }
      return
    }
    if OutsideTheSubset.declarations.contains(token.text)
      || OutsideTheSubset.modifiers.contains(token.text)
    {
      throw OutsideTheSubset.error(token.text, at: range(of: token))
    }
  }

  // MARK: Variables

  func parseVariable(isStatic: Bool) throws -> VariableSyntax {
    let isConstant = advance().text == "let"
    var bindings: [VariableSyntax.Binding] = []
    repeat {
      let pattern = try parseBindingPattern(isConstant: isConstant)
      let type = accept(":") ? try parseType() : nil
      if accept("=") {
        let value = try parseExpression()
        if at("{"), !current.startsLine, !isConstant {
          throw OutsideTheSubset.error(
            "willSet/didSet", instead: "change the other value where this one is set",
            at: range(of: current))
        }
        bindings.append(.init(pattern: pattern, type: type, value: value, accessors: nil))
      } else if at("{"), !current.startsLine, type != nil, !isConstant {
        let accessors = try parseAccessors()
        bindings.append(.init(pattern: pattern, type: type, value: nil, accessors: accessors))
      } else {
        bindings.append(.init(pattern: pattern, type: type, value: nil, accessors: nil))
      }
    } while accept(",")
    return VariableSyntax(isConstant: isConstant, isStatic: isStatic, bindings: bindings)
  }

  private func parseAccessors() throws -> AccessorSyntax {
    if peek().isWord("willSet") || peek().isWord("didSet") {
      throw OutsideTheSubset.error(peek().text, at: range(of: peek()))
    }
    guard peek().isWord("get") || peek().isWord("set") else {
      return AccessorSyntax(
        getter: try parseBlock("the computed value"), setter: nil, isThrowing: false)
    }
    try expect("{", "to open the accessors")
    var getter: [Statement]?
    var setter: (parameter: String, body: [Statement])?
    var isThrowing = false
    while !at("}") {
      if acceptWord("get") {
        if acceptWord("throws") { isThrowing = true }
        getter = try parseBlock("'get'")
      } else if acceptWord("set") {
        var name = "newValue"
        if accept("(") {
          name = try expectName("the name of the new value").name
          try expect(")", "after the name of the new value")
        }
        setter = (name, try parseBlock("'set'"))
      } else {
        throw unexpected("'get' or 'set'")
      }
    }
    try expect("}", "to close the accessors")
    guard let getter else {
      throw LessonError(.rule, "a computed value needs 'get'", at: range(of: current))
    }
    return AccessorSyntax(getter: getter, setter: setter, isThrowing: isThrowing)
  }

  // MARK: Functions

  func parseFunction(isStatic: Bool, isMutating: Bool) throws -> FunctionSyntax {
    let start = current.start
    let keyword = advance().text
    let role: FunctionSyntax.Role =
      keyword == "init" ? .initializer : keyword == "subscript" ? .subscriptAccess : .function
    var name = keyword
    var nameRange = SourceRange(source, start, previousEnd)
    var isFailable = false
    if role == .function {
      if current.kind == .operator {
        let token = advance()
        name = token.text
        nameRange = range(of: token)
      } else {
        (name, nameRange) = try expectName("the name of the function")
      }
    } else if role == .initializer, at("?") {
      advance()
      isFailable = true
    }
    let generics = try parseGenerics()
    guard at("(") else { throw unexpected("'(' and the parameters of '\(name)'") }
    let parameters = try parseParameters()
    var effect = FunctionSyntax.Effect.none
    if atWord("async") { throw OutsideTheSubset.error("async", at: range(of: current)) }
    if acceptWord("throws") {
      effect = .throwing
      if at("(") {
        throw OutsideTheSubset.error(
          "throws(Type)", instead: "write just 'throws'", at: range(of: current))
      }
    } else if acceptWord("rethrows") {
      effect = .rethrowing
    }
    let result = accept("->") ? try parseType() : nil
    if atWord("where"), !isSignature {
      throw OutsideTheSubset.error("generic where clause", at: range(of: current))
    }
    var body: [Statement]?
    if !isSignature { body = try parseFunctionBody(name) }
    return FunctionSyntax(
      role: role, name: name, nameRange: nameRange, generics: generics, parameters: parameters,
      effect: effect, result: result, body: body, isStatic: isStatic, isMutating: isMutating,
      isFailable: isFailable, range: range(from: start))
  }

  private func parseFunctionBody(_ name: String) throws -> [Statement] {
    let savedCount = anonymousCount
    defer { anonymousCount = savedCount }
    return try parseBlock("the body of '\(name)'")
  }

  private func parseGenerics() throws -> [FunctionSyntax.Generic] {
    guard at("<"), !isAtEnd else { return [] }
    guard isSignature else {
      throw OutsideTheSubset.error(
        "generic function", instead: "write it for the one type you need", at: range(of: current))
    }
    advance()
    var generics: [FunctionSyntax.Generic] = []
    repeat {
      let name = try expectName("the name of a generic parameter").name
      let constraint = accept(":") ? try expectName("a protocol").name : nil
      generics.append(.init(name: name, constraint: constraint))
    } while accept(",")
    guard splitOperator(first: ">") else { throw unexpected("'>'") }
    return generics
  }

  private func parseParameters() throws -> [FunctionSyntax.Parameter] {
    try nested {
      advance()
      var parameters: [FunctionSyntax.Parameter] = []
      while !at(")") {
        parameters.append(try parseParameter())
        if !accept(",") { break }
      }
      try expect(")", "to close the parameters")
      return parameters
    }
  }

  private func parseParameter() throws -> FunctionSyntax.Parameter {
    let start = current.start
    guard current.kind == .identifier else { throw unexpected("the name of a parameter") }
    let first = advance()
    var label: String? = first.text
    var name = first.text
    if current.kind == .identifier {
      name = advance().text
      if first.text == "_" { label = nil }
    } else if first.text == "_", !isSignature || at(":") {
      label = nil
    }
    guard accept(":") else {
      throw LessonError(
        .syntax, "the parameter '\(name)' has no type", expected: "\(name): Type",
        at: range(of: first))
    }
    var type = try parseType()
    var isInOut = false
    var isVariadic = false
    if case .inOut(let inner) = type.kind {
      isInOut = true
      type = inner
    }
    if case .variadic(let inner) = type.kind {
      isVariadic = true
      type = inner
    }
    let value = accept("=") ? try parseExpression() : nil
    return .init(
      label: label, name: name, type: type, defaultValue: value, isInOut: isInOut,
      isVariadic: isVariadic, range: range(from: start))
  }

  // MARK: Structures and enumerations

  private func parseTypeHead() throws -> (
    name: String, range: SourceRange, conformances: [(name: String, range: SourceRange)]
  ) {
    advance()
    let (name, nameRange) = try expectName("the name of the type")
    if at("<") {
      throw OutsideTheSubset.error(
        "generic type", instead: "write it for the one type you need", at: range(of: current))
    }
    var conformances: [(name: String, range: SourceRange)] = []
    if accept(":") {
      repeat { conformances.append(try expectName("a protocol")) } while accept(",")
    }
    return (name, nameRange, conformances)
  }

  private func parseStructure() throws -> StructureSyntax {
    let start = current.start
    let head = try parseTypeHead()
    var cases: [EnumerationSyntax.Case] = []
    return try parseMembers(head, from: start, cases: &cases, isEnumeration: false)
  }

  private func parseEnumeration() throws -> EnumerationSyntax {
    let start = current.start
    let head = try parseTypeHead()
    var cases: [EnumerationSyntax.Case] = []
    let members = try parseMembers(head, from: start, cases: &cases, isEnumeration: true)
    return EnumerationSyntax(members: members, cases: cases)
  }

  private func parseMembers(
    _ head: (name: String, range: SourceRange, conformances: [(name: String, range: SourceRange)]),
    from start: Int, cases: inout [EnumerationSyntax.Case], isEnumeration: Bool
  ) throws -> StructureSyntax {
    try expect("{", "to open the body of '\(head.name)'")
    let saved = allowsTrailingClosure
    allowsTrailingClosure = true
    defer { allowsTrailingClosure = saved }
    var variables: [VariableSyntax] = []
    var functions: [FunctionSyntax] = []
    var types: [Statement] = []
    while !at("}") {
      if accept(";") { continue }
      var isStatic = false
      var isMutating = false
      while atWord("static") || atWord("mutating") || atWord("prefix") {
        switch advance().text {
        case "static": isStatic = true
        case "mutating": isMutating = true
        default: break  // the one parameter of the operator says it too
        }
      }
      switch current.text {
      case "let" where current.kind == .identifier, "var" where current.kind == .identifier:
        variables.append(try parseVariable(isStatic: isStatic))
      case "func" where current.kind == .identifier, "init" where current.kind == .identifier,
        "subscript" where current.kind == .identifier:
        if current.text == "subscript" {
          throw OutsideTheSubset.error(
            "subscript", instead: "write a method", at: range(of: current))
        }
        functions.append(
          try nested { try parseFunction(isStatic: isStatic, isMutating: isMutating) })
      case "struct" where current.kind == .identifier, "enum" where current.kind == .identifier:
        throw OutsideTheSubset.error(
          "nested type", instead: "declare '\(peek().text)' outside of '\(head.name)'",
          at: range(of: current))
      case "case" where isEnumeration && current.kind == .identifier:
        advance()
        repeat { cases.append(try parseCase()) } while accept(",")
      default:
        if at("@") { throw attribute() }
        try refuseOutside(current)
        throw unexpected("a member of '\(head.name)', or '}'")
      }
    }
    try expect("}", "to close the body of '\(head.name)'")
    types = []
    return StructureSyntax(
      name: head.name, nameRange: head.range, conformances: head.conformances,
      variables: variables, functions: functions, types: types, range: range(from: start))
  }

  private func parseCase() throws -> EnumerationSyntax.Case {
    let (name, nameRange) = try expectName("the name of a case")
    if at("(") {
      throw OutsideTheSubset.error(
        "enum payload", instead: "use a struct for the values that belong together",
        at: range(of: current))
    }
    let value = accept("=") ? try parseExpression() : nil
    return .init(name: name, rawValue: value, range: nameRange)
  }
}
