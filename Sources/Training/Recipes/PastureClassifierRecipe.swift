import Datasets
import Detectors
import Layers
import Tensors

/// The small classifier that lesson 3 slides over a picture, and whose trunk later detectors begin
/// with.
public struct PastureClassifierRecipe: Recipe {
  public let name = "pasture-classifier"
  public var seed = 1
  public var steps = 2000
  public let batchSize: Int
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.1
  public var weightDecay: Float = 0.0005
  /// Crops of the validation split that a score is taken of.
  public var validationCrops = 2000

  private let crops: PastureCrops

  /// - Throws: `ImageError` for a batch of less than 1 or more than 4096 crops.
  public init(batchSize: Int = 126) throws {
    self.batchSize = batchSize
    crops = try PastureCrops(
      split: .training, size: PastureClassifier.side, batchSize: batchSize,
      augmentation: CropAugmentation())
  }

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version)", "optimizer": "SGD, Nesterov momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureClassifier.classNames.joined(separator: " "),
      "input": "3 \(PastureClassifier.side) \(PastureClassifier.side)",
    ]
  }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureClassifier {
    try PastureClassifier(using: &generator)
  }

  public func optimizer(for model: PastureClassifier) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try SGD(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine), momentum: 0.9,
      nesterov: true, weightDecay: weightDecay, decaying: .weightsOnly)
  }

  /// Another seed sees other scenes: each has a million batches of its own.
  public func batch(
    at step: Int, using generator: inout SeededGenerator
  ) throws -> PastureCrops.Batch {
    try crops.batch((seed & 511) * 1_000_000 + step)
  }

  public func losses(
    of model: PastureClassifier, on batch: PastureCrops.Batch,
    using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.training(batch.images, using: &generator)  // [N, 9]
    return [("cross_entropy", try crossEntropy(logits, batch.labels))]
  }

  public func score(of model: PastureClassifier) throws -> TrainingScore {
    let score = try model.score(on: .validation, count: validationCrops)
    return TrainingScore(name: "accuracy", value: score.confusion.accuracy ?? 0)
  }

  public func report(on model: PastureClassifier, images: Int) throws -> any ScoreReport {
    try model.score(on: .test, count: images, name: name)
  }
}
