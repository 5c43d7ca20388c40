/// Gives every expression its type and every name its slot, pushing expected types down, so that
/// literals, closures and implicit members get the types `swiftc` gives them. The result runs.
final class Checker {
  let environment: Environment
  var function: FunctionContext
  var scope: Scope
  /// Global names this piece of code uses.
  var use = NameUse()
  /// `a?.b` being checked: what the `?` part stands for.
  var chained: [ObjectIdentifier: Node] = [:]
  private var functionCount = 0
  private var loopCount = 0
  private var attempts = 0
  private var depth = 0
  /// Bodies of functions, checked after all statements so that they see every global.
  var pending: [() throws -> Void] = []

  /// More tries than this to find the types of one snippet are refused, as `swiftc` does.
  private static let attemptLimit = 20_000

  init(_ environment: Environment) {
    self.environment = environment
    function = FunctionContext(
      parent: nil, number: 0, name: "main", isClosure: false, result: .void, canThrow: true)
    scope = Scope(parent: nil, function: function)
  }

  var tables: LibraryTables { environment.tables }
  var isTopLevel: Bool { function.number == 0 && scope.parent == nil }

  // MARK: Contexts

  func newFunction(
    _ name: String, isClosure: Bool, result: LessonType?, canThrow: Bool, isolated: Bool = false
  ) -> FunctionContext {
    functionCount += 1
    return FunctionContext(
      parent: isolated ? nil : function, number: functionCount, name: name, isClosure: isClosure,
      result: result, canThrow: canThrow)
  }

  func newLoopNumber() -> Int {
    loopCount += 1
    return loopCount
  }

  func inside<Result>(_ context: FunctionContext, _ inner: Scope, _ body: () throws -> Result)
    rethrows -> Result
  {
    let (savedFunction, savedScope, savedChained) = (function, scope, chained)
    function = context
    scope = inner
    defer {
      function = savedFunction
      scope = savedScope
      chained = savedChained
    }
    return try body()
  }

  func inNewScope<Result>(_ body: () throws -> Result) rethrows -> Result {
    let saved = scope
    scope = Scope(parent: saved, function: function)
    defer { scope = saved }
    return try body()
  }

  /// Tries one reading of the code; what it changed in the context is undone when it fails.
  func attempt<Result>(_ body: () throws -> Result) throws -> Result {
    attempts += 1
    guard attempts < Self.attemptLimit else {
      throw LessonError(
        .tooDeep, "this is too complex to find its types",
        suggestion: "split it into several steps, or write down the types")
    }
    let (savedFunction, savedScope, savedChained) = (function, scope, chained)
    let (tries, handlers, seen) = (function.tries, function.handlers, function.throwsSeen)
    let savedUse = use
    do {
      return try body()
    } catch {
      function = savedFunction
      scope = savedScope
      chained = savedChained
      function.tries = tries
      function.handlers = handlers
      function.throwsSeen = seen
      use = savedUse
      throw error
    }
  }

  /// Whether an error is worth another attempt; running out of attempts is not.
  func isFinal(_ error: any Error) -> Bool {
    guard let error = error as? LessonError else { return true }
    return error.kind == .tooDeep || error.kind == .outsideTheSubset
  }

  func deeper<Result>(_ range: SourceRange, _ body: () throws -> Result) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth < 600, !environment.machine.isStackShort() else {
      throw LessonError(.tooDeep, "this is nested too deeply", at: range)
    }
    return try body()
  }

  // MARK: Variables

  func declare(
    _ name: String, _ type: LessonType, isConstant: Bool, _ range: SourceRange
  ) throws -> Matcher {
    if name == "_" { return Matcher() }
    if isTopLevel {
      try refuseRedeclaration(name, range)
      let variable = GlobalVariable(name: name, type: type, isConstant: isConstant, range: range)
      environment.pendingGlobals[name] = variable
      use.declares.insert(name)
      scope.names[name] = .global(variable)
      return GlobalMatcher(variable)
    }
    if let known = scope.names[name], !name.hasPrefix("$") {
      if case .type = known {} else { throw redeclared(name, range) }
    }
    let variable = newLocal(name, type, isConstant: isConstant)
    scope.names[name] = .local(variable)
    return LocalMatcher(variable)
  }

  func newLocal(_ name: String, _ type: LessonType, isConstant: Bool) -> LocalVariable {
    LocalVariable(
      name: name, type: type, isConstant: isConstant, slot: function.newSlot(),
      owner: function.number)
  }

  private func refuseRedeclaration(_ name: String, _ range: SourceRange) throws {
    if scope.names[name] != nil { throw redeclared(name, range) }
    guard environment.options.allowsRedeclaration == false,
      environment.globals[name] != nil || environment.functions[name] != nil
    else { return }
    throw redeclared(name, range)
  }

  func redeclared(_ name: String, _ range: SourceRange) -> LessonError {
    LessonError(
      .rule, "'\(name)' is declared already", expected: "a new name",
      suggestion: "choose another name, or assign with '\(name) = …' if it is a 'var'", at: range)
  }

  func node(for variable: LocalVariable, _ range: SourceRange) throws -> Node {
    guard let slot = function.slot(of: variable) else {
      throw LessonError(
        .outsideTheSubset, "'\(variable.name)' belongs to another function",
        suggestion: "hand it over as a parameter", at: range)
    }
    return LocalNode(variable, slot: slot, range)
  }

  func node(for variable: GlobalVariable, _ range: SourceRange) -> Node {
    use.reads.insert(variable.name)
    return GlobalNode(variable, range)
  }

  // MARK: Errors that may be thrown

  /// Notes that something here may throw; complains when nobody says `try` or nobody catches.
  func markThrowing(_ what: String, _ range: SourceRange) throws {
    if environment.options.requiresTry, function.tries == 0 {
      throw LessonError(
        .rule, "\(what) can throw an error, but is not marked with 'try'",
        expected: "'try' before it", suggestion: "write 'try' at the head of the expression",
        at: range)
    }
    guard function.handlers == 0 else { return }
    function.throwsSeen = true
    guard !function.canThrow, !function.isClosure else { return }
    throw LessonError(
      .rule, "an error that \(what) throws is not handled here",
      expected: "a function marked 'throws', or 'do' with 'catch'",
      suggestion: "write 'throws' after the parameters of '\(function.name)'", at: range)
  }
}
