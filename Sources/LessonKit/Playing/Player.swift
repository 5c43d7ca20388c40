/// Walks a learner through a lesson: knows the step, runs its cell, judges the answer, keeps progress.
///
/// It says what happens through `present` and never reads a line itself.
public final class Player {
  public private(set) var lesson: Lesson
  /// Index into `lesson.steps`; their count when the lesson is over.
  public private(set) var position = 0
  /// Whether the step at `position` has been shown; its activity then waits.
  public private(set) var isShown = false
  /// Runs the cells. Its `onOutput` belongs to the caller.
  let engine: any CellEngine
  let present: (LessonEvent) -> Void
  private let store: ProgressStore?
  private(set) var progress: LessonProgress
  var hintsGiven = 0
  /// A guess was asked for and Enter came back empty.
  var askedForGuess = false
  /// Code the learner entered for the exercise at hand.
  var attempts: [String] = []
  private var saidUnsaved = false

  /// - Parameter store: `nil` keeps no progress.
  public init(
    lesson: Lesson, engine: any CellEngine, store: ProgressStore?,
    present: @escaping (LessonEvent) -> Void
  ) {
    self.lesson = lesson
    self.engine = engine
    self.store = store
    self.present = present
    progress = LessonProgress()
  }

  public var isFinished: Bool { position >= lesson.steps.count }

  public var step: Step? {
    lesson.steps.indices.contains(position) ? lesson.steps[position] : nil
  }

  /// What the shown step waits for.
  public var waiting: Activity? { isShown ? step?.activity : nil }

  /// The code last entered for the exercise at hand.
  public var lastAttempt: String? { attempts.last }

  /// The mark of each step, by id.
  public var marks: [String: LessonProgress.StepMark] { progress.steps }

  // MARK: Walking

  /// Runs the setup, then goes to where the learner stopped.
  public func start() {
    if let store {
      let (progress, remark) = store.load(lesson.name)
      self.progress = progress
      if let remark { present(.note(remark)) }
    }
    let target =
      progress.isFinished
      ? 0 : lesson.steps.firstIndex { $0.id == progress.position } ?? 0
    present(.opened(lesson, resumedAt: target > 0 ? target + 1 : nil))
    guard runSetup() else { return showStep() }
    if target > 0 { position = replay(0..<target) }
    showStep()
  }

  /// Enter: runs what is shown, or shows what comes next.
  public func enter() {
    guard let step else { return present(.finished(lesson)) }
    guard isShown else { return showStep() }
    switch step.activity {
    case nil: complete(.done)
    case .run(let cell): runAndComplete(cell)
    case .slow(let cell, _):
      present(.note("this takes a while; Ctrl-C stops it"))
      runAndComplete(cell, isSlow: true)
    case .breaks(let cell): runBreaking(cell)
    case .predict(let cell, _, _):
      if askedForGuess { return runGuessed(cell, guess: nil) }
      askedForGuess = true
      present(
        .note("guess first: a shape like [1, 3, 32, 32], or a number; ⏎ again runs it unguessed"))
    case .quiz(let quiz):
      present(.note("type the number of an answer, 1 to \(quiz.answers.count)"))
    case .exercise(let exercise): checkAnswer(to: exercise)
    }
  }

  /// Takes a line as the answer to a waiting question.
  ///
  /// - Returns: `false` when it is none, and should be run as Swift.
  public func answer(_ line: String) -> Bool {
    switch waiting {
    case .predict(let cell, _, _):
      guard let guess = Guess(line) else { return false }
      runGuessed(cell, guess: (line.trimmed, guess))
      return true
    case .quiz(let quiz): return answer(line, to: quiz)
    default: return false
    }
  }

  /// After learner's Swift ran without a failure: looks whether it answers the exercise at hand.
  public func learnerRan(_ source: String) {
    guard case .exercise(let exercise) = waiting else { return }
    let asked = Set(engine.names(declaredIn: exercise.starter.source))
    guard !asked.isDisjoint(with: engine.names(declaredIn: source)) else { return }
    attempts.append(source)
    checkAnswer(to: exercise)
  }

  /// Runs or tells the answer of the step and goes on.
  public func skip() {
    guard let step else { return present(.finished(lesson)) }
    guard isShown else { return showStep() }
    switch step.activity {
    case nil: complete(.skipped)
    case .run(let cell): runAndComplete(cell, mark: .skipped)
    case .slow(let cell, _): runAndComplete(cell, isSlow: true, mark: .skipped)
    case .predict(let cell, _, _): runGuessed(cell, guess: nil, mark: .skipped)
    case .breaks(let cell): runBreaking(cell, mark: .skipped)
    case .quiz(let quiz):
      present(.note("answer \(quiz.right + 1): \(quiz.answers[quiz.right])"))
      complete(.skipped)
    case .exercise(let exercise):
      present(.solution(exercise.solution))
      let result = run(exercise.solution)
      if result.failure == nil { complete(.skipped) }
    }
  }

  /// Shows the step before; variables stay as they are.
  public func back() {
    guard position > 0 else { return present(.note("this is the first step")) }
    position -= 1
    showStep()
  }

