/// Goes through a lesson with nobody at the keyboard: solutions stand in for exercises.
///
/// `fovea run` shows what happens; `fovea check` collects what is wrong; both walk the same way.
public final class LessonWalk {
  public let lesson: Lesson
  let engine: any CellEngine
  /// Tries starters and wrong answers too, and stops slow cells after their quick count.
  private let isChecking: Bool
  private let present: (LessonEvent) -> Void
  public private(set) var problems: [LessonProblem] = []
  /// What ran, in order, with what it printed: what a compiled lesson must print too.
  public private(set) var parts: [LessonPart] = []

  /// - Parameter engine: without variables; it takes on the walk's strictness.
  public init(
    lesson: Lesson, engine: any CellEngine, isChecking: Bool,
    present: @escaping (LessonEvent) -> Void = { _ in }
  ) {
    self.lesson = lesson
    self.engine = engine
    self.isChecking = isChecking
    self.present = present
    engine.allowsRedeclaration = false
  }

  /// Runs every cell. Goes on after a failure, unless it was Ctrl-C.
  public func run() {
    present(.opened(lesson, resumedAt: nil))
    if isChecking { judgeWidths() }
    for step in lesson.steps {
      for cell in step.setup { runPart(cell, in: step, isQuiet: true) }
    }
    for step in lesson.steps {
      present(.step(step, of: lesson.steps.count))
      play(step)
      if wasInterrupted { return }
      if !step.afterwards.isEmpty { present(.afterwards(step.afterwards)) }
    }
    present(.finished(lesson))
  }

  public private(set) var wasInterrupted = false

  private func play(_ step: Step) {
    switch step.activity {
    case nil: break
    case .quiz(let quiz): present(.answered(isRight: true, why: quiz.why))
    case .run(let cell): runPart(cell, in: step)
    case .predict(let cell, _, let why):
      let result = runPart(cell, in: step)
      if let truth = result.value?.numbers {
        present(.guess(isRight: nil, guess: "", truth: Player.text(truth), why: why))
      } else if result.failure == nil {
        complain(step, cell.line, "a predict cell should end in a shape, a tensor or a number")
      }
    case .slow(let cell, let quick):
      if isChecking { engine.iterationLimit = quick }
      runPart(cell, in: step, limit: isChecking ? quick : nil)
      engine.iterationLimit = nil
    case .breaks(let cell): runBreaking(cell, in: step)
    case .exercise(let exercise): runExercise(exercise, in: step)
    }
  }

  private func complain(_ step: Step, _ line: Int?, _ message: String) {
    problems.append(LessonProblem(file: lesson.file, line: line, step: step.id, message))
  }

  // MARK: Cells

  private func run(_ cell: Cell) -> CellResult {
    let result = engine.run(cell.source, file: lesson.file, line: cell.line)
    if case .interrupted = result.failure?.cause { wasInterrupted = true }
    return result
  }

  @discardableResult
  private func runPart(
    _ cell: Cell, in step: Step, isQuiet: Bool = false, limit: Int? = nil
  ) -> CellResult {
    if !isQuiet { present(.willRun(step, cell)) }
    let result = run(cell)
    if !isQuiet { present(.ran(step, result)) }
    if let failure = result.failure {
      complain(step, failure.line ?? cell.line, "the cell fails: \(failure.message)")
    } else {
      parts.append(LessonPart(step: step.id, cell: cell, printed: result.printed, limit: limit))
    }
    judgePictures(of: result, cell, step)
    return result
  }

  /// Code is shown four columns in, on a terminal of 80.
  static let widestCode = 76

  private func judgeWidths() {
    for step in lesson.steps {
      guard let cell = step.activity?.cell else { continue }
      for (index, line) in cell.source.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated() where line.count > Self.widestCode
      {
        complain(
          step, cell.line + index,
          "code of \(line.count) columns: expected at most \(Self.widestCode), so that it fits a "
            + "terminal of 80")
      }
    }
  }

  private func judgePictures(of result: CellResult, _ cell: Cell, _ step: Step) {
    for picture in result.pictures where picture.raster.isBlank {
      complain(step, cell.line, "the picture ‘\(picture.caption)’ is blank: all one colour")
    }
  }

  private func runBreaking(_ cell: Cell, in step: Step) {
    present(.willRun(step, cell))
    let snapshot = engine.snapshot()
    let result = run(cell)
    engine.restore(snapshot)
    present(.ran(step, result))
    judgePictures(of: result, cell, step)
    switch result.failure?.cause {
    case nil where result.pictures.isEmpty:
      complain(step, cell.line, "a breaks cell should end in an error or show a picture; it ran")
    case .thrown:
      if let text = result.failure?.thrownText {
        parts.append(
          LessonPart(step: step.id, cell: cell, printed: result.printed, thrown: text))
      }
    case nil, .mistake, .trapped, .interrupted: break
    }
  }

  // MARK: Exercises

  private func runExercise(_ exercise: Exercise, in step: Step) {
    let before = engine.snapshot()
    if isChecking {
      if refusals(of: exercise, answer: exercise.starter) == [] {
        complain(step, exercise.starter.line, "the starter passes its own check")
      }
      engine.restore(before)
      for wrong in exercise.wrong {
        let refusals = refusals(of: exercise, answer: wrong, mustRun: step)
        engine.restore(before)
        if refusals == [] { complain(step, wrong.line, "this wrong answer is not refused") }
      }
    }
    guard runPart(exercise.solution, in: step).failure == nil else { return }
    let after = engine.snapshot()
    for check in exercise.checks {
      let result = run(check)
      let place = result.failure?.line ?? check.line
      if let failure = result.failure {
        complain(step, place, "the check fails on the solution: \(failure.message)")
      } else if result.expectationCount == 0 {
        complain(step, place, "the check expects nothing: it needs an ‘expect(…)’")
      } else {
        for refusal in result.refusals {
          complain(step, place, "the solution is refused: \(refusal)")
        }
        parts.append(
          LessonPart(step: step.id, cell: check, printed: result.printed, isScoped: true))
      }
      engine.restore(after)
    }
    present(.checked(passed: true, refusals: []))
  }

  /// Runs an answer and its checks; the caller restores the variables.
  ///
  /// - Parameter mustRun: a wrong answer should be refused by its check, not because it is no
  ///   Swift: that is complained about.
  private func refusals(
    of exercise: Exercise, answer: Cell, mustRun step: Step? = nil
  ) -> [String] {
    let output = engine.onOutput
    engine.onOutput = { _ in }
    defer { engine.onOutput = output }
    let result = run(answer)
    if let failure = result.failure {
      if let step, failure.cause == .mistake {
        complain(
          step, failure.line ?? answer.line,
          "this wrong answer is not even a program: \(failure.message)")
      }
      return [failure.message]
    }
    var refusals: [String] = []
    for check in exercise.checks {
      let result = run(check)
      refusals += result.refusals
      if let failure = result.failure { refusals.append(failure.message) }
    }
    return refusals
  }
}

/// A piece of a lesson that ran, and what it printed.
public struct LessonPart: Sendable {
  public var step: String
  public var cell: Cell
  public var printed: String
  /// The text of the error that ended it, for a mistake on purpose.
  public var thrown: String?
  /// Its variables are its own (a check).
  public var isScoped = false
  /// What `iterations(n)` was limited to.
  public var limit: Int?

  init(
    step: String, cell: Cell, printed: String, thrown: String? = nil, isScoped: Bool = false,
    limit: Int? = nil
  ) {
    self.step = step
    self.cell = cell
    self.printed = printed
    self.thrown = thrown
    self.isScoped = isScoped
    self.limit = limit
  }
}
