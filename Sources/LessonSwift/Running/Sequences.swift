/// The elements of anything a `for` loop can walk.
enum Sequences {
  static func items(_ value: Value, _ m: Machine, _ range: SourceRange) throws -> [Value] {
    switch value {
    case .array(let object): return object.items
    case .set(let object): return object.items.map(\.value)
    case .dictionary(let object): return object.items.map { .tuple([$0.key.value, $0.value]) }
    case .string(let object): return object.text.map { .string(String($0)) }
    case .range(let bounds):
      guard case .int(let low) = bounds.lower else {
        throw LessonError(.runtime, "only ranges of Int can be walked", at: range)
      }
      guard case .int(let high) = bounds.upper else { throw Limits.tooLarge(range) }
      let (count, overflow) = high.subtractingReportingOverflow(low)
      guard !overflow, count < Machine.sizeLimit else { throw Limits.tooLarge(range) }
      return bounds.kind == .closed ? (low...high).map { .int($0) } : (low..<high).map { .int($0) }
    case .boxed(let object): return try items(object.value, m, range)
    default: throw LessonError(.runtime, "this cannot be walked", at: range)
    }
  }
}

extension NativeCall {
  func items(_ index: Int) throws -> [Value] {
    guard index < arguments.count else { throw misuse() }
    return try Sequences.items(arguments[index], machine, range)
  }

  func misuse() -> LessonError {
    LessonError(
      .runtime, "a value is used before it exists, or while it is being changed", at: range)
  }

  func fail(_ message: String, expected: String = "", found: String = "", suggestion: String = "")
    -> LessonError
  {
    LessonError(
      .runtime, message, expected: expected, found: found, suggestion: suggestion, at: range)
  }

  func int(_ index: Int) throws -> Int {
    guard index < arguments.count, case .int(let value) = arguments[index] else { throw misuse() }
    return value
  }

  func text(_ index: Int) throws -> String {
    guard index < arguments.count, let text = arguments[index].text else { throw misuse() }
    return text
  }

  func function(_ index: Int) throws -> FunctionObject {
    guard index < arguments.count, case .function(let function) = arguments[index] else {
      throw misuse()
    }
    return function
  }

  /// Calls a closure argument.
  func invoke(_ function: FunctionObject, _ values: Value...) throws -> Value {
    try machine.checkInterrupt(range)
    return try machine.call(function, values, at: range)
  }

  func test(_ function: FunctionObject, _ values: Value...) throws -> Bool {
    try machine.checkInterrupt(range)
    guard case .bool(let flag) = try machine.call(function, values, at: range) else {
      throw misuse()
    }
    return flag
  }

  var element: LessonType { substitution["Element"] ?? .any }

  /// `<` of a type, with the lesson's own operator if it has one.
  func ordering(_ type: LessonType) -> (Value, Value) throws -> Bool {
    if let code = type.nominal?.customOperator("<") {
      return { [machine, range] a, b in
        guard case .bool(let flag) = try machine.run(code, [a, b], at: range) else { return false }
        return flag
      }
    }
    return { Equality.isLess($0, $1) }
  }

  /// `==` of a type, with the lesson's own operator if it has one.
  func equality(_ type: LessonType) -> (Value, Value) throws -> Bool {
    if let code = type.nominal?.customOperator("==") {
      return { [machine, range] a, b in
        guard case .bool(let flag) = try machine.run(code, [a, b], at: range) else { return false }
        return flag
      }
    }
    return { Equality.areEqual($0, $1) }
  }

  /// Sorts without a comparison that contradicts itself ever trapping; stable, as Swift's is.
  func sorted(_ items: [Value], by less: (Value, Value) throws -> Bool) throws -> [Value] {
    try items.sorted { a, b in try less(a, b) }
  }
}

extension NominalType {
  func customOperator(_ name: String) -> FunctionCode? {
    for symbol in staticMethods[name] ?? [] {
      if case .code(let code) = symbol.implementation { return code }
    }
    return nil
  }
}
