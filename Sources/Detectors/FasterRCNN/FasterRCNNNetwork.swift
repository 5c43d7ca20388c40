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
  /// What the thing in a region covers; `nil` unless it is a Mask R-CNN.
  var maskHead: MaskHead? { get }
  /// Where its joints are; `nil` unless it knows poses.
  var keypointHead: KeypointHead? { get }
  var settings: FasterRCNNSettings { get }
  /// K names, background first.
  var classNames: [String] { get }
}

extension FasterRCNNNetwork {
  public var children: [LayerChild] {
    let further = (maskHead?.children ?? []) + (keypointHead?.children ?? [])
    return trunkChildren + [(Self.partNames.proposalHead, proposalHead)] + head.children
      + further.map { ("\(Self.partNames.regionHeads).\($0.name)", $0.layer) }
  }

  public var maskHead: MaskHead? { nil }
  public var keypointHead: KeypointHead? { nil }

  /// What the proposal head says of each level. The same in training.
  ///
  /// - Parameter maps: what `maps` answered, `[N, C, Hₗ, Wₗ]` each.
  public func proposalMaps(_ maps: [Tensor]) throws -> [ProposalMap] {
    try inside(Self.partNames.proposalHead) { try proposalHead(maps) }
  }

  /// All anchors of a picture, a level each.
  ///
  /// - Parameters:
  ///   - height: of the network's input, in pixels, with its padding.
  ///   - width: likewise.
  ///   - maps: what `maps` answered, `[N, C, Hₗ, Wₗ]` each.
  public func anchors(height: Int, width: Int, maps: [Tensor]) throws -> [AnchorGrid] {
    try settings.anchors.grids(
      height: height, width: width, maps: maps.map { ($0.shape[2], $0.shape[3]) })
  }

  /// Regions of the maps, for `head`.
  ///
  /// - Parameters:
  ///   - maps: what `maps` answered, `[N, C, Hₗ, Wₗ]` each.
  ///   - regions: a list for each picture, in pixels of the network's input; R together.
  /// - Returns: `[R, C, P, P]`.
  public func pooled(_ maps: [Tensor], regions: [[Box]]) throws -> Tensor {
    try inside("box_roi_pool") {
      try settings.pooling(maps, regions: regions, bins: settings.bins)
    }
  }

  /// Regions of the maps, for `maskHead` and `keypointHead`.
  ///
  /// - Parameters: as `pooled`.
  /// - Returns: `[R, C, P, P]`, P being `settings.maskBins`.
  public func pooledForParts(_ maps: [Tensor], regions: [[Box]]) throws -> Tensor {
    try inside("mask_roi_pool") {
      try settings.pooling(maps, regions: regions, bins: settings.maskBins)
    }
  }

  /// The masks of all classes in regions: inference and training.
  ///
  /// - Parameters: as `pooled`.
  /// - Returns: logits `[R, K, 2P, 2P]`; `nil` without a mask head.
  public func maskLogits(maps: [Tensor], regions: [[Box]]) throws -> Tensor? {
    guard maskHead != nil else { return nil }
    return try maskLogits(pooled: pooledForParts(maps, regions: regions))
  }

  /// The same of regions that are pooled already, `[R, C, P, P]`.
  public func maskLogits(pooled: Tensor) throws -> Tensor? {
    try maskHead.map { head in
      // As a list: it is the head's stages that are looked at, not this name.
      try inside(Self.partNames.regionHeads) { [try head(pooled)] }[0]
    }
  }

  /// The heat maps of all joints in regions: inference and training.
  ///
  /// - Parameters: as `pooled`.
  /// - Returns: logits `[R, J, 4P, 4P]`; `nil` without a keypoint head.
  public func keypointLogits(maps: [Tensor], regions: [[Box]]) throws -> Tensor? {
    guard keypointHead != nil else { return nil }
    return try keypointLogits(pooled: pooledForParts(maps, regions: regions))
  }

  /// The same of regions that are pooled already, `[R, C, P, P]`.
  public func keypointLogits(pooled: Tensor) throws -> Tensor? {
    try keypointHead.map { head in
      // As a list: it is the head's stages that are looked at, not this name.
      try inside(Self.partNames.regionHeads) { [try head(pooled)] }[0]
    }
  }

  /// What the network says of regions of the maps.
  ///
  /// - Parameters:
  ///   - maps: what `maps` answered, `[N, C, Hₗ, Wₗ]` each.
  ///   - regions: a list for each picture, in pixels of the network's input.
  public func answers(maps: [Tensor], regions: [[Box]]) throws -> RegionAnswers {
    try head(pooled(maps, regions: regions))
  }

  /// The same in training, with dropout where the head has it.
  public func trainingAnswers(
    maps: [Tensor], regions: [[Box]], using generator: inout SeededGenerator
  ) throws -> RegionAnswers {
    try head.training(pooled(maps, regions: regions), using: &generator)
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
    let found = everywhere(Array(regions.prefix(FasterRCNNOptions().mostDetections)))
    let masks = try maskLogits(maps: maps, regions: found)
    let joints = try keypointLogits(maps: maps, regions: found)
    return proposed.enumerated().flatMap { level, map in
      [("cls_logits.\(level)", map.logits), ("bbox_pred.\(level)", map.offsets)]
    } + [("cls_score", answers.logits), ("bbox_pred", answers.offsets)]
      + (masks.map { [("mask_fcn_logits", $0)] } ?? [])
      + (joints.map { [("kps_score", $0)] } ?? [])
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
