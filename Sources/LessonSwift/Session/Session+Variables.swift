extension Session {
  /// A variable of the session.
  public struct Variable {
    public let name: String
    public let type: LessonType
    /// Declared with `let`.
    public let isConstant: Bool
    public let value: LessonValue
  }

  /// Every variable, in the order of declaration.
  public var variables: [Variable] {
    environment.order.compactMap { variable(named: $0) }
  }

  public func variable(named name: String) -> Variable? {
    guard let known = environment.globals[name] else { return nil }
    return Variable(
      name: name, type: known.type, isConstant: known.isConstant,
      value: LessonValue(known.value, known.type, bridge))
  }

  /// The value of a variable.
  public func value(of name: String) -> LessonValue? { variable(named: name)?.value }

  /// Declares a variable with a value of the library's, as `let name = …` would, or `var`.
  ///
  /// - Throws: `LessonError` when lessons cannot use a value of that type.
  public func define(_ name: String, _ value: Any, isConstant: Bool = true) throws {
    let lesson = try bridge.lesson(value)
    guard let type = Bridge.lessonType(of: Swift.type(of: value), in: environment.tables) else {
      throw LessonError(.type, "'\(name)' has a type that lessons do not know")
    }
    let variable = GlobalVariable(name: name, type: type, isConstant: isConstant, range: nil)
    variable.value = lesson
    variable.isSet = true
    environment.pendingGlobals[name] = variable
    environment.commit()
  }

  var bridge: Bridge { Bridge(tables: environment.tables, machine: environment.machine) }

  /// Has the next loop over so many whole numbers tell after each turn how many it has done.
  public func reportLoop(of count: Int, to report: @escaping (_ done: Int) -> Void) {
    environment.machine.awaitedLoop = (count, report)
  }

  // MARK: Snapshots

  /// All variables, functions and types of a session at one moment. Cheap: values are values.
  ///
  /// Objects of the library that are references (a `Parameter`) are shared, not copied.
  public struct Snapshot {
    let state: Environment.State
  }

  public func snapshot() -> Snapshot { Snapshot(state: environment.state) }
  public func restore(_ snapshot: Snapshot) { environment.restore(snapshot.state) }

  // MARK: Looking without running

  /// The type an expression has here, without evaluating it; nil when it does not fit together.
  public func type(of expression: String) -> LessonType? {
    environment.machine.measureStack()
    defer { environment.forgetPending() }
    guard let statements = try? Parser.program(SourceText(expression)), statements.count == 1,
      case .expression(let parsed)? = statements.first?.kind
    else { return nil }
    let checker = Checker(environment)
    checker.function.tries = 1
    return try? checker.check(parsed).type
  }

  /// Whether a text is a whole snippet: false while brackets, a multi-line string, a comment or an
  /// operator wait for another line. A text with a mistake in it is complete: its error is due.
  public static func isComplete(_ text: String) -> Bool {
    do {
      _ = try Parser.program(SourceText(text))
      return true
    } catch let error as LessonError {
      return error.kind != .incomplete
    } catch {
      return true
    }
  }
}
