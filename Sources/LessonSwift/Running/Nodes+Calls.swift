/// What a library function gets: its arguments, and the types of this call.
struct NativeCall {
  /// The receiver first, if there is one. `inout` arguments are written back from here.
  var arguments: [Value]
  let machine: Machine
  /// What the generic parameters stand for.
  let substitution: Substitution
  /// The static types of the arguments, for `Any` parameters.
  let types: [LessonType]
  let range: SourceRange
}

typealias NativeBody = (inout NativeCall) throws -> Value

/// A call of a function of the lesson that is known before the run.
final class CodeCallNode: Node {
  let code: FunctionCode
  let arguments: [Node]

  init(_ code: FunctionCode, _ arguments: [Node], _ type: LessonType, _ range: SourceRange) {
    self.code = code
    self.arguments = arguments
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    try m.checkInterrupt(range)
    return try m.withFrame(code, at: range) { frame in
      for index in arguments.indices { frame[index] = try arguments[index].evaluate(m) }
      code.enter(frame, captured: [])
    }
  }
}

/// A call with `inout` arguments or of a mutating method: the values move in and back out.
final class InOutCallNode: Node {
  let arguments: [Node]
  let inOut: [Bool]
  let invoke: (Machine, inout [Value], SourceRange) throws -> Value

  init(
    _ arguments: [Node], inOut: [Bool], _ type: LessonType, _ range: SourceRange,
    invoke: @escaping (Machine, inout [Value], SourceRange) throws -> Value
  ) {
    self.arguments = arguments
    self.inOut = inOut
    self.invoke = invoke
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    try m.checkInterrupt(range)
    // Plain arguments first, so that none of them looks at a value that has moved away.
    var values = [Value](repeating: .void, count: arguments.count)
    for index in arguments.indices where !inOut[index] {
      values[index] = try arguments[index].evaluate(m)
    }
    return try moveIn(0, m, &values)
  }

  private func moveIn(_ index: Int, _ m: Machine, _ values: inout [Value]) throws -> Value {
    guard index < arguments.count else { return try invoke(m, &values, range) }
    guard inOut[index] else { return try moveIn(index + 1, m, &values) }
    var result = Value.void
    try arguments[index].modify(m) { place in
      if case .void = place { throw arguments[index].broken("a value") }
      values[index] = place
      place = .void
      defer {
        place = values[index]
        values[index] = .void
      }
      result = try moveIn(index + 1, m, &values)
    }
    return result
  }
}

/// A call of a library function.
final class NativeCallNode: Node {
  let body: NativeBody
  let arguments: [Node]
  let substitution: Substitution
  private let types: [LessonType]

  init(
    _ body: @escaping NativeBody, _ arguments: [Node], _ substitution: Substitution,
    _ type: LessonType, _ range: SourceRange
  ) {
    self.body = body
    self.arguments = arguments
    self.substitution = substitution
    types = arguments.map(\.type)
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments { values.append(try argument.evaluate(m)) }
    return try Natives.invoke(body, &values, m, substitution, types, range)
  }
}

enum Natives {
  /// Runs library code; an error it throws can be caught by the lesson.
  static func invoke(
    _ body: NativeBody, _ values: inout [Value], _ m: Machine, _ substitution: Substitution,
    _ types: [LessonType], _ range: SourceRange
  ) throws -> Value {
    try m.checkInterrupt(range)
    var call = NativeCall(
      arguments: values, machine: m, substitution: substitution, types: types, range: range)
    values = []
    defer { values = call.arguments }
    do {
      let result = try body(&call)
      if case .array(let object) = result { try Limits.check(object.items.count, range) }
      return result
    } catch let error as LessonError {
      throw error.range == nil ? error.at(range) : error
    } catch let error as Thrown {
      throw error
    } catch {
      throw Thrown(hostError: error, range, in: m.tables)
    }
  }
}

extension LessonError {
  func at(_ range: SourceRange) -> LessonError {
    var copy = self
    copy.range = range
    return copy
  }
}

/// A call of a function value.
final class ValueCallNode: Node {
  let function: Node
  let arguments: [Node]

  init(_ function: Node, _ arguments: [Node], _ type: LessonType, _ range: SourceRange) {
    self.function = function
    self.arguments = arguments
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    try m.checkInterrupt(range)
    guard case .function(let object) = try function.evaluate(m) else { throw broken("a function") }
    if let code = object.code, code.inOutParameters.isEmpty {
      return try m.withFrame(code, at: range) { frame in
        for index in arguments.indices { frame[index] = try arguments[index].evaluate(m) }
        code.enter(frame, captured: object.captured)
      }
    }
    var values = try arguments.map { try $0.evaluate(m) }
    return try m.call(object, &values, at: range)
  }
}

/// A closure: takes hold of the variables it uses.
final class ClosureNode: Node {
  let code: FunctionCode
  /// The slots of the enclosing frame whose cells it captures.
  var capturedSlots: [Int] = []

