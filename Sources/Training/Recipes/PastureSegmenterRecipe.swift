// N pictures, K = 13 classes, H×W pixels.

import Datasets
import Detectors
import Layers
import Tensors

/// The small segmenter of lesson 5: cross-entropy at every pixel of whole scenes, each scene seen
/// once.
public struct PastureSegmenterRecipe: WholeSceneRecipe {
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

  public func model(using generator: inout SeededGenerator) throws -> PastureSegmenter {
    try PastureSegmenter(using: &generator)
  }
}

extension TrainingScore {
  init(_ score: SegmentationScore) {
    self.init(name: "mIoU", value: score.confusion.meanIoU ?? 0)
  }
}
