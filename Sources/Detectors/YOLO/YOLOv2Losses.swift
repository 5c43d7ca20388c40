// N pictures, A anchors a cell, K classes, h×w cells, P places that answer for a true box.

import Boxes
import Tensors

/// What YOLO version 2 is told off for: squared errors of what the sigmoids answer, and a softmax over the
/// classes.
///
/// It differs from version 3 in five ways: one scale; x, y and the objectness are compared after their
/// sigmoid, by squares; where a true box is answered for, the objectness is to be the IoU, and counts five
/// times; a box counts as found from an IoU of 0.6 on; and one class is right, not several.
///
/// - Parameters:
///   - map: the network's, `[N, A·(5 + K), h, w]`, before any sigmoid.
///   - truths: of each of the N pictures, in pixels of the input.
///   - layout: of one scale.
/// - Throws: `ShapeError` for a map of another layout, several scales, or truths of another number of
///   pictures.
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2; scales and thresholds of `yolov2.cfg`; Darknet's
///   `region_layer.c`.
/// - Differs: without that program's first 12,800 pictures, in which every box is drawn to its anchor.
/// - Example:
///       let sizes = [BoxSize(width: 14, height: 19), BoxSize(width: 46, height: 34)]
///       let layout = try YOLOLayout(scales: [YOLOScale(stride: 16, anchors: sizes)], classCount: 8)
///       let box = Box(x1: 9, y1: 7, x2: 40, y2: 27)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       try yoloV2Losses(Tensor.full([1, 26, 3, 4], 0.1), [picture], layout: layout).total()
public func yoloV2Losses(
  _ map: Tensor, _ truths: [YOLOTruths], layout: YOLOLayout
) throws -> YOLOLosses {
  let maps = try YOLOMaps([map], layout: layout)
  guard truths.count == maps.pictureCount else {
    throw ShapeError(
      operation: "yoloV2Losses", expected: "truths of \(maps.pictureCount) pictures",
      found: "\(truths.count)")
  }
  let anchors = layout.scales[0].anchors.count
  let cells = maps.grids[0].rows * maps.grids[0].columns
  var isBackground: [Float] = []  // [N, A, h·w]
  var rows: [Int] = []  // of P places, 5 + K indices each
  var targets: (centres: [Float], sizes: [Float], ious: [Float], weights: [Float]) = (
    [], [], [], []
  )
  var labels: [Int] = []
  for (picture, truth) in truths.enumerated() {
    var found: [YOLOPlace: Box] = [:]
    let known = truth.boxes + truth.ignored
    let matches = try layout.matches(truth, width: maps.width, height: maps.height)
    let answering = Set(matches.map(\.place))
    maps.eachBox(picture: picture, scale: 0) { place, box in
      if answering.contains(place) { found[place] = box }
      let isTaught =
        !answering.contains(place) && !known.contains { $0.iou(with: box) > 0.6 }
      isBackground.append(isTaught ? 1 : 0)
    }
    for match in matches {
      rows += (0..<layout.numbersPerBox).map {
        maps.index(match.place, picture: picture, entry: $0)
      }
      targets.centres += [match.x, match.y]
      targets.sizes += [match.w, match.h]
      targets.ious.append(found[match.place]?.iou(with: truth.boxes[match.truth]) ?? 0)
      targets.weights.append(match.weight)
      labels.append(match.classes.last ?? 0)
    }
  }
  let boxes = try map.reshaped([maps.pictureCount, anchors, layout.numbersPerBox, cells])
  let objectness = try boxes[0..., 0..., 4].sigmoid()  // [N, A, h·w]
  let share = 1 / Float(max(1, truths.count))
  let background = try meanSquaredError(
    objectness, Tensor.zeros(objectness.shape),
    weights: Tensor(isBackground, shape: objectness.shape), reduction: .sum)
  let count = labels.count
  guard count > 0 else {
    let none = try Tensor(0)
    return YOLOLosses(
      centres: none, sizes: none, objects: none, background: try background * (share / 2),
      classes: none)
  }
  let told = try map.flattened().selecting(rows).reshaped([count, layout.numbersPerBox])
  let weights = try Tensor(targets.weights, shape: [count, 1])
  let centres = try meanSquaredError(
    told[0..., ..<2].sigmoid(), Tensor(targets.centres, shape: [count, 2]), weights: weights,
    reduction: .sum)
  let sizes = try meanSquaredError(
    told[0..., 2..<4], Tensor(targets.sizes, shape: [count, 2]), weights: weights, reduction: .sum)
  let objects = try meanSquaredError(
    told[0..., 4].sigmoid(), Tensor(targets.ious, shape: [count]), reduction: .sum)
  let classes = try crossEntropy(told[0..., 5...], labels, reduction: .sum)
  return YOLOLosses(
    centres: try centres * (share / 2), sizes: try sizes * (share / 2),
    objects: try objects * (share * 5 / 2), background: try background * (share / 2),
    classes: try classes * share)
}
