// N pictures, R regions.

import Boxes
import Datasets
import Detectors
import Images
import Layers
import Tensors

/// `pasture-faster-rcnn`: both stages learnt at once, beginning with the trunk of `pasture-classifier`.
///
/// Each step sees pictures that no other step sees, half of them mirrored, in changing light: no search
/// stands between a scene and the network any more.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.2, "approximate joint training".
public struct PastureFasterRCNNRecipe: SceneRecipe {
  public let name = "pasture-faster-rcnn"
  public var seed = 1
  public var steps = 2400
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.02
  public var weightDecay: Float = 0.0005
  /// Scenes of the validation split that the score of the log is taken on.
  public var validationScenes = 25
  public let trunk: String? = "pasture-classifier"

  private let picturesPerStep: Int
  private let training: FasterRCNNTraining

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

  public var batchSize: Int { picturesPerStep }

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), fresh scenes, mirrored, in changing light",
      "anchors": "\(training.anchors.count) a picture, at most \(training.anchors.positiveShare) "
        + "of them things",
      "regions": "\(training.regions.count) of \(training.selection.mostKept) proposals a picture, "
        + "at most \(training.regions.positiveShare) of them things",
      "start": trunk ?? "random",
      "optimizer": "SGD, momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureClassifier.classNames.joined(separator: " "),
      "input": PastureFasterRCNN.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public var largestGradientNorm: Float? { 10 }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureFasterRCNN {
    try PastureFasterRCNN(using: &generator)
  }

  public func begin(_ model: PastureFasterRCNN, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func optimizer(for model: PastureFasterRCNN) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try SGD(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine), momentum: 0.9,
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(
    at step: Int, using generator: inout SeededGenerator
  ) throws -> SceneBatch {
    try SceneBatch(seed: seed, step: step, count: picturesPerStep, using: &generator)
  }

  public func losses(
    of model: PastureFasterRCNN, on batch: SceneBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    try model.trainingPass(
      model.normalized(batch.pictures), truths: batch.truths, training, using: &generator
    ).losses
  }

  public func score(of model: PastureFasterRCNN) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: PastureFasterRCNN) throws -> TrainingScore {
    try score(of: model, on: .validation, images: min(500, validationScenes * 20)).trainingScore()
  }

  public func report(
    on model: PastureFasterRCNN, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try score(of: model, on: split, images: images)
  }

  private func score(
    of model: PastureFasterRCNN, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    var detector = try FasterRCNNDetector(network: model)
    detector.leastScore = 0.02
    return try detector.score(on: split, images: images, name: name)
  }
}
