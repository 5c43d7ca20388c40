import Bindings
import Fovea
import LessonKit
import LessonSwift

/// Lesson Swift with Fovea behind it: runs cells for lessons and for the prompt.
public final class InterpreterEngine: PromptEngine {
  public var onOutput: (CellOutput) -> Void = { _ in }
  public var iterationLimit: Int?
  private let session: Session
  private let renderer = ValueRenderer()
  /// What the running cell has put out.
  private var outputs: [CellOutput] = []
  public private(set) var log: [CellRecord] = []
  /// Where the outcomes of slow cells are kept; `nil` keeps none.
  var slowCells: SlowCellCache?
  /// Shows how far a loop over `iterations(n)` has come; `nil` shows nothing.
  var progress: LoopProgress?

  public init() {
    let sink = NotebookSink()
    var library = Bindings.library(sink: sink)
    let relay = Relay()
    Self.addLessonFunctions(to: &library, relay)
    session = Session(library: library, options: .prompt)
    relay.engine = self
    session.print = { [weak self] text in self?.put(.text(text)) }
    sink.deliver = { [weak self] picture in self?.put(.picture(picture)) }
  }

  /// The library's closures are made before the engine is.
  private final class Relay {
    weak var engine: InterpreterEngine?
  }

  /// What only lessons need: checks, and loops that a quick run cuts short.
  private static func addLessonFunctions(to library: inout HostLibrary, _ relay: Relay) {
    library.function(
      "func expect(_ condition: Bool, _ message: String = \"\")",
      help: """
        What must hold in a lesson's check: an answer is refused where it does not.

        - Parameter condition: what must be true.
        - Parameter message: what was expected, and what was found.
        - File: Sources/Notebook/InterpreterEngine.swift
        - Example: `expect(1 + 1 == 2, "expected 2")`
        """
    ) { (condition: Bool, message: String) in
      relay.engine?.put(.expectation(holds: condition, message: message))
    }
    library.function(
      "func iterations(_ count: Int) -> Int",
      help: """
        How often a slow cell goes round; the notebook then shows how far it has come.

        - Parameter count: rounds, when a learner runs the cell.
        - Returns: `count`, and fewer when lessons are only checked.
        - File: Sources/Notebook/InterpreterEngine.swift
        - Example:
            var sum = 0
            for step in 0..<iterations(3) { sum += step }
            sum
        """
    ) { (count: Int) in
      let turns = min(count, relay.engine?.iterationLimit ?? count)
      relay.engine?.awaitLoop(of: turns)
      return turns
    }
  }

  private func awaitLoop(of count: Int) {
    guard count > 1 else { return }
    session.reportLoop(of: count) { [weak self] done in
      self?.progress?.report(done: done, of: count)
    }
  }

  private func put(_ output: CellOutput) {
    outputs.append(output)
    progress?.clear()
    onOutput(output)
  }

  // MARK: Running

  public var allowsRedeclaration: Bool {
    get { session.options.allowsRedeclaration }
    set { session.options = newValue ? .prompt : .lesson }
  }

  public func run(_ source: String, file: String, line: Int) -> CellResult {
    outputs = []
    let outcome = recordingOrigins { session.run(source, file: file, firstLine: line) }
    progress?.clear()
    if outcome.isSuccess { record(outcome.names, source, file: file, line: line) }
    return CellResult(
      outputs: outputs, value: value(of: outcome), failure: outcome.error.map(Self.failure))
  }

  /// Pictures of so many cells are kept; of older ones only what they read and made.
  private static let keptPictures = 100

  func record(_ names: NameUse, _ source: String, file: String, line: Int) {
    let pictures = outputs.compactMap {
      if case .picture(let picture) = $0 { picture } else { nil }
    }
    log.append(
      CellRecord(
        file: file, line: line, source: source, reads: names.reads, writes: names.writes,
        declares: names.declares, pictures: pictures))
    if log.count > Self.keptPictures { log[log.count - 1 - Self.keptPictures].pictures = [] }
  }

