// L levels, A anchors a cell, H×W cells.

import Boxes
import Tensors

/// The anchors of every level of a pyramid: of each cell, and how far it is from cell to cell.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1.1; Lin et al., "Feature Pyramid Networks",
///   CVPR 2017, §4.1: one size a level, since the levels are the sizes.
public struct PyramidAnchors: Equatable, Sendable {
  /// A boxes of the cell at the top left, for each level, the finest first; in pixels.
  public let cells: [[Box]]
  /// Pixels from cell to cell; `nil` where a map's cells are spread evenly over the picture, a whole
  /// number of pixels apart, as torchvision does it: its coarsest level of 13 rows over 800 pixels
  /// has a stride of 61, not of 64.
  public let strides: [Int]?

  /// With anchors of your own.
  ///
  /// - Throws: `BoxError` unless each level has as many anchors as the others, each with an area,
  ///   and a stride where there are any.
  public init(cells: [[Box]], strides: [Int]? = nil) throws {
    let count = cells.first?.count ?? 0
    guard count > 0, cells.allSatisfy({ $0.count == count }),
      strides?.count ?? cells.count
        == cells.count
    else {
      throw BoxError(
        operation: "PyramidAnchors",
        expected: "levels of equally many anchors, at least one, and a stride for each level",
        found: "\(cells.map(\.count)) anchors"
          + (strides.map { " and \($0.count) strides" } ?? ""))
    }
    for (level, anchors) in cells.enumerated() {
      _ = try AnchorGrid(
        anchors: anchors, strideY: strides?[level] ?? 1, strideX: strides?[level] ?? 1)
    }
    self.cells = cells
    self.strides = strides
  }

  /// Of some sizes a level, each in all aspect ratios, around the corner of each cell, whole pixels.
  ///
  /// - Parameters:
  ///   - sizes: for each level, sides of the squares whose areas the anchors have, in pixels.
  ///   - aspectRatios: height over width; all sizes of the first ratio come first.
  ///   - strides: see `strides`.
  /// - Throws: `BoxError` as `AnchorGrid`.
  public init(
    sizes: [[Float]], aspectRatios: [Float] = [0.5, 1, 2], strides: [Int]? = nil
  ) throws {
    let cells = try sizes.map {
      try AnchorGrid(sizes: $0, aspectRatios: aspectRatios, strideY: 1, strideX: 1).anchors
    }
    try self.init(cells: cells, strides: strides)
  }

  /// A.
  public var countPerCell: Int { cells[0].count }

  /// The anchors laid over the maps of a picture.
  ///
  /// - Parameters:
  ///   - height: of the network's input, in pixels, with its padding.
  ///   - width: likewise.
  ///   - maps: rows and columns of each level's map.
  /// - Returns: a grid for each level; `grid.boxes(rows:columns:)` has all its anchors.
  /// - Throws: `ShapeError` for another number of maps than levels.
  public func grids(
    height: Int, width: Int, maps: [(rows: Int, columns: Int)]
  ) throws -> [AnchorGrid] {
    guard maps.count == cells.count else {
      throw ShapeError(
        operation: "PyramidAnchors", expected: "\(cells.count) maps, one a level",
        found: "\(maps.count)")
    }
    return try maps.enumerated().map { level, map in
      try AnchorGrid(
        anchors: cells[level], strideY: strides?[level] ?? max(1, height / max(1, map.rows)),
        strideX: strides?[level] ?? max(1, width / max(1, map.columns)))
    }
  }
}
