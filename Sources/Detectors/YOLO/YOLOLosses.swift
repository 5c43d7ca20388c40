// N pictures, A anchors a cell, K classes, h×w cells, P places that answer for a true box.

import Boxes
import Tensors

/// The terms of the loss of a YOLO with anchors, each of shape `[]`: sums over a picture, means over
/// pictures.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureYOLOv3(using: &generator)
///       let maps = try network(Tensor.full([1, 3, 48, 64], 0.5))
///       let box = Box(x1: 9, y1: 7, x2: 40, y2: 27)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       let losses = try yoloLosses(maps, [picture], layout: PastureYOLOv3.layout)
///       losses.centres
///       losses.sizes
///       losses.objects
///       losses.background
///       losses.classes
///       try losses.total()
public struct YOLOLosses: Sendable {
  /// Cross-entropy of σ(tx), σ(ty) against the place in the cell, weighted by 2 − the box's share:
  /// `[]`.
  public let centres: Tensor
  /// Half the squared error of tw, th, weighted the same: `[]`.
  public let sizes: Tensor
  /// Cross-entropy of the objectness where a true box is answered for: it is to be 1: `[]`.
  public let objects: Tensor
  /// The same everywhere else, where it is to be 0; nothing where the box found overlaps a true one: `[]`.
  public let background: Tensor
  /// Cross-entropy of each class on its own, where a true box is answered for: `[]`.
  public let classes: Tensor

  /// All terms by their names, in the order of a log.
  public var terms: [(name: String, value: Tensor)] {
    [
      ("centres", centres), ("sizes", sizes), ("objects", objects), ("background", background),
      ("classes", classes),
    ]
  }

  /// Their sum, `[]`.
  public func total() throws -> Tensor {
    try centres + sizes + objects + background + classes
  }
}

/// What YOLO version 3 is told off for.
///
/// - Parameters:
///   - maps: the network's, one a scale, `[N, A·(5 + K), h, w]`, before any sigmoid.
///   - truths: of each of the N pictures, in pixels of the input.
///   - layout: what the numbers stand for.
///   - ignoreThreshold: a box that overlaps a true one by more, and does not answer for any, is not
///     taught that it is background.
/// - Throws: `ShapeError` for maps of another layout, or truths of another number of pictures.
/// - Source: Redmon and Farhadi, "YOLOv3", 2018, §2.1–2.3, threshold 0.5; Darknet's `yolo_layer.c`, whose
///   deltas are the negative gradients of these terms.
/// - Differs: the paper calls the loss of tx and ty a squared error; the deltas of its program, σ(t) less
///   the target, are the gradient of the cross-entropy.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureYOLOv3(using: &generator)
///       let maps = try network(Tensor.full([1, 3, 48, 64], 0.5))
///       let box = Box(x1: 9, y1: 7, x2: 40, y2: 27)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       try yoloLosses(maps, [picture], layout: PastureYOLOv3.layout).total()
public func yoloLosses(
  _ maps: [Tensor], _ truths: [YOLOTruths], layout: YOLOLayout, ignoreThreshold: Float = 0.5
) throws -> YOLOLosses {
  let maps = try YOLOMaps(maps, layout: layout)
  guard truths.count == maps.pictureCount else {
    throw ShapeError(
      operation: "yoloLosses", expected: "truths of \(maps.pictureCount) pictures",
      found: "\(truths.count)")
  }
  let matches = try truths.map { try layout.matches($0, width: maps.width, height: maps.height) }
  var sums = [Tensor](repeating: try Tensor(0), count: 5)
  for scale in layout.scales.indices {
    let terms = try scaleLosses(
      maps, truths, matches, scale: scale, ignoreThreshold: ignoreThreshold)
    for (place, term) in terms.enumerated() { sums[place] = try sums[place] + term }
  }
  let share = 1 / Float(max(1, truths.count))
  let means = try sums.map { try $0 * share }
  return YOLOLosses(
    centres: means[0], sizes: means[1], objects: means[2], background: means[3], classes: means[4])
}

