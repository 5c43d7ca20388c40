/// A notebook's memory and its interpreter: runs snippets one after another, keeping variables,
/// functions and types between them.
///
///     let session = Session(library: library) { text in print(text, terminator: "") }
///     let outcome = session.run("let x = 2\nx * 21")
///     outcome.values.last?.value.description  // "42"
///
/// Whatever a snippet does, `run` comes back: with an error in `outcome.error`, never a trap.
/// A session belongs to one thread at a time; only `interrupt` may be touched from elsewhere.
public final class Session {
  public struct Options: Sendable {
    /// Whether a name may be declared again: at the prompt yes, in a lesson no.
    public var allowsRedeclaration: Bool
    /// Whether a call that throws needs `try`: in a lesson as in Swift, at the prompt not.
    public var requiresTry: Bool
    /// The modules that `import` may name.
    public var modules: Set<String>
    /// What stands before type names in `[main.Point(x: 1)]`.
    public var moduleName: String

    public init(
      allowsRedeclaration: Bool = true, requiresTry: Bool = false,
      modules: Set<String> = ["Fovea", "Foundation"], moduleName: String = "main"
    ) {
      self.allowsRedeclaration = allowsRedeclaration
      self.requiresTry = requiresTry
      self.modules = modules
      self.moduleName = moduleName
    }

    /// For the prompt: redeclare freely, leave `try` out.
    public static var prompt: Options { Options() }
    /// For lesson files: as strict as Swift.
    public static var lesson: Options { Options(allowsRedeclaration: false, requiresTry: true) }
  }

  /// What came of a snippet.
  public struct Outcome {
    /// A bare expression on the top level, and what it came to.
    public struct Shown {
      public let value: LessonValue
      /// The expression as written.
      public let source: String
      public let range: SourceRange
      public var type: LessonType { value.type }
    }
    /// The values of the bare expressions that have one, in order.
    public let values: [Shown]
    /// The global names that the snippet read, changed and declared.
    public let names: NameUse
    public let error: LessonError?
    public var isSuccess: Bool { error == nil }
  }

  public var options: Options {
    get { environment.options }
    set {
      environment.options = newValue
      environment.machine.moduleName = newValue.moduleName
    }
  }

  /// Raise it, from any thread or signal handler, to stop what is running.
  public let interrupt: Interrupt
  let environment: Environment

  /// - Parameter print: gets everything that `print` writes, terminators included.
  public init(
    library: HostLibrary = HostLibrary(), options: Options = .prompt,
    interrupt: Interrupt = Interrupt(),
    print: @escaping (String) -> Void = { Swift.print($0, terminator: "") }
  ) {
    self.interrupt = interrupt
    let machine = Machine(interrupt: interrupt, print: print)
    machine.moduleName = options.moduleName
    machine.tables = library.tables
    environment = Environment(tables: library.tables, machine: machine, options: options)
  }

  /// How many turns of loops and calls one snippet may take; nil for any number.
  public var turnLimit: Int?

  /// Where `print` writes.
  public var print: (String) -> Void {
    get { environment.machine.print }
    set { environment.machine.print = newValue }
  }

  /// Checks a snippet, then runs it. When the check fails nothing of it has run.
  @discardableResult
  public func run(_ text: String, file: String = "prompt", firstLine: Int = 1) -> Outcome {
    run(SourceText(text, file: file, firstLine: firstLine))
  }

  @discardableResult
  public func run(_ source: SourceText) -> Outcome {
    var values: [Outcome.Shown] = []
    var names = NameUse()
    let machine = environment.machine
    machine.measureStack()
    machine.turnsLeft = turnLimit ?? .max
    environment.forgetPending()
    do {
      let bridge = Bridge(tables: environment.tables, machine: machine)
      let (code, used) = try prepare(source) { node, value in
        values.append(
          .init(
            value: LessonValue(value, node.type, bridge), source: node.range.text,
            range: node.range))
      }
      names = used
      defer {
        machine.reset()
        environment.commit()
      }
      _ = try machine.withFrame(code, at: nil, fill: { _ in })
      return Outcome(values: values, names: names, error: nil)
    } catch {
      environment.forgetPending()
      return Outcome(values: values, names: names, error: Self.lessonError(error, machine))
    }
  }

  /// Checks a snippet without running it.
  public func check(_ text: String, file: String = "prompt", firstLine: Int = 1) -> LessonError? {
    environment.machine.measureStack()
    defer { environment.forgetPending() }
    do {
      _ = try prepare(SourceText(text, file: file, firstLine: firstLine)) { _, _ in }
      return nil
    } catch {
      return Self.lessonError(error, environment.machine)
    }
  }

  /// The global names a snippet reads, changes and declares, through the functions it calls too.
  public func names(in text: String) -> NameUse? {
    environment.machine.measureStack()
    defer { environment.forgetPending() }
    return try? prepare(SourceText(text)) { _, _ in }.1
  }

  private func prepare(
    _ source: SourceText, show: @escaping (Node, Value) -> Void
  ) throws -> (FunctionCode, NameUse) {
    let statements = try Parser.program(source)
    let checker = Checker(environment)
    if !environment.options.requiresTry { checker.function.tries = 1 }
    let body = try checker.checkProgram(statements, show)
    let code = FunctionCode(name: "main", parameterCount: 0)
    code.body = body
    code.frameSize = checker.function.slotCount
    return (code, checker.use)
  }

  private static func lessonError(_ error: any Error, _ machine: Machine) -> LessonError {
    if let error = error as? LessonError { return error }
    guard let thrown = error as? Thrown else { return LessonError(.runtime, "\(error)") }
    if case .host(let object) = thrown.value, let underlying = object.payload as? any Error {
      return LessonError(
        .thrown, String(describing: underlying), at: thrown.range, underlying: underlying)
    }
    let text = (try? Describer(machine).describe(thrown.value, thrown.type)) ?? "an error"
    return LessonError(.thrown, "an error was thrown: \(text)", at: thrown.range)
  }
}

extension Thrown {
  /// An error of the library: its type is known to the lesson when it is registered.
  init(hostError: any Error, _ range: SourceRange, in tables: LibraryTables? = nil) {
    let type =
      tables?.bySwiftType[ObjectIdentifier(Swift.type(of: hostError))]
      ?? NominalType(name: "\(Swift.type(of: hostError))", kind: .library)
    type.conformances.insert("Error")
    self.init(
      value: .host(HostObject(hostError, type)), type: .nominal(type), range: range)
  }
}