  /// The last bare expression; else the variable that was declared last.
  private func value(of outcome: Session.Outcome) -> CellValue? {
    if let shown = outcome.values.last, !shown.value.isVoid {
      let isName = session.variables.contains { $0.name == shown.source }
      return renderer.cellValue(shown.value, name: isName ? shown.source : nil)
    }
    let declared = session.variables.last { outcome.names.declares.contains($0.name) }
    return declared.map { renderer.cellValue($0.value, name: $0.name) }
  }

  private static func failure(_ error: LessonError) -> CellFailure {
    let cause: CellFailure.Cause =
      switch error.kind {
      case .interrupted: .interrupted
      case .thrown: .thrown
      case .runtime, .tooDeep, .tooLarge: .trapped
      case .syntax, .incomplete, .outsideTheSubset, .unknownName, .type, .arguments, .rule:
        .mistake
      }
    return CellFailure(
      cause: cause, message: error.rendered(), line: error.line > 0 ? error.line : nil,
      thrownText: error.underlying.map { "\($0)" })
  }

  public var interrupter: @Sendable () -> Void {
    let interrupt = session.interrupt
    return { interrupt.raise() }
  }

  public func clearInterrupt() { session.interrupt.clear() }

  // MARK: Memory

  public func names(declaredIn source: String) -> [String] {
    session.names(in: source).map { $0.declares.sorted() } ?? []
  }

  /// Variables are values, but a model's parameters are shared by all its copies: their numbers are
  /// kept beside.
  private struct Memory {
    let state: Session.Snapshot
    let parameters: [(parameter: Parameter, value: Tensor)]
    let log: [CellRecord]
  }

  public func snapshot() -> EngineSnapshot {
    let models = session.variables.compactMap { $0.value.payload as? any Layer }
    let parameters = models.flatMap { $0.namedParameters().map(\.parameter) }
    return EngineSnapshot(
      Memory(state: session.snapshot(), parameters: parameters.map { ($0, $0.value) }, log: log))
  }

  public func restore(_ snapshot: EngineSnapshot) {
    guard let memory = snapshot.content as? Memory else { return }
    session.restore(memory.state)
    for (parameter, value) in memory.parameters { parameter.value = value }
    log = memory.log
  }

  // MARK: Typing

  public func needsMoreLines(_ source: String) -> Bool { !Session.isComplete(source) }

  public func completion(of line: String) -> LineCompletion {
    var (candidates, replaced) = session.completions(for: line)
    // Right behind `(` or `,` the labels are what is looked for, not every name there is.
    if replaced == 0, candidates.contains(where: { $0.kind == .label }) {
      candidates.removeAll { $0.kind != .label }
    }
    return LineCompletion(
      start: line.dropLast(replaced).utf8.count, candidates: candidates.map(\.text))
  }

  public var documentation: [Documentation] { session.allDocumentation }

  public var variables: [CellValue] {
    session.variables.map { renderer.cellValue($0.value, name: $0.name) }
  }

  // MARK: Looking behind values

  public func value(of expression: String) -> Result<LessonValue, CellFailure> {
    let print = session.print
    session.print = { _ in }
    defer { session.print = print }
    let outcome = recordingOrigins { session.run(expression, file: "prompt", firstLine: 1) }
    if let error = outcome.error { return .failure(Self.failure(error)) }
    guard let value = outcome.values.last?.value, outcome.names.declares.isEmpty else {
      return .failure(
        CellFailure(cause: .mistake, message: "expected an expression, found ‘\(expression)’"))
    }
    return .success(value)
  }

  public var values: [(name: String, value: LessonValue)] {
    session.variables.map { ($0.name, $0.value) }
  }

  public func declaration(of name: String) -> (type: String, isConstant: Bool)? {
    session.variable(named: name).map { ("\($0.type)", $0.isConstant) }
  }

  public func define(_ name: String, _ value: Any) throws { try session.define(name, value) }

  func define(_ name: String, _ value: Any, isConstant: Bool) throws {
    try session.define(name, value, isConstant: isConstant)
  }

  func names(usedBy source: String) -> NameUse? { session.names(in: source) }

  public var variableSizes: [(name: String, bytes: Int)] {
    session.variables.map { ($0.name, MemoryOfValue.bytes($0.value)) }
  }
}
