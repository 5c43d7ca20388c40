import Checkpoints
import Detectors

extension Model {
  /// Whether weights for the model of this name ship with Fovea.
  public static func hasWeightsAtHand(_ name: String) -> Bool {
    (try? Resources().weights(name)) != nil
  }

  /// The model of that name with the weights that ship, and the file they come from; without any,
  /// with a network for its shapes and costs only: its numbers are whatever memory held.
  ///
  /// - Throws: `ModelError` for an unknown name; errors of reading and fitting the file.
  public static func withWeightsAtHand(
    _ name: String
  ) throws -> (model: Model, weights: Checkpoint?) {
    guard hasWeightsAtHand(name) else { return (try Model(shapesOf: name), nil) }
    let checkpoint = try Checkpoint(contentsOf: Resources().weights(name))
    return (try Model(named: name, weights: checkpoint.tensors), checkpoint)
  }
}
