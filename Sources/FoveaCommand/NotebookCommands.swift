import ArgumentParser
import Foundation
import LessonKit
import Notebook

/// What the commands around the notebook have in common.
struct NotebookOptions: ParsableArguments {
  @Option(help: "Where pictures are written, in a folder a lesson.")
  var out = "out"

  @Option(
    help: "How pictures are drawn in the terminal: auto, kitty, iterm, sixel, blocks or none.")
  var pictures = Terminal.PictureMode.auto

  @Option(help: ArgumentHelp("A folder of lessons, instead of Fovea's own.", valueName: "dir"))
  var lessons: String?

  func validate() throws {
    if out.isEmpty { throw ValidationError("--out: expected the name of a folder, found ‘’") }
  }

  var workshop: Workshop {
    get throws {
      try Workshop(environment: ProcessInfo.processInfo.environment, lessons: lessons)
    }
  }
}

extension Terminal.PictureMode: ExpressibleByArgument {}

/// `fovea`: the notebook at the course menu.
struct NotebookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notebook", abstract: "Opens the notebook at the list of lessons.",
    shouldDisplay: false)

  @OptionGroup var options: NotebookOptions

  func run() throws {
    try options.workshop.runNotebook(pictures: options.pictures, out: options.out)
  }
}

/// `fovea lesson NAME`.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Opens the notebook at a lesson.")

  @Argument(help: "A lesson's name or number, such as sliding-window.")
  var name: String

  @OptionGroup var options: NotebookOptions

  func run() throws {
    let workshop = try options.workshop
    let lesson: Lesson
    do {
      lesson = try workshop.course.lesson(called: name)
    } catch let error as NoSuchLesson {
      throw CommandFailure("\(error)", isUsage: true)
    }
    workshop.runNotebook(pictures: options.pictures, out: options.out, lesson: lesson)
  }
}

/// `fovea run LESSON|FILE.swift`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Plays a lesson, or a file of Lesson Swift, with nobody at the keyboard.")

  @Argument(help: "A lesson's name or number, or a .swift file.")
  var what: String

  @OptionGroup var options: NotebookOptions

  func run() throws {
    let workshop = try options.workshop
    let isDone: Bool
    if what.hasSuffix(".swift") {
      isDone = try workshop.play(file: what, pictures: options.pictures, out: options.out)
    } else {
      do {
        let lesson = try workshop.course.lesson(called: what)
        isDone = workshop.play(lesson, pictures: options.pictures, out: options.out)
      } catch let error as NoSuchLesson {
        throw CommandFailure("\(error)", isUsage: true)
      }
    }
    if !isDone { throw ExitCode(1) }
  }
}

/// `fovea check [LESSON…] [--compile]`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Proves that lessons work.",
    discussion: """
      Every cell runs, every starter fails its check, every solution passes, every wrong answer is \
      refused, every picture shows something, every quotation exists. With --compile, swiftc builds \
      each lesson too, and it must print what the interpreter printed.
      """)

  @Argument(help: "Names or numbers; every lesson without any.")
  var names: [String] = []

  @Flag(help: "Compile the lessons with swiftc and compare what they print.")
  var compile = false

  @Option(help: ArgumentHelp("A folder of lessons, instead of Fovea's own.", valueName: "dir"))
  var lessons: String?

  func run() throws {
    let workshop = try Workshop(
      environment: ProcessInfo.processInfo.environment, lessons: lessons)
    do {
      guard try workshop.check(names, isCompiling: compile) else { throw ExitCode(1) }
    } catch let error as NoSuchLesson {
      throw CommandFailure("\(error)", isUsage: true)
    }
  }
}

/// `fovea quotes DIR`: weaves the sources' quotations and doc comments into a folder of lessons.
/// For developers.
struct QuotesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quotes",
    abstract: "Writes quotes.json and help.json into a checkout's folder of lessons.",
    shouldDisplay: false)

  @Argument(help: "The checkout's folder of lessons.")
  var folder = "lessons"

  func run() throws {
    let count = try Course(folder: folder).weaveQuotes()
    print("\(count) quotation\(count == 1 ? "" : "s") woven into \(folder)/quotes.json")
    if let count = try Workshop.weaveHelp(into: folder) {
      print("\(count) pages of help woven into \(folder)/help.json")
    }
  }
}
