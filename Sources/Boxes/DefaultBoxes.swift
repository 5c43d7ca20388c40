// M maps, A_m default boxes at each cell of map m, D default boxes in all.

/// SSD's default boxes: around the middle of every cell of several maps, a few boxes of the map's own
/// size and of several shapes. Fine maps have small ones, coarse maps large ones.
///
/// Boxes come map by map, row by row, cell by cell: the order of the network's answers.
///
/// - Source: Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016, §2.2, "Choosing scales and
///   aspect ratios for default boxes"; torchvision's `DefaultBoxGenerator`.
/// - Example:
///       let boxes = try DefaultBoxes(
///         scales: [16, 32, 64], aspectRatios: [[2], [2, 3]], strides: [8, 16])
///       boxes.counts
///       boxes.strides
///       boxes.sizes(ofMap: 1)
///       try boxes.boxes(rows: [18, 9], columns: [24, 12]).count
///       try boxes.place(of: 1800, rows: [18, 9], columns: [24, 12])
public struct DefaultBoxes: Equatable, Sendable {
  /// One for each map, finest first; each lays the A boxes of a cell over its map.
  public let grids: [AnchorGrid]

  /// - Throws: `BoxError` without a map.
  public init(grids: [AnchorGrid]) throws {
    guard !grids.isEmpty else {
      throw BoxError(operation: "DefaultBoxes", expected: "at least one map", found: "none")
    }
    self.grids = grids
  }

  /// As the paper has them: of map k a square of side s_k, a square of side √(s_k · s_k+1), and for
  /// each aspect ratio r a wide and a tall box of the area of the first square.
  ///
  /// - Parameters:
  ///   - scales: s_k in pixels, one for each map and one beyond the last.
  ///   - aspectRatios: of each map, without 1; a ratio of 2 gives 2:1 and 1:2.
  ///   - strides: pixels from cell to cell, for each map.
  ///   - longest: no side is longer, in pixels: SSD cuts them at the side of its input.
  /// - Throws: `BoxError` for lists of other lengths, or numbers that are not positive.
  public init(
    scales: [Float], aspectRatios: [[Float]], strides: [Int], longest: Float = .infinity
  ) throws {
    guard scales.count == strides.count + 1, aspectRatios.count == strides.count else {
      throw BoxError(
        operation: "DefaultBoxes",
        expected: "for \(strides.count) strides as many lists of aspect ratios, and one scale more",
        found: "\(aspectRatios.count) lists and \(scales.count) scales",
        hint: "the scale beyond the last is for the last map's second square")
    }
    guard (scales + aspectRatios.flatMap { $0 }).allSatisfy({ $0 > 0 && $0 <= 1e6 }), longest > 0
    else {
      throw BoxError(
        operation: "DefaultBoxes",
        expected: "scales and aspect ratios above 0 and at most 1000000",
        found: "\(scales) and \(aspectRatios)")
    }
    try self.init(
      grids: strides.indices.map { map in
        let sizes = Self.sizes(scales[map], next: scales[map + 1], aspectRatios[map])
        return try AnchorGrid(
          anchors: sizes.map { size in
            Box(
              centerX: Float(strides[map]) / 2, centerY: Float(strides[map]) / 2,
              width: min(size.width, longest), height: min(size.height, longest))
          }, strideY: strides[map], strideX: strides[map])
      })
  }

  // quote: sizes
  /// The shapes at each cell of a map of scale `scale`, before a map of scale `next`.
  static func sizes(_ scale: Float, next: Float, _ aspectRatios: [Float]) -> [BoxSize] {
    let between = (scale * next).squareRoot()
    return [BoxSize(width: scale, height: scale), BoxSize(width: between, height: between)]
      + aspectRatios.flatMap { ratio in
        let root = ratio.squareRoot()
        return [
          BoxSize(width: scale * root, height: scale / root),
          BoxSize(width: scale / root, height: scale * root),
        ]
      }
  }
  // end quote

