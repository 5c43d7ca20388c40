// N pictures.

import Boxes
import Datasets
import Detectors
import Layers
import Tensors

/// `pasture-mask-rcnn`: `pasture-faster-rcnn`, learning on, with a mask head that begins from nothing.
///
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.1.
public struct PastureMaskRCNNRecipe: PartRecipe {
  public let name = "pasture-mask-rcnn"
  public var seed = 3
  public var steps = 1500
  public var learningRate: Float = 0.01
  public var weightDecay: Float = 0.0005
  public var validationScenes = 25
  public let picturesPerStep: Int
  public let partRegions = 16
  public let training: FasterRCNNTraining
  public let figure = "mask_AP50"

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
      "classes": PastureClassifier.classNames.joined(separator: " "),
      "input": PastureMaskRCNN.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureMaskRCNN {
    try PastureMaskRCNN(using: &generator)
  }

  public func begin(_ model: PastureMaskRCNN, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureFasterRCNN(weights: weights))
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> SceneBatch {
    try SceneBatch(
      seed: seed, step: step, count: picturesPerStep, masks: true, using: &generator)
  }

  // quote: losses
  /// The four losses of Faster R-CNN, and the fifth.
  public func losses(
    of model: PastureMaskRCNN, on batch: SceneBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let pass = try model.trainingPass(
      model.normalized(batch.pictures), truths: batch.truths, training, using: &generator)
    let masks = batch.things.map { $0.compactMap(\.mask) }
    return pass.losses + [("masks", try model.maskLoss(pass, masks: masks, most: partRegions))]
  }
  // end quote
}
