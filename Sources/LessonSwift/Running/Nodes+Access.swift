/// `x.field` of a structure of the lesson.
final class FieldNode: Node {
  let base: Node
  let index: Int
  let name: String
  let isConstant: Bool

  init(
    _ base: Node, index: Int, name: String, isConstant: Bool, _ type: LessonType,
    _ range: SourceRange
  ) {
    self.base = base
    self.index = index
    self.name = name
    self.isConstant = isConstant
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard case .structure(let object) = try base.evaluate(m), index < object.fields.count else {
      throw broken("a structure")
    }
    let value = object.fields[index]
    if case .void = value { throw fail("'\(name)' is used before it has a value") }
    return value
  }

  override var isPlace: Bool { base.isPlace && !isConstant }
  override var immutableReason: String {
    isConstant ? "'\(name)' is a 'let' property" : base.immutableReason
  }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    try base.modify(m) { value in
      guard case .structure(var object) = value, index < object.fields.count else {
        throw broken("a structure")
      }
      value = .void
      defer { value = .structure(object) }
      if !isKnownUniquelyReferenced(&object) {
        object = StructureObject(object.type, object.fields)
      }
      try body(&object.fields[index])
    }
  }
}

/// `t.0`, `t.label`
final class TupleElementNode: Node {
  let base: Node
  let index: Int

  init(_ base: Node, index: Int, _ type: LessonType, _ range: SourceRange) {
    self.base = base
    self.index = index
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard case .tuple(let object) = try base.evaluate(m), index < object.items.count else {
      throw broken("a tuple")
    }
    return object.items[index]
  }

  override var isPlace: Bool { base.isPlace }
  override var immutableReason: String { base.immutableReason }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    try base.modify(m) { value in
      guard case .tuple(var object) = value, index < object.items.count else {
        throw broken("a tuple")
      }
      value = .void
      defer { value = .tuple(object) }
      if !isKnownUniquelyReferenced(&object) { object = TupleObject(object.items) }
      try body(&object.items[index])
    }
  }
}

/// `xs[i]` of an array or slice.
final class ArrayElementNode: Node {
  let base: Node
  let index: Node

  init(_ base: Node, _ index: Node, _ type: LessonType, _ range: SourceRange) {
    self.base = base
    self.index = index
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard case .array(let object) = try base.evaluate(m) else { throw broken("an array") }
    let position = try index.evaluateInt(m)
    let (offset, overflow) = position.subtractingReportingOverflow(object.start)
    guard !overflow, offset >= 0, offset < object.items.count else {
      throw outOfRange(position, object)
    }
    return object.items[offset]
  }

  private func outOfRange(_ position: Int, _ object: ArrayObject) -> LessonError {
    let count = object.items.count
    let known =
      count == 0
      ? "no index: the array is empty"
      : "an index from \(object.start) to \(object.start + count - 1)"
    return LessonError(
      .runtime, "index out of range", expected: known, found: "index \(position)", at: index.range)
  }

  override var isPlace: Bool { base.isPlace }
  override var immutableReason: String { base.immutableReason }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    let position = try index.evaluateInt(m)
    try base.modify(m) { value in
      guard case .array(var object) = value else { throw broken("an array") }
      let (offset, overflow) = position.subtractingReportingOverflow(object.start)
      guard !overflow, offset >= 0, offset < object.items.count else {
        throw outOfRange(position, object)
      }
      value = .void
      defer { value = .array(object) }
      if !isKnownUniquelyReferenced(&object) {
        object = ArrayObject(object.items, start: object.start)
      }
      try body(&object.items[offset])
    }
  }
}

/// `xs[1...]` of an array or slice; `xs[..<3] = …` replaces that part.
final class SliceNode: Node {
  let base: Node
  let bounds: Node

  init(_ base: Node, _ bounds: Node, element: LessonType, _ range: SourceRange) {
    self.base = base
    self.bounds = bounds
    super.init(.slice(element), range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard case .array(let object) = try base.evaluate(m) else { throw broken("an array") }
    let (low, high) = try limits(object, try bounds.evaluate(m))
    return .array(
      ArrayObject(Array(object.items[(low - object.start)..<(high - object.start)]), start: low))
  }

  private func limits(_ object: ArrayObject, _ value: Value) throws -> (Int, Int) {
    guard case .range(let wanted) = value else { throw broken("a range") }
    let end = object.start + object.items.count
    var low = object.start
    var high = end
    if case .int(let bound) = wanted.lower { low = bound }
    if case .int(let bound) = wanted.upper {
      high = bound
      if wanted.kind == .closed || wanted.kind == .through {
        high = bound == .max ? bound : bound + 1
      }
    }
    guard low >= object.start, high <= end, low <= high else {
      throw LessonError(
        .runtime, "range out of bounds", expected: "a range within \(object.start)..<\(end)",
        found: "\(low)..<\(high)", at: bounds.range)
    }
    return (low, high)
  }

  override var isPlace: Bool { base.isPlace }
  override var immutableReason: String { base.immutableReason }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    let wanted = try bounds.evaluate(m)
    try base.modify(m) { value in
      guard case .array(let object) = value else { throw broken("an array") }
      let (low, high) = try limits(object, wanted)
      let part = (low - object.start)..<(high - object.start)
      var slice = Value.array(ArrayObject(Array(object.items[part]), start: low))
      try body(&slice)
      guard case .array(let replacement) = slice else { throw broken("an array") }
      var items = object.items
      items.replaceSubrange(part, with: replacement.items)
      value = .array(ArrayObject(items, start: object.start))
    }
  }
}

