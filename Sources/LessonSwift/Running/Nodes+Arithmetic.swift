import Foundation

enum ArithmeticOperator: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case addWrapping = "&+"
  case subtractWrapping = "&-"
  case multiplyWrapping = "&*"
  case and = "&"
  case or = "|"
  case exclusiveOr = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
}

final class IntArithmeticNode: Node {
  let operation: ArithmeticOperator
  let left: Node
  let right: Node
  let place: SourceRange

  init(
    _ operation: ArithmeticOperator, _ left: Node, _ right: Node, place: SourceRange,
    _ range: SourceRange
  ) {
    self.operation = operation
    self.left = left
    self.right = right
    self.place = place
    super.init(.int, range)
  }

  override func evaluate(_ m: Machine) throws -> Value { .int(try evaluateInt(m)) }

  override func evaluateInt(_ m: Machine) throws -> Int {
    let a = try left.evaluateInt(m)
    let b = try right.evaluateInt(m)
    return try Self.apply(operation, a, b, place)
  }

  @inline(__always)
  static func apply(_ operation: ArithmeticOperator, _ a: Int, _ b: Int, _ place: SourceRange)
    throws -> Int
  {
    let (value, overflow): (Int, Bool)
    switch operation {
    case .add: (value, overflow) = a.addingReportingOverflow(b)
    case .subtract: (value, overflow) = a.subtractingReportingOverflow(b)
    case .multiply: (value, overflow) = a.multipliedReportingOverflow(by: b)
    case .divide:
      guard b != 0 else { throw byZero("division", a, b, place) }
      (value, overflow) = a.dividedReportingOverflow(by: b)
    case .remainder:
      guard b != 0 else { throw byZero("remainder", a, b, place) }
      (value, overflow) = a.remainderReportingOverflow(dividingBy: b)
    case .addWrapping: return a &+ b
    case .subtractWrapping: return a &- b
    case .multiplyWrapping: return a &* b
    case .and: return a & b
    case .or: return a | b
    case .exclusiveOr: return a ^ b
    case .shiftLeft: return a << b
    case .shiftRight: return a >> b
    }
    if overflow { throw overflowed(operation, a, b, place) }
    return value
  }

  private static func byZero(_ what: String, _ a: Int, _ b: Int, _ place: SourceRange)
    -> LessonError
  {
    LessonError(
      .runtime, "\(what) by zero", found: "\(a) \(what == "division" ? "/" : "%") \(b)", at: place)
  }

  private static func overflowed(
    _ operation: ArithmeticOperator, _ a: Int, _ b: Int, _ place: SourceRange
  ) -> LessonError {
    LessonError(
      .runtime, "this number is too large for an Int",
      expected: "a result between \(Int.min) and \(Int.max)",
      found: "\(a) \(operation.rawValue) \(b)",
      suggestion: "use Double, or '&\(operation.rawValue)' to wrap around", at: place)
  }
}

final class DoubleArithmeticNode: Node {
  let operation: ArithmeticOperator
  let left: Node
  let right: Node

  init(_ operation: ArithmeticOperator, _ left: Node, _ right: Node, _ range: SourceRange) {
    self.operation = operation
    self.left = left
    self.right = right
    super.init(.double, range)
  }

  override func evaluate(_ m: Machine) throws -> Value { .double(try evaluateDouble(m)) }

  override func evaluateDouble(_ m: Machine) throws -> Double {
    let a = try left.evaluateDouble(m)
    let b = try right.evaluateDouble(m)
    return Self.apply(operation, a, b)
  }

  @inline(__always)
  static func apply(_ operation: ArithmeticOperator, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    default: return a / b
    }
  }
}

final class FloatArithmeticNode: Node {
  let operation: ArithmeticOperator
  let left: Node
  let right: Node

  init(_ operation: ArithmeticOperator, _ left: Node, _ right: Node, _ range: SourceRange) {
    self.operation = operation
    self.left = left
    self.right = right
    super.init(.float, range)
  }

  override func evaluate(_ m: Machine) throws -> Value { .float(try evaluateFloat(m)) }

  override func evaluateFloat(_ m: Machine) throws -> Float {
    let a = try left.evaluateFloat(m)
    let b = try right.evaluateFloat(m)
    return Self.apply(operation, a, b)
  }

  @inline(__always)
  static func apply(_ operation: ArithmeticOperator, _ a: Float, _ b: Float) -> Float {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    default: return a / b
    }
  }
}

