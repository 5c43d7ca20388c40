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
  /// Nested values wait in a list, not on the stack: a lesson may nest them as deep as it likes.
  static func areEqual(_ left: Value, _ right: Value) -> Bool {
    var pending: [(Value, Value)] = []
    func matches(_ left: Value, _ right: Value) -> Bool {
      if left.holdsOthers, right.holdsOthers {
        pending.append((left, right))
        return true
      }
      return areSame(left, right)
    }
    func matches(_ left: [Value], _ right: [Value]) -> Bool {
      guard left.count == right.count else { return false }
      for (a, b) in zip(left, right) where !matches(a, b) { return false }
      return true
    }
    guard matches(left, right) else { return false }
    while let (left, right) = pending.popLast() {
      switch (left, right) {
      case (.some(let a), .some(let b)):
        guard matches(a.value, b.value) else { return false }
      case (.boxed(let a), .boxed(let b)):
        guard a.type == b.type, matches(a.value, b.value) else { return false }
      case (.array(let a), .array(let b)): guard matches(a.items, b.items) else { return false }
      case (.tuple(let a), .tuple(let b)): guard matches(a.items, b.items) else { return false }
      case (.structure(let a), .structure(let b)):
        guard matches(a.fields, b.fields) else { return false }
      case (.set(let a), .set(let b)): guard a.items == b.items else { return false }
      case (.dictionary(let a), .dictionary(let b)):
        guard a.items.count == b.items.count else { return false }
        for (key, value) in a.items {
          guard let other = b.items[key], matches(value, other) else { return false }
        }
      default: return false
      }
    }
    return true
  }

  /// Values that hold no others.
  private static func areSame(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a == b
    case (.double(let a), .double(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.bool(let a), .bool(let b)): return a == b
    case (.string(let a), .string(let b)): return a.text == b.text
    case (.void, .void), (.none, .none): return true
    case (.range(let a), .range(let b)):
      return areEqual(a.lower, b.lower) && areEqual(a.upper, b.upper)
    case (.host(let a), .host(let b)):
      return a.type === b.type && a.type.libraryTraits.equals?(a.payload, b.payload) ?? false
    default: return false
    }
  }

  static func hash(_ value: Value, into hasher: inout Hasher) {
    guard value.holdsOthers else { return hashLeaf(value, into: &hasher) }
    var pending = [value]
    while let next = pending.popLast() {
      switch next {
      case .some(let box): pending.append(box.value)
      case .array(let object): pending += object.items
      case .tuple(let object): pending += object.items
      case .structure(let object): pending += object.fields
      case .boxed(let object): pending.append(object.value)
      case .set(let object): hasher.combine(object.items)
      default: hashLeaf(next, into: &hasher)
      }
    }
  }

  private static func hashLeaf(_ value: Value, into hasher: inout Hasher) {
    switch value {
    case .int(let value): hasher.combine(value)
    case .double(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value)
    case .bool(let value): hasher.combine(value)
    case .string(let object): hasher.combine(object.text)
    case .range(let range):
      hash(range.lower, into: &hasher)
      hash(range.upper, into: &hasher)
    case .host(let object): object.type.libraryTraits.hash?(object.payload, &hasher)
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
