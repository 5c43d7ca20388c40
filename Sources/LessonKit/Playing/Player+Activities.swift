extension Player {
  func runAndComplete(_ cell: Cell, isSlow: Bool = false, mark: LessonProgress.Mark = .done) {
    guard let step else { return }
    present(.willRun(step, cell))
    let result = isSlow ? runSlow(cell, mayUseCache: false) : run(cell)
    present(.ran(step, result))
    if result.failure == nil { complete(mark) }
  }

  // MARK: Predict

  func runGuessed(
    _ cell: Cell, guess: (text: String, numbers: Guess)?, mark: LessonProgress.Mark = .done
  ) {
    guard let step, case .predict(_, _, let why) = step.activity else { return }
    present(.willRun(step, cell))
    let result = run(cell)
    present(.ran(step, result))
    guard result.failure == nil else { return }
    if let truth = result.value?.numbers {
      present(
        .guess(
          isRight: guess.map { $0.numbers.matches(truth) }, guess: guess?.text ?? "",
          truth: Self.text(truth), why: why))
    }
    complete(mark)
  }

  /// `[1, 8, 32, 32]`, `2048` or `0.25`.
  static func text(_ numbers: [Double]) -> String {
    let words = numbers.map { number in
      number.rounded() == number && number.magnitude < 1e15
        ? "\(Int(number))" : "\(Float(number))"
    }
    return words.count == 1 ? words[0] : "[\(words.joined(separator: ", "))]"
  }

  // MARK: Breaks

  /// A mistake on purpose: its failure completes the step.
  func runBreaking(_ cell: Cell, mark: LessonProgress.Mark = .done) {
    guard let step else { return }
    present(.willRun(step, cell))
    let result = run(cell)
    present(.ran(step, result))
    if case .interrupted = result.failure?.cause { return }
    complete(mark)
  }

  // MARK: Quiz

  func answer(_ line: String, to quiz: Quiz) -> Bool {
    let word = line.trimmed.lowercased()
    var choice = Int(word).map { $0 - 1 }
    if choice == nil, word.count == 1, let letter = word.unicodeScalars.first?.value {
      choice = Int(letter) - 97
    }
    guard let choice else { return false }
    guard quiz.answers.indices.contains(choice) else {
      if Int(word) == nil { return false }
      present(.note("type the number of an answer, 1 to \(quiz.answers.count)"))
      return true
    }
    let isRight = choice == quiz.right
    present(.answered(isRight: isRight, why: isRight ? quiz.why : []))
    if isRight { complete(.done) }
    return true
  }

  // MARK: Exercise

  /// Checks what the learner has written so far; before that, the starter as it stands.
  func checkAnswer(to exercise: Exercise) {
    guard let step else { return }
    if attempts.isEmpty {
      present(.willRun(step, exercise.starter))
      let result = run(exercise.starter)
      if result.failure != nil { return present(.ran(step, result)) }
    }
    let refusals = self.refusals(of: exercise)
    present(.checked(passed: refusals.isEmpty, refusals: refusals))
    if refusals.isEmpty { complete(.done, answer: written) }
  }

  /// What the learner has written for the exercise: every attempt, but none that a later one declares
  /// anew, since a program that is kept and run again may declare a name only once.
  var written: String {
    var declared: Set<String> = []
    var kept: [String] = []
    for attempt in attempts.reversed() {
      let names = Set(engine.names(declaredIn: attempt))
      guard !names.isSubset(of: declared) else { continue }
      declared.formUnion(names)
      kept.append(attempt)
    }
    return kept.reversed().joined(separator: "\n")
  }

  /// What the exercise's checks hold against the variables as they are; the checks leave no trace.
  private func refusals(of exercise: Exercise) -> [String] {
    let snapshot = engine.snapshot()
    defer { engine.restore(snapshot) }
    return quietly {
      var refusals: [String] = []
      for check in exercise.checks {
        let result = run(check)
        refusals += result.refusals
        if let failure = result.failure { refusals.append(failure.message) }
      }
      return refusals
    }
  }

  // MARK: Help

  /// The next hint, or an earlier one by its number.
  public func hint(_ number: Int? = nil) {
    let hints = waiting?.hints ?? []
    guard !hints.isEmpty else { return present(.note("this step has no hint")) }
    if let number {
      guard (1...hints.count).contains(number) else {
        return present(.note("hints go from 1 to \(hints.count)"))
      }
      guard number <= hintsGiven + 1 else {
        return present(.note("hint \(hintsGiven + 1) comes first: `:hint`"))
      }
      hintsGiven = max(hintsGiven, number)
      return present(.hint(hints[number - 1], number: number, of: hints.count))
    }
    guard hintsGiven < hints.count else {
      return present(.note("that was the last hint; `:solution` shows the answer"))
    }
    hintsGiven += 1
    present(.hint(hints[hintsGiven - 1], number: hintsGiven, of: hints.count))
  }

  /// Shows the solution of the exercise at hand, or of the one just passed; runs nothing.
  public func showSolution() {
    if case .exercise(let exercise) = waiting { return present(.solution(exercise.solution)) }
    if !isShown, position > 0, position <= lesson.steps.count,
      case .exercise(let exercise) = lesson.steps[position - 1].activity
    {
      return present(.solution(exercise.solution))
    }
    if case .quiz(let quiz) = waiting {
      return present(.note("answer \(quiz.right + 1): \(quiz.answers[quiz.right])"))
    }
    present(.note("this step has no solution to show; ⏎ runs what is shown"))
  }
}
