import ArgumentParser
import Dispatch
import Foundation
import Fovea
import Synchronization
import Training

/// `fovea train RECIPE`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Trains a model, with progress, log and states to resume from.",
    discussion: """
      Ctrl-C stops after the step at hand and saves the state; --resume goes on from there, to the \
      same weights. The folder then holds NAME.safetensors, log.csv and loss.png.
      """)

  @Argument(help: "What to train, such as pasture-classifier.")
  var recipe: String

  @Option(help: "The folder for weights, log and state. (default: out/training/RECIPE)")
  var out: String?

  @Flag(help: "Go on with the run that the folder holds, or begin one.")
  var resume = false

  @Option(help: "Where all randomness comes from.")
  var seed: Int?

  @Option(help: "How many batches to learn from.")
  var steps: Int?

  @Option(help: "Threads that draw pictures while the model learns.")
  var makers = 1

  func run() throws {
    var recipe = try chosen()
    if let seed { recipe.seed = seed }
    if let steps { recipe.steps = steps }
    let interruption = Interruption()
    var options = TrainingOptions(folder: out ?? "out/training/\(recipe.name)")
    options.resumes = resume
    options.trunk = try recipe.trunk.map {
      try Checkpoint(contentsOf: Resources().weights($0)).tensors
    }
    options.makers = max(1, makers)
    options.shouldStop = { interruption.isAsked }
    let report = try recipe.train(options)
    guard case .finished(let weights) = report.outcome else { throw ExitCode(1) }
    print(weights)
  }

  private func chosen() throws -> any Recipe {
    do { return try Recipes.named(recipe) } catch let error as TrainingError {
      throw ValidationError("\(error)")
    }
  }
}

/// Takes the first Ctrl-C as a question; the second ends the process as ever.
private final class Interruption: Sendable {
  private let asked = Mutex(false)
  nonisolated(unsafe) private let source: any DispatchSourceSignal  // only kept alive

  init() {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    self.source = source
    source.setEventHandler { [weak self] in
      self?.asked.withLock { $0 = true }
      signal(SIGINT, SIG_DFL)
      FileHandle.standardError.write(Data("\nstopping after this step …\n".utf8))
    }
    source.resume()
  }

  var isAsked: Bool { asked.withLock { $0 } }
}
