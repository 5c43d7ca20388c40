// N pictures, L levels, H×W cells, A anchors a cell, K classes.

import Boxes
import Foundation
import Layers
import Tensors

/// RetinaNet on ResNet-50: a class and a box for every anchor of every level, with no proposals
/// between; torchvision's `retinanet_resnet50_fpn`, layer for layer, under the names of its published
/// file.
///
/// ```
/// picture                    [N, 3, 800, 1088]         800×1067, padded to multiples of 32
/// backbone.body              C3 … C5: 512, 1024, 2048 channels at strides 8, 16, 32
/// backbone.fpn               P3 … P7: 256 channels at strides 8, 16, 32, 64, 128
/// head.classification_head   [N, 9 K, Hₗ, Wₗ]          logits: class after class of each anchor
/// head.regression_head       [N, 36, Hₗ, Wₗ]           dx, dy, dw, dh of each anchor
/// ```
///
/// - Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, §4; torchvision's
///   `RetinaNet`.
/// - Differs: P6 comes from P5, not from C5, as in torchvision's file; class 0 has numbers, but nothing
///   was ever of it.
public struct RetinaNet: PyramidNetwork {
  public let body: Sequential
  public let pyramid: FeaturePyramid?
  public let classHead, boxHead: DenseHead
  /// Nine a cell: three sizes, a third of an octave apart, in three shapes (§4, "Anchors").
  public let anchors: PyramidAnchors
  /// K.
  public let classNames: [String]

  /// With new weights.
  ///
  /// - Parameter classCount: K: 91 of COCO's numbers unless you say.
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 91, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights: a file of torchvision's, old or new.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    let count = weights["head.classification_head.cls_logits.weight"]?.shape.first.map { $0 / 9 }
    try self.init(classCount: count ?? 91, maker: &maker)
    try loadPublished(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "RetinaNet")
    anchors = try PyramidAnchors(
      sizes: [Float(32), 64, 128, 256, 512].map { size in
        [0, 1, 2].map { (size * pow(2, Float($0) / 3)).rounded(.down) }
      })
    body = try ResNet50.detectorTrunk(maker: &maker)
    pyramid = try FeaturePyramid(
      inputs: [512, 1024, 2048], outputs: 256, top: .convolved, maker: &maker)
    // Almost everything is background: each class begins at a probability of 0.01 (§4.1).
    classHead = try DenseHead(
      channels: 256, outputs: anchors.countPerCell * classCount, answerName: "cls_logits",
      bias: logit(0.01), maker: &maker)
    boxHead = try DenseHead(
      channels: 256, outputs: anchors.countPerCell * 4, answerName: "bbox_reg", maker: &maker)
    classNames = COCOClasses.names(count: classCount)
  }

  public var mapNames: [String] { Array(ResNet50.mapNames.dropFirst()) }
  public var framing: PictureFraming {
    PictureFraming(shorterSide: 800, longestSide: 1333, multiple: 32)
  }
  /// K.
  public var classCount: Int { classNames.count }

  public var children: [LayerChild] {
    trunkChildren + [("head.classification_head", classHead), ("head.regression_head", boxHead)]
  }

  /// What the heads say of each level.
  ///
  /// - Parameter maps: what `maps` answered.
  /// - Returns: logits `[N, A K, Hₗ, Wₗ]` and offsets `[N, 4 A, Hₗ, Wₗ]`.
  public func denseAnswers(_ maps: [Tensor]) throws -> [ProposalMap] {
    let logits = try inside("head.classification_head") { try maps.map { try classHead($0) } }
    let offsets = try inside("head.regression_head") { try maps.map { try boxHead($0) } }
    return zip(logits, offsets).map { ProposalMap(logits: $0, offsets: $1) }
  }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    try denseAnswers(maps(x)).enumerated().flatMap { level, map in
      [("cls_logits.\(level)", map.logits), ("bbox_reg.\(level)", map.offsets)]
    }
  }

  /// The whole way of one picture that fills the input: to its boxes.
  public func walk(_ x: Tensor) throws {
    guard x.rank == 4, x.shape[0] == 1 else { return _ = try answers(x) }
    var options = RetinaNetOptions()
    options.leastScore = 0.05
    _ = try RetinaNetDetector(network: self, options: options).pass(
      input: x, size: (x.shape[3], x.shape[2]), toPicture: { $0 })
  }

  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 800, 1088] }
}
