// S_y×S_x cells, B boxes a cell, C classes, D = 5 B + C numbers a cell.

import Boxes
import Tensors

/// What the numbers of YOLO version 1 stand for: a grid, B boxes a cell, and one set of class
/// probabilities a cell, whatever the boxes.
///
/// The network answers `[N, D, rows, columns]`. A cell's D = 5 B + C numbers are, for each box in turn, x,
/// y, √w, √h and the confidence, then the C classes, all of them linear: no sigmoid and no anchor. x and y
/// count from the cell's corner, in cells; w and h are shares of the whole picture.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.
/// - Differs: the paper's grid is square, S×S. Darknet keeps the same numbers in another order.
/// - Example:
///       let layout = PastureYOLOv1.layout
///       layout.rows
///       layout.columns
///       layout.boxesPerCell
///       layout.classCount
///       layout.numbersPerCell
///       let grid = layout.grid(width: 192, height: 144)
///       layout.box([0.5, 0.5, 0.4, 0.3], cell: GridCell(row: 2, column: 5), grid: grid)
///       let map = try Tensor.zeros([1, 18, 9, 12])
///       try layout.predictions(map, width: 192, height: 144).count
///       try YOLOv1Layout(rows: 7, columns: 7, boxesPerCell: 2, classCount: 20).count
public struct YOLOv1Layout: Hashable, Sendable {
  /// S down and S across.
  public let rows, columns: Int
  /// B.
  public let boxesPerCell: Int
  /// C.
  public let classCount: Int

  /// A grid of cells with B boxes and C classes each.
  ///
  /// - Parameter rows: cells downwards.
  /// - Parameter columns: cells across.
  /// - Parameter boxesPerCell: B.
  /// - Parameter classCount: C.
  /// - Throws: `BoxError` unless all are at least 1, and at most 4096.
  public init(rows: Int, columns: Int, boxesPerCell: Int, classCount: Int) throws {
    guard [rows, columns, boxesPerCell, classCount].allSatisfy({ 1...4096 ~= $0 }) else {
      throw BoxError(
        operation: "YOLOv1Layout", expected: "1 to 4096 rows, columns, boxes and classes",
        found: "\(rows), \(columns), \(boxesPerCell) and \(classCount)")
    }
    self.init(
      checkedRows: rows, columns: columns, boxesPerCell: boxesPerCell, classCount: classCount)
  }

  init(checkedRows rows: Int, columns: Int, boxesPerCell: Int, classCount: Int) {
    (self.rows, self.columns) = (rows, columns)
    (self.boxesPerCell, self.classCount) = (boxesPerCell, classCount)
  }

  /// D = 5 B + C.
  public var numbersPerCell: Int { 5 * boxesPerCell + classCount }

  /// S·S·(5 B + C): all numbers of one picture.
  public var count: Int { rows * columns * numbersPerCell }

  /// The grid over a picture of that size.
  ///
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func grid(width: Int, height: Int) -> YOLOGrid {
    YOLOGrid(
      checkedRows: rows, columns: columns, width: max(columns, width), height: max(rows, height))
  }

  /// - Throws: `ShapeError` unless the map is `[N, D, rows, columns]`.
  func check(_ map: Tensor) throws {
    guard map.rank == 4, Array(map.shape.dropFirst()) == [numbersPerCell, rows, columns] else {
      throw ShapeError(
        operation: "YOLOv1Layout", expected: "a map [N, \(numbersPerCell), \(rows), \(columns)]",
        found: "\(map.shape)",
        hint: "\(boxesPerCell) boxes of x, y, √w, √h, confidence, then \(classCount) classes")
    }
  }

  /// Where number `entry` of a cell lies, counted row by row through `[N, D, rows, columns]`.
  func index(_ cell: GridCell, picture: Int, entry: Int) -> Int {
    ((picture * numbersPerCell + entry) * rows + cell.row) * columns + cell.column
  }

  // quote: decode
  /// A box out of four numbers of a cell.
  ///
  /// - Parameter numbers: x, y, √w, √h.
  /// - Parameter cell: that said them.
  /// - Parameter grid: over the picture; the box is in its pixels.
  public func box(_ numbers: [Float], cell: GridCell, grid: YOLOGrid) -> Box {
    guard numbers.count >= 4 else { return Box(x1: 0, y1: 0, x2: 0, y2: 0) }
    return Box(
      centerX: (Float(cell.column) + numbers[0]) * grid.cellWidth,
      centerY: (Float(cell.row) + numbers[1]) * grid.cellHeight,
      width: numbers[2] * numbers[2] * Float(grid.width),
      height: numbers[3] * numbers[3] * Float(grid.height))
  }
  // end quote
}

/// A box that YOLO version 1 speaks of, with the cell it came from.
///
/// - Example:
///       let network = try PastureYOLOv1.trained()
///       let map = try network(network.normalized(Image(example: "pasture-01.png").tensor()))
///       let all = try PastureYOLOv1.layout.predictions(map, width: 192, height: 144)
///       all.count
///       all[0].cell
///       all[0].number
///       all[0].box
///       all[0].confidence
///       all[0].classes
///       all[0].scores
public struct YOLOv1Prediction: Hashable, Sendable {
  /// That said it.
  public let cell: GridCell
  /// Which of the cell's B boxes.
  public let number: Int
  /// In pixels; not clipped to the picture.
  public let box: Box
  /// P(object) · IoU, as the network guesses it.
  public let confidence: Float
  /// P(class | object), as the network guesses it: those of the cell, the same for its other boxes.
  public let classes: [Float]

  /// Class by class, P(class | object) · P(object) · IoU = P(class) · IoU, brought into 0…1.
  ///
  /// - Source: "You Only Look Once", §2, equation 1.
  public var scores: [Float] {
    let sure = max(0, confidence)  // nothing keeps a linear layer's answers in 0…1
    return classes.map { max(0, min(1, $0 * sure)) }
  }
}

extension YOLOv1Layout {
  /// All boxes of one picture: cell by cell, row by row, then box by box.
  ///
  /// - Parameter map: `[N, D, rows, columns]`.
  /// - Parameter picture: which of the N.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  /// - Throws: `ShapeError` for another shape, or a picture that is not there.
  public func predictions(
    _ map: Tensor, picture: Int = 0, width: Int, height: Int
  ) throws -> [YOLOv1Prediction] {
    try check(map)
    guard 0..<map.shape[0] ~= picture else {
      throw ShapeError(
        operation: "YOLOv1Layout.predictions", expected: "a picture in 0…\(map.shape[0] - 1)",
        found: "\(picture)")
    }
    let grid = grid(width: width, height: height)
    return map.withFloats { values in
      grid.cells.flatMap { cell in
        func value(_ entry: Int) -> Float { values[index(cell, picture: picture, entry: entry)] }
        let classes = (0..<classCount).map { value(5 * boxesPerCell + $0) }
        return (0..<boxesPerCell).map { number in
          YOLOv1Prediction(
            cell: cell, number: number,
            box: box((0..<4).map { value(5 * number + $0) }, cell: cell, grid: grid),
            confidence: value(5 * number + 4), classes: classes)
        }
      }
    }
  }
}
