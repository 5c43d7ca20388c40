import Glibc

/// How a statement ended.
enum Flow {
  case next
  case leave
  case proceed
  case giveBack
}

/// What a running program needs: the stack of frames, the interrupt flag, where output goes.
final class Machine {
  /// The slots of the running function.
  @exclusivity(unchecked)
  var base: UnsafeMutablePointer<Value>
  /// The first free slot.
  @exclusivity(unchecked)
  var top: UnsafeMutablePointer<Value>
  private let stack: UnsafeMutablePointer<Value>
  private let stackEnd: UnsafeMutablePointer<Value>
  private static let capacity = 1 << 18

  let interrupt: Interrupt
  var print: (String) -> Void
  var moduleName = "main"
  /// The library, to find the types of errors it throws.
  weak var tables: LibraryTables?
  /// What `return` gave back.
  @exclusivity(unchecked)
  var result: Value = .void
  /// The loop that `break` or `continue` means, 0 for the innermost.
  @exclusivity(unchecked)
  var jumpLabel = 0
  @exclusivity(unchecked)
  private var depth = 0
  /// As many turns of loops and calls may still happen.
  @exclusivity(unchecked)
  var turnsLeft = Int.max
  /// Addresses below this are too near the end of the thread's stack.
  private var stackLimit: UInt = 0

  /// As many calls may be open at once.
  static let depthLimit = 3000
  /// As many elements may an array, string or dictionary have.
  static let sizeLimit = 10_000_000

  init(interrupt: Interrupt, print: @escaping (String) -> Void) {
    self.interrupt = interrupt
    self.print = print
    stack = .allocate(capacity: Self.capacity)
    stack.initialize(repeating: .void, count: Self.capacity)
    base = stack
    top = stack
    stackEnd = stack + Self.capacity
    measureStack()
  }

  deinit {
    stack.deinitialize(count: Self.capacity)
    stack.deallocate()
  }

  /// Finds out how far the stack of the current thread may grow from here.
  ///
  /// Every thread gets the default size unless somebody asks for less; a quarter of it, at most
  /// 1.5 MiB, is left to whoever called us and to the library's own functions.
  func measureStack() {
    var attributes = pthread_attr_t()
    var size = 512 << 10
    if pthread_attr_init(&attributes) == 0 {
      _ = pthread_attr_getstacksize(&attributes, &size)
      pthread_attr_destroy(&attributes)
    }
    size = min(max(size, 256 << 10), 8 << 20)
    var marker: UInt8 = 0
    let here = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    let usable = UInt(size - min(size / 4, 3 << 19))
    stackLimit = here > usable ? here - usable : 0
  }

  @inline(__always)
  func isStackShort() -> Bool {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) < stackLimit }
  }

  /// Empties the stack after an error.
  func reset() {
    var pointer = stack
    while pointer < top {
      pointer.pointee = .void
      pointer += 1
    }
    base = stack
    top = stack
    depth = 0
    result = .void
    jumpLabel = 0
  }

  // MARK: Frames

  /// Runs a function in a frame of its own; `fill` stores the arguments into the new slots, `finish`
  /// may read them before they go.
  @inline(__always)
  func withFrame(
    _ code: FunctionCode, at range: SourceRange?,
    fill: (UnsafeMutablePointer<Value>) throws -> Void,
    finish: (UnsafeMutablePointer<Value>) -> Void = { _ in }
  ) throws -> Value {
    let frame = top
    let size = code.frameSize
    guard depth < Self.depthLimit, frame + size < stackEnd, !isStackShort() else {
      throw tooDeep(code, at: range)
    }
    top = frame + size
    let savedBase = base
    depth += 1
    defer {
      finish(frame)
      base = savedBase
      top = frame
      depth -= 1
      for index in 0..<size { frame[index] = .void }
    }
    try fill(frame)
    base = frame
    return try code.run(self)
  }

  private func tooDeep(_ code: FunctionCode, at range: SourceRange?) -> LessonError {
    LessonError(
      .tooDeep, "too many calls inside each other: '\(code.name)' may be calling itself for ever",
      suggestion: "give the recursion an end, or write a loop", at: range)
  }

  /// Calls a function value.
  func call(_ function: FunctionObject, _ arguments: [Value], at range: SourceRange? = nil) throws
    -> Value
  {
    var arguments = arguments
    return try call(function, &arguments, at: range)
  }

  func call(_ function: FunctionObject, _ arguments: inout [Value], at range: SourceRange? = nil)
    throws -> Value
  {
    guard let code = function.code else {
      guard let native = function.native else { return .void }
      return try native(self, &arguments)
    }
    return try withFrame(code, at: range) { frame in
      for index in 0..<min(arguments.count, code.parameterCount) {
        frame[index] = arguments[index]
        if code.isInOut(index) { arguments[index] = .void }
      }
      code.enter(frame, captured: function.captured)
    } finish: { frame in
      for index in code.inOutParameters where index < arguments.count {
        arguments[index] = FunctionCode.read(frame, index)
      }
    }
  }

  /// A loop that somebody wants to hear of: how long it is, and whom to tell.
  var awaitedLoop: (count: Int, report: (_ done: Int) -> Void)?

  /// Whom to tell about a loop of so many turns; only the first one is told about.
  func takeReport(ofLoop count: Int) -> ((_ done: Int) -> Void)? {
    guard let awaited = awaitedLoop, awaited.count == count else { return nil }
    awaitedLoop = nil
    return awaited.report
  }

  @inline(__always)
  func checkInterrupt(_ range: SourceRange) throws {
    turnsLeft &-= 1
    if interrupt.isRaised || turnsLeft < 0 { throw interrupted(range) }
    if turnsLeft & 0xFFFF == 0, Memory.isShort { throw Memory.exhausted(range) }
  }

  private func interrupted(_ range: SourceRange) -> LessonError {
    LessonError(
      .interrupted, interrupt.isRaised ? "stopped" : "stopped: this takes too many turns", at: range
    )
  }
}
