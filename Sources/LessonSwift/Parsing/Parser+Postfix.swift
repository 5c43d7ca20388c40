extension Parser {
  // MARK: Members, calls, subscripts

  func parsePostfix() throws -> Expression {
    let start = current.start
    var base = try parsePrimary()
    while true {
      let token = current
      if token.is("."), peek().kind == .identifier || peek().kind == .integer {
        advance()
        let name = advance()
        base = try make(.member(base, name.text, range(of: name)), from: start)
      } else if token.is("."), peek().kind != .identifier {
        advance()
        throw unexpected("the name of a member after '.'")
      } else if token.is("("), !token.startsLine {
        let arguments = try parseArguments(closing: ")")
        base = try make(.call(base, arguments + (try parseTrailingClosures())), from: start)
      } else if token.is("["), !token.startsLine {
        base = try make(.index(base, try parseArguments(closing: "]")), from: start)
      } else if token.is("{"), allowsTrailingClosure, !token.startsLine, canBeCalled(base) {
        base = try make(.call(base, try parseTrailingClosures()), from: start)
      } else if token.is("!"), !token.spaceBefore {
        advance()
        base = try make(.unwrap(base), from: start)
      } else if token.is("?"), !token.spaceBefore {
        advance()
        base = try make(.chain(base), from: start)
      } else if token.is("..."), isPostfix(token) {
        advance()
        return try make(.postfixRange(base), from: start)
      } else {
        return base
      }
    }
  }

  func canBeCalled(_ base: Expression) -> Bool {
    switch base.kind {
    case .name, .member, .implicitMember, .type: return true
    default: return false
    }
  }

  func parseArguments(closing: String) throws -> [Argument] {
    try nested {
      advance()
      var arguments: [Argument] = []
      while !at(closing) {
        var label: String?
        var labelRange: SourceRange?
        if current.kind == .identifier, peek().is(":") {
          let token = advance()
          label = token.text == "_" ? nil : token.text
          labelRange = range(of: token)
          advance()
        }
        arguments.append(
          Argument(label: label, value: try parseBracketed(), labelRange: labelRange))
        if !accept(",") { break }
      }
      try expect(closing, "to close the list")
      return arguments
    }
  }

  func parseTrailingClosures() throws -> [Argument] {
    var closures: [Argument] = []
    guard allowsTrailingClosure else { return [] }
    while at("{")
      || (!closures.isEmpty && current.kind == .identifier && peek().is(":")
        && peek(2).is("{"))
    {
      var label: String?
      if !closures.isEmpty {
        guard current.kind == .identifier else { break }
        label = advance().text
        advance()
      } else if current.startsLine {
        break
      }
      closures.append(Argument(label: label, value: try parseClosure(), isTrailing: true))
    }
    return closures
  }

}
