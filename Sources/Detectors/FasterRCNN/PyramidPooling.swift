// R regions, N pictures, L maps, C channels, P×P bins.

import Boxes
import Layers
import Tensors

/// Pools regions of any size from the maps of a pyramid: each from the map that suits its size, to
/// P×P bins.
///
/// - Source: Lin et al., "Feature Pyramid Networks", CVPR 2017, §4.2; He et al., "Mask R-CNN", ICCV
///   2017, §3, "RoIAlign"; torchvision's `MultiScaleRoIAlign`.
public struct PyramidPooling: Equatable, Sendable {
  /// How a region's bins get their numbers.
  public enum Method: Hashable, Sendable {
    /// The largest of the cells in a bin, its borders rounded to whole cells.
    case pool
    /// The mean of points between cells; `aligned` moves a region by half a cell.
    case align(samplingRatio: Int, aligned: Bool = false)
  }

  public var method: Method
  /// Pixels from cell to cell of each map that is pooled from, the finest first.
  public let strides: [Int]
  /// Which of them a box belongs to; levels count from that of the finest map.
  public let levels: PyramidLevels

  /// From a pyramid's maps.
  ///
  /// - Parameters:
  ///   - strides: powers of 2, each twice the one before: 4, 8, 16, 32.
  ///   - canonicalSize: a box of this side, in pixels, belongs to the map of `canonicalStride`.
  /// - Throws: `ShapeError` for other strides.
  public init(
    _ method: Method, strides: [Int], canonicalSize: Float = 224, canonicalStride: Int = 16
  ) throws {
    let exponents = strides.map { $0 > 0 ? $0.trailingZeroBitCount : -1 }
    let isPyramid =
      zip(strides, exponents).allSatisfy { 0...20 ~= $1 && $0 == 1 << $1 }
      && zip(exponents, exponents.dropFirst()).allSatisfy { $0 + 1 == $1 }
    guard let first = exponents.first, let last = exponents.last, isPyramid, canonicalStride > 0
    else {
      throw ShapeError(
        operation: "PyramidPooling",
        expected: "strides that are powers of 2, each twice the one before", found: "\(strides)")
    }
    self.method = method
    self.strides = strides
    levels = try PyramidLevels(
      levels: first...last, canonicalSize: canonicalSize,
      canonicalLevel: canonicalStride.trailingZeroBitCount)
  }

  /// Which map a box is pooled from: 0 is the finest.
  public func map(for box: Box) -> Int { levels.level(of: box) - levels.levels.lowerBound }

  // quote: pool
  /// The bins of all regions, picture after picture.
  ///
  /// - Parameters:
  ///   - maps: `[N, C, Hₗ, Wₗ]`, the finest first; what stands above the last stride is passed over.
  ///   - regions: a list for each picture, in pixels of the network's input; R together.
  ///   - bins: P.
  /// - Returns: `[R, C, P, P]`, in the order of the regions.
  /// - Throws: `ShapeError` for fewer maps than strides, and for boxes that are not finite.
  public func callAsFunction(
    _ maps: [Tensor], regions: [[Box]], bins: Int
  ) throws -> Tensor {
    guard maps.count >= strides.count else {
      throw ShapeError(
        operation: "PyramidPooling", expected: "at least \(strides.count) maps",
        found: "\(maps.count)")
    }
    let table = try Tensor(regions: regions)  // [R, 5]
    let levels = regions.joined().map(map(for:))
    let size = [bins, bins]
    switch method {
    case .align(let samplingRatio, let aligned):
      return try roiAlign(
        Array(maps.prefix(strides.count)), table, levels: levels, outputSize: size,
        spatialScales: strides.map { 1 / Float($0) }, samplingRatio: samplingRatio,
        aligned: aligned)
    case .pool:
      // Region after region of the finest map, then of the next; then in their own order.
      let places = strides.indices.map { level in levels.indices.filter { levels[$0] == level } }
      let parts = try strides.indices.map { level in
        try maps[level].roiPool(
          table.selecting(places[level]), outputSize: size, spatialScale: 1 / Float(strides[level]))
      }
      guard parts.count > 1 else { return parts[0] }
      var rows = levels
      for (row, place) in places.joined().enumerated() { rows[place] = row }
      return try concatenate(parts).selecting(rows)
    }
  }
  // end quote
}
