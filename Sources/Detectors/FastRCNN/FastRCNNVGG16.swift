// N pictures, R regions, K classes with background.

import Layers
import Tensors

/// Fast R-CNN with VGG-16: the paper's model L.
///
/// The trunk has torchvision's names (`features.0` … `features.29`: all of VGG-16 but its last
/// pooling, in whose place regions are pooled), the head those of the paper's code: `fc6`, `fc7`,
/// `cls_score`, `bbox_pred`. 21 classes, the background and VOC's twenty, unless you say.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.2 and §3; the shapes of its code's
///   `models/VGG16/test.prototxt`.
/// - Differs: RGB in torchvision's normalisation, whose VGG weights it takes; the paper has Caffe's.
public struct FastRCNNVGG16: FastRCNNNetwork {
  public let trunk: Sequential
  public let head: RegionHead
  public let classNames: [String]

  /// With new weights.
  ///
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 21, using generator: inout SeededGenerator) throws {
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
    let classCount = classCount ?? weights["cls_score.weight"]?.shape.first
    try self.init(classCount: classCount ?? VOCClasses.withBackground.count, maker: &maker)
    try load(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "FastRCNNVGG16")
    trunk = Sequential(try VGG16.convolutions(maker: &maker).dropLast())
    head = try RegionHead(
      inputs: 512 * 49, hidden: 4096, classCount: classCount, dropout: 0.5,
      initializer: .smallNormal, maker: &maker)
    classNames =
      classCount == VOCClasses.withBackground.count
      ? VOCClasses.withBackground : ["background"] + (1..<classCount).map { "class \($0)" }
  }

  /// Begins as the paper does: the trunk and both hidden layers of a classifier.
  ///
  /// - Parameter classifier: a VGG-16 trained on ImageNet.
  public func takeOver(_ classifier: VGG16) throws {
    let values = classifier.stateDictionary
    try trunk.load(
      Dictionary(
        uniqueKeysWithValues: trunk.namedParameters().compactMap { named in
          values["features.\(named.name)"].map { (named.name, $0) }
        }))
    for (layer, name) in [(head.fc6, "classifier.0"), (head.fc7, "classifier.3")] {
      try layer.load(
        Dictionary(
          uniqueKeysWithValues: layer.namedParameters().compactMap { named in
            values["\(name).\(named.name)"].map { (named.name, $0) }
          }))
    }
  }

  public static var stride: Int { 16 }
  public static var shorterSide: Int { 600 }
  public static var longestSide: Int { 1000 }
  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 600, 800] }
}
