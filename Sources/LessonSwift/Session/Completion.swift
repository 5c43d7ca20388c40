/// What could be typed next.
public struct Completion: Equatable, Sendable {
  public enum Kind: String, Sendable {
    case variable, function, type, member, label, keyword
  }
  /// What replaces the unfinished word: `reshaped(`, `shape`, `stride:`.
  public let text: String
  public let kind: Kind
  /// Its type or signature, in short.
  public let detail: String
}

extension Session {
  /// What fits at the cursor: variables, functions, types and keywords; after a dot the members of
  /// the value before it; in a call the labels of its arguments.
  ///
  /// - Parameter text: everything up to the cursor.
  /// - Returns: the candidates in alphabetical order, and how many characters of `text` at its end
  ///   each of them replaces.
  public func completions(for text: String) -> (candidates: [Completion], replacing: Int) {
    environment.machine.measureStack()
    defer { environment.forgetPending() }
    let prefix = String(
      text.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    let before = String(text.dropLast(prefix.count))
    var found: [Completion]
    if before.hasSuffix(".") {
      found = members(before: String(before.dropLast()))
    } else {
      found = labels(in: before) + names()
    }
    var seen: Set<String> = []
    found = found.filter { $0.text.hasPrefix(prefix) && seen.insert($0.text).inserted }
      .sorted { ($0.kind == .label ? 0 : 1, $0.text) < ($1.kind == .label ? 0 : 1, $1.text) }
    return (found, prefix.count)
  }

  private func names() -> [Completion] {
    let tables = environment.tables
    var found = environment.globals.values.map {
      Completion(text: $0.name, kind: .variable, detail: "\($0.type)")
    }
    for (name, functions) in environment.functions.merging(
      tables.functions, uniquingKeysWith: { $0 + $1 })
    {
      found.append(functionEntry(name, functions, .function))
    }
    found += tables.globals.values.map {
      Completion(text: $0.name, kind: .variable, detail: "\($0.type)")
    }
    found += environment.types.merging(tables.types, uniquingKeysWith: { a, _ in a }).keys
      .filter { $0 != "LessonValue" }
      .map { Completion(text: $0, kind: .type, detail: "type") }
    found += [
      "let", "var", "func", "for", "while", "if", "guard", "switch", "struct", "enum",
      "return", "try", "true", "false", "nil", "do", "catch", "throw", "repeat", "break",
      "continue", "else", "import",
    ].map { Completion(text: $0, kind: .keyword, detail: "keyword") }
    return found
  }

  private func functionEntry(_ name: String, _ functions: [FunctionSymbol], _ kind: Completion.Kind)
    -> Completion
  {
    let takesNothing = functions.allSatisfy { $0.parameters.isEmpty }
    return Completion(
      text: name + (takesNothing ? "()" : "("), kind: kind,
      detail: functions.first.map { $0.shortForm(name).filter { $0 != "'" } + " -> \($0.result)" }
        ?? "")
  }

  // MARK: After a dot

  private func members(before text: String) -> [Completion] {
    let base = trailingExpression(text)
    if base.isEmpty { return implicitMembers(before: text) }
    let checker = Checker(environment)
    checker.function.tries = 1
    guard let parsed = try? Parser.program(SourceText(base)).first,
      case .expression(let expression) = parsed.kind
    else { return [] }
    if let type = (try? checker.typeNamed(expression)) ?? nil {
      return staticMembers(of: type, checker)
    }
    guard let type = try? checker.check(expression).type else { return [] }
    return checker.memberNames(of: type).map { member($0, of: type, checker) }
  }

  private func member(_ name: String, of type: LessonType, _ checker: Checker) -> Completion {
    if let methods = type.nominal?.methods[name] { return functionEntry(name, methods, .member) }
    if let property = type.nominal?.properties[name] {
      return Completion(text: name, kind: .member, detail: "\(property.type)")
    }
    let tables = environment.tables
    let methods = (tables.methods[name] ?? []).filter { $0.receiver?.match(type) != nil }
    let isProperty = (tables.properties[name] ?? []).contains { $0.receiver?.match(type) != nil }
    if !methods.isEmpty, !isProperty { return functionEntry(name, methods, .member) }
    let detail = (tables.properties[name] ?? []).first { $0.receiver?.match(type) != nil }
    return Completion(text: name, kind: .member, detail: detail.map { "\($0.type)" } ?? "")
  }

  private func staticMembers(of type: LessonType, _ checker: Checker) -> [Completion] {
    checker.staticNames(of: type).map { name in
      if let methods = type.nominal?.staticMethods[name] {
        return functionEntry(name, methods, .member)
      }
      return Completion(text: name, kind: .member, detail: "\(type)")
    }
  }

  /// `.bi` as an argument: the static members of the parameter's type.
  private func implicitMembers(before text: String) -> [Completion] {
    guard let call = openCall(in: text) else { return [] }
    let checker = Checker(environment)
    var found: [Completion] = []
    for symbol in call.candidates {
      let parameters = symbol.parameters.filter {
        call.label == nil ? true : $0.label == call.label
      }
      for parameter in parameters where parameter.type.unwrapped.nominal != nil {
        found += staticMembers(of: parameter.type.unwrapped, checker)
      }
    }
    return found
  }

  // MARK: Argument labels

  private func labels(in text: String) -> [Completion] {
    guard let call = openCall(in: text), call.isAtArgumentStart else { return [] }
    return call.candidates.flatMap { symbol in
      symbol.parameters.compactMap { parameter in
        parameter.label.map {
          Completion(text: "\($0):", kind: .label, detail: "\(parameter.type)")
        }
      }
    }
  }

  private struct OpenCall {
    let candidates: [FunctionSymbol]
    /// The label of the argument being typed.
    let label: String?
    let isAtArgumentStart: Bool
  }

  /// The call whose `(` is still open at the end of a text.
  private func openCall(in text: String) -> OpenCall? {
    var scanner = Scanner(SourceText(text))
    guard let tokens = try? scanner.scan().dropLast() else { return nil }
    var depth = 0
    for (index, token) in tokens.enumerated().reversed() {
      if [")", "]", "}"].contains(where: { token.is($0) }) { depth += 1 }
      if token.is("[") || token.is("{") {
        if depth == 0 { return nil }
        depth -= 1
      }
      guard token.is("(") else { continue }
      if depth > 0 {
        depth -= 1
        continue
      }
      guard index > 0, tokens[index - 1].kind == .identifier, let last = tokens.last else {
        return nil
      }
      var label: String?
      if last.is(":"), tokens.count >= 2 { label = tokens[tokens.count - 2].text }
      let callee = SourceText(text).slice(0, tokens[index - 1].end)
      return OpenCall(
        candidates: candidates(trailingExpression(callee)), label: label,
        isAtArgumentStart: last.is("(") || last.is(","))
    }
    return nil
  }

  private func candidates(_ callee: String) -> [FunctionSymbol] {
    let tables = environment.tables
    let checker = Checker(environment)
    checker.function.tries = 1
    guard let statement = try? Parser.program(SourceText(callee)).first,
      case .expression(let expression) = statement.kind
    else { return [] }
    if let type = (try? checker.typeNamed(expression)) ?? nil {
      return checker.initializers(of: type)
    }
    switch expression.kind {
    case .name(let name):
      return (environment.functions[name] ?? []) + (tables.functions[name] ?? [])
    case .member(let base, let name, _):
      if let type = (try? checker.typeNamed(base)) ?? nil {
        return type.nominal?.staticMethods[name] ?? []
      }
      guard let type = try? checker.check(base).type else { return [] }
      return (type.nominal?.methods[name] ?? [])
        + (tables.methods[name] ?? []).filter { $0.receiver?.match(type) != nil }
    default: return []
    }
  }

  /// The member chain at the end of a text: `boxes[0].area` of `print(boxes[0].area`.
  private func trailingExpression(_ text: String) -> String {
    var scanner = Scanner(SourceText(text))
    guard let tokens = try? scanner.scan().dropLast(), var index = tokens.indices.last else {
      return ""
    }
    guard tokens[index].end == text.utf8.count else { return "" }
    let source = SourceText(text)
    var start = text.utf8.count
    while true {
      let token = tokens[index]
      if [")", "]", "}"].contains(where: { token.is($0) }) {
        var depth = 0
        while index >= 0 {
          if [")", "]", "}"].contains(where: { tokens[index].is($0) }) { depth += 1 }
          if ["(", "[", "{"].contains(where: { tokens[index].is($0) }) { depth -= 1 }
          if depth == 0 { break }
          index -= 1
        }
        guard index >= 0 else { return "" }
        start = tokens[index].start
        // The bracket belongs to what stands before it, if that touches it.
        guard index > 0, tokens[index - 1].end == start || tokens[index].is("{"),
          tokens[index - 1].kind == .identifier || tokens[index - 1].is(")")
            || tokens[index - 1].is("]")
        else { break }
        index -= 1
        continue
      }
      guard
        token.kind == .identifier || token.kind == .string || token.kind == .integer
          || token.kind == .floating || token.is("?") || token.is("!")
      else { return source.slice(start, text.utf8.count) }
      if token.kind == .identifier, Keywords.reserved.contains(token.text), token.text != "init" {
        break
      }
      start = token.start
      if token.is("?") || token.is("!") {
        guard index > 0 else { break }
        index -= 1
        continue
      }
      guard index > 1, tokens[index - 1].is("."), tokens[index - 1].end == start else { break }
      index -= 2
    }
    return source.slice(start, text.utf8.count)
  }
}
