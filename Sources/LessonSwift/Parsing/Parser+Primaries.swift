extension Parser {
  // MARK: Primaries

  func parsePrimary() throws -> Expression {
    let token = current
    switch token.kind {
    case .integer:
      advance()
      return try make(.integer(token.text), from: token.start)
    case .floating:
      advance()
      return try make(.floating(token.text), from: token.start)
    case .string:
      advance()
      return try parseString(token)
    case .identifier:
      return try parseName(token)
    case .punctuation:
      switch token.text {
      case "(": return try parseParenthesis()
      case "[": return try parseCollection()
      case "{": return try parseClosure()
      case ".":
        advance()
        guard current.kind == .identifier else {
          throw unexpected("the name of a member after '.'")
        }
        let name = advance()
        return try make(.implicitMember(name.text, range(of: name)), from: token.start)
      case "\\": return try parseKeyPath()
      case "@": throw attribute()
      case "#":
        throw OutsideTheSubset.error(
          "#" + (peek().kind == .identifier ? peek().text : ""), at: range(of: token))
      default: throw unexpected("a value")
      }
    default:
      throw unexpected("a value")
    }
  }

  func attribute() -> LessonError {
    let name = peek().kind == .identifier ? peek().text : ""
    return OutsideTheSubset.error(
      "@\(name)", instead: "leave '@\(name)' out",
      at: SourceRange(source, current.start, peek().end))
  }

  func parseName(_ token: Token) throws -> Expression {
    if !token.isQuoted {
      switch token.text {
      case "true", "false":
        advance()
        return try make(.boolean(token.text == "true"), from: token.start)
      case "nil":
        advance()
        return try make(.nilLiteral, from: token.start)
      case "_":
        advance()
        return try make(.wildcard, from: token.start)
      case "if":
        deepest = 0
        let syntax = try parseIf()
        return try make(.conditional(syntax), from: token.start, minimumDepth: deepest + 1)
      case "switch":
        deepest = 0
        let syntax = try parseSwitch(label: nil)
        return try make(.choice(syntax), from: token.start, minimumDepth: deepest + 1)
      case "try": return try parseTry(minimum: 0)
      case "any", "some":
        if peek().kind == .identifier, !peek().startsLine {
          return try make(.type(try parseType()), from: token.start)
        }
      default: break
      }
      if OutsideTheSubset.expressions.contains(token.text), peek().kind == .identifier {
        throw OutsideTheSubset.error(token.text, at: range(of: token))
      }
      if Keywords.reserved.contains(token.text), token.text != "init" {
        throw unexpected("a value")
      }
    }
    if token.text.first == "$" {
      guard let number = Int(token.text.dropFirst()), number < 64 else {
        throw LessonError(
          .syntax, "'\(token.text)' is not a name", expected: "$0, $1, …", at: range(of: token))
      }
      anonymousCount = max(anonymousCount, number)
    }
    if peek().is("<"), !peek().spaceBefore, token.text.first?.isUppercase == true,
      let type = parseGenericCallee()
    {
      return try make(.type(type), from: token.start)
    }
    advance()
    return try make(.name(token.text), from: token.start)
  }

  /// `Set<Int>(…)`: a type with arguments, when what follows shows that no comparison is meant.
  func parseGenericCallee() -> TypeSyntax? {
    let saved = position
    let savedTokens = tokensSnapshot()
    if let type = try? parseType(), at("(") || at("."), !current.spaceBefore { return type }
    restore(savedTokens, to: saved)
    return nil
  }

  func parseString(_ token: Token) throws -> Expression {
    var pieces: [StringPiece] = []
    for part in token.parts {
      switch part {
      case .text(let text): if !text.isEmpty { pieces.append(.text(text)) }
      case .interpolation(let tokens):
        let inner = Parser(inside: self, tokens: tokens)
        let value = try inner.parseExpression()
        guard inner.isAtEnd else { throw inner.unexpected("')' after the interpolated value") }
        anonymousCount = max(anonymousCount, inner.anonymousCount)
        pieces.append(.value(value))
      }
    }
    return try make(.string(pieces), from: token.start)
  }

  func parseParenthesis() throws -> Expression {
    let start = current.start
    if let name = parenthesizedOperator() { return name }
    let items = try parseArguments(closing: ")")
    if items.count == 1, let only = items.first, only.label == nil {
      return try make(.parenthesis(only.value), from: start)
    }
    return try make(.tuple(items), from: start)
  }

  func parenthesizedOperator() -> Expression? {
    guard peek().kind == .operator, peek(2).is(")"), Precedence.of(peek().text) != nil else {
      return nil
    }
    let start = advance().start
    let name = advance().text
    advance()
    return Expression(.operatorName(name), range(from: start))
  }

  func parseCollection() throws -> Expression {
    try nested {
      let start = advance().start
      if accept("]") { return try make(.array([]), from: start) }
      if at(":"), peek().is("]") {
        advance()
        advance()
        return try make(.dictionary([]), from: start)
      }
      let first = try parseBracketed()
      if accept(":") {
        var pairs = [(key: first, value: try parseBracketed())]
        while accept(","), !at("]") {
          let key = try parseBracketed()
          try expect(":", "between key and value")
          pairs.append((key, try parseBracketed()))
        }
        try expect("]", "to close the dictionary")
        return try make(.dictionary(pairs), from: start)
      }
      var items = [first]
      while accept(","), !at("]") { items.append(try parseBracketed()) }
      try expect("]", "to close the array")
      return try make(.array(items), from: start)
    }
  }

  func parseKeyPath() throws -> Expression {
    let start = advance().start
    var path: [(name: String, range: SourceRange)] = []
    if current.kind == .identifier { advance() }
    while accept(".") {
      let token = current
      guard token.kind == .identifier || token.kind == .integer else {
        throw unexpected("the name of a property")
      }
      advance()
      path.append((token.text, range(of: token)))
    }
    guard !path.isEmpty else { throw unexpected("a key path such as \\.score") }
    return try make(.keyPath(path), from: start)
  }
}
