// N windows, K = 13 classes.

import Datasets
import Detectors
import Layers
import Tensors

/// Lesson 5's first approach, a window per pixel, trained briefly: windows around pixels of a few
/// scenes, half of them wherever they fall, half of them with as many of each class as it goes.
public struct PastureWindowSegmenterRecipe: SceneRecipe {
  public struct Batch: Sendable {
    /// `[N, 3, 32, 32]`, in 0…1.
    public let windows: Tensor
    /// N class numbers: of the pixel in the middle of each window.
    public let classes: [Int]
  }

  public let name = "pasture-segmenter-windows"
  public var seed = 1
  public var steps = 1200
  public var scenes = 4
  public var windowsPerScene = 48
  public var learningRate: Float = 0.003
  public var weightDecay: Float = 0.01
  /// Scenes of the validation split that a score is taken of on the way.
  public var scoredScenes = 10

  public init() {}

  /// N.
  public var batchSize: Int { scenes * windowsPerScene }

  public var settings: [String: String] {
    [
      "data":
        "Pasture v\(Pasture.version), \(windowsPerScene) windows of each of \(scenes) scenes, "
        + "half balanced",
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    ["classes": PastureWindowSegmenter.classNames.joined(separator: " "), "input": "3 32 32"]
  }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureWindowSegmenter {
    try PastureWindowSegmenter(using: &generator)
  }

  public func optimizer(for model: PastureWindowSegmenter) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: scenes)
    var windows: [Tensor] = []
    var classes: [Int] = []
    for index in first..<first + scenes {
      let scene = try SegmentationBatch(.training, scenes: index..<index + 1)
      let pixels = Self.pixels(scene.classes, count: windowsPerScene, using: &generator)
      windows.append(try PastureWindowSegmenter.windows(of: scene.pictures, at: pixels))
      classes += pixels.map { scene.classes[$0] }
    }
    return Batch(windows: try concatenate(windows, axis: 0), classes: classes)
  }

  /// Places in a label map: half of them anywhere, half of a class drawn first, then a pixel of it.
  static func pixels(
    _ classes: [Int], count: Int, using generator: inout SeededGenerator
  ) -> [Int] {
    var places = [[Int]](repeating: [], count: PastureWindowSegmenter.classNames.count)
    for (place, kind) in classes.enumerated() where places.indices.contains(kind) {
      places[kind].append(place)
    }
    let present = places.filter { !$0.isEmpty }
    guard !present.isEmpty else { return [] }
    return (0..<count).map { number in
      guard number % 2 == 0 else { return generator.index(below: classes.count) }
      let kind = present[generator.index(below: present.count)]
      return kind[generator.index(below: kind.count)]
    }
  }

  public func losses(
    of model: PastureWindowSegmenter, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.training(batch.windows, using: &generator)  // [N, K]
    return [("cross_entropy", try crossEntropy(logits, batch.classes))]
  }

  public func score(of model: PastureWindowSegmenter) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation, count: scoredScenes))
  }

  public func finalScore(of model: PastureWindowSegmenter) throws -> TrainingScore {
    try TrainingScore(model.score(on: .validation, count: 100))
  }

  public func report(
    on model: PastureWindowSegmenter, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try model.score(on: split, count: images, name: name)
  }
}
