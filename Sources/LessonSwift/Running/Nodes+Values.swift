final class ConstantNode: Node {
  let value: Value
  init(_ value: Value, _ type: LessonType, _ range: SourceRange) {
    self.value = value
    super.init(type, range)
  }
  override func evaluate(_ m: Machine) throws -> Value { value }
}

final class IntConstantNode: Node {
  let value: Int
  init(_ value: Int, _ range: SourceRange) {
    self.value = value
    super.init(.int, range)
  }
  override func evaluate(_ m: Machine) throws -> Value { .int(value) }
  override func evaluateInt(_ m: Machine) throws -> Int { value }
}

final class LocalNode: Node {
  let variable: LocalVariable
  private let slot: Int

  init(_ variable: LocalVariable, slot: Int, _ range: SourceRange) {
    self.variable = variable
    self.slot = slot
    super.init(variable.type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    let value = m.base[slot]
    if case .cell(let cell) = value { return try check(cell.value) }
    return try check(value)
  }

  @inline(__always)
  private func check(_ value: Value) throws -> Value {
    if case .void = value, type != .void { throw unset() }
    return value
  }

  private func unset() -> LessonError {
    fail("'\(variable.name)' is used before it has a value")
  }

  override func evaluateInt(_ m: Machine) throws -> Int {
    if case .int(let value) = m.base[slot] { return value }
    guard case .int(let value) = try evaluate(m) else { throw broken("an Int") }
    return value
  }

  override func evaluateDouble(_ m: Machine) throws -> Double {
    if case .double(let value) = m.base[slot] { return value }
    guard case .double(let value) = try evaluate(m) else { throw broken("a Double") }
    return value
  }

  override func evaluateFloat(_ m: Machine) throws -> Float {
    if case .float(let value) = m.base[slot] { return value }
    guard case .float(let value) = try evaluate(m) else { throw broken("a Float") }
    return value
  }

  override func evaluateBool(_ m: Machine) throws -> Bool {
    if case .bool(let value) = m.base[slot] { return value }
    guard case .bool(let value) = try evaluate(m) else { throw broken("a Bool") }
    return value
  }

  override var isPlace: Bool { !variable.isConstant }
  override var immutableReason: String {
    variable.name == "self"
      ? "the method is not marked 'mutating'" : "'\(variable.name)' is \(variable.role)"
  }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    // The value moves out while it changes: whoever looks meanwhile finds nothing, and gets an
    // error. The pointer stays valid: frames never move.
    var value = Value.void
    if case .cell(let cell) = m.base[slot] {
      swap(&value, &cell.value)
      defer { cell.value = value }
      try body(&value)
    } else {
      let place = m.base + slot
      swap(&value, &place.pointee)
      defer { place.pointee = value }
      try body(&value)
    }
  }
}

final class GlobalNode: Node {
  let variable: GlobalVariable

  init(_ variable: GlobalVariable, _ range: SourceRange) {
    self.variable = variable
    super.init(variable.type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard variable.isSet else {
      throw fail("'\(variable.name)' is used before it has a value")
    }
    if case .void = variable.value { throw broken("the value of '\(variable.name)'") }
    return variable.value
  }

  override func evaluateInt(_ m: Machine) throws -> Int {
    if case .int(let value) = variable.value { return value }
    guard case .int(let value) = try evaluate(m) else { throw broken("an Int") }
    return value
  }

  override func evaluateDouble(_ m: Machine) throws -> Double {
    if case .double(let value) = variable.value { return value }
    guard case .double(let value) = try evaluate(m) else { throw broken("a Double") }
    return value
  }

  override func evaluateFloat(_ m: Machine) throws -> Float {
    if case .float(let value) = variable.value { return value }
    guard case .float(let value) = try evaluate(m) else { throw broken("a Float") }
    return value
  }

  override var isPlace: Bool { !variable.isConstant }
  override var immutableReason: String {
    "'\(variable.name)' is a 'let' constant"
  }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    var value = Value.void
    swap(&value, &variable.value)
    defer {
      variable.value = value
      if case .void = value {} else { variable.isSet = true }
    }
    try body(&value)
  }
}

/// A value whose static type changes without any work: `Int` for `Int?`.
final class RetypedNode: Node {
  let inner: Node
  init(_ inner: Node, as type: LessonType) {
    self.inner = inner
    super.init(type, inner.range)
  }
  override func evaluate(_ m: Machine) throws -> Value { try inner.evaluate(m) }
}

