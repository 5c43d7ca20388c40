import ArgumentParser
import Foundation
import LessonKit
import Notebook

/// `fovea`: the notebook, and everything that needs no notebook.
@main
struct FoveaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea",
    abstract: "From the sliding window to Mask R-CNN, one tensor at a time.",
    discussion: "Without a command, the notebook opens at the list of lessons.",
    subcommands: [
      NotebookCommand.self, LessonCommand.self, RunCommand.self, CheckCommand.self,
      ExportCommand.self, NewLessonCommand.self, GradeCommand.self, RenderCommand.self,
      InspectCommand.self, TrainCommand.self, EvaluateCommand.self, DetectCommand.self,
      TraceCommand.self, ModelsCommand.self, QuotesCommand.self,
    ],
    defaultSubcommand: NotebookCommand.self)

  /// Exit codes: 0 done, 1 the work failed, 2 bad usage.
  static func main() {
    do {
      try refuseUnknownCommand(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch let failure as CommandFailure {
      complain("fovea: \(failure.message)")
      Foundation.exit(failure.isUsage ? 2 : 1)
    } catch {
      let code = exitCode(for: error)
      if code == .success {
        print(fullMessage(for: error))
        Foundation.exit(0)
      }
      if code == .validationFailure {
        complain(fullMessage(for: error))
        Foundation.exit(2)
      }
      complain("fovea: \(error)")
      Foundation.exit(1)
    }
  }

  /// A word that is no command would be handed to the notebook, which takes none.
  private static func refuseUnknownCommand(_ word: String?) throws {
    guard let word, !word.hasPrefix("-"), word != "help" else { return }
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !names.contains(word) else { return }
    let meant = NearestName.of(word, in: names).map { "did you mean ‘fovea \($0)’?" }
    throw CommandFailure(
      "there is no command ‘\(word)’; \(meant ?? "`fovea --help` lists them")", isUsage: true)
  }

  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// Why a command could not do its work, in a sentence.
struct CommandFailure: Error {
  var message: String
  /// Bad usage rather than failed work.
  var isUsage: Bool

  init(_ message: String, isUsage: Bool = false) {
    self.message = message
    self.isUsage = isUsage
  }
}
