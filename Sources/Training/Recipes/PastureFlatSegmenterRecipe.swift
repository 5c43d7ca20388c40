import Datasets
import Detectors
import Layers
import Tensors

/// Lesson 5's second approach, full-resolution convolutions, trained briefly on the scenes and by
/// the loss of the third.
public struct PastureFlatSegmenterRecipe: WholeSceneRecipe {
  public let name = "pasture-segmenter-flat"
  public var seed = 1
  public var steps = 500
  /// N.
  public var batchSize = 4
  public var learningRate: Float = 0.005
  public var weightDecay: Float = 0.01
  /// Scenes of the validation split that a score is taken of on the way; all of them at the end.
  public var scoredScenes = 40

  public init() {}

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), whole scenes, half of them flipped",
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    ["classes": PastureFlatSegmenter.classNames.joined(separator: " "), "input": "3 144 192"]
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureFlatSegmenter {
    try PastureFlatSegmenter(using: &generator)
  }
}
