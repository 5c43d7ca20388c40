import ArgumentParser
import Foundation
import LessonKit
import Notebook

/// `fovea new-lesson NAME`.
struct NewLessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-lesson", abstract: "Writes a template of a lesson, sound as it stands.")

  @Argument(help: "Lower-case letters, digits and dashes, such as edge-boxes.")
  var name: String

  @Option(help: ArgumentHelp("The folder of lessons that it goes into.", valueName: "dir"))
  var lessons = "lessons"

  func run() throws {
    let path = try LessonTemplate.write(name: name, in: lessons)
    print(path)
    FoveaCommand.complain(
      "prove it with `fovea check \(name) --lessons \(lessons)`, "
        + "try it with `fovea lesson \(name) --lessons \(lessons)`")
  }
}

/// `fovea grade FILE…`.
struct GradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: "Scores learners' answers to exercises, as JSON.",
    discussion: """
      A FILE is what `:save FILE.swift` wrote in a lesson, or a lesson's progress file. Answers are \
      programs of their learners: they can write files, as any lesson can.
      """)

  @Argument(help: "Files of answers.")
  var files: [String]

  @Option(help: "How many seconds one answer may run.")
  var seconds = 20.0

  @Option(help: ArgumentHelp("A folder of lessons, instead of Fovea's own.", valueName: "dir"))
  var lessons: String?

  func validate() throws {
    guard seconds > 0, seconds <= 86_400 else {
      throw ValidationError(
        "--seconds: expected a number above 0 and up to 86400, found \(seconds)")
    }
  }

  func run() throws {
    let workshop = try Workshop(
      environment: ProcessInfo.processInfo.environment, lessons: lessons)
    let grades = try workshop.grade(files, seconds: seconds)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(grades), as: UTF8.self))
  }
}
