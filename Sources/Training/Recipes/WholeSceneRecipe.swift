// N pictures, K = 13 classes, H×W pixels.

import Datasets
import Detectors
import Layers
import Tensors

/// What the recipes of segmenters share that see whole scenes: pictures, loss, optimizer, score.
public protocol WholeSceneRecipe: SceneRecipe
where Model: Segmenter & TensorLayer, Batch == SegmentationBatch {
  /// The largest, after the warm-up.
  var learningRate: Float { get }
  /// AdamW's, on weights only.
  var weightDecay: Float { get }
  /// Scenes of the validation split that a score is taken of on the way; all of them at the end.
  var scoredScenes: Int { get }
}

extension WholeSceneRecipe {
  var warmUp: Int { max(1, steps / 20) }

  /// What a pixel of each class counts in the loss: more where pixels are few, since mean IoU asks
  /// for every class alike.
  static var classWeights: [Float] { [1, 1, 1, 1.5, 1.5, 2, 2, 3, 3, 1, 1.5, 2, 3] }

  public func optimizer(for model: Model) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  /// Scenes that no other step sees, half of them flipped.
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
    of model: Model, on batch: SegmentationBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.training(batch.pictures, using: &generator)  // [N, K, H, W]
    let weights = try Tensor(Self.classWeights, shape: [Self.classWeights.count])
    return [("cross_entropy", try crossEntropy(logits, batch.classes, weights: weights))]
  }
  // end quote

  public func score(of model: Model) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation, count: scoredScenes))
  }

  public func finalScore(of model: Model) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation))
  }

  public func report(
    on model: Model, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try model.score(on: split, count: images, name: name)
  }
}
