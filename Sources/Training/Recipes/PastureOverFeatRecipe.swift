// N patches, K classes, h×h windows of a patch.

import Datasets
import Detectors
import Layers
import Tensors

/// The trunk, the classifier and the boxes of `pasture-overfeat`, learnt together on all windows of
/// patches of scenes, beginning with the trunk and the classifier of `pasture-classifier`.
///
/// The loss of the classes looks at every window that frames a thing, and at three times as many of
/// the background: those that are taken for things most.
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §4.2 (squared error of the edges) and §5.
public struct PastureOverFeatRecipe: Recipe {
  public struct Batch: Sendable {
    /// `[N, 3, P, P]`, in 0…1.
    public let patches: Tensor
    /// `[N × h × h]`: 0 background, a class from 1, −1 for windows that count for nothing.
    public let classes: [Int]
    /// `[N, 4 (K − 1), h, h]`: edges, and 1 where there are some, else 0.
    public let edges, present: Tensor
  }

  public let name = "pasture-overfeat"
  public var seed = 1
  public var steps = 2400
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.05
  public var weightDecay: Float = 0.0005
  /// How much the boxes count beside the classes.
  public var boxWeight: Float = 10
  /// Windows of the background for each that frames a thing.
  public var backgroundShare = 3
  /// Scenes of the validation split that the score of the log is taken on.
  public var validationScenes = 25
  public let trunk: String? = "pasture-classifier"

  private let patches: ScenePatches

  /// - Throws: `TrainingError` unless there is at least one patch a batch.
  public init(scenes: Int = 8, patchesPerScene: Int = 3) throws {
    guard 1...1000 ~= scenes, 1...100 ~= patchesPerScene else {
      throw TrainingError(
        operation: "recipe", expected: "1 to 1000 scenes and 1 to 100 patches of each",
        found: "\(scenes) and \(patchesPerScene)")
    }
    patches = ScenePatches(
      split: .training, scenes: scenes, patchesPerScene: patchesPerScene, size: 64,
      augmentation: CropAugmentation(flip: 0))
  }

  public var batchSize: Int { patches.count }

  public var settings: [String: String] {
    [
      "data":
        "Pasture v\(Pasture.version), \(patches.patchesPerScene) patches of \(patches.size)×"
        + "\(patches.size) of \(patches.scenes) scenes",
      "start": trunk ?? "random",
      "optimizer": "SGD, Nesterov momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
      "loss": "cross-entropy, 1 framed to \(backgroundShare) background windows; boxes "
        + "squared error × \(boxWeight)",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureOverFeat.classNames.joined(separator: " "),
      "input": "3 \(PastureOverFeat.side) \(PastureOverFeat.side)",
    ]
  }

  public var largestGradientNorm: Float? { 5 }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureOverFeat {
    try PastureOverFeat(using: &generator)
  }

  public func begin(_ model: PastureOverFeat, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func optimizer(for model: PastureOverFeat) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try SGD(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine), momentum: 0.9,
      nesterov: true, weightDecay: weightDecay, decaying: .weightsOnly)
  }

  /// Another seed sees other scenes: each has a million batches of its own.
  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    let (pictures, truths) = try patches.batch(
      (seed & 511) * 1_000_000 + step, using: &generator)
    let (n, h) = (patches.count, patches.windows)
    let plane = h * h
    let channels = PastureOverFeat.boxChannels
    var edges = [Float](repeating: 0, count: n * channels * plane)
    var present = edges
    for (i, truth) in truths.enumerated() {
      for (cell, box) in truth.boxes.enumerated() {
        guard let box else { continue }
        for edge in 0..<4 {
          let channel = (truth.classes[cell] - 1) * 4 + edge
          let place = (i * channels + channel) * plane + cell
          edges[place] = box.edges[edge]
          present[place] = 1
        }
      }
    }
    return Batch(
      patches: pictures, classes: truths.flatMap(\.classes),
      edges: try Tensor(edges, shape: [n, channels, h, h]),
      present: try Tensor(present, shape: [n, channels, h, h]))
  }

  public func losses(
    of model: PastureOverFeat, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let maps = try model.training(batch.patches, using: &generator)
    let chosen = try Self.chosen(maps.logits, batch.classes, backgroundShare: backgroundShare)
    let surprise = try crossEntropy(maps.logits, chosen, ignoring: ScenePatches.ignored)
    // The mean over the edges that are there, not over all that could be.
    let count = batch.present.values.reduce(0, +)
    let factor = boxWeight * Float(batch.present.count) / max(1, count)
    let misplaced = try meanSquaredError(maps.boxes, batch.edges, weights: batch.present) * factor
    return [("cross_entropy", surprise), ("boxes", misplaced)]
  }

  /// The classes, with all but the hardest windows of the background ignored.
  ///
  /// - Parameter logits: `[N, K, h, h]`.
  static func chosen(
    _ logits: Tensor, _ classes: [Int], backgroundShare: Int
  ) throws -> [Int] {
    let framed = classes.count { $0 > 0 }
    let wanted = max(framed * backgroundShare, classes.count / 20)
    let losses = try crossEntropy(
      logits.detached(), classes.map { $0 == 0 ? 0 : ScenePatches.ignored },
      ignoring: ScenePatches.ignored, reduction: .none
    ).values
    let background = classes.indices.filter { classes[$0] == 0 }
    let hardest = background.sorted {
      losses[$0] != losses[$1] ? losses[$0] > losses[$1] : $0 < $1
    }
    var chosen = classes
    for cell in hardest.dropFirst(wanted) { chosen[cell] = ScenePatches.ignored }
    return chosen
  }

  public func score(of model: PastureOverFeat) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: PastureOverFeat) throws -> TrainingScore {
    try score(of: model, on: .validation, images: min(500, validationScenes * 20)).trainingScore()
  }

  public func report(on model: PastureOverFeat, images: Int) throws -> any ScoreReport {
    try score(of: model, on: .test, images: images)
  }

  private func score(
    of model: PastureOverFeat, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    var options = OverFeatOptions()
    options.leastScore = 0.01
    return try OverFeatDetector(network: model, options: options)
      .score(on: split, images: images, name: name)
  }
}