/// The five sums of one scale, over all pictures.
private func scaleLosses(
  _ maps: YOLOMaps, _ truths: [YOLOTruths], _ matches: [[YOLOMatch]], scale: Int,
  ignoreThreshold: Float
) throws -> [Tensor] {
  let layout = maps.layout
  let map = maps.maps[scale]
  let (anchors, grid) = (layout.scales[scale].anchors.count, maps.grids[scale])
  let cells = grid.rows * grid.columns
  // 1 where background is taught, 0 where a place answers for a true box or found one by itself.
  var isBackground = backgroundMask(
    maps, truths, scale: scale, ignoreThreshold: ignoreThreshold)  // [N, A, h·w]
  var rows: [Int] = []  // of P places, 5 + K indices each
  var targets = PlaceTargets()
  for (picture, found) in matches.enumerated() {
    for match in found where match.place.scale == scale {
      rows += (0..<layout.numbersPerBox).map {
        maps.index(match.place, picture: picture, entry: $0)
      }
      targets.add(match, classCount: layout.classCount)
      let box = picture * anchors + match.place.anchor
      isBackground[
        box * cells + match.place.cell.row * grid.columns + match.place.cell.column] = 0
    }
  }
  let boxes = try map.reshaped([maps.pictureCount, anchors, layout.numbersPerBox, cells])
  let objectness = try boxes[0..., 0..., 4]  // [N, A, h·w]
  let background = try binaryCrossEntropyWithLogits(
    objectness, Tensor.zeros(objectness.shape),
    weights: Tensor(isBackground, shape: objectness.shape), reduction: .sum)
  let count = targets.weights.count
  guard count > 0 else {
    return [try Tensor(0), try Tensor(0), try Tensor(0), background, try Tensor(0)]
  }
  // quote: terms
  let told = try map.flattened().selecting(rows).reshaped([count, layout.numbersPerBox])
  let weights = try Tensor(targets.weights, shape: [count, 1])
  let centres = try binaryCrossEntropyWithLogits(
    told[0..., ..<2], Tensor(targets.centres, shape: [count, 2]), weights: weights, reduction: .sum)
  let sizes = try meanSquaredError(
    told[0..., 2..<4], Tensor(targets.sizes, shape: [count, 2]), weights: weights, reduction: .sum)
  let objects = try binaryCrossEntropyWithLogits(
    told[0..., 4], Tensor.ones([count]), reduction: .sum)
  let classes = try binaryCrossEntropyWithLogits(
    told[0..., 5...], Tensor(targets.classes, shape: [count, layout.classCount]), reduction: .sum)
  return [centres, try sizes * 0.5, objects, background, classes]
  // end quote
}

/// What P places are to say, row by row.
private struct PlaceTargets {
  /// P weights, of the centres and sizes.
  var weights: [Float] = []
  /// 2 P, 2 P and K P numbers.
  var centres: [Float] = []
  var sizes: [Float] = []
  var classes: [Float] = []

  mutating func add(_ match: YOLOMatch, classCount: Int) {
    weights.append(match.weight)
    centres += [match.x, match.y]
    sizes += [match.w, match.h]
    var row = [Float](repeating: 0, count: classCount)
    for index in match.classes where row.indices.contains(index) { row[index] = 1 }
    classes += row
  }
}

// quote: ignored
/// 1 for each box of a scale that overlaps no true box by more than the threshold, 0 for the others:
/// `[N, A, h·w]`, row by row. No gradient flows through it.
private func backgroundMask(
  _ maps: YOLOMaps, _ truths: [YOLOTruths], scale: Int, ignoreThreshold: Float
) -> [Float] {
  var mask: [Float] = []
  for (picture, truth) in truths.enumerated() {
    let known = truth.boxes + truth.ignored
    maps.eachBox(picture: picture, scale: scale) { _, box in
      let isFound = known.contains { $0.iou(with: box) > ignoreThreshold }
      mask.append(isFound ? 0 : 1)
    }
  }
  return mask
}
// end quote
