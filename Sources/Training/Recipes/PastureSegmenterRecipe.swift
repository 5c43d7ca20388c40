// N pictures, K = 13 classes, H×W pixels.

import Datasets
import Detectors
import Layers
import Tensors

/// The small segmenter of lesson 5: cross-entropy at every pixel of whole scenes, each scene seen
/// once.
public struct PastureSegmenterRecipe: SceneRecipe {
  public let name = "pasture-segmenter"
  public var seed = 1
  public var steps = 2400
  /// N.
  public var batchSize = 4
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.002
  public var weightDecay: Float = 0.01
  /// Scenes of the validation split that a score is taken of on the way; all of them at the end.
  public var scoredScenes = 100

  public init() {}

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), whole scenes, half of them flipped",
      "begins_with": trunk ?? "random weights",
      "class_weights": Self.classWeights.map { "\($0)" }.joined(separator: " "),
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    ["classes": PastureSegmenter.classNames.joined(separator: " "), "input": "3 144 192"]
  }

  public var trunk: String? { "pasture-classifier" }

  public func begin(_ model: PastureSegmenter, with weights: [String: Tensor]) throws {
    try model.begin(with: weights)
  }

  private var warmUp: Int { max(1, steps / 20) }

  /// What a pixel of each class counts in the loss: more where pixels are few, since mean IoU asks
  /// for every class alike.
  static let classWeights: [Float] = [1, 1, 1, 1.5, 1.5, 2, 2, 3, 3, 1, 1.5, 2, 3]

  public func model(using generator: inout SeededGenerator) throws -> PastureSegmenter {
    try PastureSegmenter(using: &generator)
  }

  public func optimizer(for model: PastureSegmenter) throws -> any Optimizer {
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

  // quote: loss
  public func losses(
    of model: PastureSegmenter, on batch: SegmentationBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.training(batch.pictures, using: &generator)  // [N, K, H, W]
    let weights = try Tensor(Self.classWeights, shape: [Self.classWeights.count])
    return [("cross_entropy", try crossEntropy(logits, batch.classes, weights: weights))]
  }
  // end quote

  public func score(of model: PastureSegmenter) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation, count: scoredScenes))
  }

  public func finalScore(of model: PastureSegmenter) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation))
  }

  public func report(
    on model: PastureSegmenter, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try model.score(on: split, count: images, name: name)
  }
}

extension TrainingScore {
  init(_ score: SegmentationScore) {
    self.init(name: "mIoU", value: score.confusion.meanIoU ?? 0)
  }
}
