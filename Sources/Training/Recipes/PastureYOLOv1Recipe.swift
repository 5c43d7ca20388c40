// N pictures.

import Datasets
import Detectors
import Layers
import Tensors

/// `pasture-yolo-v1`: a grid of 9×12 cells with two boxes each, learnt from whole scenes, beginning with the
/// trunk of `pasture-classifier`. No scene is seen twice.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.2, equation 3.
/// - Differs: AdamW for SGD. The paper's scaling and translating is not needed where no scene comes again.
public struct PastureYOLOv1Recipe: SceneRecipe {
  public let name = "pasture-yolo-v1"
  public var seed = 1
  public var steps = 900
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
    let layout = PastureYOLOv1.layout
    return [
      "classes": PastureYOLOv1.classNames.joined(separator: " "),
      "grid": "\(layout.rows)x\(layout.columns), \(layout.boxesPerCell) boxes a cell",
      "input": PastureYOLOv1.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public var largestGradientNorm: Float? { 20 }

  private var warmUp: Int { max(1, steps / 20) }

  private var augmentation: any Augmentation {
    Augmentations().then(HorizontalFlip(), probability: 0.5)
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureYOLOv1 {
    try PastureYOLOv1(using: &generator)
  }

  public func begin(_ model: PastureYOLOv1, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func optimizer(for model: PastureYOLOv1) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> YOLOBatch {
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: batchSize)
    return try YOLOBatch(
      scenes: first..<first + batchSize, normalization: PastureYOLOv1.normalization,
      augmentation: augmentation, using: &generator)
  }

  public func losses(
    of model: PastureYOLOv1, on batch: YOLOBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let map = try model.training(batch.pictures, using: &generator)
    let size = (width: batch.pictures.shape[3], height: batch.pictures.shape[2])
    let targets = try YOLOv1Targets(
      map, batch.truths, layout: PastureYOLOv1.layout, width: size.width, height: size.height)
    return try YOLOv1Term.allCases.map { ($0.rawValue, try targets.loss($0, of: map)) }
  }

  public func score(of model: PastureYOLOv1) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: PastureYOLOv1) throws -> TrainingScore {
    try score(of: model, on: .validation, images: 500).trainingScore()
  }

  public func report(
    on model: PastureYOLOv1, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try score(of: model, on: split, images: images)
  }

  private func score(
    of model: PastureYOLOv1, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    try YOLOv1Detector(network: model, leastScore: 0.02)
      .score(on: split, images: images, name: name)
  }
}
