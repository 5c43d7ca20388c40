import Datasets
import Detectors
import Layers
import Tensors

/// The small classifier that lesson 3 slides over a picture, and whose trunk later detectors begin
/// with.
///
/// Three crops of four are balanced over the nine classes; the fourth shows something that frames
/// nothing, and is background too (`HardBackground`).
public struct PastureClassifierRecipe: Recipe {
  public struct Batch: Sendable {
    /// `[N, 3, 32, 32]`, in 0…1.
    public let crops: Tensor
    /// N class numbers.
    public let classes: [Int]
  }

  public let name = "pasture-classifier"
  public var seed = 1
  public var steps = 5000
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.1
  public var weightDecay: Float = 0.0005
  /// Crops of the validation split that a score is taken of.
  public var validationCrops = 2000

  private let framed: PastureCrops
  private let hard: HardBackground

  /// - Throws: `ImageError` for less than 1 or more than 4096 balanced crops.
  public init(balancedCrops: Int = 108, hardScenes: Int = 4) throws {
    let augmentation = CropAugmentation()
    framed = try PastureCrops(
      split: .training, size: PastureClassifier.side, batchSize: balancedCrops,
      augmentation: augmentation)
    hard = HardBackground(
      split: .training, size: PastureClassifier.side, scenes: hardScenes, windowsPerScene: 9,
      augmentation: augmentation)
  }

  public var batchSize: Int { framed.batchSize + hard.count }

  public var settings: [String: String] {
    [
      "data":
        "Pasture v\(Pasture.version), \(framed.batchSize) balanced and \(hard.count) hard crops",
      "optimizer": "SGD, Nesterov momentum 0.9",
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
  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    let index = (seed & 511) * 1_000_000 + step
    let framed = try framed.batch(index)
    guard hard.count > 0 else { return Batch(crops: framed.images, classes: framed.labels) }
    // Balanced crops come from the first 10¹² scenes.
    let background = try hard.batch(index, firstScene: 1_000_000_000_000, using: &generator)
    return Batch(
      crops: try concatenate([framed.images, background], axis: 0),
      classes: framed.labels + Array(repeating: 0, count: hard.count))
  }

  public func losses(
    of model: PastureClassifier, on batch: Batch,
    using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.training(batch.crops, using: &generator)  // [N, 9]
    return [("cross_entropy", try crossEntropy(logits, batch.classes))]
  }

  public func score(of model: PastureClassifier) throws -> TrainingScore {
    let score = try model.score(on: .validation, count: validationCrops)
    return TrainingScore(name: "accuracy", value: score.confusion.accuracy ?? 0)
  }

  public func report(on model: PastureClassifier, images: Int) throws -> any ScoreReport {
    try model.score(on: .test, count: images, name: name)
  }
}