  init(_ code: FunctionCode, _ type: LessonType, _ range: SourceRange) {
    self.code = code
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    var cells: [CellObject] = []
    cells.reserveCapacity(capturedSlots.count)
    for slot in capturedSlots {
      if case .cell(let cell) = m.base[slot] {
        cells.append(cell)
      } else {
        // Declared later than the closure: both get the same, still empty cell.
        let cell = CellObject(m.base[slot])
        m.base[slot] = .cell(cell)
        cells.append(cell)
      }
    }
    return .function(FunctionObject(code: code, captured: cells))
  }
}

/// The memberwise initialiser of a structure.
final class StructureNode: Node {
  let structure: NominalType
  let fields: [Node]

  init(_ structure: NominalType, _ fields: [Node], _ range: SourceRange) {
    self.structure = structure
    self.fields = fields
    super.init(.nominal(structure), range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    var values: [Value] = []
    values.reserveCapacity(fields.count)
    for field in fields { values.append(try field.evaluate(m)) }
    return .structure(StructureObject(structure, values))
  }
}

/// `try? x`
final class TryOptionalNode: Node {
  let inner: Node
  private let flattens: Bool

  init(_ inner: Node, flattens: Bool, _ type: LessonType, _ range: SourceRange) {
    self.inner = inner
    self.flattens = flattens
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    do {
      let value = try inner.evaluate(m)
      return flattens ? value : .wrap(value)
    } catch is Thrown {
      return .none
    }
  }
}

/// `if` or `switch` as an expression, or any statements that leave their value in a slot.
final class StatementsNode: Node {
  let statement: StatementNode
  let slot: Int

  init(_ statement: StatementNode, slot: Int, _ type: LessonType, _ range: SourceRange) {
    self.statement = statement
    self.slot = slot
    super.init(type, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    _ = try statement.execute(m)
    let value = m.base[slot]
    m.base[slot] = .void
    return value
  }
}

/// `x = value` and `x += value` as an expression of type Void.
final class AssignmentNode: Node {
  let place: Node
  let value: Node

  init(_ place: Node, _ value: Node, _ range: SourceRange) {
    self.place = place
    self.value = value
    super.init(.void, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    let new = try value.evaluate(m)
    try place.modify(m) { $0 = new }
    return .void
  }
}

final class DiscardNode: Node {
  let inner: Node
  init(_ inner: Node, _ range: SourceRange) {
    self.inner = inner
    super.init(.void, range)
  }
  override func evaluate(_ m: Machine) throws -> Value {
    _ = try inner.evaluate(m)
    return .void
  }
}

/// The first value of a `let` without one: allowed once.
final class FirstAssignmentNode: Node {
  let place: Node
  let name: String
  let value: Node

  init(_ place: Node, name: String, _ value: Node, _ range: SourceRange) {
    self.place = place
    self.name = name
    self.value = value
    super.init(.void, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    let new = try value.evaluate(m)
    try place.modify(m) { old in
      guard case .void = old else {
        throw LessonError(
          .rule, "this cannot be changed: '\(name)' is a 'let' constant that has its value",
          at: range)
      }
      old = new
    }
    return .void
  }
}

/// `x += 1` for numbers, in place.
final class CompoundNode: Node {
  let operation: ArithmeticOperator
  let place: Node
  let value: Node

  init(_ operation: ArithmeticOperator, _ place: Node, _ value: Node, _ range: SourceRange) {
    self.operation = operation
    self.place = place
    self.value = value
    super.init(.void, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    switch place.type {
    case .int:
      let amount = try value.evaluateInt(m)
      try place.modify(m) { old in
        guard case .int(let number) = old else { throw broken("an Int") }
        old = .int(try IntArithmeticNode.apply(operation, number, amount, range))
      }
    case .double:
      let amount = try value.evaluateDouble(m)
      try place.modify(m) { old in
        guard case .double(let number) = old else { throw broken("a Double") }
        old = .double(DoubleArithmeticNode.apply(operation, number, amount))
      }
    default:
      let amount = try value.evaluateFloat(m)
      try place.modify(m) { old in
        guard case .float(let number) = old else { throw broken("a Float") }
        old = .float(FloatArithmeticNode.apply(operation, number, amount))
      }
    }
    return .void
  }
}

/// `x += y` for anything else: the operator's function, or joining in place.
final class UpdateNode: Node {
  let place: Node
  let value: Node
  private let update: (Machine, inout Value, Value, SourceRange) throws -> Void

  init(
    _ place: Node, _ value: Node, _ range: SourceRange,
    update: @escaping (Machine, inout Value, Value, SourceRange) throws -> Void
  ) {
    self.place = place
    self.value = value
    self.update = update
    super.init(.void, range)
  }

  override func evaluate(_ m: Machine) throws -> Value {
    let amount = try value.evaluate(m)
    try place.modify(m) { old in
      if case .void = old { throw place.broken("a value") }
      try update(m, &old, amount, range)
    }
    return .void
  }
}
