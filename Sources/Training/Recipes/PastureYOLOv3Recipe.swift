// N pictures.

import Detectors
import Layers
import Tensors

/// `pasture-yolo-v3`: three scales of three anchors, learnt together from whole scenes, beginning with the
/// trunk of `pasture-classifier`. No scene is seen twice.
///
/// - Source: Redmon and Farhadi, "YOLOv3", 2018, §2.
/// - Differs: AdamW for SGD; scenes of one size, since those of the Pasture are.
public struct PastureYOLOv3Recipe: GridRecipe {
  public let name = "pasture-yolo-v3"
  public var seed = 1
  public var steps = 1600
  /// N.
  public var batchSize = 8
  public var learningRate: Float = 0.002
  public var weightDecay: Float = 0.01
  public var validationScenes = 50

  public init() {}

  public var notes: [String: String] {
    [
      "classes": PastureYOLOv3.classNames.joined(separator: " "),
      "anchors": PastureYOLOv3.layout.anchors.map { "\($0.width)x\($0.height)" }
        .joined(separator: " "),
      "input": PastureYOLOv3.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureYOLOv3 {
    try PastureYOLOv3(using: &generator)
  }

  public func begin(_ model: PastureYOLOv3, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func losses(
    of model: PastureYOLOv3, on batch: YOLOBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let maps = try model.training(batch.pictures, using: &generator)
    return try yoloLosses(maps, batch.truths, layout: model.layout).terms
  }

  public func detector(_ model: PastureYOLOv3) throws -> YOLODetector<PastureYOLOv3> {
    try YOLODetector(network: model, leastScore: 0.02)
  }
}
