internal import CKernels

// R regions, N images, C channels, H×W cells in, PH×PW bins out.

extension Tensor {
  /// The largest number in each of PH×PW bins of every region: what makes features of one length
  /// out of boxes of any size.
  ///
  /// The corners of a region are multiplied by `spatialScale` and rounded to whole cells, both ends
  /// included; a region is at least one cell. Bin `i` of `n` covers the rows from ⌊i·h / n⌋ to below
  /// ⌈(i + 1)·h / n⌉ of the region's `h`, cut off at the map's edge. A bin with nothing in it is 0.
  ///
  /// - Parameters:
  ///   - regions: `[R, 5]`: the number of the image, then x1, y1, x2, y2 in pixels of the picture.
  ///   - outputSize: `[PH, PW]`.
  ///   - spatialScale: cells per pixel: 1 / 16 for a map with a stride of 16 pixels.
  /// - Returns: `[R, C, PH, PW]`. The gradient goes to the winner of each bin, the first of equals;
  ///   the regions get none.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]`, and for regions that are not finite or
  ///   name an image that is not there.
  /// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.1 and §2.3; `torchvision.ops.roi_pool`.
  /// - Differs: NaN wins its bin, as in `maxPool2D`; torchvision passes over it.
  /// - Example:
  ///       let map = try Tensor.range(0..<64).reshaped([1, 1, 8, 8])
  ///       try map.roiPool(Tensor([[0, 0, 0, 5, 3]]), outputSize: [2, 2], spatialScale: 1)
  public func roiPool(
    _ regions: Tensor, outputSize: [Int], spatialScale: Float
  ) throws -> Tensor {
    let operation = "roiPool"
    let grid = try RegionGrid(
      operation, shape, regions: regions.shape, outputSize: outputSize, spatialScale: spatialScale)
    return try tracing(
      operation, from: [self, regions], flops: grid.poolingFlops(regions),
      plan: .again {
        try $0[0].roiPool($0[1], outputSize: outputSize, spatialScale: spatialScale)
      }
    ) {
      let bins = RegionBins(grid, try grid.regions(regions))
      let x = detached()
      let pooled =
        try KernelChoice.isReference
        ? Reference.roiPool(x, bins)
        : Tensor(shape: grid.outputShape, operation: operation) { out in
          let loops = Kernels.current.loops
          x.withFloats { bins.maximum($0, out, loops) }
        }
      return pooled.recording(operation, from: [self]) { gradient in
        [
          try Tensor(shape: x.shape, operation: operation) { out in
            x.withFloats { x in gradient.withFloats { bins.gradient(x, $0, out) } }
          }
        ]
      }
    }
  }

  /// `roiPool`, and where in its plane each winner stood.
  ///
  /// - Returns: both `[R, C, PH, PW]`. The indices are whole numbers in a tensor, `row · W + column`
  ///   within the H×W plane of that image and channel; −1 for an empty bin.
  /// - Throws: `ShapeError` as `roiPool`, and for a plane of more than 2²⁴ cells, which a 32-bit
  ///   float cannot number.
  /// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.3: i*(r, j).
  public func roiPoolWithIndices(
    _ regions: Tensor, outputSize: [Int], spatialScale: Float
  ) throws -> (values: Tensor, indices: Tensor) {
    let operation = "roiPoolWithIndices"
    let grid = try RegionGrid(
      operation, shape, regions: regions.shape, outputSize: outputSize, spatialScale: spatialScale)
    guard grid.cells <= 1 << 24 else {
      throw ShapeError(
        operation: operation, expected: "planes of at most \(1 << 24) cells",
        found: "\(grid.height) × \(grid.width)")
    }
    let values = try roiPool(regions, outputSize: outputSize, spatialScale: spatialScale)
    let indices = try tracing(
      operation, from: [self, regions], flops: grid.poolingFlops(regions),
      plan: .again {
        try $0[0].roiPoolWithIndices($0[1], outputSize: outputSize, spatialScale: spatialScale)
          .indices
      }
    ) {
      let bins = RegionBins(grid, try grid.regions(regions))
      return try Tensor(shape: grid.outputShape, operation: operation) { out in
        withFloats { x in
          bins.grid.forEachBlock { region, channels in
            for channel in channels {
              var out = out + (region * grid.channels + channel) * grid.bins
              bins.forEachWinner(bins.plane(x, of: region, channel), region) { winner, _ in
                out[0] = Float(winner ?? -1)
                out += 1
              }
            }
          }
        }
      }
    }
    return (values, indices)
  }
}

/// The bins of all regions, in whole cells of the map.
package struct RegionBins: Sendable {
  let grid: RegionGrid
  let regions: [MapRegion]
  /// PH ranges a region, one region after the other; may be empty.
  let rows: [Range<Int>]
  /// PW ranges a region.
  let columns: [Range<Int>]

  init(_ grid: RegionGrid, _ regions: [MapRegion]) {
    self.grid = grid
    self.regions = regions
    rows = regions.flatMap {
      RegionBins.bins(from: $0.y1, to: $0.y2, count: grid.rows, length: grid.height)
    }
    columns = regions.flatMap {
      RegionBins.bins(from: $0.x1, to: $0.x2, count: grid.columns, length: grid.width)
    }
  }

  // quote: bins
  /// The bins along one axis of a region whose ends lie at `from` and `to`, in cells.
  ///
  /// - Parameter length: cells of the map along that axis.
  static func bins(from: Float, to: Float, count: Int, length: Int) -> [Range<Int>] {
    let (start, end) = (Int(from.rounded()), Int(to.rounded()))
    let extent = max(end - start + 1, 1)  // both ends count, and nothing is narrower than a cell
    let bin = Float(extent) / Float(count)
    return (0..<count).map { i in
      let first = start + Int((Float(i) * bin).rounded(.down))
      let last = start + Int((Float(i + 1) * bin).rounded(.up))
      return min(max(first, 0), length)..<min(max(last, 0), length)
    }
  }
  // end quote

  func plane(_ x: UnsafePointer<Float>, of region: Int, _ channel: Int) -> UnsafePointer<Float> {
    x + (regions[region].image * grid.channels + channel) * grid.cells
  }

  func rows(of region: Int) -> ArraySlice<Range<Int>> {
    rows[(region * grid.rows)..<((region + 1) * grid.rows)]
  }

  func columns(of region: Int) -> ArraySlice<Range<Int>> {
    columns[(region * grid.columns)..<((region + 1) * grid.columns)]
  }
}
