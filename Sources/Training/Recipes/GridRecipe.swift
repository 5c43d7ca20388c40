import Datasets
import Detectors
import Layers
import Tensors

/// What the recipes of networks share that answer a grid of cells: they begin with the trunk of
/// `pasture-classifier` and learn from whole scenes, half of them mirrored, no scene twice.
public protocol GridRecipe: SceneRecipe where Model: PictureNetwork, Batch == YOLOBatch {
  associatedtype Detector: PictureModel

  /// Of the cosine, at its top.
  var learningRate: Float { get }
  /// AdamW's, on weights only.
  var weightDecay: Float { get }
  /// Scenes of the validation split that the score of the log is taken on.
  var validationScenes: Int { get }
  /// What this recipe sets beside what all of them set.
  var ownSettings: [String: String] { get }

  /// The detector that average precision is measured of: nearly every box counts there.
  func detector(_ model: Model) throws -> Detector
}

extension GridRecipe {
  public var trunk: String? { "pasture-classifier" }
  public var largestGradientNorm: Float? { 20 }
  public var ownSettings: [String: String] { [:] }

  private var warmUp: Int { max(1, steps / 20) }

  /// The scenes are drawn in every light already; a mirror doubles the shapes.
  private var augmentation: any Augmentation {
    Augmentations().then(HorizontalFlip(), probability: 0.5)
  }

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), whole scenes, each seen once",
      "augmentation": augmentation.name,
      "start": trunk ?? "random",
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ].merging(ownSettings) { $1 }
  }

  public func optimizer(for model: Model) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> YOLOBatch {
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: batchSize)
    return try YOLOBatch(
      scenes: first..<first + batchSize, normalization: Model.normalization,
      augmentation: augmentation, using: &generator)
  }

  public func score(of model: Model) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: Model) throws -> TrainingScore {
    try score(of: model, on: .validation, images: 500).trainingScore()
  }

  public func report(
    on model: Model, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try score(of: model, on: split, images: images)
  }

  private func score(
    of model: Model, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    try detector(model).score(on: split, images: images, name: name)
  }
}