/// `d[key]` and `d[key, default: 0]`
final class DictionaryElementNode: Node {
  let base: Node
  let key: Node
  let fallback: Node?

  init(_ base: Node, _ key: Node, fallback: Node?, _ type: LessonType, _ range: SourceRange) {
    self.base = base
    self.key = key
    self.fallback = fallback
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard case .dictionary(let object) = try base.evaluate(m) else { throw broken("a dictionary") }
    let found = object.items[HashableValue(try key.evaluate(m))]
    if let fallback { return try found ?? fallback.evaluate(m) }
    return found.map { Value.wrap($0) } ?? .none
  }

  override var isPlace: Bool { base.isPlace }
  override var immutableReason: String { base.immutableReason }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    let keyValue = HashableValue(try key.evaluate(m))
    try base.modify(m) { value in
      guard case .dictionary(var object) = value else { throw broken("a dictionary") }
      value = .void
      defer { value = .dictionary(object) }
      if !isKnownUniquelyReferenced(&object) { object = DictionaryObject(object.items) }
      let old = object.items.removeValue(forKey: keyValue)
      if let fallback {
        var item = try old ?? fallback.evaluate(m)
        defer { object.items[keyValue] = item }
        try body(&item)
      } else {
        var item = old.map { Value.wrap($0) } ?? .none
        defer { object.items[keyValue] = item.optionalContent }
        try body(&item)
      }
      guard object.items.count <= Machine.sizeLimit else { throw Limits.tooLarge(range) }
    }
  }
}

/// `x!`
final class UnwrapNode: Node {
  let inner: Node
  init(_ inner: Node, _ type: LessonType, _ range: SourceRange) {
    self.inner = inner
    super.init(type, range)
  }

  private func missing() -> LessonError {
    fail(
      "'\(inner.range.text)' is nil and cannot be unwrapped", expected: "a value",
      found: "nil", suggestion: "use 'if let', 'guard let' or '??'")
  }

  override func evaluate(_ m: Machine) throws -> Value {
    guard let content = try inner.evaluate(m).optionalContent else { throw missing() }
    return content
  }

  override var isPlace: Bool { inner.isPlace }
  override var immutableReason: String { inner.immutableReason }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    try inner.modify(m) { value in
      guard var content = value.optionalContent else { throw missing() }
      value = .none
      defer { value = .wrap(content) }
      try body(&content)
    }
  }
}

/// `a?.b`: the rest of the chain runs with the unwrapped value in a slot, or not at all.
final class ChainNode: Node {
  let base: Node
  let slot: Int
  let rest: Node
  private let flattens: Bool

  init(
    _ base: Node, slot: Int, rest: Node, flattens: Bool, _ type: LessonType, _ range: SourceRange
  ) {
    self.base = base
    self.slot = slot
    self.rest = rest
    self.flattens = flattens
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    if base.isPlace, type == .optional(.void) {
      var result = Value.none
      try base.modify(m) { value in
        guard let content = value.optionalContent else { return }
        value = .none
        m.base[slot] = content
        defer { value = .wrap(m.base[slot]) }
        result = try rest.evaluate(m)
      }
      return result
    }
    guard let content = try base.evaluate(m).optionalContent else { return .none }
    m.base[slot] = content
    let value = try rest.evaluate(m)
    return flattens ? value : .wrap(value)
  }
}

/// A computed property: of the lesson, the standard library or a host library.
final class PropertyNode: Node {
  let base: Node?
  let name: String
  let getter: (Machine, Value, SourceRange) throws -> Value
  let setter: ((Machine, inout Value, Value, SourceRange) throws -> Void)?
  let isReference: Bool

  init(
    _ base: Node?, name: String, getter: @escaping (Machine, Value, SourceRange) throws -> Value,
    setter: ((Machine, inout Value, Value, SourceRange) throws -> Void)?, isReference: Bool,
    _ type: LessonType, _ range: SourceRange
  ) {
    self.base = base
    self.name = name
    self.getter = getter
    self.setter = setter
    self.isReference = isReference
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    try getter(m, try base?.evaluate(m) ?? .void, range)
  }

  override var isPlace: Bool { setter != nil && (isReference || base?.isPlace ?? true) }
  override var immutableReason: String {
    setter == nil
      ? "'\(name)' can only be read" : base?.immutableReason ?? "read only"
  }

  override func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    guard let setter else { throw cannotChange() }
    if let base, !isReference {
      try base.modify(m) { owner in
        var value = try getter(m, owner, range)
        try body(&value)
        try setter(m, &owner, value, range)
      }
    } else {
      var owner = try base?.evaluate(m) ?? .void
      var value = try getter(m, owner, range)
      try body(&value)
      try setter(m, &owner, value, range)
    }
  }
}

enum Limits {
  static func tooLarge(_ range: SourceRange) -> LessonError {
    LessonError(
      .tooLarge, "this grows too large for a lesson",
      expected: "at most \(Machine.sizeLimit) elements", suggestion: "does the loop end?",
      at: range)
  }

  static func check(_ count: Int, _ range: SourceRange) throws {
    if count > Machine.sizeLimit { throw tooLarge(range) }
    if count > 50_000, Memory.isShort { throw Memory.exhausted(range) }
  }
}
