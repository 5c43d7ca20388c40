internal import CKernels

// R regions, N images, C channels, H×W cells in, PH×PW bins out.

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
    let operation = "roiAlign"
    let grid = try RegionGrid(
      operation, shape, regions: regions.shape, outputSize: outputSize, spatialScale: spatialScale)
    guard 0...256 ~= samplingRatio else {
      throw ShapeError(
        operation: operation, expected: "a sampling ratio of 1 to 256, or 0 to adapt it",
        found: "\(samplingRatio)")
    }
    return try tracing(
      operation, from: [self, regions],
      flops: grid.aligningFlops(regions, samplingRatio: samplingRatio, aligned: aligned),
      plan: .again {
        try $0[0].roiAlign(
          $0[1], outputSize: outputSize, spatialScale: spatialScale,
          samplingRatio: samplingRatio, aligned: aligned)
      }
    ) {
      let list = try grid.regions(regions)
      let points = RegionPoints(grid, list, samplingRatio: samplingRatio, aligned: aligned)
      let result =
        try KernelChoice.isReference
        ? Reference.roiAlign(
          self, list, outputSize: outputSize, samplingRatio: samplingRatio, aligned: aligned)
        : Tensor(shape: grid.outputShape, operation: operation) { out in
          let loops = Kernels.current.loops
          withFloats { points.means($0, out, loops) }
        }
      return result.recording(operation, from: [self]) { [shape] gradient in
        [
          try Tensor(shape: shape, operation: operation) { out in
            let loops = Kernels.current.loops
            gradient.withFloats { points.gradient($0, out, loops) }
          }
        ]
      }
    }
  }
}

/// What each bin takes of which rows and columns.
///
/// A point's four weights are those of its row times those of its column, and so is the mean over all
/// points of a bin: so rows are mixed first, then columns, instead of four cells a point.
struct RegionPoints: Sendable {
  let grid: RegionGrid
  let regions: [MapRegion]
  let rows, columns: [AxisWeights]

  init(_ grid: RegionGrid, _ regions: [MapRegion], samplingRatio: Int, aligned: Bool) {
    self.grid = grid
    self.regions = regions
    func weights(_ from: Float, _ to: Float, _ bins: Int, _ length: Int) -> AxisWeights {
      AxisWeights(
        from: from, to: to, bins: bins, length: length, samplingRatio: samplingRatio,
        aligned: aligned)
    }
    rows = regions.map { weights($0.y1, $0.y2, grid.rows, grid.height) }
    columns = regions.map { weights($0.x1, $0.x2, grid.columns, grid.width) }
  }
}

/// The weights of one axis of one region.
struct AxisWeights: Sendable {
  struct Tap: Sendable {
    let cell: Int
    var weight: Float
  }
  /// All bins' taps, one bin after the other.
  private(set) var taps: [Tap] = []
  /// Where each bin's taps lie in `taps`.
  private(set) var bins: [Range<Int>] = []
  /// From the first to the last cell that has a tap.
  private(set) var cells = 0..<0

  /// - Parameters:
  ///   - from: the region's ends, in cells.
  ///   - length: cells of the map along this axis.
  init(
    from: Float, to: Float, bins count: Int, length: Int, samplingRatio: Int, aligned: Bool
  ) {
    let start = from - (aligned ? 0.5 : 0)
    let extent = aligned ? to - from : max(to - from, 1)
    let bin = extent / Float(count)
    let points = samplingRatio > 0 ? samplingRatio : max(0, Int(bin.rounded(.up)))
    let step = bin / Float(max(points, 1))
    for i in 0..<count {
      let first = taps.count
      let origin = start + Float(i) * bin
      for point in Self.near(origin, step, points, length) {
        let place = origin + (Float(point) + 0.5) * bin / Float(points)
        add(place, length: length, share: 1 / Float(points), after: first)
      }
      bins.append(first..<taps.count)
    }
    if let low = taps.lazy.map(\.cell).min(), let high = taps.lazy.map(\.cell).max() {
      cells = low..<(high + 1)
    }
  }

  /// The points that may lie on the map, and a few more: a region may be far larger than the map.
  private static func near(_ origin: Float, _ step: Float, _ points: Int, _ length: Int)
    -> Range<Int>
  {
    guard step > 0, points > 64 else { return 0..<points }
    let first = Int((Double(-1 - origin) / Double(step)).rounded(.down)) - 16
    let last = Int((Double(Float(length) - origin) / Double(step)).rounded(.up)) + 16
    let low = min(max(first, 0), points)
    return low..<min(max(last, low), points)
  }

  /// Two neighbouring cells share a point; `place` is in cells, whose centres are at whole numbers.
  private mutating func add(_ place: Float, length: Int, share: Float, after first: Int) {
    guard place >= -1, place <= Float(length) else { return }
    let inside = min(max(place, 0), Float(length - 1))
    let low = Int(inside)
    let high = min(low + 1, length - 1)
    let part = inside - Float(low)
    add(low, share * (1 - part), after: first)
    if part > 0 { add(high, share * part, after: first) }
  }

  private mutating func add(_ cell: Int, _ weight: Float, after first: Int) {
    // Points go upwards, so a cell that has a tap already is one of the last two.
    for place in taps.indices.suffix(2) where place >= first && taps[place].cell == cell {
      taps[place].weight += weight
      return
    }
    taps.append(Tap(cell: cell, weight: weight))
  }
}
