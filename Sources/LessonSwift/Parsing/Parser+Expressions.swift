extension Parser {
  /// Any expression, assignments included.
  func parseExpression() throws -> Expression {
    try nested { try parseBinary(minimum: 0) }
  }

  /// An expression where `{` opens a block: conditions, loop sequences.
  func parseHeadExpression() throws -> Expression {
    let saved = allowsTrailingClosure
    allowsTrailingClosure = false
    defer { allowsTrailingClosure = saved }
    return try parseExpression()
  }

  /// An expression inside brackets, where trailing closures are welcome again.
  func parseBracketed() throws -> Expression {
    let saved = allowsTrailingClosure
    allowsTrailingClosure = true
    defer { allowsTrailingClosure = saved }
    if let name = operatorReference() { return name }
    return try parseExpression()
  }

  /// `reduce(0, +)`, `sorted(by: >)`
  private func operatorReference() -> Expression? {
    let token = current
    guard token.kind == .operator, Precedence.of(token.text) != nil,
      peek().is(")") || peek().is(",")
    else { return nil }
    advance()
    return Expression(.operatorName(token.text), range(of: token))
  }

  // MARK: Operators

  fileprivate func parseBinary(minimum: Int) throws -> Expression {
    let start = current.start
    if atWord("try") { return try parseTry(minimum: minimum) }
    var left = try parsePrefix()
    var lastNonAssociative: Int?
    while true {
      if atWord("as") || atWord("is"), Precedence.casting >= minimum {
        left = try parseCast(left, from: start)
        continue
      }
      let token = current
      guard token.kind == .operator else { return left }
      if token.text == "?" {
        guard token.spaceBefore, Precedence.ternary >= minimum else { return left }
        left = try parseTernary(left, from: start)
        continue
      }
      if Precedence.assignments.contains(token.text) {
        guard Precedence.assignment >= minimum else { return left }
        advance()
        let right = try nested { try parseBinary(minimum: Precedence.assignment) }
        let name = token.text == "=" ? nil : String(token.text.dropLast())
        left = try make(.assign(name, left, right, range(of: token)), from: start)
        continue
      }
      guard token.text != "->", token.text != "!" else { return left }
      guard let (power, associativity) = Precedence.of(token.text) else {
        throw unknownOperator(token)
      }
      guard power >= minimum else { return left }
      if token.text == "...", isPostfix(token) {
        advance()
        left = try make(.postfixRange(left), from: start)
        continue
      }
      if token.spaceBefore != token.spaceAfter, !token.spaceBefore || !beginsStatement(token) {
        // `a -b` on one line: Swift reads a prefix minus and complains; so do we.
        if token.spaceBefore, !token.startsLine { throw spacing(token) }
      }
      if token.startsLine, token.spaceBefore, !token.spaceAfter { return left }
      if lastNonAssociative == power, associativity == .none {
        throw LessonError(
          .syntax, "'\(token.text)' cannot follow another operator of its kind",
          suggestion: "use brackets to say which comes first", at: range(of: token))
      }
      advance()
      let right = try nested {
        try parseBinary(minimum: associativity == .right ? power : power + 1)
      }
      left = try make(.binary(token.text, left, right, range(of: token)), from: start)
      lastNonAssociative = associativity == .none ? power : nil
    }
  }

  private func beginsStatement(_ token: Token) -> Bool { token.startsLine }

  private func spacing(_ token: Token) -> LessonError {
    LessonError(
      .syntax, "uneven spaces around '\(token.text)'",
      expected: "a space on both sides of it, or on none", at: range(of: token))
  }

  private func unknownOperator(_ token: Token) -> LessonError {
    let suggestion: String
    switch token.text {
    case "++": suggestion = "write '+= 1'"
    case "--": suggestion = "write '-= 1'"
    case "**": suggestion = "write 'pow(x, y)'"
    default: suggestion = ""
    }
    return LessonError(
      .syntax, "'\(token.text)' is not an operator", suggestion: suggestion, at: range(of: token))
  }

  /// `2...` : an operator that touches its left side only.
  private func isPostfix(_ token: Token) -> Bool { !token.spaceBefore && token.spaceAfter }

  private func parseTry(minimum: Int) throws -> Expression {
    let start = advance().start
    var kind = TryKind.plain
    if at("?"), !current.spaceBefore { kind = .optional }
    if at("!"), !current.spaceBefore { kind = .forced }
    if kind != .plain { advance() }
    let body = try nested { try parseBinary(minimum: minimum) }
    return try make(.tried(kind, body), from: start)
  }

  private func parseCast(_ left: Expression, from start: Int) throws -> Expression {
    var kind = advance().text == "is" ? CastKind.test : .coerce
    if kind == .coerce, at("?"), !current.spaceBefore {
      advance()
      kind = .conditional
    } else if kind == .coerce, at("!"), !current.spaceBefore {
      advance()
      kind = .forced
    }
    return try make(.cast(left, kind, try parseType()), from: start)
  }

  private func parseTernary(_ condition: Expression, from start: Int) throws -> Expression {
    advance()
    let yes = try parseExpression()
    try expect(":", "between the two results of '? :'")
    let no = try nested { try parseBinary(minimum: Precedence.ternary) }
    return try make(.ternary(condition, yes, no), from: start)
  }

  private func parsePrefix() throws -> Expression {
    let token = current
    guard token.kind == .operator else { return try parsePostfix() }
    switch token.text {
    case "-", "+", "!", "~", ".!":
      advance()
      let inner = try nested { try parsePrefix() }
      return try make(.prefix(token.text, inner), from: token.start)
    case "..<", "...":
      advance()
      if current.is("]") || current.is(",") || current.is(")") {
        return try make(.operatorName(token.text), from: token.start)
      }
      let bound = try nested { try parseBinary(minimum: Precedence.range + 1) }
      return try make(.prefix(token.text, bound), from: token.start)
    case "&":
      advance()
      return try make(.address(try nested { try parsePostfix() }), from: token.start)
    case "++", "--":
      throw unknownOperator(token)
    default:
      throw unexpected("a value")
    }
  }

  // MARK: Members, calls, subscripts

  private func parsePostfix() throws -> Expression {
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

  private func canBeCalled(_ base: Expression) -> Bool {
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

  private func parseTrailingClosures() throws -> [Argument] {
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

  // MARK: Primaries

  private func parsePrimary() throws -> Expression {
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

  private func parseName(_ token: Token) throws -> Expression {
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
  private func parseGenericCallee() -> TypeSyntax? {
    let saved = position
    let savedTokens = tokensSnapshot()
    if let type = try? parseType(), at("(") || at("."), !current.spaceBefore { return type }
    restore(savedTokens, to: saved)
    return nil
  }

  private func parseString(_ token: Token) throws -> Expression {
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

  private func parseParenthesis() throws -> Expression {
    let start = current.start
    if let name = parenthesizedOperator() { return name }
    let items = try parseArguments(closing: ")")
    if items.count == 1, let only = items.first, only.label == nil {
      return try make(.parenthesis(only.value), from: start)
    }
    return try make(.tuple(items), from: start)
  }

  private func parenthesizedOperator() -> Expression? {
    guard peek().kind == .operator, peek(2).is(")"), Precedence.of(peek().text) != nil else {
      return nil
    }
    let start = advance().start
    let name = advance().text
    advance()
    return Expression(.operatorName(name), range(from: start))
  }

  private func parseCollection() throws -> Expression {
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

  private func parseKeyPath() throws -> Expression {
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

extension Parser {
  /// A value inside a pattern: everything but assignment, casts and `? :`.
  func parsePatternValue() throws -> Expression {
    try nested { try parseBinary(minimum: Precedence.casting + 1) }
  }
}
