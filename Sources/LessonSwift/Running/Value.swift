/// A value while a program runs. Its static type lives in the checked program, not here.
enum Value {
  case void
  case none
  case int(Int)
  case double(Double)
  case float(Float)
  case bool(Bool)
  /// A String, Substring or Character.
  case string(StringObject)
  case array(ArrayObject)
  case dictionary(DictionaryObject)
  case set(SetObject)
  case tuple(TupleObject)
  case range(RangeObject)
  case structure(StructureObject)
  case function(FunctionObject)
  case host(HostObject)
  /// An optional that holds nil or another optional: `.some(.none)`.
  case some(BoxObject)
  /// A value with its type: `Any`, `any Error`, `any P`.
  case boxed(TypedObject)
  /// A captured variable.
  case cell(CellObject)
  // An enumeration's case is an `.int`: the number of the case.
}

final class StringObject {
  @exclusivity(unchecked)
  var text: String
  init(_ text: String) { self.text = text }
}

final class ArrayObject: Container {
  @exclusivity(unchecked)
  var items: [Value]
  /// The first index: not 0 for a slice.
  var start: Int
  init(_ items: [Value], start: Int = 0) {
    self.items = items
    self.start = start
  }

  override func handOver(to pending: inout [Container]) {
    Container.take(&items, to: &pending)
  }

  deinit { dismantle() }
}

final class DictionaryObject: Container {
  @exclusivity(unchecked)
  var items: [HashableValue: Value]
  init(_ items: [HashableValue: Value]) { self.items = items }

  override func handOver(to pending: inout [Container]) {
    for (key, value) in items {
      if let container = key.value.container { pending.append(container) }
      if let container = value.container { pending.append(container) }
    }
    items = [:]
  }

  deinit { dismantle() }
}

final class SetObject: Container {
  @exclusivity(unchecked)
  var items: Set<HashableValue>
  init(_ items: Set<HashableValue>) { self.items = items }

  override func handOver(to pending: inout [Container]) {
    for item in items {
      if let container = item.value.container { pending.append(container) }
    }
    items = []
  }

  deinit { dismantle() }
}

final class TupleObject: Container {
  @exclusivity(unchecked)
  var items: [Value]
  init(_ items: [Value]) { self.items = items }

  override func handOver(to pending: inout [Container]) {
    Container.take(&items, to: &pending)
  }

  deinit { dismantle() }
}

final class RangeObject {
  let kind: LessonType.RangeKind
  let lower: Value
  let upper: Value
  init(_ kind: LessonType.RangeKind, _ lower: Value, _ upper: Value) {
    self.kind = kind
    self.lower = lower
    self.upper = upper
  }
}

final class StructureObject: Container {
  let type: NominalType
  @exclusivity(unchecked)
  var fields: [Value]
  init(_ type: NominalType, _ fields: [Value]) {
    self.type = type
    self.fields = fields
  }

  override func handOver(to pending: inout [Container]) {
    Container.take(&fields, to: &pending)
  }

  deinit { dismantle() }
}

final class HostObject {
  let payload: Any
  let type: NominalType
  init(_ payload: Any, _ type: NominalType) {
    self.payload = payload
    self.type = type
  }
}

final class BoxObject: Container {
  private(set) var value: Value
  init(_ value: Value) { self.value = value }

  override func handOver(to pending: inout [Container]) {
    Container.take(&value, to: &pending)
  }

  deinit { dismantle() }
}

final class TypedObject: Container {
  private(set) var value: Value
  let type: LessonType
  init(_ value: Value, _ type: LessonType) {
    self.value = value
    self.type = type
  }

  override func handOver(to pending: inout [Container]) {
    Container.take(&value, to: &pending)
  }

  deinit { dismantle() }
}

final class CellObject: Container {
  @exclusivity(unchecked)
  var value: Value
  init(_ value: Value) { self.value = value }

  override func handOver(to pending: inout [Container]) {
    Container.take(&value, to: &pending)
  }

  deinit { dismantle() }
}

/// A closure, a nested function, or a library function used as a value.
final class FunctionObject: Container {
  let code: FunctionCode?
  var captured: [CellObject]
  let native: ((Machine, inout [Value]) throws -> Value)?

  init(code: FunctionCode, captured: [CellObject]) {
    self.code = code
    self.captured = captured
    native = nil
  }

  init(native: @escaping (Machine, inout [Value]) throws -> Value) {
    code = nil
    captured = []
    self.native = native
  }

  override func handOver(to pending: inout [Container]) {
    pending += captured
    captured = []
  }

  deinit { dismantle() }
}

extension Value {
  static func string(_ text: String) -> Value { .string(StringObject(text)) }
  static func array(_ items: [Value]) -> Value { .array(ArrayObject(items)) }
  static func tuple(_ items: [Value]) -> Value { .tuple(TupleObject(items)) }

  /// Wraps a value in an optional.
  static func wrap(_ value: Value) -> Value {
    switch value {
    case .none, .some: return .some(BoxObject(value))
    default: return value
    }
  }

  /// What an optional holds, or nil.
  var optionalContent: Value? {
    switch self {
    case .none: return nil
    case .some(let box): return box.value
    default: return self
    }
  }

  var text: String? {
    if case .string(let object) = self { return object.text }
    return nil
  }

  var asDouble: Double? {
    switch self {
    case .int(let value): return Double(value)
    case .float(let value): return Double(value)
    case .double(let value): return value
    default: return nil
    }
  }
}
