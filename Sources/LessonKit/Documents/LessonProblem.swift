/// Something wrong in a lesson file: where, and in words what was expected and found.
public struct LessonProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// Path of the lesson's file as the author knows it.
  public var file: String
  /// One-based line, where one is known.
  public var line: Int?
  /// The step it stands in, where one is known.
  public var step: String?
  public var message: String

  public init(file: String, line: Int? = nil, step: String? = nil, _ message: String) {
    self.file = file
    self.line = line
    self.step = step
    self.message = message
  }

  /// `lessons/03-x/lesson.md:41: [step-id] message`.
  public var description: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + (step.map { "[\($0)] " } ?? "") + message
  }
}

/// All that is wrong with a lesson file, at least one problem.
public struct LessonProblems: Error, CustomStringConvertible {
  public var problems: [LessonProblem]

  public init(_ problems: [LessonProblem]) {
    self.problems = problems
  }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