  /// SSD300's 8732 boxes, of maps of 38, 19, 10, 5, 3 and 1 cells a side.
  ///
  /// - Source: §3.1 and figure 2; the scales and strides of torchvision's `ssd300_vgg16`, which are
  ///   those of the authors' code for COCO.
  /// - Example: `try DefaultBoxes.ssd300().counts`
  public static func ssd300() throws -> DefaultBoxes {
    try DefaultBoxes(
      scales: [0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05].map { $0 * 300 },
      aspectRatios: [[2], [2, 3], [2, 3], [2, 3], [2], [2]],
      strides: [8, 16, 32, 64, 100, 300], longest: 300)
  }

  /// SSD512's 24564 boxes, of maps of 64, 32, 16, 8, 4, 2 and 1 cells a side.
  ///
  /// - Source: §3.4 and the authors' code for VOC.
  /// - Example: `try DefaultBoxes.ssd512().strides`
  public static func ssd512() throws -> DefaultBoxes {
    try DefaultBoxes(
      scales: [0.07, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.05].map { $0 * 512 },
      aspectRatios: [[2], [2, 3], [2, 3], [2, 3], [2, 3], [2], [2]],
      strides: [8, 16, 32, 64, 128, 256, 512], longest: 512)
  }

  /// A_m of each map.
  public var counts: [Int] { grids.map(\.anchors.count) }

  /// Pixels from cell to cell, of each map.
  public var strides: [Int] { grids.map(\.strideX) }

  /// The shapes at each cell of a map; none for a map that is not there.
  ///
  /// - Parameter map: from 0, the finest.
  public func sizes(ofMap map: Int) -> [BoxSize] {
    grids.indices.contains(map) ? grids[map].anchors.map(\.size) : []
  }

  /// All D boxes, in pixels; those at the border reach beyond the picture.
  ///
  /// - Parameters:
  ///   - rows: of each map.
  ///   - columns: of each map.
  /// - Throws: `BoxError` for another number of maps, and for more than ten million boxes.
  public func boxes(rows: [Int], columns: [Int]) throws -> [Box] {
    try check(rows, columns)
    return try grids.indices.flatMap {
      try grids[$0].boxes(rows: rows[$0], columns: columns[$0])
    }
  }

  /// Where a default box stands: its map, its cell, and which of the cell's shapes it is.
  ///
  /// - Parameters:
  ///   - index: among the D boxes, from 0.
  ///   - rows: of each map.
  ///   - columns: of each map.
  /// - Throws: `BoxError` for another number of maps, or a box that is not there.
  public func place(
    of index: Int, rows: [Int], columns: [Int]
  ) throws -> (map: Int, row: Int, column: Int, shape: Int) {
    try check(rows, columns)
    var left = index
    for map in grids.indices {
      let (shapes, across) = (grids[map].anchors.count, columns[map])
      let (cells, isHuge) = rows[map].multipliedReportingOverflow(by: across)
      guard rows[map] >= 0, across >= 0, !isHuge, cells <= 10_000_000 / shapes else { break }
      if left >= 0, left < cells * shapes {
        let cell = left / shapes
        return (map, cell / across, cell % across, left % shapes)
      }
      left -= cells * shapes
    }
    throw BoxError(
      operation: "place",
      expected: "one of the default boxes of maps of \(rows) by \(columns) cells",
      found: "number \(index)")
  }

  private func check(_ rows: [Int], _ columns: [Int]) throws {
    guard rows.count == grids.count, columns.count == grids.count else {
      throw BoxError(
        operation: "DefaultBoxes", expected: "rows and columns of \(grids.count) maps",
        found: "\(rows.count) and \(columns.count)")
    }
  }
}

extension DefaultBoxes: CustomStringConvertible {
  public var description: String {
    "DefaultBoxes(strides \(strides), \(counts) at each cell)"
  }
}
