// N pictures, R regions, K classes with background.

import Boxes
import Layers
import Tensors

/// Faster R-CNN with VGG-16, as in the paper: nine anchors at each cell of one map of stride 16, 300
/// proposals, RoI pooling.
///
/// ```
/// picture          [N,   3, 600, 800]
/// features         [N, 512,  37,  50]        VGG-16 up to conv5_3
/// rpn              [N,   9,  37,  50], [N, 36, 37, 50]   from 18 scores and 36 offsets a cell
/// (proposals)      300
/// box_roi_pool     [300, 512, 7, 7]
/// fc6, fc7         [300, 4096]
/// cls_score        [300, K]
/// bbox_pred        [300, 4 K]
/// ```
///
/// The trunk has torchvision's names (`features.0` …), the head those of Fast R-CNN's code. 21 classes,
/// the background and VOC's twenty, unless you say.
///
/// - Source: Ren et al., "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal
///   Networks", NIPS 2015, §3 and §4 (300 proposals: table 2); the shapes and settings of its code's
///   `models/pascal_voc/VGG16/faster_rcnn_end2end/test.prototxt` and `lib/fast_rcnn/config.py`.
/// - Differs: RGB in torchvision's normalisation, whose VGG weights it takes; the paper has Caffe's.
///   Boxes have no "+ 1" in their widths. Proposals below 16 pixels are dropped by their size in the
///   network's input, where the code scales the 16 along with the picture.
public struct FasterRCNNVGG16: FasterRCNNNetwork {
  public let body: Sequential
  public let proposalHead: ProposalHead
  public let head: RegionHead
  public var settings: FasterRCNNSettings
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
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    let count = weights["cls_score.weight"]?.shape.first ?? VOCClasses.withBackground.count
    try self.init(classCount: count, maker: &maker)
    try load(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "FasterRCNNVGG16")
    let anchors = try AnchorGrid.fasterRCNN().anchors
    body = Sequential(try VGG16.convolutions(maker: &maker).dropLast())
    proposalHead = try ProposalHead(
      inputs: 512, hidden: 512, anchorsPerCell: anchors.count, isTwoWay: true, maker: &maker)
    head = try RegionHead(
      inputs: 512 * 49, hidden: 4096, classCount: classCount, dropout: 0.5,
      initializer: .smallNormal, maker: &maker)
    var settings = FasterRCNNSettings(
      framing: PictureFraming(shorterSide: 600, longestSide: 1000),
      anchors: try PyramidAnchors(cells: [anchors], strides: [16]),
      pooling: try PyramidPooling(.pool, strides: [16]))
    settings.selection.mostPerLevel = 6000
    settings.selection.mostKept = 300
    settings.selection.smallestSide = 16
    self.settings = settings
    classNames =
      classCount == VOCClasses.withBackground.count
      ? VOCClasses.withBackground : ["background"] + (1..<classCount).map { "class \($0)" }
  }

  /// The last layer of conv5_3.
  public var mapNames: [String] { [VGG16.mapNames[2]] }
  public var pyramid: FeaturePyramid? { nil }

  public static var partNames: DetectorPartNames {
    DetectorPartNames(body: "features", pyramid: "", proposalHead: "rpn")
  }
  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 600, 800] }
}
