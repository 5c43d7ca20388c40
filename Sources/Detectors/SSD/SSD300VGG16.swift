// N pictures, K classes with background.

import Boxes
import Layers
import Tensors

/// SSD300 on VGG-16 with torchvision's parameter names: `backbone.…`, `head.classification_head.…`,
/// `head.regression_head.…`. 91 classes, COCO's with background, unless you say.
///
/// ```
/// picture   [N, 3, 300, 300]
/// maps      38×38, 19×19, 10×10, 5×5, 3×3, 1×1, with 4, 6, 6, 6, 4, 4 default boxes a cell
/// head      [N, 8732, K] and [N, 8732, 4]
/// ```
///
/// - Source: Liu et al., "SSD", ECCV 2016, figure 2; torchvision's `ssd300_vgg16`.
public struct SSD300VGG16: SSDNetwork {
  public let backbone: SSDVGG16Trunk
  public let head: SSDHead
  public let defaultBoxes: DefaultBoxes
  public let classNames: [String]

  /// With new weights, as torchvision draws them.
  ///
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 91, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Parameter classCount: with background; `nil` for as many as the weights have.
  /// - Throws: `LoadError` when they belong to another model, or to another number of classes.
  public init(weights: [String: Tensor], classCount: Int? = nil) throws {
    var maker = LayerMaker.withoutWeights
    let first = weights["head.classification_head.module_list.0.weight"]?.shape.first
    let classCount = classCount ?? first.map { $0 / 4 } ?? COCOClasses.names.count
    try self.init(classCount: max(1, classCount), maker: &maker)
    try load(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "SSD300VGG16")
    backbone = try SSDVGG16Trunk(maker: &maker)
    defaultBoxes = try DefaultBoxes.ssd300()
    head = try SSDHead(
      channels: [512, 1024, 512, 256, 256, 256], counts: defaultBoxes.counts,
      classCount: classCount, maker: &maker)
    classNames = COCOClasses.names(count: classCount)
  }

  public var children: [LayerChild] { [("backbone", backbone), ("head", head)] }

  public static var normalization: PictureNormalization { .caffe }
  public static var inputShape: [Int] { [1, 3, 300, 300] }

  /// Always 300×300: proportions are not kept.
  public static func inputSize(width: Int, height: Int) -> (width: Int, height: Int) { (300, 300) }

  public static func mapSizes(width: Int, height: Int) -> [(rows: Int, columns: Int)] {
    [38, 19, 10, 5, 3, 1].map { ($0, $0) }
  }

  public func maps(_ x: Tensor) throws -> [Tensor] { try inside("backbone") { try backbone(x) } }

  public func trainingMaps(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> [Tensor] {
    try inside("backbone") { try backbone.training(x, using: &generator) }
  }
}
