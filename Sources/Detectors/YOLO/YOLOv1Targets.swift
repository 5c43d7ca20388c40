// N pictures, S_y×S_x cells, B boxes a cell, C classes, D = 5 B + C numbers a cell.

import Boxes
import Tensors

/// Which box of which cell answers for a true box.
///
/// - Example:
///       let layout = PastureYOLOv1.layout
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       let map = try Tensor.full([1, layout.numbersPerCell, layout.rows, layout.columns], 0.4)
///       let targets = try YOLOv1Targets(map, [picture], layout: layout, width: 192, height: 144)
///       let chosen = targets.responsible[0]
///       chosen.picture
///       chosen.truth
///       chosen.cell
///       chosen.number
///       chosen.iou
public struct YOLOv1Responsible: Hashable, Sendable {
  /// Of the batch.
  public let picture: Int
  /// Of the true box, in the picture's list.
  public let truth: Int
  /// Where the true box has its centre.
  public let cell: GridCell
  /// Which of the cell's B boxes.
  public let number: Int
  /// Of the box it says now and the true one: what its confidence is to be.
  public let iou: Float
}

/// A term of the loss of YOLO version 1.
///
/// - Example: `YOLOv1Term.allCases.map(\.name)`
public enum YOLOv1Term: String, CaseIterable, Sendable {
  /// x and y of the responsible boxes, λ = 5.
  case centres
  /// √w and √h of the responsible boxes, λ = 5.
  case sizes
  /// The confidence of the responsible boxes, which is to be their IoU.
  case objects
  /// The confidence of all other boxes, which is to be 0, λ = 0.5.
  case background
  /// The classes of the cells with a thing.
  case classes

  /// `centres`, `background`.
  public var name: String { rawValue }
}

/// What every number of a map is to be, and how much each counts, term by term.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.2, equation 3.
/// - Differs: where two true boxes have their centre in one cell, the first is learnt and the other is
///   not, as in Darknet; the paper does not say. Of boxes that all miss the true one, that with the
///   smallest distance of x, y, w and h is responsible, as in Darknet.
/// - Example:
///       let layout = PastureYOLOv1.layout
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       let map = try Tensor.full([1, layout.numbersPerCell, layout.rows, layout.columns], 0.4)
///       let targets = try YOLOv1Targets(map, [picture], layout: layout, width: 192, height: 144)
///       targets.values.shape
///       targets.weights(.background).shape
///       targets.responsible.count
///       targets.passedOver
///       try targets.loss(.centres, of: map)
public struct YOLOv1Targets: Sendable {
  /// `[N, D, rows, columns]`; 0 where nothing is asked.
  public let values: Tensor
  /// Picture by picture, in the order of their true boxes.
  public let responsible: [YOLOv1Responsible]
  /// True boxes that no box answers for, since an earlier one has its centre in the same cell: their
  /// places in the lists, picture by picture.
  public let passedOver: [[Int]]
  private let weights: [YOLOv1Term: Tensor]

  /// What the numbers of a map count for in one term: λ, or 0.
  ///
  /// - Parameter term: of the loss.
  /// - Returns: the shape of `values`.
  public func weights(_ term: YOLOv1Term) -> Tensor { weights[term] ?? values }

  /// The targets of a batch, given what the network says of it.
  ///
  /// - Parameter map: what the network says now, `[N, D, rows, columns]`: who is responsible hangs on it.
  /// - Parameter truths: of each of the N pictures.
  /// - Parameter layout: what the numbers stand for.
  /// - Parameter width: of the pictures, in pixels.
  /// - Parameter height: of the pictures, in pixels.
  /// - Throws: `ShapeError` for a map of another layout, or truths of another number of pictures.
  public init(
    _ map: Tensor, _ truths: [YOLOTruths], layout: YOLOv1Layout, width: Int, height: Int
  ) throws {
    try layout.check(map)
    guard truths.count == map.shape[0] else {
      throw ShapeError(
        operation: "YOLOv1Targets", expected: "truths of \(map.shape[0]) pictures",
        found: "\(truths.count)")
    }
    var builder = TargetBuilder(
      layout: layout, grid: layout.grid(width: width, height: height), count: map.count)
    map.withFloats { values in
      for (picture, truth) in truths.enumerated() { builder.add(truth, picture, values) }
    }
    values = try Tensor(builder.values, shape: map.shape)
    weights = try builder.weights.mapValues { try Tensor($0, shape: map.shape) }
    (responsible, passedOver) = (builder.responsible, builder.passedOver)
  }

