import Foundation
import LessonKit

extension Workshop {
  /// Scores learners' answers, nobody at the keyboard; each file in a fresh session.
  ///
  /// - Parameter seconds: how long one answer may run.
  /// - Throws: `LessonProblem` or `LessonProblems` for a file that is no hand-in, `NoSuchLesson`.
  public func grade(_ files: [String], seconds: Double) throws -> [Grade] {
    try files.map { file in
      let handIn = try HandIn(file: file)
      let lesson: Lesson
      do {
        lesson = try course.lesson(called: handIn.lesson)
      } catch let error as NoSuchLesson {
        throw LessonProblem(file: file, "\(error)")
      }
      let engine = InterpreterEngine()
      let grader = Grader(lesson: lesson, engine: engine) { body in
        engine.clearInterrupt()
        let timer = DispatchSource.makeTimerSource(queue: .global())
        let raise = engine.interrupter
        timer.setEventHandler { raise() }
        timer.schedule(deadline: .now() + seconds)
        timer.activate()
        defer {
          timer.cancel()
          engine.clearInterrupt()
        }
        return body()
      }
      return try grader.grade(handIn)
    }
  }
}
