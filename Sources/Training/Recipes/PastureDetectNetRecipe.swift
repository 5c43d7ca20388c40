// N pictures.

import Detectors
import Layers
import Tensors

/// `pasture-detectnet`: a coverage map for each class and a box for each cell, learnt from whole scenes,
/// beginning with the trunk of `pasture-classifier`. No scene is seen twice.
///
/// - Source: NVIDIA's `detectnet_network.prototxt`: half the squared differences of coverage, and twice the
///   distances of the edges in sides of the box.
/// - Differs: AdamW and a cosine in place of Adam and steps; only mirrored, since no scene comes again.
public struct PastureDetectNetRecipe: GridRecipe {
  public let name = "pasture-detectnet"
  public var seed = 1
  public var steps = 1200
  /// N.
  public var batchSize = 8
  public var learningRate: Float = 0.002
  public var weightDecay: Float = 0.01
  public var validationScenes = 25

  public init() {}

  public var ownSettings: [String: String] {
    let rule = PastureDetectNet.rule
    return [
      "coverage":
        "cells of \(PastureDetectNet.stride) pixels that touch the middle: \(rule.scale) of each side, "
        + "at least \(rule.least) pixels"
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureDetectNet.classNames.joined(separator: " "),
      "input": PastureDetectNet.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureDetectNet {
    try PastureDetectNet(using: &generator)
  }

  public func begin(_ model: PastureDetectNet, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func losses(
    of model: PastureDetectNet, on batch: YOLOBatch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let (coverage, boxes) = try model.training(batch.pictures, using: &generator)
    let targets = try PastureDetectNet.targets(
      batch.truths, width: batch.pictures.shape[3], height: batch.pictures.shape[2])
    let losses = try targets.losses(coverage: coverage, boxes: boxes)
    return [("coverage", losses.coverage), ("boxes", try losses.boxes * 2)]
  }

  public func detector(_ model: PastureDetectNet) throws -> DetectNetDetector {
    try DetectNetDetector(network: model).planned(width: 192, height: 144)
  }
}
