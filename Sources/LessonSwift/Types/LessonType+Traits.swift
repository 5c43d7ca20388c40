extension LessonType {
  var isNumeric: Bool { self == .int || self == .float || self == .double }
  var isFloatingPoint: Bool { self == .float || self == .double }
  var isText: Bool { self == .string || self == .substring }

  var wrapped: LessonType? {
    if case .optional(let inner) = self { return inner }
    return nil
  }

  var isOptional: Bool { wrapped != nil }

  /// The type without any `?`: what a literal or implicit member is looked up in.
  var unwrapped: LessonType {
    var type = self
    while case .optional(let inner) = type { type = inner }
    return type
  }

  /// What a `for` loop over a value of this type gets; nil when it cannot be walked.
  var element: LessonType? {
    switch self {
    case .array(let element), .slice(let element), .set(let element), .sequence(let element):
      return element
    case .dictionary(let key, let value):
      return .tuple([.init(label: "key", type: key), .init(label: "value", type: value)])
    case .range(.halfOpen, .int), .range(.closed, .int), .range(.from, .int): return .int
    case .string, .substring: return .character
    default: return nil
    }
  }

  var isCollection: Bool {
    switch self {
    case .array, .slice, .set, .dictionary, .string, .substring: return true
    case .range(.halfOpen, .int), .range(.closed, .int): return true
    default: return false
    }
  }

  /// A tuple's parts, or the type alone.
  var tupleElements: [TupleElement]? {
    if case .tuple(let elements) = self { return elements }
    return nil
  }

  var isEquatable: Bool {
    switch self {
    case .int, .float, .double, .bool, .string, .substring, .character, .void: return true
    case .array(let inner), .slice(let inner), .set(let inner), .optional(let inner):
      return inner.isEquatable
    case .range: return true
    case .dictionary(_, let value): return value.isEquatable
    case .nominal(let type): return type.isEquatable
    default: return false
    }
  }

  var isHashable: Bool {
    switch self {
    case .int, .float, .double, .bool, .string, .substring, .character: return true
    case .array(let inner), .slice(let inner), .set(let inner), .optional(let inner):
      return inner.isHashable
    case .range: return true
    case .dictionary(let key, let value): return key.isHashable && value.isHashable
    case .nominal(let type): return type.isHashable
    default: return false
    }
  }

  var isComparable: Bool {
    switch self {
    case .int, .float, .double, .string, .substring, .character: return true
    case .nominal(let type): return type.isComparable
    default: return false
    }
  }

  /// Whether a generic parameter may stand for this type.
  func conforms(to constraint: String) -> Bool {
    switch constraint {
    case "Equatable": return isEquatable
    case "Hashable": return isHashable
    case "Comparable": return isComparable
    case "Numeric", "SignedNumeric", "AdditiveArithmetic": return isNumeric
    case "BinaryInteger", "FixedWidthInteger", "SignedInteger": return self == .int
    case "FloatingPoint", "BinaryFloatingPoint": return isFloatingPoint
    case "StringProtocol": return isText
    case "Sequence": return element != nil
    case "Collection": return isCollection
    case "Error": return self == .anyError || nominal?.isError == true
    case "CustomStringConvertible", "LosslessStringConvertible":
      return isNumeric || isText || self == .bool || self == .character
        || nominal?.conformances.contains("CustomStringConvertible") == true
    case "CaseIterable": return nominal?.conformances.contains(constraint) == true
    default:
      if case .existential(let type) = self { return type.name == constraint }
      return true
    }
  }

  var nominal: NominalType? {
    if case .nominal(let type) = self { return type }
    return nil
  }

  /// Whether a generic parameter, or something unknown, is left in it.
  var isOpen: Bool {
    switch self {
    case .parameter, .unknown: return true
    case .array(let inner), .slice(let inner), .set(let inner), .sequence(let inner),
      .optional(let inner), .range(_, let inner):
      return inner.isOpen
    case .dictionary(let key, let value): return key.isOpen || value.isOpen
    case .tuple(let elements): return elements.contains { $0.type.isOpen }
    case .function(let type): return type.result.isOpen || type.parameters.contains(where: \.isOpen)
    default: return false
    }
  }

  static func function(
    _ parameters: [LessonType], _ result: LessonType, isThrowing: Bool = false,
    isInOut: [Bool]? = nil
  ) -> LessonType {
    .function(FunctionType(parameters, result, isThrowing: isThrowing, isInOut: isInOut))
  }

  static func pair(_ first: LessonType, _ second: LessonType) -> LessonType {
    .tuple([.init(label: nil, type: first), .init(label: nil, type: second)])
  }
}
