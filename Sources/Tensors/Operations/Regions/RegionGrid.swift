// R regions, N images, C channels, H×W cells in, PH×PW bins out.

/// One region of interest, as the loops see it: which image, and its corners in cells of the map.
///
/// Corners are kept within ±2²⁴ cells; what lies outside the map is cut off anyway.
package struct MapRegion: Equatable, Sendable {
  package let image: Int
  package let x1, y1, x2, y2: Float
}

/// What every pooling of regions is told: the bins, and how pixels become cells.
struct RegionGrid: Sendable {
  let operation: String
  /// `[N, C, H, W]`.
  let shape: [Int]
  /// `[R, C, PH, PW]`.
  let outputShape: [Int]
  let spatialScale: Float

  var images: Int { shape[0] }
  var channels: Int { shape[1] }
  var height: Int { shape[2] }
  var width: Int { shape[3] }
  var cells: Int { shape[2] * shape[3] }
  var count: Int { outputShape[0] }
  var rows: Int { outputShape[2] }
  var columns: Int { outputShape[3] }
  var bins: Int { outputShape[2] * outputShape[3] }

  /// - Throws: `ShapeError` for what is no batch of maps, no table of regions, no size or no scale.
  init(
    _ operation: String, _ shape: [Int], regions: [Int], outputSize: [Int], spatialScale: Float
  ) throws {
    try checkPictures(operation, shape)
    guard regions.count == 2, regions[1] == 5 else {
      throw ShapeError(
        operation: operation, expected: "regions [R, 5]: image, x1, y1, x2, y2",
        found: "shape \(regions)", hint: "Tensor(regions: boxes) makes them of boxes")
    }
    try checkSize(operation, outputSize)
    guard spatialScale.isFinite, spatialScale > 0 else {
      throw ShapeError(
        operation: operation, expected: "a spatial scale above 0, in cells per pixel",
        found: "\(spatialScale)", hint: "1 / 16 for a map with a stride of 16 pixels")
    }
    self.operation = operation
    self.shape = shape
    self.spatialScale = spatialScale
    outputShape = [regions[0], shape[1]] + outputSize
    try Tensor.checkRoom(for: outputShape, operation: operation)
    // The tables of bins, which are there even for a map without channels.
    try Tensor.checkRoom(
      for: [regions[0], outputSize[0] + outputSize[1], 8], operation: operation)
  }

  /// Reads the table of regions, or some rows of it.
  ///
  /// - Throws: `ShapeError` for an image that is not there, and for NaN or infinite corners.
  func regions(_ table: Tensor, _ rows: [Int]? = nil) throws -> [MapRegion] {
    let values = table.values
    return try (rows ?? Array(0..<count)).map { row in
      guard let image = Int(exactly: values[5 * row]), image >= 0, image < images else {
        throw ShapeError(
          operation: operation, expected: "an image in 0 ..< \(images), in column 0",
          found: "\(values[5 * row]) in region \(row)")
      }
      let corners = try values[(5 * row + 1)..<(5 * row + 5)].map { pixels in
        guard pixels.isFinite else {
          throw ShapeError(
            operation: operation, expected: "finite corners",
            found: "\(pixels) in region \(row)",
            hint: "an exploding loss, or the logarithm of an empty box, ends like this")
        }
        return min(max(pixels * spatialScale, -0x1p24), 0x1p24)
      }
      return MapRegion(
        image: image, x1: corners[0], y1: corners[1], x2: corners[2], y2: corners[3])
    }
  }

  /// Calls `body` for every region and each of its blocks of channels, on all threads.
  func forEachBlock(_ body: (_ region: Int, _ channels: Range<Int>) -> Void) {
    let block = 32
    let blocks = (channels + block - 1) / block
    Workers.shared.parallel(count * blocks) { item in
      let first = item % blocks * block
      body(item / blocks, first..<min(first + block, channels))
    }
  }

  /// Calls `body` for every plane of the map with the numbers of the regions on it, in their order,
  /// on all threads: a gradient's sums do not depend on who adds them.
  func forEachPlaneOfMap(
    _ regions: [MapRegion], _ body: (_ image: Int, _ channel: Int, _ regions: [Int]) -> Void
  ) {
    var byImage = [[Int]](repeating: [], count: images)
    for (number, region) in regions.enumerated() { byImage[region.image].append(number) }
    forEachPlane(images * channels) { plane in
      body(plane / channels, plane % channels, byImage[plane / channels])
    }
  }
}
