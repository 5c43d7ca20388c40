// N pictures, K classes with background.

import Layers
import Tensors

/// Faster R-CNN on a pyramid over ResNet-50, and with a further head Mask R-CNN or Keypoint R-CNN:
/// torchvision's `fasterrcnn_resnet50_fpn`, `maskrcnn_resnet50_fpn`, `keypointrcnn_resnet50_fpn`, layer
/// for layer, under the names of their published files.
///
/// ```
/// picture                  [N, 3, 800, 1088]             800×1067, padded to multiples of 32
/// backbone.body            C2 … C5: 256, 512, 1024, 2048 channels at strides 4, 8, 16, 32
/// backbone.fpn             P2 … P6: 256 channels at strides 4, 8, 16, 32, 64
/// rpn.head                 3 anchors a cell
/// (proposals)              1000
/// box_roi_pool             [1000, 256, 7, 7]             RoIAlign of P2 … P5
/// roi_heads.box_head       [1000, 1024]                  fc6, fc7
/// roi_heads.box_predictor  [1000, K], [1000, 4 K]
/// ```
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015; Lin et al., "Feature Pyramid Networks", CVPR 2017;
///   He et al., "Mask R-CNN", ICCV 2017; torchvision's `torchvision/models/detection`.
public struct FasterRCNNResNet50: FasterRCNNNetwork {
  public let body: Sequential
  public let pyramid: FeaturePyramid?
  public let proposalHead: ProposalHead
  public let head: RegionHead
  public let settings: FasterRCNNSettings
  public let classNames: [String]

  /// With new weights.
  ///
  /// - Parameter classCount: K, with background: 91 of COCO's numbers unless you say.
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
    let count = weights["roi_heads.box_predictor.cls_score.weight"]?.shape.first
    try self.init(classCount: count ?? 91, maker: &maker)
    try loadPublished(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "FasterRCNNResNet50")
    body = try ResNet50.detectorTrunk(maker: &maker)
    pyramid = try FeaturePyramid(inputs: [256, 512, 1024, 2048], outputs: 256, maker: &maker)
    settings = try .pyramid()
    proposalHead = try ProposalHead(
      inputs: 256, hidden: 256, anchorsPerCell: settings.anchors.countPerCell, maker: &maker)
    head = try RegionHead(
      inputs: 256 * settings.bins * settings.bins, hidden: 1024, classCount: classCount, dropout: 0,
      initializer: .torchDefault, place: .regionHeads, maker: &maker)
    classNames = COCOClasses.names(count: classCount)
  }

  public var mapNames: [String] { ResNet50.mapNames }

  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 800, 1088] }
}

extension ResNet50 {
  /// `conv1` … `layer4` for a detector: batch norms frozen, with nothing added to the variance.
  ///
  /// torchvision's published detectors were trained with batch norms that add nothing, and it takes the
  /// 10⁻⁵ away again when it loads their files (`overwrite_eps`).
  static func detectorTrunk(maker: inout LayerMaker) throws -> Sequential {
    try ResNet50(
      classCount: 1, norm: BatchNormStyle(epsilon: 0, isFrozen: true), maker: &maker
    ).trunk
  }
}
