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

  func choose(
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

  func noOverload(
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
  func penalty(_ symbol: FunctionSymbol, _ dealing: Dealing, _ known: [Int: Node]) -> Int {
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
