// N pictures, H×W pixels, R regions, D detections, 17 joints; 2 classes: background and person.

import Boxes
import Layers
import Tensors

/// Keypoint R-CNN for the Pasture: the trunk, pyramid and heads of `PastureFasterRCNN`, for persons
/// only, and a keypoint head of four convolutions.
///
/// ```
/// (PastureFasterRCNN, of two classes)
/// mask_roi_pool                                   [D, 64, 14, 14]
/// roi_heads.keypoint_head.0 … 6                   [D, 56, 14, 14]
/// roi_heads.keypoint_predictor.kps_score_lowres   [D, 17, 28, 28]
/// (bilinear)                                      [D, 17, 56, 56]
/// ```
///
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §5; parameter names of torchvision's `KeypointRCNN`.
/// - Differs: four convolutions of 56 channels in place of eight of 512.
/// - Example:
///       let network = try PasturePose.trained()
///       let image = try Image(example: "pasture-01.png")
///       try network.maps(network.normalized(image.tensor())).map { $0.shape }
///       network.classNames
///       network.parameterCount
///       network.trainedParameters().count
public struct PasturePose: FasterRCNNNetwork {
  /// All but the joints.
  private let boxes: PastureFasterRCNN
  private let joints: KeypointHead

  public var keypointHead: KeypointHead? { joints }
  public var settings: FasterRCNNSettings { boxes.settings }
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
  ///       try PasturePose(using: &generator).parameterCount
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
    boxes = try PastureFasterRCNN(classNames: ["background", "person"], maker: &maker)
    joints = try KeypointHead(
      inputs: PastureFasterRCNN.channels, widths: [56, 56, 56, 56], maker: &maker)
  }

  // quote: takeOver
  /// Begins with a trained Faster R-CNN, of whose classes only the background and the person stay; the
  /// keypoint head stays as it is.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PasturePose(using: &generator)
  ///       try network.takeOver(PastureFasterRCNN.trained())
  public func takeOver(_ detector: PastureFasterRCNN) throws {
    let kept = try classNames.map { name in
      guard let index = detector.classNames.firstIndex(of: name) else {
        throw ShapeError(
          operation: "takeOver", expected: "a detector that knows the class \(name)",
          found: detector.classNames.joined(separator: ", "))
      }
      return index
    }
    var weights = detector.stateDictionary
    for (name, values) in weights {
      if name.contains("cls_score.") {
        weights[name] = try values.selecting(kept)
      } else if name.contains("box_predictor.bbox_pred.") {
        weights[name] = try values.selecting(kept.flatMap { 4 * $0..<4 * $0 + 4 })
      }
    }
    try boxes.load(weights)
  }
  // end quote

  /// The heat maps of all joints in regions of one picture.
  ///
  /// - Parameters:
  ///   - boxes: D regions, in pixels of the picture.
  ///   - maps: what `maps` answered for it, three levels of `[1, 64, Hₗ, Wₗ]`.
  /// - Returns: logits `[D, 17, 56, 56]`.
  /// - Throws: `ShapeError` for other maps, and for boxes that are not finite.
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §5.
  /// - Example:
  ///       let network = try PasturePose.trained()
  ///       let image = try Image(example: "pasture-01.png")
  ///       let maps = try network.maps(network.normalized(image.tensor()))
  ///       try network.heatMaps(of: [Box(x1: 20, y1: 30, x2: 40, y2: 80)], maps: maps).shape
  public func heatMaps(of boxes: [Box], maps: [Tensor]) throws -> Tensor {
    try joints(pooledForParts(maps, regions: [boxes]))
  }

  public static var normalization: PictureNormalization { PastureFasterRCNN.normalization }
  public static var inputShape: [Int] { PastureFasterRCNN.inputShape }
}
