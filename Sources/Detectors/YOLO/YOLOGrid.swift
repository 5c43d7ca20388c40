import Boxes

/// A cell of a grid over a picture: its row counts downwards, its column to the right.
///
/// In code that keeps a centre as (x, y) the cell is `[y, x]`; a type of its own keeps the two from
/// changing places.
///
/// - Example:
///       let cell = GridCell(row: 2, column: 5)
///       cell.row
///       cell.column
public struct GridCell: Hashable, Sendable {
  /// From 0, downwards.
  public let row: Int
  /// From 0, to the right.
  public let column: Int

  /// Takes the numbers as they are.
  ///
  /// - Parameter row: from 0, downwards.
  /// - Parameter column: from 0, to the right.
  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }
}

extension GridCell: CustomStringConvertible {
  public var description: String { "GridCell(row \(row), column \(column))" }
}

/// A grid of equal cells laid over a picture: which cell answers for which box.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2: "If the center of an object falls
///   into a grid cell, that grid cell is responsible for detecting that object."
/// - Example:
///       let grid = try YOLOGrid(rows: 9, columns: 12, width: 192, height: 144)
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       let cell = grid.cell(of: box)
///       grid.box(of: cell)
///       grid.place(of: box)
///       grid.cellWidth
///       grid.cellHeight
///       grid.rows * grid.columns
///       grid.width * grid.height
///       grid.cells.count
public struct YOLOGrid: Hashable, Sendable {
  /// S down and S across; the paper's grids are square, the Pasture's pictures are not.
  public let rows, columns: Int
  /// Of the picture, in pixels.
  public let width, height: Int

  /// So many rows and columns of equal cells over a picture.
  ///
  /// - Throws: `BoxError` unless there is a cell, and no more of them than pixels.
  /// - Parameter rows: cells downwards.
  /// - Parameter columns: cells across.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public init(rows: Int, columns: Int, width: Int, height: Int) throws {
    guard rows >= 1, columns >= 1, rows <= height, columns <= width, max(width, height) <= 1 << 20
    else {
      throw BoxError(
        operation: "YOLOGrid",
        expected: "1 to \(max(1, height)) rows and 1 to \(max(1, width)) columns for a picture of "
          + "\(width)×\(height)", found: "\(rows)×\(columns)")
    }
    self.init(checkedRows: rows, columns: columns, width: width, height: height)
  }

  init(checkedRows rows: Int, columns: Int, width: Int, height: Int) {
    (self.rows, self.columns, self.width, self.height) = (rows, columns, width, height)
  }

  /// In pixels.
  public var cellWidth: Float { Float(width) / Float(columns) }
  /// In pixels.
  public var cellHeight: Float { Float(height) / Float(rows) }

  /// Row by row.
  public var cells: [GridCell] {
    (0..<rows).flatMap { row in (0..<columns).map { GridCell(row: row, column: $0) } }
  }

  // quote: cell
  /// The cell in which a box has its centre; of a centre outside of the picture, the nearest.
  public func cell(of box: Box) -> GridCell {
    let place = place(of: box)
    return GridCell(
      row: max(0, min(rows - 1, Int(place.y.rounded(.down)))),
      column: max(0, min(columns - 1, Int(place.x.rounded(.down)))))
  }

  /// Where a box has its centre, in cells: 3.25 is a quarter of the way through column 3.
  public func place(of box: Box) -> (x: Float, y: Float) {
    func bounded(_ x: Float, _ count: Int) -> Float {
      x.isNaN ? 0 : max(-1, min(Float(count) + 1, x))
    }
    return (bounded(box.centerX / cellWidth, columns), bounded(box.centerY / cellHeight, rows))
  }
  // end quote

  /// The cell's own box, in pixels.
  ///
  /// - Parameter cell: of this grid, or of one that goes on beyond it.
  public func box(of cell: GridCell) -> Box {
    Box(
      x: Float(cell.column) * cellWidth, y: Float(cell.row) * cellHeight, width: cellWidth,
      height: cellHeight)
  }
}

extension YOLOGrid: CustomStringConvertible {
  public var description: String {
    "YOLOGrid(\(rows) rows × \(columns) columns over \(width)×\(height) pixels)"
  }
}
