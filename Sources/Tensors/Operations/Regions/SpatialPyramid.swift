// R regions, N images, C channels, H×W cells; a level of l has l×l bins.

extension Tensor {
  /// The largest number of each bin of several grids laid over the whole map: a vector of one length
  /// for maps of any size.
  ///
  /// Bins are those of `adaptiveMaxPool2D`: at level 4 always 16, on 11×11 cells as on 13×9.
  ///
  /// - Parameter levels: bins on a side of each grid, as `[4, 2, 1]`.
  /// - Returns: `[N, C·(l₁² + l₂² + …)]`: the first level's C·l₁² numbers, then the second's …
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]`, and for no level or one below 1.
  /// - Source: He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks", ECCV 2014, §2.2.
  /// - Example: `try Tensor.range(0..<121).reshaped([1, 1, 11, 11]).spatialPyramidPool(levels: [4, 1])`
  public func spatialPyramidPool(levels: [Int]) throws -> Tensor {
    try checkLevels("spatialPyramidPool", levels)
    return try concatenate(
      levels.map { try adaptiveMaxPool2D(outputSize: [$0, $0]).flattened(from: 1) }, axis: 1)
  }

  /// `spatialPyramidPool` of each region's part of the map.
  ///
  /// - Parameters:
  ///   - regions: `[R, 5]`: the number of the image, then x1, y1, x2, y2.
  ///   - levels: bins on a side of each grid.
  ///   - spatialScale: cells per pixel, as in `roiPool`, whose rounding it shares. With 1 the corners
  ///     are cells already, both ends included: for a projection of your own.
  /// - Returns: `[R, C·(l₁² + l₂² + …)]`.
  /// - Throws: `ShapeError` as `roiPool`, and for no level or one below 1.
  /// - Source: He et al., ECCV 2014, §4.1.
  public func roiPyramidPool(
    _ regions: Tensor, levels: [Int], spatialScale: Float
  ) throws -> Tensor {
    try checkLevels("roiPyramidPool", levels)
    return try concatenate(
      levels.map {
        try roiPool(regions, outputSize: [$0, $0], spatialScale: spatialScale).flattened(from: 1)
      }, axis: 1)
  }

  private func checkLevels(_ operation: String, _ levels: [Int]) throws {
    guard !levels.isEmpty, levels.allSatisfy({ 1...1024 ~= $0 }) else {
      throw ShapeError(
        operation: operation, expected: "at least one level, each of 1 to 1024 bins on a side",
        found: "\(levels)")
    }
  }
}
