// N pictures.

import Boxes
import Datasets
import Detectors
import Layers
import Tensors

/// `pasture-pose`: `pasture-faster-rcnn` cut down to persons, learning on, with a keypoint head that
/// begins from nothing. It sees only scenes with a person in them.
///
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §5.
public struct PasturePoseRecipe: PartRecipe {
  public let name = "pasture-pose"
  public var seed = 4
  public var steps = 1500
  public var learningRate: Float = 0.02
  public var weightDecay: Float = 0.0005
  public var validationScenes = 25
  public let picturesPerStep: Int
  public let partRegions = 16
  public let training: FasterRCNNTraining
  public let figure = "keypoint_AP50"

  /// - Parameter picturesPerStep: N.
  /// - Throws: `TrainingError` for a number out of range.
  public init(picturesPerStep: Int = 2) throws {
    guard 1...100 ~= picturesPerStep else {
      throw TrainingError(
        operation: "recipe", expected: "1 to 100 pictures a step", found: "\(picturesPerStep)")
    }
    self.picturesPerStep = picturesPerStep
    training = try .pasture()
  }

  public var notes: [String: String] {
    [
      "classes": "background person",
      "input": PasturePose.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public func model(using generator: inout SeededGenerator) throws -> PasturePose {
    try PasturePose(using: &generator)
  }

  public func begin(_ model: PasturePose, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureFasterRCNN(weights: weights))
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> SceneBatch {
    try SceneBatch.persons(seed: seed, step: step, count: picturesPerStep, using: &generator)
  }

  // quote: losses
  /// The four losses of Faster R-CNN, and that of the joints.
  public func losses(
    of model: PasturePose, on batch: SceneBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let pass = try model.trainingPass(
      model.normalized(batch.pictures), truths: batch.truths, training, using: &generator)
    let joints = batch.things.map { $0.map(\.keypoints) }
    return pass.losses
      + [("keypoints", try model.keypointLoss(pass, joints: joints, most: partRegions))]
  }
  // end quote
}
