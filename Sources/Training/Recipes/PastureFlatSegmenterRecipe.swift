// N pictures, K = 13 classes, H×W pixels.

import Datasets
import Detectors
import Layers
import Tensors

/// Lesson 5's second approach, full-resolution convolutions, trained briefly on the scenes and by
/// the loss of the third.
public struct PastureFlatSegmenterRecipe: SceneRecipe {
  public let name = "pasture-segmenter-flat"
  public var seed = 1
  public var steps = 500
  /// N.
  public var batchSize = 4
  public var learningRate: Float = 0.005
  public var weightDecay: Float = 0.01
  /// Scenes of the validation split that a score is taken of on the way; all of them at the end.
  public var scoredScenes = 40

  public init() {}

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), whole scenes, half of them flipped",
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    ["classes": PastureFlatSegmenter.classNames.joined(separator: " "), "input": "3 144 192"]
  }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureFlatSegmenter {
    try PastureFlatSegmenter(using: &generator)
  }

  public func optimizer(for model: PastureFlatSegmenter) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(
    at step: Int, using generator: inout SeededGenerator
  ) throws -> SegmentationBatch {
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: batchSize)
    return try SegmentationBatch(.training, scenes: first..<first + batchSize) {
      generator.chance(0.5)
    }
  }

  public func losses(
    of model: PastureFlatSegmenter, on batch: SegmentationBatch,
    using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.training(batch.pictures, using: &generator)  // [N, K, H, W]
    let classWeights = PastureSegmenterRecipe.classWeights
    let weights = try Tensor(classWeights, shape: [classWeights.count])
    return [("cross_entropy", try crossEntropy(logits, batch.classes, weights: weights))]
  }

  public func score(of model: PastureFlatSegmenter) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation, count: scoredScenes))
  }

  public func finalScore(of model: PastureFlatSegmenter) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation))
  }

  public func report(
    on model: PastureFlatSegmenter, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try model.score(on: split, count: images, name: name)
  }
}
