/// Writes values exactly as Swift's `print` and `debugPrint` do.
struct Describer {
  let machine: Machine
  init(_ machine: Machine) { self.machine = machine }

  /// As `print` shows it.
  func describe(_ value: Value, _ type: LessonType) throws -> String {
    switch (type, value) {
    case (_, .string(let object)) where !type.isOptional && type != .any: return object.text
    case (.range(let kind, let bound), .range(let range)):
      return try describeRange(range, kind, bound, isDebug: false)
    case (.nominal(let nominal), _): return try describe(value, nominal, isDebug: false)
    case (_, .boxed(let object)) where !type.isOptional:
      return try describe(object.value, object.type)
    default: return try debug(value, type)
    }
  }

  /// As it is shown inside arrays, tuples and optionals.
  func debug(_ value: Value, _ type: LessonType) throws -> String {
    if machine.isStackShort() {
      throw LessonError(
        .tooDeep, "this value is nested too deep to be written out",
        suggestion: "look at one level of it")
    }
    if case .optional(let wrapped) = type {
      guard let content = value.optionalContent else { return "nil" }
      return "Optional(\(try debug(content, wrapped)))"
    }
    switch value {
    case .void: return "()"
    case .none: return "nil"
    case .int(let number):
      if case .nominal(let nominal) = type { return try describe(value, nominal, isDebug: true) }
      return "\(number)"
    case .double(let number): return "\(number)"
    case .float(let number): return "\(number)"
    case .bool(let flag): return "\(flag)"
    case .string(let object): return object.text.debugDescription
    case .array(let object): return try list(object.items, type.element ?? .any)
    case .set(let object): return try list(object.items.map(\.value), type.element ?? .any)
    case .dictionary(let object): return try describe(object, type)
    case .tuple(let object): return try describe(object, type)
    case .range(let range):
      guard case .range(let kind, let bound) = type else { return "range" }
      return try describeRange(range, kind, bound, isDebug: true)
    case .structure(let object): return try describe(value, object.type, isDebug: true)
    case .function: return "(Function)"
    case .host(let object): return String(reflecting: object.payload)
    case .some(let box): return try debug(box.value, type)
    case .boxed(let object): return try debug(object.value, object.type)
    case .cell(let cell): return try debug(cell.value, type)
    }
  }

  private func list(_ items: [Value], _ element: LessonType) throws -> String {
    "[" + (try items.map { try debug($0, element) }.joined(separator: ", ")) + "]"
  }

  private func describe(_ object: DictionaryObject, _ type: LessonType) throws -> String {
    guard case .dictionary(let key, let value) = type else { return "[:]" }
    if object.items.isEmpty { return "[:]" }
    let pairs = try object.items.map {
      "\(try debug($0.key.value, key)): \(try debug($0.value, value))"
    }
    return "[\(pairs.joined(separator: ", "))]"
  }

  private func describe(_ object: TupleObject, _ type: LessonType) throws -> String {
    guard case .tuple(let elements) = type else { return "()" }
    let parts = try zip(elements, object.items).map { element, item in
      (element.label.map { $0 + ": " } ?? "") + (try debug(item, element.type))
    }
    return "(\(parts.joined(separator: ", ")))"
  }

  private func describeRange(
    _ range: RangeObject, _ kind: LessonType.RangeKind, _ bound: LessonType, isDebug: Bool
  ) throws -> String {
    let low = try debug(range.lower, bound)
    let high = try debug(range.upper, bound)
    switch kind {
    case .halfOpen: return isDebug ? "Range(\(low)..<\(high))" : "\(low)..<\(high)"
    case .closed: return isDebug ? "ClosedRange(\(low)...\(high))" : "\(low)...\(high)"
    case .from: return "PartialRangeFrom<\(bound)>(lowerBound: \(low))"
    case .upTo: return "PartialRangeUpTo<\(bound)>(upperBound: \(high))"
    case .through: return "PartialRangeThrough<\(bound)>(upperBound: \(high))"
    case .all: return "(Function)"
    }
  }

  private func describe(_ value: Value, _ type: NominalType, isDebug: Bool) throws -> String {
    if type.conformances.contains("CustomStringConvertible"), type.kind != .library,
      case .code(let code) = type.properties["description"]?.getter,
      case .string(let text) = try machine.run(code, [value])
    {
      return text.text
    }
    let name = isDebug ? "\(machine.moduleName).\(type.name)" : type.name
    switch value {
    case .int(let index) where type.kind == .enumeration:
      let caseName = type.cases.indices.contains(index) ? type.cases[index] : "?"
      return isDebug ? "\(name).\(caseName)" : caseName
    case .structure(let object):
      let parts = try zip(type.fields, object.fields).map { field, item in
        "\(field.name): \(try debug(item, field.type))"
      }
      return "\(name)(\(parts.joined(separator: ", ")))"
    case .host(let object):
      return isDebug ? String(reflecting: object.payload) : String(describing: object.payload)
    default: return try debug(value, .any)
    }
  }
}

extension Machine {
  /// Runs checked code with plain arguments.
  func run(_ code: FunctionCode, _ arguments: [Value], at range: SourceRange? = nil) throws -> Value
  {
    try call(FunctionObject(code: code, captured: []), arguments, at: range)
  }
}