  /// One term: the sum of λ · (answer − target)², as a mean over pictures, `[]`.
  ///
  /// - Parameter term: of the loss.
  /// - Parameter map: `[N, D, rows, columns]`.
  public func loss(_ term: YOLOv1Term, of map: Tensor) throws -> Tensor {
    let sum = try meanSquaredError(map, values, weights: weights(term), reduction: .sum)
    return try sum / Float(max(1, passedOver.count))
  }
}

/// Puts the targets together, picture by picture.
private struct TargetBuilder {
  let layout: YOLOv1Layout
  let grid: YOLOGrid
  var values: [Float]
  var weights: [YOLOv1Term: [Float]]
  var responsible: [YOLOv1Responsible] = []
  var passedOver: [[Int]] = []

  init(layout: YOLOv1Layout, grid: YOLOGrid, count: Int) {
    (self.layout, self.grid) = (layout, grid)
    values = Array(repeating: 0, count: count)
    let none = values
    weights = Dictionary(uniqueKeysWithValues: YOLOv1Term.allCases.map { ($0, none) })
  }

  private mutating func ask(
    _ term: YOLOv1Term, _ cell: GridCell, _ picture: Int, entry: Int, target: Float, weight: Float
  ) {
    let at = layout.index(cell, picture: picture, entry: entry)
    values[at] = target
    weights[term]?[at] = weight
  }

  // quote: targets
  mutating func add(_ truths: YOLOTruths, _ picture: Int, _ answers: UnsafePointer<Float>) {
    // Every box of every cell is background, unless something below says otherwise.
    for cell in grid.cells {
      for number in 0..<layout.boxesPerCell {
        ask(.background, cell, picture, entry: 5 * number + 4, target: 0, weight: 0.5)
      }
    }
    for box in truths.ignored {
      for number in 0..<layout.boxesPerCell {
        ask(.background, grid.cell(of: box), picture, entry: 5 * number + 4, target: 0, weight: 0)
      }
    }
    var taken: Set<GridCell> = []
    var late: [Int] = []
    for (index, box) in truths.boxes.enumerated() {
      let cell = grid.cell(of: box)
      guard taken.insert(cell).inserted else {
        late.append(index)
        continue
      }
      let (number, iou) = responsibleBox(for: box, cell, picture, answers)
      let place = grid.place(of: box)
      let numbers = [
        place.x - Float(cell.column), place.y - Float(cell.row),
        (box.width / Float(grid.width)).squareRoot(),
        (box.height / Float(grid.height)).squareRoot(),
      ]
      for (entry, target) in numbers.enumerated() {
        ask(
          entry < 2 ? .centres : .sizes, cell, picture, entry: 5 * number + entry, target: target,
          weight: 5)
      }
      ask(.objects, cell, picture, entry: 5 * number + 4, target: iou, weight: 1)
      let confidence = layout.index(cell, picture: picture, entry: 5 * number + 4)
      weights[.background]?[confidence] = 0  // the cell's other boxes stay background
      for label in 0..<layout.classCount {
        ask(
          .classes, cell, picture, entry: 5 * layout.boxesPerCell + label,
          target: label == truths.classes[index] ? 1 : 0, weight: 1)
      }
      responsible.append(
        YOLOv1Responsible(picture: picture, truth: index, cell: cell, number: number, iou: iou))
    }
    passedOver.append(late)
  }
  // end quote

  // quote: responsible
  /// The cell's box with the largest IoU; where all are 0, the one whose numbers are nearest.
  private func responsibleBox(
    for truth: Box, _ cell: GridCell, _ picture: Int, _ answers: UnsafePointer<Float>
  ) -> (number: Int, iou: Float) {
    var best = (number: 0, iou: Float(0), distance: Float.infinity)
    for number in 0..<layout.boxesPerCell {
      let numbers = (0..<4).map {
        answers[layout.index(cell, picture: picture, entry: 5 * number + $0)]
      }
      let box = layout.box(numbers, cell: cell, grid: grid)
      let overlap = truth.iou(with: box)
      let iou = overlap.isFinite ? overlap : 0  // of an answer that has run away
      let distance = distance(box, truth)
      if iou > best.iou || (best.iou == 0 && iou == 0 && distance < best.distance) {
        best = (number, iou, distance)
      }
    }
    return (best.number, best.iou)
  }
  // end quote

  /// Of centres and sides, in shares of the picture, squared and added.
  private func distance(_ a: Box, _ b: Box) -> Float {
    let (width, height) = (Float(grid.width), Float(grid.height))
    let parts = [
      (a.centerX - b.centerX) / width, (a.centerY - b.centerY) / height,
      (a.width - b.width) / width, (a.height - b.height) / height,
    ]
    return parts.reduce(0) { $0 + $1 * $1 }
  }
}
