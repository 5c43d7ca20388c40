/// Takes a value apart and stores it: `let x`, `(a, b)`, and every pattern of `case`.
class Matcher {
  /// Whether the value matches; stores what the pattern names.
  func match(_ value: Value, _ m: Machine) throws -> Bool { true }
}

final class LocalMatcher: Matcher {
  let variable: LocalVariable
  init(_ variable: LocalVariable) { self.variable = variable }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    m.base[variable.slot] = variable.isCaptured ? .cell(CellObject(value)) : value
    return true
  }
}

final class GlobalMatcher: Matcher {
  let variable: GlobalVariable
  init(_ variable: GlobalVariable) { self.variable = variable }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    variable.value = value
    variable.isSet = true
    return true
  }
}

final class TupleMatcher: Matcher {
  let items: [Matcher]
  init(_ items: [Matcher]) { self.items = items }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    guard case .tuple(let object) = value else { return false }
    for (item, part) in zip(items, object.items) where !(try item.match(part, m)) { return false }
    return true
  }
}

final class OptionalMatcher: Matcher {
  let inner: Matcher
  init(_ inner: Matcher) { self.inner = inner }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    guard let content = value.optionalContent else { return false }
    return try inner.match(content, m)
  }
}

final class NilMatcher: Matcher {
  override func match(_ value: Value, _ m: Machine) throws -> Bool { value.optionalContent == nil }
}

/// A value, a range, a case: `~=`.
final class ExpressionMatcher: Matcher {
  let test: (Machine, Value) throws -> Bool
  init(_ test: @escaping (Machine, Value) throws -> Bool) { self.test = test }
  override func match(_ value: Value, _ m: Machine) throws -> Bool { try test(m, value) }
}

final class ConvertingMatcher: Matcher {
  let convert: (Machine, Value) throws -> Value?
  let inner: Matcher
  init(_ inner: Matcher, _ convert: @escaping (Machine, Value) throws -> Value?) {
    self.inner = inner
    self.convert = convert
  }
  override func match(_ value: Value, _ m: Machine) throws -> Bool {
    guard let converted = try convert(m, value) else { return false }
    return try inner.match(converted, m)
  }
}
