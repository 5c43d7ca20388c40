// N pictures, H×W pixels, L levels, C channels of every level, R regions, K classes with background.

import Boxes
import Layers
import Tensors

/// A trunk, from whose maps one small network proposes regions and another says what they are:
/// Faster R-CNN. With a mask head it is Mask R-CNN, with a keypoint head it knows poses.
///
/// ```
/// picture                  [N, 3, H, W]
/// backbone.body            some maps of a trunk, the finest first
/// backbone.fpn             [N, C, Hₗ, Wₗ]            a pyramid of them, where there is one
/// rpn.head                 [N, A, Hₗ, Wₗ], [N, 4 A, Hₗ, Wₗ]   logits and offsets of all anchors
/// (proposals)              R boxes                   see `ProposalSelector`
/// box_roi_pool             [R, C, 7, 7]
/// roi_heads.box_head       [R, D]
/// roi_heads.box_predictor  [R, K], [R, 4 K]
/// ```
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015; parameter names of torchvision's `FasterRCNN`.
public protocol FasterRCNNNetwork: PyramidNetwork {
  /// One for all levels.
  var proposalHead: ProposalHead { get }
  /// What is in a region, and where exactly.
  var head: RegionHead { get }
  /// Which pixels of a region belong to its thing: Mask R-CNN. `nil` unless it says otherwise.
  var maskHead: MaskHead? { get }
  /// Where the joints of a region's thing are: Keypoint R-CNN. `nil` unless it says otherwise.
  var keypointHead: KeypointHead? { get }
  var settings: FasterRCNNSettings { get }
  /// K names, background first.
  var classNames: [String] { get }
}

extension FasterRCNNNetwork {
  public var maskHead: MaskHead? { nil }
  public var keypointHead: KeypointHead? { nil }

  public var children: [LayerChild] {
    let further = (maskHead?.children ?? []) + (keypointHead?.children ?? [])
    return trunkChildren + [(Self.partNames.proposalHead, proposalHead)] + head.children
      + further.map { ("roi_heads.\($0.name)", $0.layer) }
  }

  /// What the proposal head says of each level. The same in training.
  ///
  /// - Parameter maps: what `maps` answered.
  public func proposalMaps(_ maps: [Tensor]) throws -> [ProposalMap] {
    try inside(Self.partNames.proposalHead) { try proposalHead(maps) }
  }

  /// All anchors of a picture, a level each.
  ///
  /// - Parameters:
  ///   - height: of the network's input, in pixels, with its padding.
  ///   - width: likewise.
  ///   - maps: what `maps` answered.
  public func anchors(height: Int, width: Int, maps: [Tensor]) throws -> [AnchorGrid] {
    try settings.anchors.grids(
      height: height, width: width, maps: maps.map { ($0.shape[2], $0.shape[3]) })
  }

  /// Regions of the maps, for `head`.
  ///
  /// - Parameters:
  ///   - maps: what `maps` answered.
  ///   - regions: a list for each picture, in pixels of the network's input; R together.
  /// - Returns: `[R, C, P, P]`.
  public func pooled(_ maps: [Tensor], regions: [[Box]]) throws -> Tensor {
    try inside("box_roi_pool") {
      try settings.pooling(maps, regions: regions, bins: settings.bins)
    }
  }

  /// What the network says of regions of the maps.
  ///
  /// - Parameters: as `pooled`.
  public func answers(maps: [Tensor], regions: [[Box]]) throws -> RegionAnswers {
    try head(pooled(maps, regions: regions))
  }

  /// The same in training, with dropout where the head has it.
  public func trainingAnswers(
    maps: [Tensor], regions: [[Box]], using generator: inout SeededGenerator
  ) throws -> RegionAnswers {
    try head.training(pooled(maps, regions: regions), using: &generator)
  }

  /// The same regions with finer bins, for the mask head and the keypoint head.
  ///
  /// - Returns: `[R, C, P, P]`.
  public func finelyPooled(_ maps: [Tensor], regions: [[Box]]) throws -> Tensor {
    try inside("mask_roi_pool") {
      try settings.pooling(maps, regions: regions, bins: settings.maskBins)
    }
  }

  /// Mask logits of regions, `[R, K, M, M]`; `nil` without a mask head. The same in training.
  ///
  /// - Parameter pooled: what `finelyPooled` answered.
  public func maskLogits(_ pooled: Tensor) throws -> Tensor? {
    try maskHead.map { head in try inside("roi_heads") { try head(pooled) } }
  }

  /// Heat maps of regions, `[R, J, S, S]`; `nil` without a keypoint head. The same in training.
  ///
  /// - Parameter pooled: what `finelyPooled` answered.
  public func keypointMaps(_ pooled: Tensor) throws -> Tensor? {
    try keypointHead.map { head in try inside("roi_heads") { try head(pooled) } }
  }

  /// What it says of every anchor, and of as many regions as it may propose: the same six again and
  /// again, the whole picture, its quarters, its middle, so that shapes and costs depend on no weight.
  /// (`walk` and `FasterRCNNDetector.pass` follow a picture through its own proposals.)
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let maps = try maps(x)
    let proposed = try proposalMaps(maps)
    guard x.rank == 4 else { return [] }  // `maps` has refused it
    let six = Box.standIns(width: x.shape[3], height: x.shape[2])
    let regions = (0..<settings.selection.mostKept).map { six[$0 % six.count] }
    func everywhere(_ regions: [Box]) -> [[Box]] { Array(repeating: regions, count: x.shape[0]) }
    let answers = try answers(maps: maps, regions: everywhere(regions))
    var further: [(name: String, output: Tensor)] = []
    if maskHead != nil || keypointHead != nil {
      let found = Array(regions.prefix(FasterRCNNOptions().mostDetections))
      let pooled = try finelyPooled(maps, regions: everywhere(found))
      further += try maskLogits(pooled).map { [("mask_fcn_logits", $0)] } ?? []
      further += try keypointMaps(pooled).map { [("kps_score", $0)] } ?? []
    }
    return proposed.enumerated().flatMap { level, map in
      [("cls_logits.\(level)", map.logits), ("bbox_pred.\(level)", map.offsets)]
    } + [("cls_score", answers.logits), ("bbox_pred", answers.offsets)] + further
  }

  /// The whole way of one picture that fills the input: with its own proposals, boxes, masks.
  public func walk(_ x: Tensor) throws {
    guard x.rank == 4, x.shape[0] == 1 else { return _ = try answers(x) }
    let (width, height) = (x.shape[3], x.shape[2])
    var options = FasterRCNNOptions()
    options.leastScore = 0.05
    _ = try FasterRCNNDetector(network: self, options: options).pass(
      input: x, width: width, height: height, picture: (width, height))
  }
}
