import LessonKit

extension Workshop {
  /// Plays a lesson and makes a page of all it did.
  ///
  /// - Throws: `LessonProblems` when a cell fails (then nothing is written), or `FileWritingError`.
  public func export(_ lesson: Lesson, as format: PageFormat, to path: String) throws {
    let engine = InterpreterEngine()
    let watch = ControlC.watch(engine.interrupter)
    defer { _ = watch }
    try LessonWeaver.weave(lesson, engine: engine).write(format, to: path)
  }
}
