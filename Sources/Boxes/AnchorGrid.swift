// A anchors a cell, H×W cells.

/// The anchors of one cell, to be laid over a map: boxes of a few sizes and shapes around one place,
/// in pixels.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1.1.
/// - Example:
///       let grid = try AnchorGrid(sizes: [32], aspectRatios: [0.5, 1, 2], strideY: 16, strideX: 16)
///       grid.anchors
///       try grid.boxes(rows: 2, columns: 3).count
///       try AnchorGrid(anchors: grid.anchors, strideY: 8, strideX: 8)
///       try AnchorGrid.fasterRCNN().anchors
public struct AnchorGrid: Equatable, Sendable {
  /// A anchors of the cell at the top left; their corners may lie outside the picture.
  public let anchors: [Box]
  /// Pixels from cell to cell, down and across.
  public let strideY, strideX: Int

  /// With anchors of your own.
  ///
  /// - Parameters:
  ///   - anchors: of the cell at the top left, in pixels.
  ///   - strideY: pixels from row to row.
  ///   - strideX: pixels from column to column.
  /// - Throws: `BoxError` for no anchor, one without an area, or a stride below 1.
  public init(anchors: [Box], strideY: Int, strideX: Int) throws {
    guard !anchors.isEmpty, let bad = anchors.first(where: \.isDegenerate) ?? anchors.first,
      !bad.isDegenerate
    else {
      throw BoxError(
        operation: "AnchorGrid", expected: "at least one anchor, each with an area",
        found: anchors.first { $0.isDegenerate }.map { "\($0)" } ?? "none")
    }
    guard 1...65536 ~= strideY, 1...65536 ~= strideX else {
      throw BoxError(
        operation: "AnchorGrid", expected: "strides of 1 to 65536 pixels",
        found: "\(strideY) down and \(strideX) across")
    }
    self.anchors = anchors
    self.strideY = strideY
    self.strideX = strideX
  }

  /// torchvision's anchors: around the corner of each cell, whole pixels.
  ///
  /// - Parameters:
  ///   - sizes: sides of the squares whose areas the anchors have, in pixels.
  ///   - aspectRatios: height over width; all sizes of the first ratio come first.
  ///   - strideY: pixels from row to row.
  ///   - strideX: pixels from column to column.
  /// - Throws: `BoxError` for sizes or ratios that are not positive, and as above.
  /// - Source: torchvision's `AnchorGenerator`; rounds halves to even, as PyTorch does.
  public init(
    sizes: [Float], aspectRatios: [Float] = [0.5, 1, 2], strideY: Int, strideX: Int
  ) throws {
    try Self.check(sizes, "sizes")
    try Self.check(aspectRatios, "aspect ratios")
    let anchors = aspectRatios.flatMap { ratio in
      let (tall, wide) = (ratio.squareRoot(), 1 / ratio.squareRoot())
      return sizes.map { size in
        let (x, y) = (
          (wide * size / 2).rounded(.toNearestOrEven), (tall * size / 2).rounded(.toNearestOrEven)
        )
        return Box(x1: -x, y1: -y, x2: x, y2: y)
      }
    }
    try self.init(anchors: anchors, strideY: strideY, strideX: strideX)
  }

  /// The nine anchors of Faster R-CNN's own code: sizes of 128, 256 and 512 pixels, ratios 1:2, 1:1
  /// and 2:1 (height to width), around the middle of a 16×16 cell.
  ///
  /// That code counts corners as pixels, both included: its −84, −40, 99, 55 (in Python; MATLAB's
  /// −83, −39, 100, 56 count from 1) is the box from −84, −40 to 100, 56 here, 184 pixels wide.
  ///
  /// - Source: `generate_anchors` of Ren et al.'s released code.
  public static func fasterRCNN() throws -> AnchorGrid {
    let cell: Float = 16
    let anchors = [Float(0.5), 1, 2].flatMap { ratio in
      let width = (cell * cell / ratio).squareRoot().rounded(.toNearestOrEven)
      let height = (width * ratio).rounded(.toNearestOrEven)
      return [Float(8), 16, 32].map { scale in
        Box(
          centerX: cell / 2, centerY: cell / 2, width: width * scale, height: height * scale)
      }
    }
    return try AnchorGrid(anchors: anchors, strideY: 16, strideX: 16)
  }

  /// The anchors of all cells of a map: row by row, cell by cell, A for each.
  ///
  /// - Returns: `rows · columns · A` boxes in pixels.
  /// - Throws: `BoxError` for a negative size, and for more than ten million anchors.
  public func boxes(rows: Int, columns: Int) throws -> [Box] {
    let (cells, tooMany) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !tooMany, cells <= 10_000_000 / anchors.count else {
      throw BoxError(
        operation: "boxes", expected: "rows and columns of a map, with at most 10000000 anchors",
        found: "\(rows)×\(columns) cells of \(anchors.count) anchors")
    }
    var boxes: [Box] = []
    boxes.reserveCapacity(cells * anchors.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) = (Float(column * strideX), Float(row * strideY))
        for anchor in anchors { boxes.append(anchor.moved(x: x, y: y)) }
      }
    }
    return boxes
  }

  private static func check(_ values: [Float], _ role: String) throws {
    guard (1...1000).contains(values.count), values.allSatisfy({ $0 > 0 && $0 <= 1e6 }) else {
      throw BoxError(
        operation: "AnchorGrid", expected: "1 to 1000 \(role), each above 0 and at most 1000000",
        found: "\(values)")
    }
  }
}

extension AnchorGrid: CustomStringConvertible {
  public var description: String {
    "AnchorGrid(\(anchors.count) anchors a cell, every \(strideX)×\(strideY) pixels)"
  }
}
