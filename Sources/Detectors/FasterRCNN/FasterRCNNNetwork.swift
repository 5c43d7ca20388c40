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
public protocol FasterRCNNNetwork: PictureNetwork {
  /// The trunk.
  var body: Sequential { get }
  /// Which stages of the trunk give a map, the finest first; the last of them ends it.
  var mapNames: [String] { get }
  /// What makes levels of them; `nil` where the trunk's maps are the levels.
  var pyramid: FeaturePyramid? { get }
  /// One for all levels.
  var proposalHead: ProposalHead { get }
  /// What is in a region, and where exactly.
  var head: RegionHead { get }
  var settings: FasterRCNNSettings { get }
  /// K names, background first.
  var classNames: [String] { get }
  /// Under which names its parts stand; torchvision's, unless it says otherwise.
  static var partNames: FasterRCNNPartNames { get }
}

/// Where the parts of a Faster R-CNN stand in its checkpoint.
public struct FasterRCNNPartNames: Equatable, Sendable {
  public let body, pyramid, proposalHead: String

  public static let torchvision = FasterRCNNPartNames(
    body: "backbone.body", pyramid: "backbone.fpn", proposalHead: "rpn.head")
}

extension FasterRCNNNetwork {
  public static var partNames: FasterRCNNPartNames { .torchvision }

  public var children: [LayerChild] {
    let names = Self.partNames
    return [(names.body, body)] + (pyramid.map { [(names.pyramid, $0)] } ?? [])
      + [(names.proposalHead, proposalHead)] + head.children
  }

  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }

  // quote: maps
  /// The maps that regions are proposed on: inference.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, C, Hₗ, Wₗ]` for each of L levels, the finest first.
  /// - Throws: `ShapeError` for a picture that is too small.
  public func maps(_ x: Tensor) throws -> [Tensor] { try levels(x) { try $0($1) } }

  /// The same in training.
  public func trainingMaps(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> [Tensor] {
    try levels(x) { try $0.training($1, using: &generator) }
  }

  private func levels(_ x: Tensor, _ run: LayerPass) throws -> [Tensor] {
    let maps = try inside(Self.partNames.body) {
      var x = x
      var maps: [Tensor] = []
      for (name, layer) in body.stages {
        x = try inside(name) { try run(layer, x) }
        if mapNames.contains(name) { maps.append(x) }
      }
      return maps
    }
    guard let pyramid else { return maps }
    return try inside(Self.partNames.pyramid) { try pyramid(maps) }
  }
  // end quote

  /// The coarsest map of the trunk.
  public func features(_ x: Tensor) throws -> Tensor {
    try inside(Self.partNames.body) { try body(x) }
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

  /// What it says of every anchor, and of as many regions as it may propose: the same six again and
  /// again, the whole picture, its quarters, its middle, so that shapes and costs depend on no weight.
  /// (`FasterRCNNDetector.trace` follows a picture through its own proposals.)
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let maps = try maps(x)
    let proposed = try proposalMaps(maps)
    guard x.rank == 4 else { return [] }  // `maps` has refused it
    let six = Box.standIns(width: x.shape[3], height: x.shape[2])
    let regions = (0..<settings.selection.mostKept).map { six[$0 % six.count] }
    let answers = try answers(
      maps: maps, regions: Array(repeating: regions, count: x.shape[0]))
    return proposed.enumerated().flatMap { level, map in
      [("cls_logits.\(level)", map.logits), ("bbox_pred.\(level)", map.offsets)]
    } + [("cls_score", answers.logits), ("bbox_pred", answers.offsets)]
  }
}
