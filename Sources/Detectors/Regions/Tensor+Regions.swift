// R boxes, N images, C channels, H×W cells, PH×PW bins.

import Boxes
import Tensors

extension Tensor {
  /// Boxes as the table of regions that `roiPool` and `roiAlign` take.
  ///
  /// - Parameters:
  ///   - boxes: R boxes, in pixels of the picture that the map was computed from.
  ///   - image: which picture of the batch they lie on.
  /// - Returns: `[R, 5]`: image, x1, y1, x2, y2.
  /// - Example: `try Tensor(regions: [Box(x1: 0, y1: 0, x2: 8, y2: 6)])`
  public init(regions boxes: [Box], image: Int = 0) throws {
    try self.init(
      boxes.flatMap { [Float(image), $0.x1, $0.y1, $0.x2, $0.y2] }, shape: [boxes.count, 5])
  }

  /// Boxes on every picture of a batch, picture after picture.
  ///
  /// - Returns: `[R, 5]`, R the number of all boxes together.
  /// - Parameter boxesByImage: a list for each picture, in pixels.
  /// - Example: `try Tensor(regions: [[Box(x1: 0, y1: 0, x2: 8, y2: 6)], []])`
  public init(regions boxesByImage: [[Box]]) throws {
    let rows = boxesByImage.enumerated().flatMap { image, boxes in
      boxes.flatMap { [Float(image), $0.x1, $0.y1, $0.x2, $0.y2] }
    }
    try self.init(rows, shape: [rows.count / 5, 5])
  }

  /// `roiPool` of boxes on the only picture of a batch.
  ///
  /// - Parameters:
  ///   - boxes: R boxes, in pixels of the picture.
  ///   - outputSize: `[PH, PW]`.
  ///   - spatialScale: cells per pixel: 1 / 16 for a map with a stride of 16 pixels.
  /// - Returns: `[R, C, PH, PW]`; no box, `[0, C, PH, PW]`.
  /// - Throws: `ShapeError` unless `self` is `[1, C, H, W]`, and for boxes that are not finite.
  /// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.1.
  /// - Example:
  ///       let map = try Tensor.range(0..<64).reshaped([1, 1, 8, 8])
  ///       try map.roiPool([Box(x1: 0, y1: 0, x2: 5, y2: 3)], outputSize: [2, 2], spatialScale: 1)
  public func roiPool(_ boxes: [Box], outputSize: [Int], spatialScale: Float) throws -> Tensor {
    try checkOnePicture("roiPool")
    return try roiPool(
      Tensor(regions: boxes), outputSize: outputSize, spatialScale: spatialScale)
  }

  /// `roiPoolWithIndices` of boxes on the only picture of a batch.
  ///
  /// - Returns: both `[R, C, PH, PW]`.
  /// - Throws: `ShapeError` as `roiPool`.
  /// - Parameters:
  ///   - boxes: R boxes, in pixels of the picture.
  ///   - outputSize: `[PH, PW]`.
  ///   - spatialScale: cells per pixel.
  /// - Example:
  ///       let map = try Tensor.range(0..<64).reshaped([1, 1, 8, 8])
  ///       try map.roiPoolWithIndices([Box(x1: 0, y1: 0, x2: 5, y2: 3)], outputSize: [2, 2], spatialScale: 1).indices
  public func roiPoolWithIndices(
    _ boxes: [Box], outputSize: [Int], spatialScale: Float
  ) throws -> (values: Tensor, indices: Tensor) {
    try checkOnePicture("roiPoolWithIndices")
    return try roiPoolWithIndices(
      Tensor(regions: boxes), outputSize: outputSize, spatialScale: spatialScale)
  }

  /// `roiAlign` of boxes on the only picture of a batch.
  ///
  /// - Returns: `[R, C, PH, PW]`; no box, `[0, C, PH, PW]`.
  /// - Throws: `ShapeError` unless `self` is `[1, C, H, W]`, and for boxes that are not finite.
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.
  /// - Parameters:
  ///   - boxes: R boxes, in pixels of the picture.
  ///   - outputSize: `[PH, PW]`.
  ///   - spatialScale: cells per pixel.
  ///   - samplingRatio: points on a side of a bin; 0 takes as many as the bin has cells.
  ///   - aligned: whether a region is moved by half a cell.
  /// - Example:
  ///       let map = try Tensor.range(0..<64).reshaped([1, 1, 8, 8])
  ///       try map.roiAlign([Box(x1: 0, y1: 0, x2: 5, y2: 3)], outputSize: [2, 2], spatialScale: 1)
  public func roiAlign(
    _ boxes: [Box], outputSize: [Int], spatialScale: Float, samplingRatio: Int = 0,
    aligned: Bool = false
  ) throws -> Tensor {
    try checkOnePicture("roiAlign")
    return try roiAlign(
      Tensor(regions: boxes), outputSize: outputSize, spatialScale: spatialScale,
      samplingRatio: samplingRatio, aligned: aligned)
  }

  /// `roiPyramidPool` of boxes on the only picture of a batch.
  ///
  /// - Returns: `[R, C·(l₁² + l₂² + …)]`.
  /// - Throws: `ShapeError` unless `self` is `[1, C, H, W]`, and for boxes that are not finite.
  /// - Source: He et al., "Spatial Pyramid Pooling", ECCV 2014, §4.1.
  /// - Parameters:
  ///   - boxes: R boxes, in pixels of the picture.
  ///   - levels: bins on a side of each grid.
  ///   - spatialScale: cells per pixel.
  /// - Example:
  ///       let map = try Tensor.range(0..<64).reshaped([1, 1, 8, 8])
  ///       try map.roiPyramidPool([Box(x1: 0, y1: 0, x2: 5, y2: 3)], levels: [2, 1], spatialScale: 1)
  public func roiPyramidPool(
    _ boxes: [Box], levels: [Int], spatialScale: Float
  ) throws -> Tensor {
    try checkOnePicture("roiPyramidPool")
    return try roiPyramidPool(Tensor(regions: boxes), levels: levels, spatialScale: spatialScale)
  }

  private func checkOnePicture(_ operation: String) throws {
    guard rank == 4, shape[0] == 1 else {
      throw ShapeError(
        operation: operation, expected: "the map of one picture, [1, C, H, W], for a list of boxes",
        found: "shape \(shape)",
        hint: "for a batch: Tensor(regions: [boxesOfFirst, boxesOfSecond])")
    }
  }
}
