// N pictures.

import Detectors
import Layers
import Tensors

/// `pasture-yolo-v1`: a grid of 9×12 cells with two boxes each, learnt from whole scenes, beginning with the
/// trunk of `pasture-classifier`. No scene is seen twice.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.2, equation 3.
/// - Differs: AdamW for SGD. The paper's scaling and translating is not needed where no scene comes again.
public struct PastureYOLOv1Recipe: GridRecipe {
  public let name = "pasture-yolo-v1"
  public var seed = 1
  public var steps = 900
  /// N.
  public var batchSize = 8
  public var learningRate: Float = 0.002
  public var weightDecay: Float = 0.01
  public var validationScenes = 50

  public init() {}

  public var notes: [String: String] {
    let layout = PastureYOLOv1.layout
    return [
      "classes": PastureYOLOv1.classNames.joined(separator: " "),
      "grid": "\(layout.rows)x\(layout.columns), \(layout.boxesPerCell) boxes a cell",
      "input": PastureYOLOv1.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureYOLOv1 {
    try PastureYOLOv1(using: &generator)
  }

  public func begin(_ model: PastureYOLOv1, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
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

  public func detector(_ model: PastureYOLOv1) throws -> YOLOv1Detector {
    try YOLOv1Detector(network: model, leastScore: 0.02)
  }
}
