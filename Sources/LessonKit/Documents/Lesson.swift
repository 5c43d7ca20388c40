/// A lesson read from `NN-name/lesson.md`: a walk of steps.
public struct Lesson: Equatable, Sendable {
  /// From the folder's name: `03-sliding-window` is lesson 3, `sliding-window`.
  public var number: Int
  public var name: String
  public var title: String
  public var summary: String
  public var minutes: Int
  public var prerequisites: [String]
  public var paper: String?
  /// Path of the `lesson.md`.
  public var file: String
  /// At least one.
  public var steps: [Step]
  /// What its prose quotes of the sources, as `path#marker`.
  public var quotedReferences: [String] = []

  /// `03-sliding-window`, the name of its folder and of what it writes.
  public var folderName: String { (number < 10 ? "0" : "") + "\(number)-\(name)" }

  /// The cells that are run quietly when the lesson starts, in order.
  public var setup: [Cell] { steps.flatMap(\.setup) }
}

/// A heading or a rule, prose, and at most one main cell.
public struct Step: Equatable, Sendable {
  /// One-based place in the lesson.
  public var number: Int
  /// Stable: progress hangs on it. The main cell's id, else made of the heading's words.
  public var id: String
  public var title: String
  /// Level of the heading, 1…6; `nil` for a step begun by a rule.
  public var level: Int?
  public var line: Int
  /// Shown when the step is reached.
  public var prose: [MarkdownBlock] = []
  public var setup: [Cell] = []
  public var activity: Activity?
  /// Shown once the activity is done.
  public var afterwards: [MarkdownBlock] = []
}

/// What a step asks to be done.
public enum Activity: Equatable, Sendable {
  /// Run on Enter.
  case run(Cell)
  /// Guess a shape or number, run, compare; `why` is the arithmetic behind it.
  case predict(Cell, hints: [String], why: [String])
  case exercise(Exercise)
  case quiz(Quiz)
  /// A mistake on purpose: its error or picture is the lesson.
  case breaks(Cell)
  /// Takes long; `fovea check` runs `quick` iterations.
  case slow(Cell, quick: Int)

  /// The cell shown to the learner; a quiz has none.
  public var cell: Cell? {
    switch self {
    case .run(let cell), .predict(let cell, _, _), .breaks(let cell), .slow(let cell, _): cell
    case .exercise(let exercise): exercise.starter
    case .quiz: nil
    }
  }

  public var hints: [String] {
    switch self {
    case .predict(_, let hints, _): hints
    case .exercise(let exercise): exercise.hints
    case .quiz(let quiz): quiz.hints
    case .run, .breaks, .slow: []
    }
  }
}

/// Swift between two fences.
public struct Cell: Equatable, Sendable {
  public var id: String?
  public var source: String
  /// The line of the lesson's file that `source` begins at.
  public var line: Int
}

/// The kinds of cell that a step may have.
enum CellKind: Equatable {
  case plain, setup, predict, exercise, breaks
  case slow(quick: Int)
}

/// Code to be written by the learner.
public struct Exercise: Equatable, Sendable {
  public var id: String
  /// What the learner begins with; it must not pass.
  public var starter: Cell
  /// Run after the learner's code: every `expect(…)` in it must hold.
  public var checks: [Cell]
  public var solution: Cell
  /// Answers that must be refused.
  public var wrong: [Cell]
  /// From a nudge to nearly the answer.
  public var hints: [String]
}

/// One question, some answers, one of them right.
public struct Quiz: Equatable, Sendable {
  public var id: String
  public var question: String
  public var answers: [String]
  /// Index into `answers`.
  public var right: Int
  /// Said after the answer.
  public var why: [String]
  public var hints: [String]
  public var line: Int
}
