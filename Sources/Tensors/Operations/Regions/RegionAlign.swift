internal import CKernels

// R regions, L maps, N images, C channels, H×W cells in, PH×PW bins out.

extension Tensor {
  /// The mean of points sampled in each of PH×PW bins of every region, between cells: nothing is
  /// rounded.
  ///
  /// A point is the bilinear mix of the four cells around it. Points up to one cell outside the map
  /// take the numbers of its edge; further out they count as 0.
  ///
  /// - Parameters:
  ///   - regions: `[R, 5]`: the number of the image, then x1, y1, x2, y2 in pixels of the picture.
  ///   - outputSize: `[PH, PW]`.
  ///   - spatialScale: cells per pixel: 1 / 16 for a map with a stride of 16 pixels.
  ///   - samplingRatio: points on a side of a bin; 0 takes as many as the bin has cells, rounded up.
  ///   - aligned: whether cell centres lie at half cells, so that a region is moved by half a cell;
  ///     without, as in the paper's first code, a region is at least one cell wide and high.
  /// - Returns: `[R, C, PH, PW]`. The regions get no gradient.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]`, and for regions that are not finite or
  ///   name an image that is not there.
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §3; `torchvision.ops.roi_align`.
  /// - Example:
  ///       let map = try Tensor.range(0..<64).reshaped([1, 1, 8, 8])
  ///       try map.roiAlign(Tensor([[0, 0, 0, 5, 3]]), outputSize: [2, 2], spatialScale: 1)
  public func roiAlign(
    _ regions: Tensor, outputSize: [Int], spatialScale: Float, samplingRatio: Int = 0,
    aligned: Bool = false
  ) throws -> Tensor {
    try alignedRegions(
      of: [self], regions, levels: nil, outputSize: outputSize, spatialScales: [spatialScale],
      samplingRatio: samplingRatio, aligned: aligned)
  }
}

/// `roiAlign` of regions that lie on several maps, each row where the table has it.
///
/// - Parameters:
///   - maps: L, `[N, C, Hₗ, Wₗ]`.
///   - regions: `[R, 5]`, as `roiAlign` takes them.
///   - levels: of each region, which of the maps it is taken from.
///   - spatialScales: cells per pixel, of each map.
/// - Returns: `[R, C, PH, PW]`. The regions get no gradient.
/// - Throws: `ShapeError` as `roiAlign`, and for maps that differ in images or channels, or are not
///   there.
package func roiAlign(
  _ maps: [Tensor], _ regions: Tensor, levels: [Int], outputSize: [Int], spatialScales: [Float],
  samplingRatio: Int, aligned: Bool
) throws -> Tensor {
  try alignedRegions(
    of: maps, regions, levels: levels, outputSize: outputSize, spatialScales: spatialScales,
    samplingRatio: samplingRatio, aligned: aligned)
}

/// - Parameter levels: `nil` where there is one map.
private func alignedRegions(
  of maps: [Tensor], _ table: Tensor, levels: [Int]?, outputSize: [Int], spatialScales: [Float],
  samplingRatio: Int, aligned: Bool
) throws -> Tensor {
  let operation = "roiAlign"
  guard let first = maps.first, maps.count == spatialScales.count,
    maps.allSatisfy({ $0.rank == first.rank && $0.shape.prefix(2) == first.shape.prefix(2) }),
    levels?.allSatisfy({ maps.indices ~= $0 }) ?? true,
    levels.map({ $0.count == table.shape.first }) ?? true
  else {
    throw ShapeError(
      operation: operation,
      expected: "maps of the same images and channels, a scale for each, one of them for a region",
      found: "\(maps.map(\.shape)), \(spatialScales.count) scales, "
        + "\(levels?.count ?? 0) levels for \(table.shape)")
  }
  let grids = try zip(maps, spatialScales).map { map, scale in
    try RegionGrid(
      operation, map.shape, regions: table.shape, outputSize: outputSize, spatialScale: scale)
  }
  guard 0...256 ~= samplingRatio else {
    throw ShapeError(
      operation: operation, expected: "a sampling ratio of 1 to 256, or 0 to adapt it",
      found: "\(samplingRatio)")
  }
  /// The points of each map's own regions.
  func pointsOfMaps() throws -> [RegionPoints] {
    let places = levels.map { levels in
      grids.indices.map { level in levels.indices.filter { levels[$0] == level } }
    }
    return try grids.enumerated().map { level, grid in
      try RegionPoints(
        grid, table, places: places?[level] ?? Array(0..<grid.count),
        samplingRatio: samplingRatio, aligned: aligned)
    }
  }
  return try tracing(
    operation, from: maps + [table],
    // A plan in the making must not look at the regions of one pass.
    flops: table.storage.watch == nil
      ? (try? pointsOfMaps())?.reduce(0) { $0 &+ $1.flops } ?? 0 : 0,
    plan: .again { [count = maps.count] in
      try alignedRegions(
        of: Array($0.prefix(count)), $0[count], levels: levels, outputSize: outputSize,
        spatialScales: spatialScales, samplingRatio: samplingRatio, aligned: aligned)
    }
  ) {
    let points = try pointsOfMaps()
    let result = try Tensor(shape: grids[0].outputShape, operation: operation) { out in
      for (map, points) in zip(maps, points) {
        if KernelChoice.isReference {
          try points.copyReference(map, samplingRatio: samplingRatio, aligned: aligned, to: out)
        } else {
          map.withFloats { points.means($0, out, Kernels.current.loops) }
        }
      }
    }
    return result.recording(operation, from: maps) { [tracked = maps.map(\.isTracked)] gradient in
      try zip(points, tracked).map { points, isTracked in
        guard isTracked else { return nil }
        return try Tensor(shape: points.grid.shape, operation: operation) { out in
          gradient.withFloats { points.gradient($0, out, Kernels.current.loops) }
        }
      }
    }
  }
}

/// What each bin of some regions takes of which rows and columns of one map.
///
/// A point's four weights are those of its row times those of its column, and so is the mean over all
/// points of a bin: so rows are mixed first, then columns, instead of four cells a point.
struct RegionPoints: Sendable {
  let grid: RegionGrid
  /// Which rows of the table, and of the result, they are.
  let places: [Int]
  let regions: [MapRegion]
  let rows, columns: AxisWeights

  /// - Parameter places: the rows of the table that lie on this map.
  /// - Throws: `ShapeError` for regions that are not finite or name an image that is not there.
  init(
    _ grid: RegionGrid, _ table: Tensor, places: [Int], samplingRatio: Int, aligned: Bool
  ) throws {
    self.grid = grid
    self.places = places
    regions = try grid.regions(table, places)
    var rows = AxisWeights(bins: grid.rows, length: grid.height, samplingRatio, aligned)
    var columns = AxisWeights(bins: grid.columns, length: grid.width, samplingRatio, aligned)
    for region in regions {
      rows.append(from: region.y1, to: region.y2)
      columns.append(from: region.x1, to: region.x2)
    }
    (self.rows, self.columns) = (rows, columns)
  }

  /// Two for each multiply-add.
  var flops: Int {
    regions.indices.reduce(0) { sum, region in
      sum &+ 2 &* grid.channels
        &* (rows.tapCount(region) &* columns.cells[region].count
          &+ grid.rows &* columns.tapCount(region))
    }
  }
}
