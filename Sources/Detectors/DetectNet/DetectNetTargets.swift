// N pictures, K classes, h×w cells.

import Boxes
import Tensors

/// What a DetectNet should say of N pictures, and how much each number counts.
///
/// - Source: NVIDIA's `detectnet_coverage_rectangular.cpp` and `detectnet_network.prototxt`.
/// - Differs: a cell that two things want goes to the smaller one (as in Tian et al., "FCOS", ICCV 2019,
///   §3.1), not to the one that comes last in the list; a thing counts by the cells that it got, not by its
///   area; cells under things that are ignored teach no coverage.
/// - Example:
///       let sheep = [Box(x1: 99, y1: 97, x2: 140, y2: 127), Box(x1: 120, y1: 99, x2: 160, y2: 130)]
///       let picture = try YOLOTruths(boxes: sheep, classes: [1, 1], classCount: 8)
///       let targets = try PastureDetectNet.targets([picture], width: 192, height: 144)
///       targets.coverage.shape
///       targets.counted.shape
///       targets.boxes.shape
///       targets.weights.shape
///       targets.cells[0].map(\.count)
///       try targets.losses(coverage: targets.coverage, boxes: targets.boxes * 1.5).boxes
///       try DetectNetTargets(
///         [picture], classCount: 8, stride: 4, rule: PastureDetectNet.rule, width: 192, height: 144)
public struct DetectNetTargets: Sendable {
  /// `[N, K, h, w]`: 1 where a cell speaks for a thing of the class.
  public let coverage: Tensor
  /// `[N, 1, h, w]`: 0 for cells under something ignored, whose coverage does not count; else 1.
  public let counted: Tensor
  /// `[N, 4, h, w]`: x1, y1, x2, y2 in pixels from the cell's corner; 0 where no thing is.
  public let boxes: Tensor
  /// `[N, 4, h, w]`: what an edge counts: 1 / (the box's width or height · cells of the thing); 0 where
  /// no thing is.
  public let weights: Tensor
  /// Of each picture and thing the cells that speak for it; none, if smaller things have them all.
  public let cells: [[[GridCell]]]

  /// The targets of N pictures of one size.
  ///
  /// - Parameters:
  ///   - truths: of each of the N pictures.
  ///   - classCount: K.
  ///   - stride: pixels between neighbouring cells.
  ///   - rule: which cells speak for a thing.
  ///   - width: of the pictures, in pixels.
  ///   - height: likewise.
  /// - Throws: `ShapeError` for a picture without a cell, more than 2²⁶ numbers, or a class that is
  ///   not there.
  public init(
    _ truths: [YOLOTruths], classCount: Int, stride: Int, rule: CoverageRule, width: Int,
    height: Int
  ) throws {
    let sides = 1...65_536
    guard sides ~= stride, sides ~= width, sides ~= height, min(width, height) >= stride,
      1...1024 ~= classCount
    else {
      throw ShapeError(
        operation: "DetectNetTargets",
        expected: "1 to 1024 classes, and a picture of at least one cell of \(stride) pixels",
        found: "\(classCount) classes, \(width)×\(height) pixels")
    }
    if let bad = truths.flatMap(\.classes).first(where: { !(0..<classCount).contains($0) }) {
      throw ShapeError(
        operation: "DetectNetTargets", expected: "classes in 0 ..< \(classCount)", found: "\(bad)")
    }
    let (rows, columns) = (height / stride, width / stride)
    guard rows * columns * (classCount + 9) <= (1 << 26) / max(1, truths.count) else {
      throw ShapeError(
        operation: "DetectNetTargets", expected: "at most 2^26 numbers",
        found: "\(truths.count) pictures of \(rows)×\(columns) cells and \(classCount) classes")
    }
    let grid = YOLOGrid(
      checkedRows: rows, columns: columns, width: columns * stride, height: rows * stride)
    var builder = CoverageBuilder(
      grid: grid, rule: rule, classCount: classCount, pictures: truths.count)
    for (picture, truth) in truths.enumerated() { builder.add(truth, picture) }
    func tensor(_ values: [Float], _ channels: Int) throws -> Tensor {
      try Tensor(values, shape: [truths.count, channels, rows, columns])
    }
    coverage = try tensor(builder.coverage, classCount)
    counted = try tensor(builder.counted, 1)
    boxes = try tensor(builder.boxes, 4)
    weights = try tensor(builder.weights, 4)
    cells = builder.cells
  }

