// N pictures.

import Datasets
import Detectors
import Layers
import Tensors

/// `pasture-yolo-v3`: three scales of three anchors, learnt together from whole scenes, beginning with the
/// trunk of `pasture-classifier`. No scene is seen twice.
///
/// - Source: Redmon and Farhadi, "YOLOv3", 2018, §2.
/// - Differs: AdamW for SGD; scenes of one size, since those of the Pasture are.
public struct PastureYOLOv3Recipe: SceneRecipe {
  public let name = "pasture-yolo-v3"
  public var seed = 1
  public var steps = 1600
  /// N.
  public var batchSize = 8
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.002
  public var weightDecay: Float = 0.01
  /// Scenes of the validation split that the score of the log is taken on.
  public var validationScenes = 50
  public let trunk: String? = "pasture-classifier"

  public init() {}

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), whole scenes, each seen once",
      "augmentation": augmentation.name,
      "start": trunk ?? "random",
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureYOLOv3.classNames.joined(separator: " "),
      "anchors": PastureYOLOv3.layout.anchors.map { "\($0.width)x\($0.height)" }
        .joined(separator: " "),
      "input": PastureYOLOv3.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public var largestGradientNorm: Float? { 20 }

  private var warmUp: Int { max(1, steps / 20) }

  /// The scenes are drawn in every light already; a mirror doubles the shapes.
  private var augmentation: any Augmentation {
    Augmentations().then(HorizontalFlip(), probability: 0.5)
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureYOLOv3 {
    try PastureYOLOv3(using: &generator)
  }

  public func begin(_ model: PastureYOLOv3, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func optimizer(for model: PastureYOLOv3) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> YOLOBatch {
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: batchSize)
    return try YOLOBatch(
      scenes: first..<first + batchSize, normalization: PastureYOLOv3.normalization,
      augmentation: augmentation, using: &generator)
  }

  public func losses(
    of model: PastureYOLOv3, on batch: YOLOBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let maps = try model.training(batch.pictures, using: &generator)
    return try yoloLosses(maps, batch.truths, layout: model.layout).terms
  }

  public func score(of model: PastureYOLOv3) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: PastureYOLOv3) throws -> TrainingScore {
    try score(of: model, on: .validation, images: 500).trainingScore()
  }

  public func report(
    on model: PastureYOLOv3, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try score(of: model, on: split, images: images)
  }

  private func score(
    of model: PastureYOLOv3, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    try YOLODetector(network: model, leastScore: 0.02)
      .score(on: split, images: images, name: name)
  }
}
