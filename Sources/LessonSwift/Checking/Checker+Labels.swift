extension Checker {
  // MARK: Labels

  func deal(
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

  func wrongLabel(
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

  func extraArgument(
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

}
