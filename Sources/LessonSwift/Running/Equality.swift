/// A value as a dictionary key or a member of a set.
struct HashableValue: Hashable {
  let value: Value
  init(_ value: Value) { self.value = value }

  static func == (left: HashableValue, right: HashableValue) -> Bool {
    Equality.areEqual(left.value, right.value)
  }

  func hash(into hasher: inout Hasher) { Equality.hash(value, into: &hasher) }
}

/// `==`, `<` and hashing of values of one type, member by member.
enum Equality {
  static func areEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a == b
    case (.double(let a), .double(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.bool(let a), .bool(let b)): return a == b
    case (.string(let a), .string(let b)): return a.text == b.text
    case (.void, .void), (.none, .none): return true
    case (.some(let a), .some(let b)): return areEqual(a.value, b.value)
    case (.array(let a), .array(let b)): return areEqual(a.items, b.items)
    case (.tuple(let a), .tuple(let b)): return areEqual(a.items, b.items)
    case (.structure(let a), .structure(let b)): return areEqual(a.fields, b.fields)
    case (.set(let a), .set(let b)): return a.items == b.items
    case (.dictionary(let a), .dictionary(let b)): return a.items == b.items
    case (.range(let a), .range(let b)):
      return areEqual(a.lower, b.lower) && areEqual(a.upper, b.upper)
    case (.host(let a), .host(let b)):
      return a.type === b.type && a.type.libraryTraits.equals?(a.payload, b.payload) ?? false
    case (.boxed(let a), .boxed(let b)): return a.type == b.type && areEqual(a.value, b.value)
    default: return false
    }
  }

  private static func areEqual(_ left: [Value], _ right: [Value]) -> Bool {
    guard left.count == right.count else { return false }
    for (a, b) in zip(left, right) where !areEqual(a, b) { return false }
    return true
  }

  static func hash(_ value: Value, into hasher: inout Hasher) {
    switch value {
    case .int(let value): hasher.combine(value)
    case .double(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value)
    case .bool(let value): hasher.combine(value)
    case .string(let object): hasher.combine(object.text)
    case .some(let box): hash(box.value, into: &hasher)
    case .array(let object): object.items.forEach { hash($0, into: &hasher) }
    case .tuple(let object): object.items.forEach { hash($0, into: &hasher) }
    case .structure(let object): object.fields.forEach { hash($0, into: &hasher) }
    case .range(let range):
      hash(range.lower, into: &hasher)
      hash(range.upper, into: &hasher)
    case .set(let object): hasher.combine(object.items)
    case .host(let object): object.type.libraryTraits.hash?(object.payload, &hasher)
    case .boxed(let object): hash(object.value, into: &hasher)
    default: hasher.combine(0)
    }
  }

  /// `<`; false for values that have no order.
  static func isLess(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a < b
    case (.double(let a), .double(let b)): return a < b
    case (.float(let a), .float(let b)): return a < b
    case (.string(let a), .string(let b)): return a.text < b.text
    case (.tuple(let a), .tuple(let b)):
      for (x, y) in zip(a.items, b.items) where !areEqual(x, y) { return isLess(x, y) }
      return false
    case (.host(let a), .host(let b)):
      return a.type.libraryTraits.less?(a.payload, b.payload) ?? false
    default: return false
    }
  }
}

extension [HashableValue: Value] {
  fileprivate static func == (left: Self, right: Self) -> Bool {
    guard left.count == right.count else { return false }
    for (key, value) in left {
      guard let other = right[key], Equality.areEqual(value, other) else { return false }
    }
    return true
  }
}
