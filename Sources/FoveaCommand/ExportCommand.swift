import ArgumentParser
import Foundation
import LessonKit
import Notebook

/// `fovea export LESSON --format md|html|ipynb [-o FILE]`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Makes a page out of a lesson, from a real run.",
    discussion: """
      html is one file that needs nothing else. md has its pictures in a folder beside it. ipynb is \
      a Jupyter notebook (nbformat 4.5) with the outputs in it.
      """)

  @Argument(help: "A lesson's name or number, such as sliding-window.")
  var name: String

  @Option(help: "md, html or ipynb.")
  var format = PageFormat.html

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where the page is written; NN-name.FORMAT without it.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("A folder of lessons, instead of Fovea's own.", valueName: "dir"))
  var lessons: String?

  func validate() throws {
    if output?.isEmpty == true {
      throw ValidationError("--output: expected the name of a file, found ‘’")
    }
  }

  func run() throws {
    let workshop = try Workshop(
      environment: ProcessInfo.processInfo.environment, lessons: lessons)
    let lesson: Lesson
    do {
      lesson = try workshop.course.lesson(called: name)
    } catch let error as NoSuchLesson {
      throw CommandFailure("\(error)", isUsage: true)
    }
    let path = output ?? "\(lesson.folderName).\(format.rawValue)"
    try workshop.export(lesson, as: format, to: path)
    print(path)
  }
}

extension PageFormat: ExpressibleByArgument {}
