// N pictures, H×W pixels, R regions, K classes with background, S the map's stride.

import Boxes
import Layers
import Tensors

/// One pass of a trunk over the whole picture, then a small network over every region of the map.
///
/// ```
/// picture       [N, 3, H, W]
/// features      [N, C, H/S, W/S]     once
/// roi_pool      [R, C, 7, 7]         for each region
/// fc6, fc7      [R, D]
/// cls_score     [R, K]
/// bbox_pred     [R, 4 K]
/// ```
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.
public protocol FastRCNNNetwork: PictureNetwork {
  /// `features`: pictures to maps.
  var trunk: Sequential { get }
  var head: RegionHead { get }
  /// Pixels between neighbouring cells of the map.
  static var stride: Int { get }
  /// To how many pixels a picture's shorter side is brought, unless the longer one would have more
  /// than `longestSide`.
  static var shorterSide: Int { get }
  static var longestSide: Int { get }
  /// K names, background first.
  var classNames: [String] { get }
}

extension FastRCNNNetwork {
  /// Bins on a side of a pooled region.
  public static var bins: Int { 7 }

  public var children: [LayerChild] { [("features", trunk)] + head.children }

  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }

  /// The map of the picture.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, C, H/S, W/S]`.
  /// - Throws: `ShapeError` when the picture is too small.
  public func features(_ x: Tensor) throws -> Tensor { try inside("features") { try trunk(x) } }

  /// What the network says of regions of a map.
  ///
  /// - Parameters:
  ///   - map: `[N, C, h, w]`: what `features` answered.
  ///   - regions: `[R, 5]`: image, x1, y1, x2, y2 in pixels of the tensor that went in.
  public func answers(map: Tensor, regions: Tensor) throws -> RegionAnswers {
    try head(pooled(map, regions))
  }

  /// The same in training, from the pictures on.
  ///
  /// - Parameters:
  ///   - x: `[N, 3, H, W]`, normalised.
  ///   - regions: `[R, 5]`: image, x1, y1, x2, y2 in pixels of `x`.
  ///   - generator: for dropout.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureFastRCNN(using: &generator)
  ///       let x = try Tensor.full([1, 3, 48, 64], 0.5)
  ///       let regions = try Tensor(regions: [Box(x1: 0, y1: 0, x2: 32, y2: 32)])
  ///       try network.training(x, regions: regions, using: &generator).logits
  public func training(
    _ x: Tensor, regions: Tensor, using generator: inout SeededGenerator
  ) throws -> RegionAnswers {
    let map = try inside("features") { try trunk.training(x, using: &generator) }
    return try head.training(pooled(map, regions), using: &generator)
  }

  private func pooled(_ map: Tensor, _ regions: Tensor) throws -> Tensor {
    try inside("roi_pool") {
      try map.roiPool(
        regions, outputSize: [Self.bins, Self.bins], spatialScale: 1 / Float(Self.stride))
    }
  }

  /// Of six regions that every picture has: the whole, its quarters, its middle. A trace and a table
  /// need some, and proposals would be another algorithm's.
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let map = try features(x)
    guard x.rank == 4 else { return [] }  // `features` has refused it
    let regions = try Tensor(
      regions: Array(
        repeating: Box.standIns(width: x.shape[3], height: x.shape[2]), count: x.shape[0]))
    let answers = try answers(map: map, regions: regions)
    return [("cls_score", answers.logits), ("bbox_pred", answers.offsets)]
  }

  /// The size to which a picture is brought for this network: no side below a cell's pixels.
  public static func inputSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let (shorter, longer) = (Float(min(width, height)), Float(max(width, height)))
    let scale = min(Float(shorterSide) / max(shorter, 1), Float(longestSide) / max(longer, 1))
    func scaled(_ side: Int) -> Int { max(stride, Int((Float(side) * scale).rounded())) }
    return (scaled(width), scaled(height))
  }
}

extension Box {
  /// The whole picture, its four quarters, and its middle: regions that every picture has.
  static func standIns(width: Int, height: Int) -> [Box] {
    let (w, h) = (Float(width), Float(height))
    return [
      Box(x1: 0, y1: 0, x2: w, y2: h),
      Box(x1: 0, y1: 0, x2: w / 2, y2: h / 2), Box(x1: w / 2, y1: 0, x2: w, y2: h / 2),
      Box(x1: 0, y1: h / 2, x2: w / 2, y2: h), Box(x1: w / 2, y1: h / 2, x2: w, y2: h),
      Box(x1: w / 4, y1: h / 4, x2: 3 * w / 4, y2: 3 * h / 4),
    ]
  }
}
