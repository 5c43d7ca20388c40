extension HostLibrary {
  /// A function symbol whose Swift closure is compared with its signature.
  func symbol<each A, R>(
    _ signature: String, _ help: String, _ receiver: [Any.Type],
    _ body: @escaping (repeat each A) throws -> R, result: LessonType? = nil
  ) -> FunctionSymbol? {
    guard let symbol = tables.symbol(signature, body: { _ in .void }) else { return nil }
    symbol.help = help
    let answered = result ?? symbol.result
    var swiftTypes: [Any.Type] = []
    repeat swiftTypes.append((each A).self)
    compare(symbol, receiver, swiftTypes, R.self, answered)
    let final =
      result == nil
      ? symbol
      : FunctionSymbol(
        name: symbol.name, parameters: symbol.parameters, result: answered,
        effect: symbol.effect, generics: symbol.generics, signature: signature,
        implementation: symbol.implementation)
    final.help = help
    final.isMutating = symbol.isMutating
    final.isStatic = symbol.isStatic
    final.implementation = .native(native(symbol.name, answered, body))
    return final
  }

  func property<R>(_ signature: String, _ help: String, _ type: R.Type) -> PropertySymbol? {
    guard let symbol = tables.property(signature) else { return nil }
    symbol.help = help
    if let problem = difference(symbol.type, type) {
      tables.problems.append("\(signature): \(problem)")
    }
    return symbol
  }

  /// Wraps a Swift closure: arguments in, result out, `Inout` boxes written back.
  func native<each A, R>(
    _ name: String, _ type: LessonType, _ body: @escaping (repeat each A) throws -> R
  ) -> NativeBody {
    let tables = self.tables
    return { call in
      let bridge = Bridge(tables: tables, machine: call.machine)
      var index = 0
      var changed: [(index: Int, box: any AnyInout)] = []
      let arguments = call.arguments
      func next<T>(_ wanted: T.Type) throws -> T {
        defer { index += 1 }
        guard index < arguments.count else { throw call.misuse() }
        if let boxType = wanted as? any AnyInout.Type {
          let box = try boxType.make(arguments[index], bridge)
          changed.append((index, box))
          if let box = box as? T { return box }
        }
        return try bridge.convert(arguments[index], to: wanted)
      }
      let swiftArguments = (repeat try next((each A).self))
      let result: R
      do {
        result = try body(repeat each swiftArguments)
      } catch {
        for (index, box) in changed { call.arguments[index] = try box.lessonValue(bridge) }
        throw error
      }
      for (index, box) in changed { call.arguments[index] = try box.lessonValue(bridge) }
      if R.self == Void.self { return .void }
      return try bridge.lesson(result, as: call.substitution.apply(type, unknown: .unknown))
    }
  }

  private func compare(
    _ symbol: FunctionSymbol, _ receiver: [Any.Type], _ swift: [Any.Type], _ answer: Any.Type,
    _ result: LessonType
  ) {
    guard swift.count == symbol.parameters.count + receiver.count else {
      tables.problems.append(
        "\(symbol.signature): \(symbol.parameters.count + receiver.count) parameters expected, "
          + "the closure has \(swift.count)")
      return
    }
    for (parameter, type) in zip(symbol.parameters, swift.dropFirst(receiver.count)) {
      let wanted = parameter.isVariadic ? LessonType.array(parameter.type) : parameter.type
      let isBoxed = type is any AnyInout.Type
      if isBoxed != parameter.isInOut {
        tables.problems.append("\(symbol.signature): '\(parameter.name)' and Inout do not agree")
      } else if let problem = difference(wanted, type) {
        tables.problems.append("\(symbol.signature): '\(parameter.name)' \(problem)")
      }
    }
    if !receiver.isEmpty, symbol.isMutating != (swift.first is any AnyInout.Type) {
      tables.problems.append("\(symbol.signature): 'mutating' and Inout<Self> do not agree")
    }
    if let problem = difference(result, answer) {
      tables.problems.append("\(symbol.signature): the result \(problem)")
    }
  }

  /// Why a lesson type and a Swift type do not fit, or nil.
  private func difference(_ lesson: LessonType, _ swift: Any.Type) -> String? {
    if let box = swift as? any AnyInout.Type { return difference(lesson, box.wrappedType) }
    if swift == LessonValue.self { return nil }
    switch lesson {
    case .function: return swift == LessonFunction.self ? nil : "wants LessonFunction"
    case .any, .existential, .tuple, .anyError, .parameter, .unknown: return nil
    default: break
    }
    if lesson.isOpen { return nil }
    guard let known = Bridge.lessonType(of: swift, in: tables) else {
      return lesson.mentionsLooseType ? nil : "is \(swift), which is not registered"
    }
    return known == lesson ? nil : "is \(lesson) in the signature, \(known) in the closure"
  }
}

extension LessonType {
  /// Whether tuples, `any P` or `Any` are inside, which cannot be compared before a run.
  fileprivate var mentionsLooseType: Bool {
    switch self {
    case .any, .existential, .tuple, .anyError, .function: return true
    case .array(let inner), .optional(let inner), .set(let inner), .slice(let inner):
      return inner.mentionsLooseType
    case .dictionary(_, let inner): return inner.mentionsLooseType
    default: return false
    }
  }
}
