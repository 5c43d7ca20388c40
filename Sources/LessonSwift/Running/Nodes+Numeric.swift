/// `min`, `max`, `abs` and conversions of numbers: calls so frequent in a lesson's inner loops that
/// they go round the general way of calling the library.
final class NumericNode: Node {
  enum Operation { case min, max, abs, convert }
  let operation: Operation
  let first: Node
  let second: Node

  init(
    _ operation: Operation, _ first: Node, _ second: Node, _ type: LessonType, _ range: SourceRange
  ) {
    self.operation = operation
    self.first = first
    self.second = second
    super.init(type, range)
  }

  /// Makes the node when every argument is a number (and `min` and `max` have two).
  static func shortcut(_ operation: Operation) -> LibraryTables.Shortcut {
    { arguments, result, range in
      guard result.isNumeric, let first = arguments.first, first.type.isNumeric else { return nil }
      switch operation {
      case .min, .max:
        guard arguments.count == 3, let rest = arguments[2] as? ArrayNode, rest.items.isEmpty else {
          return nil
        }
        return NumericNode(operation, first, arguments[1], result, range)
      case .abs:
        return result == .int ? nil : NumericNode(operation, first, first, result, range)
      case .convert: return NumericNode(operation, first, first, result, range)
      }
    }
  }

  override func evaluate(_ m: Machine) throws -> Value {
    switch type {
    case .int: return .int(try evaluateInt(m))
    case .double: return .double(try evaluateDouble(m))
    default: return .float(try evaluateFloat(m))
    }
  }

  override func evaluateInt(_ m: Machine) throws -> Int {
    let a = try first.evaluateInt(m)
    let b = try second.evaluateInt(m)
    return operation == .min ? Swift.min(a, b) : Swift.max(a, b)
  }

  override func evaluateDouble(_ m: Machine) throws -> Double {
    switch operation {
    case .abs: return Swift.abs(try first.evaluateDouble(m))
    case .convert:
      switch first.type {
      case .int: return Double(try first.evaluateInt(m))
      case .float: return Double(try first.evaluateFloat(m))
      default: return try first.evaluateDouble(m)
      }
    case .min, .max:
      let a = try first.evaluateDouble(m)
      let b = try second.evaluateDouble(m)
      return operation == .min ? Swift.min(a, b) : Swift.max(a, b)
    }
  }

  override func evaluateFloat(_ m: Machine) throws -> Float {
    switch operation {
    case .abs: return Swift.abs(try first.evaluateFloat(m))
    case .convert:
      switch first.type {
      case .int: return Float(try first.evaluateInt(m))
      case .double: return Float(try first.evaluateDouble(m))
      default: return try first.evaluateFloat(m)
      }
    case .min, .max:
      let a = try first.evaluateFloat(m)
      let b = try second.evaluateFloat(m)
      return operation == .min ? Swift.min(a, b) : Swift.max(a, b)
    }
  }
}