final class NegationNode: Node {
  let inner: Node
  init(_ inner: Node, _ range: SourceRange) {
    self.inner = inner
    super.init(inner.type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    switch try inner.evaluate(m) {
    case .int(let value):
      guard value != .min else { throw fail("this number is too large for an Int") }
      return .int(-value)
    case .double(let value): return .double(-value)
    case .float(let value): return .float(-value)
    default: throw broken("a number")
    }
  }
}

final class BitwiseNotNode: Node {
  let inner: Node
  init(_ inner: Node, _ range: SourceRange) {
    self.inner = inner
    super.init(.int, range)
  }
  override func evaluate(_ m: Machine) throws -> Value { .int(~(try inner.evaluateInt(m))) }
}

enum ComparisonOperator: String {
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  @inline(__always)
  func apply<T: Comparable>(_ a: T, _ b: T) -> Bool {
    switch self {
    case .equal: return a == b
    case .unequal: return a != b
    case .less: return a < b
    case .lessOrEqual: return a <= b
    case .greater: return a > b
    case .greaterOrEqual: return a >= b
    }
  }
}

/// Compares two values of one type.
final class ComparisonNode: Node {
  let operation: ComparisonOperator
  let left: Node
  let right: Node
  private let operandType: LessonType

  init(_ operation: ComparisonOperator, _ left: Node, _ right: Node, _ range: SourceRange) {
    self.operation = operation
    self.left = left
    self.right = right
    operandType = left.type
    super.init(.bool, range)
  }

  override func evaluate(_ m: Machine) throws -> Value { .bool(try evaluateBool(m)) }

  override func evaluateBool(_ m: Machine) throws -> Bool {
    switch operandType {
    case .int: return operation.apply(try left.evaluateInt(m), try right.evaluateInt(m))
    case .double: return operation.apply(try left.evaluateDouble(m), try right.evaluateDouble(m))
    case .float: return operation.apply(try left.evaluateFloat(m), try right.evaluateFloat(m))
    default:
      let a = try left.evaluate(m)
      let b = try right.evaluate(m)
      switch operation {
      case .equal: return Equality.areEqual(a, b)
      case .unequal: return !Equality.areEqual(a, b)
      case .less: return Equality.isLess(a, b)
      case .greater: return Equality.isLess(b, a)
      case .lessOrEqual: return !Equality.isLess(b, a)
      case .greaterOrEqual: return !Equality.isLess(a, b)
      }
    }
  }
}

final class LogicNode: Node {
  let isAnd: Bool
  let left: Node
  let right: Node

  init(isAnd: Bool, _ left: Node, _ right: Node, _ range: SourceRange) {
    self.isAnd = isAnd
    self.left = left
    self.right = right
    super.init(.bool, range)
  }

  override func evaluate(_ m: Machine) throws -> Value { .bool(try evaluateBool(m)) }

  override func evaluateBool(_ m: Machine) throws -> Bool {
    let first = try left.evaluateBool(m)
    return first == isAnd ? try right.evaluateBool(m) : first
  }
}

final class NotNode: Node {
  let inner: Node
  init(_ inner: Node, _ range: SourceRange) {
    self.inner = inner
    super.init(.bool, range)
  }
  override func evaluate(_ m: Machine) throws -> Value { .bool(!(try inner.evaluateBool(m))) }
  override func evaluateBool(_ m: Machine) throws -> Bool { !(try inner.evaluateBool(m)) }
}

final class TernaryNode: Node {
  let condition: Node
  let yes: Node
  let no: Node

  init(_ condition: Node, _ yes: Node, _ no: Node, _ range: SourceRange) {
    self.condition = condition
    self.yes = yes
    self.no = no
    super.init(yes.type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    try condition.evaluateBool(m) ? try yes.evaluate(m) : try no.evaluate(m)
  }
}

/// `a ?? b`
final class CoalescingNode: Node {
  let left: Node
  let right: Node
  private let keepsOptional: Bool

  init(_ left: Node, _ right: Node, keepsOptional: Bool, _ type: LessonType, _ range: SourceRange) {
    self.left = left
    self.right = right
    self.keepsOptional = keepsOptional
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    let value = try left.evaluate(m)
    guard let content = value.optionalContent else { return try right.evaluate(m) }
    return keepsOptional ? value : content
  }
}