  // quote: losses
  /// The two losses of DetectNet, means over the N pictures; the second is to count twice.
  ///
  /// - Parameters:
  ///   - coverage: as the network says it, `[N, K, h, w]`.
  ///   - boxes: as the network says them, `[N, 4, h, w]`.
  /// - Returns: both `[]`: half the squared differences of coverage; and the distances of edges in
  ///   sides of their boxes, added over the four edges, a mean over the cells of each thing, added over
  ///   things.
  /// - Throws: `ShapeError` for other shapes than the targets'.
  public func losses(
    coverage: Tensor, boxes: Tensor
  ) throws -> (coverage: Tensor, boxes: Tensor) {
    let count = Float(max(1, cells.count))
    let squares = try meanSquaredError(
      coverage, self.coverage, weights: counted, reduction: .sum)
    let distances = try smoothL1(boxes, self.boxes, beta: 0, weights: weights, reduction: .sum)
    return (try squares / (2 * count), try distances / count)
  }
  // end quote
}

/// Puts the targets together, picture by picture.
private struct CoverageBuilder {
  let grid: YOLOGrid
  let rule: CoverageRule
  let classCount: Int
  /// `[N, K, h, w]`, `[N, 1, h, w]`, `[N, 4, h, w]` twice.
  var coverage, counted, boxes, weights: [Float]
  var cells: [[[GridCell]]] = []

  init(grid: YOLOGrid, rule: CoverageRule, classCount: Int, pictures: Int) {
    (self.grid, self.rule, self.classCount) = (grid, rule, classCount)
    let count = pictures * grid.rows * grid.columns
    coverage = Array(repeating: 0, count: count * classCount)
    counted = Array(repeating: 1, count: count)
    boxes = Array(repeating: 0, count: count * 4)
    weights = boxes
  }

  /// Where a cell's number lies in `[N, channels, h, w]`.
  private func index(_ cell: GridCell, _ picture: Int, _ channel: Int, of channels: Int) -> Int {
    ((picture * channels + channel) * grid.rows + cell.row) * grid.columns + cell.column
  }

  mutating func add(_ truths: YOLOTruths, _ picture: Int) {
    let owned = owners(truths)
    for ignored in truths.ignored {
      let rows = CoverageRule.touched(
        ignored.y1 / grid.cellHeight, ignored.y2 / grid.cellHeight, grid.rows)
      let columns = CoverageRule.touched(
        ignored.x1 / grid.cellWidth, ignored.x2 / grid.cellWidth, grid.columns)
      for row in rows {
        for column in columns {
          counted[index(GridCell(row: row, column: column), picture, 0, of: 1)] = 0
        }
      }
    }
    // quote: targets
    for (thing, box) in truths.boxes.enumerated() {
      for cell in owned[thing] {
        coverage[index(cell, picture, truths.classes[thing], of: classCount)] = 1
        counted[index(cell, picture, 0, of: 1)] = 1
        let corner = grid.box(of: cell)
        let edges = [
          box.x1 - corner.x1, box.y1 - corner.y1, box.x2 - corner.x1, box.y2 - corner.y1,
        ]
        for (edge, distance) in edges.enumerated() {
          let side = edge.isMultiple(of: 2) ? box.width : box.height
          boxes[index(cell, picture, edge, of: 4)] = distance
          weights[index(cell, picture, edge, of: 4)] = 1 / (side * Float(owned[thing].count))
        }
      }
    }
    // end quote
    cells.append(owned)
  }

  // quote: owners
  /// Of each thing its cells: a cell that several want goes to the thing with the smallest box, since a
  /// large one has others.
  private func owners(_ truths: YOLOTruths) -> [[GridCell]] {
    let wanted = truths.boxes.map { rule.cells(of: $0, in: grid) }
    var owner: [GridCell: Int] = [:]
    for (thing, box) in truths.boxes.enumerated() {
      for cell in wanted[thing] {
        if let other = owner[cell], truths.boxes[other].area <= box.area { continue }
        owner[cell] = thing
      }
    }
    return wanted.indices.map { thing in wanted[thing].filter { owner[$0] == thing } }
  }
  // end quote
}

extension DetectNetTargets: CustomStringConvertible {
  public var description: String {
    let things = cells.map { $0.filter { !$0.isEmpty }.count }.reduce(0, +)
    return "DetectNetTargets(\(coverage.shape), \(things) things with cells)"
  }
}
