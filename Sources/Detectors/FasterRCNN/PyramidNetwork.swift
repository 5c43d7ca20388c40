// N pictures, H×W pixels, L levels, C channels of every level.

import Layers
import Tensors

/// A trunk, some of whose maps, or a pyramid of them, are the levels that a detector looks at: what
/// Faster R-CNN and RetinaNet share.
public protocol PyramidNetwork: PictureNetwork {
  /// The trunk.
  var body: Sequential { get }
  /// Which stages of the trunk give a map, the finest first; the last of them ends it.
  var mapNames: [String] { get }
  /// What makes levels of them; `nil` where the trunk's maps are the levels.
  var pyramid: FeaturePyramid? { get }
  /// Under which names its parts stand; torchvision's, unless it says otherwise.
  static var partNames: DetectorPartNames { get }
}

/// Where the parts of a detector stand in its checkpoint.
public struct DetectorPartNames: Equatable, Sendable {
  public let body, pyramid, proposalHead: String
  /// What stands before the names of the mask head and the keypoint head.
  public let regionHeads: String

  public init(
    body: String, pyramid: String, proposalHead: String, regionHeads: String = "roi_heads"
  ) {
    self.body = body
    self.pyramid = pyramid
    self.proposalHead = proposalHead
    self.regionHeads = regionHeads
  }

  public static let torchvision = DetectorPartNames(
    body: "backbone.body", pyramid: "backbone.fpn", proposalHead: "rpn.head")
}

extension PyramidNetwork {
  public static var partNames: DetectorPartNames { .torchvision }

  /// The trunk and the pyramid, under their names.
  var trunkChildren: [LayerChild] {
    [(Self.partNames.body, body)] + (pyramid.map { [(Self.partNames.pyramid, $0)] } ?? [])
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
}