  /// Goes to a step by number (from 1) or id. On the way forward, the cells between are run quietly.
  public func go(to word: String) {
    guard let target = index(of: word) else {
      let meant = NearestName.of(word, in: lesson.steps.map(\.id)).map { "; did you mean \($0)?" }
      return present(
        .note(
          "there is no step ‘\(word)’: expected 1 to \(lesson.steps.count), or a step's id"
            + (meant ?? "; `:outline` lists them")))
    }
    position = target > position ? replay(position..<target) : target
    save()
    showStep()
  }

  private func index(of word: String) -> Int? {
    if let number = Int(word) {
      return lesson.steps.indices.contains(number - 1) ? number - 1 : nil
    }
    return lesson.steps.firstIndex { $0.id == word }
  }

  /// Shows the step at `position` again.
  public func showStep() {
    isShown = true
    (hintsGiven, askedForGuess, attempts) = (0, false, [])
    guard let step else { return present(.finished(lesson)) }
    present(.step(step, of: lesson.steps.count))
  }

  /// Begins the lesson anew; what was done stays marked.
  public func restart() {
    position = 0
    progress.isFinished = false
    save()
    if runSetup() { showStep() }
  }

  /// Begins the lesson anew, without progress; variables stay until a cell makes them again.
  public func forget() {
    do {
      try store?.forget(lesson.name)
    } catch {
      present(.note("the progress cannot be removed: \(error.localizedDescription)"))
    }
    progress = LessonProgress()
    position = 0
    if runSetup() { showStep() }
  }

  /// Takes on a newer text of the same lesson, for its author; variables and place stay.
  ///
  /// Its setup runs again when it has changed.
  public func replace(with newer: Lesson) {
    let id = step?.id
    let isNewSetup = newer.setup.map(\.source) != lesson.setup.map(\.source)
    lesson = newer
    position =
      newer.steps.firstIndex { $0.id == id } ?? min(position, max(0, newer.steps.count - 1))
    if isNewSetup, !runSetup() { return }
    showStep()
  }

  /// The answers that passed, and the one at hand, in the lesson's order.
  public var answers: [(id: String, source: String)] {
    lesson.steps.compactMap { step in
      guard case .exercise(let exercise) = step.activity else { return nil }
      if let answer = progress.steps[step.id]?.answer { return (exercise.id, answer) }
      if step.id == self.step?.id, !attempts.isEmpty {
        return (exercise.id, written)
      }
      return nil
    }
  }

  // MARK: Finishing a step

  func complete(_ mark: LessonProgress.Mark, answer: String? = nil) {
    guard let step else { return }
    if !step.afterwards.isEmpty { present(.afterwards(step.afterwards)) }
    let wasDone = progress.steps[step.id]?.mark == .done && mark == .skipped
    if !wasDone { progress.steps[step.id] = .init(mark, answer: answer) }
    let hadActivity = step.activity != nil
    position += 1
    isShown = false
    if isFinished { progress.isFinished = true }
    save()
    if isFinished {
      present(.finished(lesson))
    } else if !hadActivity {
      showStep()
    } else if let next = self.step {
      present(.next(next, of: lesson.steps.count))
    }
  }

  private func save() {
    progress.position = step?.id
    do {
      try store?.save(progress, for: lesson.name)
    } catch  where !saidUnsaved {
      saidUnsaved = true
      present(.note("progress cannot be kept: \(error)"))
    } catch {}
  }

  // MARK: Running

  func run(_ cell: Cell) -> CellResult {
    engine.run(cell.source, file: lesson.folderName + "/lesson.md", line: cell.line)
  }

  /// - Parameter mayUseCache: a learner who asks for a cell sees it run; on the way to a later step what
  ///   it came to will do.
  func runSlow(_ cell: Cell, mayUseCache: Bool) -> CellResult {
    engine.runSlow(
      cell.source, file: lesson.folderName + "/lesson.md", line: cell.line,
      mayUseCache: mayUseCache)
  }

  /// - Returns: whether every setup cell ran.
  private func runSetup() -> Bool {
    quietly {
      for cell in lesson.setup {
        let result = run(cell)
        if let failure = result.failure {
          present(.note("the lesson's setup failed:\n\(failure.message)"))
          return false
        }
      }
      return true
    }
  }

  /// Runs the cells of earlier steps again, showing nothing.
  ///
  /// - Returns: the step that was reached: the end of the range, or the one that failed.
  private func replay(_ range: Range<Int>) -> Int {
    quietly {
      for index in range {
        guard let cell = cellToReplay(lesson.steps[index]) else { continue }
        let result: CellResult
        if case .slow? = lesson.steps[index].activity {
          result = runSlow(cell, mayUseCache: true)
        } else {
          result = run(cell)
        }
        if let failure = result.failure {
          present(
            .note("step \(index + 1) could not be run again; go on from it:\n\(failure.message)"))
          return index
        }
      }
      return range.upperBound
    }
  }

  private func cellToReplay(_ step: Step) -> Cell? {
    switch step.activity {
    case .run(let cell), .predict(let cell, _, _), .slow(let cell, _): cell
    case .exercise(let exercise):
      if let answer = progress.steps[step.id]?.answer {
        Cell(id: nil, source: answer, line: exercise.starter.line)
      } else {
        exercise.solution
      }
    case .breaks, .quiz, nil: nil
    }
  }

  func quietly<Result>(_ body: () -> Result) -> Result {
    let output = engine.onOutput
    engine.onOutput = { _ in }
    defer { engine.onOutput = output }
    return body()
  }
}
