extension Parser {
  func parseType() throws -> TypeSyntax {
    try nested {
      let start = current.start
      if atWord("inout") {
        advance()
        let inner = try parseType()
        return TypeSyntax(kind: .inOut(inner), range: range(from: start))
      }
      if atWord("any") || atWord("some"), peek().kind == .identifier {
        advance()
        let inner = try parseType()
        if case .variadic(let element) = inner.kind {
          let any = TypeSyntax(kind: .any(element), range: range(from: start))
          return TypeSyntax(kind: .variadic(any), range: range(from: start))
        }
        return TypeSyntax(kind: .any(inner), range: range(from: start))
      }
      if at("@") {
        // Swift wants it written where a closure is kept; it says nothing the interpreter needs.
        guard isSignature || peek().isWord("escaping") || peek().isWord("Sendable") else {
          throw attribute()
        }
        advance()
        advance()
        return try parseType()
      }
      var type = try parsePlainType()
      var suffixes = 0
      while true {
        suffixes += 1
        guard suffixes < 16 else { throw unexpected("at most a few '?' after a type") }
        if at("?"), !current.spaceBefore {
          advance()
          type = TypeSyntax(kind: .optional(type), range: range(from: start))
        } else if at("??"), !current.spaceBefore {
          advance()
          let inner = TypeSyntax(kind: .optional(type), range: range(from: start))
          type = TypeSyntax(kind: .optional(inner), range: range(from: start))
        } else if at("..."), !current.spaceBefore {
          advance()
          return TypeSyntax(kind: .variadic(type), range: range(from: start))
        } else if at("!"), !current.spaceBefore {
          throw OutsideTheSubset.error(
            "\(type.range.text)!", instead: "use '\(type.range.text)?'", at: range(from: start))
        } else {
          break
        }
      }
      return try parseFunctionTail(type, from: start)
    }
  }

  private func parseFunctionTail(_ type: TypeSyntax, from start: Int) throws -> TypeSyntax {
    guard case .tuple(let elements) = type.kind else { return type }
    let saved = position
    var isThrowing = false
    if atWord("async") { throw OutsideTheSubset.error("async", at: range(of: current)) }
    if atWord("throws") || atWord("rethrows") {
      advance()
      isThrowing = true
    }
    guard accept("->") else {
      rewind(to: saved)
      return type
    }
    let result = try parseType()
    return TypeSyntax(
      kind: .function(elements.map(\.type), result, isThrowing: isThrowing),
      range: range(from: start))
  }

  private func parsePlainType() throws -> TypeSyntax {
    let start = current.start
    if accept("[") {
      let element = try parseType()
      if accept(":") {
        let value = try parseType()
        try expect("]", "to close the dictionary type")
        return TypeSyntax(kind: .dictionary(element, value), range: range(from: start))
      }
      try expect("]", "to close the array type")
      return TypeSyntax(kind: .array(element), range: range(from: start))
    }
    if accept("(") {
      var elements: [TypeSyntax.Element] = []
      while !at(")") {
        var label: String?
        if current.kind == .identifier, peek().is(":") {
          label = advance().text
          advance()
        } else if current.kind == .identifier, peek().kind == .identifier, peek(2).is(":") {
          advance()
          label = advance().text
          advance()
        }
        elements.append(.init(label: label == "_" ? nil : label, type: try parseType()))
        if !accept(",") { break }
      }
      try expect(")", "to close the tuple type")
      if elements.count == 1, elements[0].label == nil, !at("->"), !atWord("throws"),
        !atWord("rethrows")
      {
        return elements[0].type
      }
      return TypeSyntax(kind: .tuple(elements), range: range(from: start))
    }
    let (name, _) = try expectName("a type")
    var arguments: [TypeSyntax] = []
    if at("<"), !current.spaceBefore {
      advance()
      repeat { arguments.append(try parseType()) } while accept(",")
      guard splitOperator(first: ">") else { throw unexpected("'>' to close the type's arguments") }
    }
    var full = name
    while at("."), peek().kind == .identifier, peek().text != "init", peek().text != "self",
      peek().text.first?.isUppercase == true
    {
      advance()
      full += "." + advance().text
    }
    return TypeSyntax(kind: .name(full, arguments), range: range(from: start))
  }
}
