/// What came of one hand-in; encoded, it is what `fovea grade` prints.
public struct Grade: Equatable, Sendable, Encodable {
  public enum Outcome: String, Sendable, Encodable {
    /// Every check holds.
    case passed
    /// It ran, and a check did not hold.
    case refused
    /// It is no Swift, it threw, or it ran too long.
    case failed
    /// There is no answer.
    case missing
  }

  public struct Exercise: Equatable, Sendable, Encodable {
    public var id: String
    public var outcome: Outcome
    /// What the checks said, or why it failed.
    public var remarks: [String]
  }

  public var file: String
  public var lesson: String
  /// How many exercises passed, of how many.
  public var passed: Int
  public var of: Int
  public var exercises: [Exercise]
  /// Answers to exercises that the lesson does not have.
  public var unknown: [String]
}

/// Scores answers by the lesson's own checks.
public struct Grader {
  let lesson: Lesson
  let engine: any CellEngine
  /// Runs a piece of learner's code, and stops it when it takes too long.
  let limited: (_ body: () -> CellResult) -> CellResult

  /// - Parameter engine: without variables.
  public init(
    lesson: Lesson, engine: any CellEngine,
    limited: @escaping (_ body: () -> CellResult) -> CellResult = { $0() }
  ) {
    self.lesson = lesson
    self.engine = engine
    self.limited = limited
  }

  /// Plays the lesson; each answer meets the variables that a learner had, then the solution stands in
  /// for it, so that one wrong answer spoils none after it.
  ///
  /// - Throws: `LessonProblem` when a cell of the lesson itself fails.
  public func grade(_ handIn: HandIn) throws -> Grade {
    engine.allowsRedeclaration = true
    let output = engine.onOutput
    engine.onOutput = { _ in }
    defer { engine.onOutput = output }
    for cell in lesson.setup { try runOwn(cell) }
    var results: [Grade.Exercise] = []
    for step in lesson.steps {
      switch step.activity {
      case .run(let cell), .predict(let cell, _, _): try runOwn(cell)
      case .slow(let cell, let quick):
        engine.iterationLimit = quick
        defer { engine.iterationLimit = nil }
        try runOwn(cell)
      case .exercise(let exercise):
        results.append(score(exercise, handIn.answers[exercise.id], file: handIn.file))
        try runOwn(exercise.solution)
      case .breaks, .quiz, nil: break
      }
    }
    let known = Set(results.map(\.id))
    return Grade(
      file: handIn.file, lesson: lesson.name, passed: results.count { $0.outcome == .passed },
      of: results.count, exercises: results,
      unknown: handIn.answers.keys.filter { !known.contains($0) }.sorted())
  }

  private func runOwn(_ cell: Cell) throws {
    let result = engine.run(cell.source, file: lesson.file, line: cell.line)
    guard let failure = result.failure else { return }
    throw LessonProblem(
      file: lesson.file, line: failure.line ?? cell.line,
      "the lesson's own cell fails: \(failure.message)")
  }

  private func score(
    _ exercise: Exercise, _ answer: HandIn.Answer?, file: String
  ) -> Grade.Exercise {
    guard let answer else { return .init(id: exercise.id, outcome: .missing, remarks: []) }
    let before = engine.snapshot()
    defer { engine.restore(before) }
    let result = limited { engine.run(answer.source, file: file, line: answer.line) }
    if let failure = result.failure {
      return .init(id: exercise.id, outcome: .failed, remarks: [Self.remark(on: failure)])
    }
    var remarks: [String] = []
    var outcome = Grade.Outcome.passed
    for check in exercise.checks {
      let result = limited { engine.run(check.source, file: lesson.file, line: check.line) }
      remarks += result.refusals
      if !result.refusals.isEmpty, outcome == .passed { outcome = .refused }
      if let failure = result.failure {
        // A check that cannot run on the answer: a name is missing, a type does not fit, or the
        // answer's own function threw.
        outcome = .failed
        remarks.append(Self.remark(on: failure))
      }
    }
    return .init(id: exercise.id, outcome: outcome, remarks: remarks)
  }

  private static func remark(on failure: CellFailure) -> String {
    if case .interrupted = failure.cause { return "it ran too long and was stopped" }
    return failure.message
  }
}
