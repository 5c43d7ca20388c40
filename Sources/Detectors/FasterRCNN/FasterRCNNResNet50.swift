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
/// (detections)             100 at most
/// mask_roi_pool            [100, 256, 14, 14]            where there is a mask or keypoint head
/// roi_heads.mask_head      [100, 256, 14, 14]
/// roi_heads.mask_predictor [100, K, 28, 28]
/// ```
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015; Lin et al., "Feature Pyramid Networks", CVPR 2017;
///   He et al., "Mask R-CNN", ICCV 2017; torchvision's `torchvision/models/detection`.
public struct FasterRCNNResNet50: FasterRCNNNetwork {
  public let body: Sequential
  public let pyramid: FeaturePyramid?
  public let proposalHead: ProposalHead
  public let head: RegionHead
  public let maskHead: MaskHead?
  public let keypointHead: KeypointHead?
  public var settings: FasterRCNNSettings
  public let classNames: [String]

  /// What such a network says of a thing besides its class and its box.
  public enum Further: Hashable, Sendable {
    /// Nothing: Faster R-CNN.
    case nothing
    /// Its pixels: Mask R-CNN.
    case mask
    /// Its joints: Keypoint R-CNN, for 17 of a person unless you say.
    case keypoints(Int = 17)
  }

  /// With new weights.
  ///
  /// - Parameters:
  ///   - further: what it says besides classes and boxes.
  ///   - classCount: K, with background: 91 of COCO's numbers unless you say, 2 with keypoints.
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(
    _ further: Further = .nothing, classCount: Int? = nil, using generator: inout SeededGenerator
  ) throws {
    var maker = LayerMaker(generator)
    try self.init(further, classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights: a file of torchvision's, old or new. It has as many classes and keypoints as
  /// the file.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(_ further: Further = .nothing, weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    let joints = weights["roi_heads.keypoint_predictor.kps_score_lowres.bias"]?.count
    try self.init(
      further == .nothing || further == .mask ? further : .keypoints(joints ?? 17),
      classCount: weights["roi_heads.box_predictor.cls_score.weight"]?.shape.first, maker: &maker)
    try loadPublished(weights)
  }

  init(_ further: Further = .nothing, classCount: Int? = nil, maker: inout LayerMaker) throws {
    let isOfPersons = further != .nothing && further != .mask
    let classCount = classCount ?? (isOfPersons ? 2 : COCOClasses.names.count)
    try LayerMaker.check(classCount: classCount, "FasterRCNNResNet50")
    body = try ResNet50.detectorTrunk(maker: &maker)
    pyramid = try FeaturePyramid(inputs: [256, 512, 1024, 2048], outputs: 256, maker: &maker)
    settings = try .pyramid()
    proposalHead = try ProposalHead(
      inputs: 256, hidden: 256, anchorsPerCell: settings.anchors.countPerCell, maker: &maker)
    head = try RegionHead(
      inputs: 256 * settings.bins * settings.bins, hidden: 1024, classCount: classCount, dropout: 0,
      initializer: .torchDefault, place: .regionHeads, maker: &maker)
    maskHead =
      further == .mask
      ? try MaskHead(inputs: 256, classCount: classCount, maker: &maker) : nil
    if case .keypoints(let count) = further {
      keypointHead = try KeypointHead(inputs: 256, jointCount: count, maker: &maker)
    } else {
      keypointHead = nil
    }
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
