// N pictures, H×W pixels, R regions, D detections; 9 classes with background.

import Boxes
import Layers
import Tensors

/// Mask R-CNN for the Pasture: `PastureFasterRCNN`, and a mask head of three convolutions.
///
/// ```
/// (all of PastureFasterRCNN)
/// mask_roi_pool                             [D, 64, 14, 14]   of the detections only
/// roi_heads.mask_head.mask_fcn1 … 3         [D, 48, 14, 14]
/// roi_heads.mask_predictor.conv5_mask       [D, 48, 28, 28]
/// roi_heads.mask_predictor.mask_fcn_logits  [D,  9, 28, 28]
/// ```
///
/// - Source: He et al., "Mask R-CNN", ICCV 2017; parameter names of torchvision's published `MaskRCNN`.
/// - Differs: three convolutions of 48 channels in place of four of 256; masks are cut out and pasted
///   between pixels, not cut to whole ones: half a pixel counts among things of 20 pixels.
/// - Example:
///       let network = try PastureMaskRCNN.trained()
///       let image = try Image(example: "pasture-01.png")
///       let maps = try network.maps(network.normalized(image.tensor()))
///       maps.map { $0.shape }
///       network.classNames
///       network.parameterCount
///       network.trainedParameters().count
public struct PastureMaskRCNN: FasterRCNNNetwork {
  /// All but the masks.
  private let boxes: PastureFasterRCNN
  private let masks: MaskHead
  public let settings: FasterRCNNSettings

  public var maskHead: MaskHead? { masks }
  public var body: Sequential { boxes.body }
  public var mapNames: [String] { boxes.mapNames }
  public var pyramid: FeaturePyramid? { boxes.pyramid }
  public var proposalHead: ProposalHead { boxes.proposalHead }
  public var head: RegionHead { boxes.head }
  public var classNames: [String] { boxes.classNames }

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try PastureMaskRCNN(using: &generator).parameterCount
  public init(using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(maker: &maker)
    try load(weights)
  }

  init(maker: inout LayerMaker) throws {
    boxes = try PastureFasterRCNN(maker: &maker)
    masks = try MaskHead(
      inputs: PastureFasterRCNN.channels, widths: [48, 48, 48], reduced: 48,
      classCount: PastureClassifier.classNames.count, maker: &maker)
    var settings = boxes.settings
    settings.maskAlignment = .exact
    self.settings = settings
  }

  /// Begins with all of a trained Faster R-CNN; the mask head stays as it is.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureMaskRCNN(using: &generator)
  ///       try network.takeOver(PastureFasterRCNN.trained())
  public func takeOver(_ detector: PastureFasterRCNN) throws {
    try boxes.load(detector.stateDictionary)
  }

  /// The small masks of all classes in regions of one picture.
  ///
  /// - Parameters:
  ///   - boxes: D regions, in pixels of the picture.
  ///   - maps: what `maps` answered for it, three levels of `[1, 64, Hₗ, Wₗ]`.
  /// - Returns: logits `[D, 9, 28, 28]`.
  /// - Throws: `ShapeError` for other maps, and for boxes that are not finite.
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §3, "Mask Representation".
  /// - Example:
  ///       let network = try PastureMaskRCNN.trained()
  ///       let image = try Image(example: "pasture-01.png")
  ///       let maps = try network.maps(network.normalized(image.tensor()))
  ///       try network.masks(of: [Box(x1: 20, y1: 30, x2: 60, y2: 80)], maps: maps).shape
  public func masks(of boxes: [Box], maps: [Tensor]) throws -> Tensor {
    try masks(pooledForParts(maps, regions: [boxes]))
  }

  public static var normalization: PictureNormalization { PastureFasterRCNN.normalization }
  public static var inputShape: [Int] { PastureFasterRCNN.inputShape }
}
