import Checkpoints
import Foundation
import Layers
import Tensors

/// Everything a run needs to go on: the weights, what the optimizer remembers, and how far it came.
/// Randomness needs no place of its own: each step draws from the seed and its own number.
struct TrainingState {
  let step: Int
  /// Of training, before now.
  let seconds: Double

  private static let modelPrefix = "model."
  private static let optimizerPrefix = "optimizer."
  /// Changes when an older file could no longer be understood.
  private static let format = "1"

  /// Writes it all into one safetensors file, aside and then renamed.
  static func save(
    model: some Layer, optimizer: any Optimizer, seconds: Double, fingerprint: String,
    to path: String
  ) throws {
    let state = optimizer.state
    var tensors: [String: Tensor] = [:]
    for (name, value) in model.stateDictionary { tensors[modelPrefix + name] = value }
    for (name, value) in state.values { tensors[optimizerPrefix + name] = value }
    try Checkpoint.write(
      tensors, to: path,
      metadata: [
        "format": "fovea training state \(format)", "run": fingerprint, "step": "\(state.step)",
        "seconds": String(format: "%.3f", seconds),
      ])
  }

  /// Puts a saved state into a model and its optimizer; neither has changed when it throws.
  ///
  /// - Throws: `CheckpointError` for a file that is damaged, `TrainingError` for one that belongs to
  ///   another run.
  init(
    contentsOf path: String, into model: some Layer, _ optimizer: inout any Optimizer,
    fingerprint: String, steps: Int
  ) throws {
    let checkpoint = try Checkpoint(contentsOf: path)
    func refusal(expected: String, found: String) -> TrainingError {
      TrainingError(
        operation: "resume", place: path, expected: expected, found: found,
        hint: "train into another folder, or delete this one to start afresh")
    }
    let format = checkpoint.metadata["format"] ?? "none"
    guard format == "fovea training state \(Self.format)" else {
      throw refusal(expected: "a training state of format \(Self.format)", found: format)
    }
    let run = checkpoint.metadata["run"] ?? "nothing"
    guard run == fingerprint else {
      throw refusal(expected: "the state of “\(fingerprint)”", found: "“\(run)”")
    }
    guard let step = checkpoint.metadata["step"].flatMap(Int.init), 0...steps ~= step else {
      throw refusal(
        expected: "a step from 0 to \(steps)", found: checkpoint.metadata["step"] ?? "none")
    }
    let seconds = checkpoint.metadata["seconds"].flatMap(Double.init) ?? -1
    guard seconds >= 0, seconds.isFinite else {
      throw refusal(
        expected: "how many seconds it took", found: checkpoint.metadata["seconds"] ?? "nothing")
    }
    func part(_ prefix: String) -> [String: Tensor] {
      var values: [String: Tensor] = [:]
      for (name, value) in checkpoint.tensors where name.hasPrefix(prefix) {
        values[String(name.dropFirst(prefix.count))] = value
      }
      return values
    }
    let values = part(Self.modelPrefix)
    let remembered = part(Self.optimizerPrefix)
    guard values.count + remembered.count == checkpoint.names.count else {
      throw refusal(expected: "tensors of the model and the optimizer only", found: "others")
    }
    do {
      var restored = optimizer
      try restored.restore(OptimizerState(step: step, values: remembered))
      try model.load(values)
      optimizer = restored
    } catch let error as LoadError {
      throw refusal(expected: "the tensors of this model and optimizer", found: "\(error)")
    }
    self.step = step
    self.seconds = seconds
  }
}
