/// An expression, checked and ready to run: its type is known, its names are slots.
class Node {
  let type: LessonType
  let range: SourceRange

  init(_ type: LessonType, _ range: SourceRange) {
    self.type = type
    self.range = range
  }

  func evaluate(_ m: Machine) throws -> Value { throw broken("a value") }

  // The numeric ways round `Value`: a node of that type overrides them to be quick.

  func evaluateInt(_ m: Machine) throws -> Int {
    guard case .int(let value) = try evaluate(m) else { throw broken("an Int") }
    return value
  }

  func evaluateDouble(_ m: Machine) throws -> Double {
    guard case .double(let value) = try evaluate(m) else { throw broken("a Double") }
    return value
  }

  func evaluateFloat(_ m: Machine) throws -> Float {
    guard case .float(let value) = try evaluate(m) else { throw broken("a Float") }
    return value
  }

  func evaluateBool(_ m: Machine) throws -> Bool {
    guard case .bool(let value) = try evaluate(m) else { throw broken("a Bool") }
    return value
  }

  /// Whether it names a place that can be changed.
  var isPlace: Bool { false }

  /// Why it cannot be changed, when it is no place: "'x' is a 'let' constant".
  var immutableReason: String { "it is a value on its way, not a variable" }

  final func cannotChange() -> LessonError {
    LessonError(
      .rule, "this cannot be changed: \(immutableReason)",
      suggestion: immutableReason.hasSuffix("'let' constant") ? "declare it with 'var'" : "",
      at: range)
  }

  /// Changes the value in its place.
  func modify(_ m: Machine, _ body: (inout Value) throws -> Void) throws {
    throw cannotChange()
  }

  /// A value of another type than the checker promised: only a variable that is being changed by
  /// somebody else at the same time looks like that.
  final func broken(_ expected: String) -> LessonError {
    LessonError(
      .runtime, "this is used before it has a value, or while it is being changed",
      expected: expected, at: range)
  }

  final func fail(
    _ message: String, expected: String = "", found: String = "", suggestion: String = ""
  ) -> LessonError {
    LessonError(
      .runtime, message, expected: expected, found: found, suggestion: suggestion, at: range)
  }
}

/// A statement, checked and ready to run.
class StatementNode {
  let range: SourceRange
  init(_ range: SourceRange) { self.range = range }
  func execute(_ m: Machine) throws -> Flow { .next }
}

/// The checked code of a function or closure.
final class FunctionCode {
  let name: String
  var parameterCount: Int
  var frameSize = 0
  var body: [StatementNode] = []
  /// The body of a closure that is one expression.
  var expression: Node?
  /// Where the captured cells go.
  var captureSlots: [Int] = []
  /// Parameters that closures inside capture.
  var capturedParameters: [Int] = []
  var inOutParameters: [Int] = []
  private var inOutMask: UInt64 = 0

  init(name: String, parameterCount: Int) {
    self.name = name
    self.parameterCount = parameterCount
  }

  func setInOut(_ indices: [Int]) {
    inOutParameters = indices
    for index in indices where index < 64 { inOutMask |= 1 << UInt64(index) }
  }

  @inline(__always)
  func isInOut(_ index: Int) -> Bool {
    inOutMask != 0 && index < 64 && inOutMask & (1 << UInt64(index)) != 0
  }

  /// Prepares a frame whose arguments are stored: captured cells in, captured parameters boxed.
  @inline(__always)
  func enter(_ frame: UnsafeMutablePointer<Value>, captured: [CellObject]) {
    if !captureSlots.isEmpty {
      for (slot, cell) in zip(captureSlots, captured) { frame[slot] = .cell(cell) }
    }
    if !capturedParameters.isEmpty {
      for slot in capturedParameters { frame[slot] = .cell(CellObject(frame[slot])) }
    }
  }

  static func read(_ frame: UnsafeMutablePointer<Value>, _ slot: Int) -> Value {
    if case .cell(let cell) = frame[slot] { return cell.value }
    return frame[slot]
  }

  func run(_ m: Machine) throws -> Value {
    if let expression { return try expression.evaluate(m) }
    for statement in body {
      switch try statement.execute(m) {
      case .next: continue
      case .giveBack:
        let result = m.result
        m.result = .void
        return result
      default: return .void
      }
    }
    return .void
  }
}

/// An error that the lesson or the library threw, on its way to a `catch`.
struct Thrown: Error, @unchecked Sendable {
  let value: Value
  let type: LessonType
  let range: SourceRange
}