/// A value on its way to another representation.
final class ConvertedNode: Node {
  let inner: Node
  private let convert: (Machine, Value) throws -> Value

  init(_ inner: Node, as type: LessonType, _ convert: @escaping (Machine, Value) throws -> Value) {
    self.inner = inner
    self.convert = convert
    super.init(type, inner.range)
  }

  override func evaluate(_ m: Machine) throws -> Value { try convert(m, try inner.evaluate(m)) }
}

final class ArrayNode: Node {
  let items: [Node]
  init(_ items: [Node], element: LessonType, _ range: SourceRange) {
    self.items = items
    super.init(.array(element), range)
  }
  override func evaluate(_ m: Machine) throws -> Value {
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for item in items { values.append(try item.evaluate(m)) }
    return .array(values)
  }
}

final class SetNode: Node {
  let items: [Node]
  init(_ items: [Node], element: LessonType, _ range: SourceRange) {
    self.items = items
    super.init(.set(element), range)
  }
  override func evaluate(_ m: Machine) throws -> Value {
    .set(SetObject(Set(try items.map { HashableValue(try $0.evaluate(m)) })))
  }
}

final class DictionaryNode: Node {
  let pairs: [(key: Node, value: Node)]
  init(_ pairs: [(key: Node, value: Node)], _ type: LessonType, _ range: SourceRange) {
    self.pairs = pairs
    super.init(type, range)
  }
  override func evaluate(_ m: Machine) throws -> Value {
    var items: [HashableValue: Value] = [:]
    for (key, value) in pairs {
      let keyValue = HashableValue(try key.evaluate(m))
      guard items.updateValue(try value.evaluate(m), forKey: keyValue) == nil else {
        throw LessonError(
          .runtime, "this dictionary has the same key twice",
          found: "\(key.range.text) for the second time", at: key.range)
      }
    }
    return .dictionary(DictionaryObject(items))
  }
}

final class TupleNode: Node {
  let items: [Node]
  init(_ items: [Node], _ type: LessonType, _ range: SourceRange) {
    self.items = items
    super.init(type, range)
  }
  override func evaluate(_ m: Machine) throws -> Value {
    .tuple(try items.map { try $0.evaluate(m) })
  }
}

final class InterpolationNode: Node {
  enum Piece {
    case text(String)
    case value(Node)
  }
  let pieces: [Piece]
  init(_ pieces: [Piece], _ range: SourceRange) {
    self.pieces = pieces
    super.init(.string, range)
  }
  override func evaluate(_ m: Machine) throws -> Value {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .value(let node):
        text += try Describer(m).describe(try node.evaluate(m), node.type)
      }
    }
    return .string(text)
  }
}

final class RangeNode: Node {
  let kind: LessonType.RangeKind
  let lower: Node?
  let upper: Node?

  init(
    _ kind: LessonType.RangeKind, _ lower: Node?, _ upper: Node?, bound: LessonType,
    _ range: SourceRange
  ) {
    self.kind = kind
    self.lower = lower
    self.upper = upper
    super.init(.range(kind, bound), range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    let low = try lower?.evaluate(m) ?? .void
    let high = try upper?.evaluate(m) ?? .void
    if lower != nil, upper != nil, Equality.isLess(high, low) || isNaN(low) || isNaN(high) {
      throw outOfOrder(low, high)
    }
    return .range(RangeObject(kind, low, high))
  }

  /// Both bounds of a counted range, without making a value of it.
  func bounds(_ m: Machine) throws -> (Int, Int) {
    let low = try lower?.evaluateInt(m) ?? 0
    let high = try upper?.evaluateInt(m) ?? 0
    guard low <= high else { throw outOfOrder(.int(low), .int(high)) }
    return (low, high)
  }

  private func isNaN(_ value: Value) -> Bool { value.asDouble?.isNaN ?? false }

  private func outOfOrder(_ low: Value, _ high: Value) -> LessonError {
    let show = { (value: Value) in
      value.text ?? value.asDouble.map { $0 == $0.rounded() ? "\(Int(clamping: $0))" : "\($0)" }
        ?? "?"
    }
    return fail(
      "a range ends before it begins", expected: "the first bound to be at most the second",
      found: "\(show(low))\(kind == .halfOpen ? "..<" : "...")\(show(high))",
      suggestion: "for a count down use 'stride(from:through:by:)'")
  }
}

extension Int {
  init(clamping value: Double) {
    self = value >= 9.2e18 ? .max : value <= -9.2e18 ? .min : value.isNaN ? 0 : Int(value)
  }
}
