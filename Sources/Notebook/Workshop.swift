import Fovea
import Foundation
import LessonKit

/// Everything a command around lessons needs, put together: the course, an engine, a terminal.
public struct Workshop {
  public let course: Course
  let environment: [String: String]

  /// - Parameter lessons: a folder of lessons; `nil` for those that travel with Fovea.
  /// - Throws: when there is no such folder.
  public init(environment: [String: String], lessons: String? = nil) throws {
    self.environment = environment
    course = try Course(folder: try lessons ?? Resources().path("lessons"))
  }

  private func terminal(_ pictures: Terminal.PictureMode) -> Terminal {
    Terminal(environment: environment, pictures: pictures)
  }

  // MARK: The notebook

  /// Opens the notebook; comes back when it is left.
  public func runNotebook(
    pictures: Terminal.PictureMode, out: String, lesson: Lesson? = nil
  ) {
    let terminal = terminal(pictures)
    let state = ProgressStore.stateFolder(environment: environment)
    let engine = InterpreterEngine()
    engine.slowCells = SlowCellCache(environment: environment)
    engine.progress = LoopProgress()
    let notebook = Notebook(
      course: course, engine: engine, terminal: terminal, pictureFolder: out,
      store: ProgressStore(folder: state + "/progress"), environment: environment)
    if isatty(0) == 1, terminal.isTerminal {
      let typed = terminal.learnPictures(environment: environment)
      let input = ReadlineSource(
        terminal: terminal, historyPath: state + "/history", typedAhead: typed
      ) { notebook.completion(of: $0) }
      notebook.run(input: input, lesson: lesson)
    } else {
      notebook.run(input: ScriptSource(terminal: terminal), lesson: lesson)
    }
  }

  // MARK: Nobody at the keyboard

  /// Plays a lesson to its end and writes its pictures.
  ///
  /// - Returns: whether every cell ran and every picture was written.
  public func play(_ lesson: Lesson, pictures: Terminal.PictureMode, out: String) -> Bool {
    let terminal = terminal(pictures)
    let printer = EventPrinter(terminal: terminal, pictureFolder: out, isInteractive: false)
    let engine = InterpreterEngine()
    engine.progress = LoopProgress()
    let watch = ControlC.watch(engine.interrupter)
    defer { _ = watch }
    engine.onOutput = { printer.output($0) }
    let walk = LessonWalk(
      lesson: lesson, engine: engine, isChecking: false, present: { printer.present($0) })
    walk.run()
    if printer.pictureCount > 0 {
      let folder = URL(fileURLWithPath: out).appendingPathComponent(lesson.folderName).path
      terminal.writeLine(" \(printer.pictureCount) pictures are in \(folder)")
    }
    for problem in walk.problems { Self.complain("fovea: \(problem)") }
    for failure in printer.pictureFailures { Self.complain("fovea: \(failure)") }
    return walk.problems.isEmpty && printer.pictureFailures.isEmpty && !walk.wasInterrupted
      && Self.isWritten(terminal)
  }

  /// Runs a file of Lesson Swift: what it prints goes to standard output as it stands.
  ///
  /// - Returns: whether it ran to its end.
  /// - Throws: when the file cannot be read.
  public func play(file: String, pictures: Terminal.PictureMode, out: String) throws -> Bool {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw LessonProblem(
        file: file, "expected a file of Lesson Swift, found none that can be read")
    }
    guard let source = String(data: data, encoding: .utf8) else {
      throw LessonProblem(file: file, "expected UTF-8 text, found other bytes")
    }
    let terminal = terminal(pictures)
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    var files = PictureFiles(folder: out)
    var isDone = true
    let engine = InterpreterEngine()
    engine.allowsRedeclaration = false
    let watch = ControlC.watch(engine.interrupter)
    defer { _ = watch }
    var count = 0
    engine.onOutput = { output in
      switch output {
      case .text(let text): terminal.write(text)
      case .picture(let picture):
        count += 1
        do {
          try terminal.draw(picture)
          let path = try files.write(picture, group: name, step: count)
          Self.complain("\(picture.caption) → \(path)")
        } catch {
          isDone = false
          Self.complain("fovea: \(error)")
        }
      case .expectation(let holds, let message):
        if !holds {
          isDone = false
          Self.complain("refused: \(message)")
        }
      }
    }
    let result = engine.run(source, file: file, line: 1)
    if let failure = result.failure {
      Self.complain(failure.message)
      isDone = false
    }
    return Self.isWritten(terminal) && isDone
  }

  /// Whether everything reached standard output; says why when it did not.
  private static func isWritten(_ terminal: Terminal) -> Bool {
    guard let failure = terminal.failure else { return true }
    complain("fovea: standard output cannot be written to: \(failure)")
    return false
  }

  // MARK: Proof

  /// Checks lessons, one line each on standard output, and what is wrong with them.
  ///
  /// - Parameter names: all lessons when empty.
  /// - Returns: whether nothing is wrong.
  /// - Throws: `NoSuchLesson`, or `SwiftCompiler.Missing` when lessons cannot be compiled here.
  public func check(_ names: [String], isCompiling: Bool) throws -> Bool {
    let entries = try names.isEmpty ? course.entries : names.map(course.entry(called:))
    let compiler =
      isCompiling
      ? try SwiftCompiler(
        executable: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
          ?? CommandLine.arguments[0], environment: environment) : nil
    var count = 0
    func tell(_ problems: [LessonProblem]) {
      count += problems.count
      for problem in problems { print(problem) }
    }
    tell(course.problems())
    for entry in entries {
      let problems: [LessonProblem]
      do {
        problems = try self.problems(of: course.lesson(at: entry), compiler: compiler)
      } catch let error as LessonProblems {
        problems = error.problems
      } catch let error as LessonProblem {
        problems = [error]
      }
      tell(problems)
      let state = problems.isEmpty ? "sound" : "\(problems.count) problem(s)"
      print("\(entry.number)-\(entry.name): \(state)")
    }
    if entries.isEmpty { print("no lessons in \(course.folder)") }
    return count == 0 && !entries.isEmpty
  }

  /// Walks a lesson in a folder of its own, and compiles it when nothing is wrong.
  public func problems(of lesson: Lesson, compiler: SwiftCompiler?) throws -> [LessonProblem] {
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-check-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var files = PictureFiles(folder: folder)
    var unwritten: [LessonProblem] = []
    let engine = InterpreterEngine()
    engine.onOutput = { output in
      guard case .picture(let picture) = output else { return }
      do {
        _ = try files.write(picture, group: lesson.folderName, step: 0)
      } catch {
        unwritten.append(
          LessonProblem(
            file: lesson.file, "the picture ‘\(picture.caption)’ cannot be written: \(error)"))
      }
    }
    let walk = LessonWalk(lesson: lesson, engine: engine, isChecking: true)
    walk.run()
    let problems = walk.problems + unwritten
    guard problems.isEmpty, let compiler else { return problems }
    return try compiler.problems(of: lesson, parts: walk.parts)
  }

  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
