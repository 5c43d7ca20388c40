import Checkpoints
import Datasets
import Detectors
import Layers
import Tensors

/// What the recipes of networks share that say more than boxes: they begin with all of
/// `pasture-faster-rcnn`, and learn its four losses on, with one more of their own.
public protocol PartRecipe: SceneRecipe
where Model: FasterRCNNNetwork, Batch == SceneBatch {
  /// Of the cosine, at its top.
  var learningRate: Float { get }
  var weightDecay: Float { get }
  /// N.
  var picturesPerStep: Int { get }
  /// Of each picture, at most so many regions teach the further head.
  var partRegions: Int { get }
  var training: FasterRCNNTraining { get }
  /// Scenes of the validation split that the score of the log is taken on.
  var validationScenes: Int { get }
  /// The figure of the log: `mask_AP50`.
  var figure: String { get }
}

extension PartRecipe {
  public var trunk: String? { "pasture-faster-rcnn" }
  public var batchSize: Int { picturesPerStep }
  public var largestGradientNorm: Float? { 10 }

  private var warmUp: Int { max(1, steps / 20) }

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), fresh scenes, mirrored, in changing light",
      "anchors": "\(training.anchors.count) a picture",
      "regions": "\(training.regions.count) of \(training.selection.mostKept) proposals a picture, "
        + "\(partRegions) of them for the further head",
      "start": trunk ?? "random",
      "optimizer": "SGD, momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public func optimizer(for model: Model) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try SGD(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine), momentum: 0.9,
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func score(of model: Model) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore(figure)
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: Model) throws -> TrainingScore {
    try score(of: model, on: .validation, images: min(500, validationScenes * 20))
      .trainingScore(figure)
  }

  public func report(
    on model: Model, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try score(of: model, on: split, images: images)
  }

  private func score(
    of model: Model, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    var detector = try FasterRCNNDetector(network: model)
    detector.leastScore = 0.02
    return try detector.score(on: split, images: images, name: name)
  }
}
