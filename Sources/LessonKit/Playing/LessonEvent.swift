/// What a player has to tell; the notebook and `fovea run` put it into words and colours.
public enum LessonEvent: Sendable {
  /// The lesson begins, or goes on at a step.
  case opened(Lesson, resumedAt: Int?)
  /// A step is reached: its prose and what it asks.
  case step(Step, of: Int)
  /// A step is done, and this one waits to be shown.
  case next(Step, of: Int)
  /// A cell is about to run; what it prints follows.
  case willRun(Step, Cell)
  case ran(Step, CellResult)
  case afterwards([MarkdownBlock])
  /// How a guess compared with the truth; `isRight` is `nil` when nothing was guessed.
  case guess(isRight: Bool?, guess: String, truth: String, why: [String])
  /// An exercise's answer was checked; `refusals` says what did not hold.
  case checked(passed: Bool, refusals: [String])
  case answered(isRight: Bool, why: [String])
  case hint(String, number: Int, of: Int)
  case solution(Cell)
  /// One remark of the notebook itself.
  case note(String)
  case finished(Lesson)
}
