/// What the generic parameters of one call stand for.
struct Substitution {
  private(set) var bindings: [String: LessonType] = [:]
  /// The constraint of each parameter, by name.
  var constraints: [String: String] = [:]

  subscript(name: String) -> LessonType? { bindings[name] }

  mutating func bind(_ name: String, to type: LessonType) { bindings[name] = type }

  /// Replaces known parameters; unknown ones become `other`, or stay.
  func apply(_ type: LessonType, unknown other: LessonType? = nil) -> LessonType {
    guard type.isOpen else { return type }
    switch type {
    case .parameter(let name): return bindings[name] ?? other ?? type
    case .array(let inner): return .array(apply(inner, unknown: other))
    case .slice(let inner): return .slice(apply(inner, unknown: other))
    case .set(let inner): return .set(apply(inner, unknown: other))
    case .sequence(let inner): return .sequence(apply(inner, unknown: other))
    case .optional(let inner): return .optional(apply(inner, unknown: other))
    case .range(let kind, let inner): return .range(kind, apply(inner, unknown: other))
    case .dictionary(let key, let value):
      return .dictionary(apply(key, unknown: other), apply(value, unknown: other))
    case .tuple(let elements):
      return .tuple(
        elements.map { .init(label: $0.label, type: apply($0.type, unknown: other)) })
    case .function(let function):
      return .function(
        function.parameters.map { apply($0, unknown: other) },
        apply(function.result, unknown: other), isThrowing: function.isThrowing,
        isInOut: function.isInOut)
    default: return type
    }
  }

  /// Makes `pattern` equal to `type` by binding its parameters; false when that is impossible.
  /// Plain differences (an `Int` for an `Int?`) are left to the later conversion.
  mutating func unify(_ pattern: LessonType, with type: LessonType) -> Bool {
    guard pattern.isOpen else { return true }
    switch (pattern, type) {
    case (_, .unknown), (_, .never): return true
    case (.parameter(let name), _):
      if let known = bindings[name] {
        return known == type || known == .optional(type) || known.isOpen
      }
      if let constraint = constraints[name], !type.conforms(to: constraint) { return false }
      if type.isOpen { return true }
      bindings[name] = type
      return true
    case (.array(let a), .array(let b)), (.slice(let a), .slice(let b)), (.set(let a), .set(let b)),
      (.optional(let a), .optional(let b)):
      return unify(a, with: b)
    case (.range(let kind, let a), .range(let other, let b)):
      return kind == other && unify(a, with: b)
    case (.optional(let a), _): return unify(a, with: type)
    case (.sequence(let a), _):
      guard let element = type.element else { return false }
      return unify(a, with: element)
    case (.dictionary(let key, let value), .dictionary(let otherKey, let otherValue)):
      return unify(key, with: otherKey) && unify(value, with: otherValue)
    case (.tuple(let a), .tuple(let b)):
      guard a.count == b.count else { return false }
      for (left, right) in zip(a, b) where !unify(left.type, with: right.type) { return false }
      return true
    case (.function(let a), .function(let b)):
      guard a.parameters.count == b.parameters.count else { return false }
      for (left, right) in zip(a.parameters, b.parameters) where !unify(left, with: right) {
        return false
      }
      return unify(a.result, with: b.result)
    default: return false
    }
  }
}
