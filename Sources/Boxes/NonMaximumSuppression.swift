/// Keeps the best of every bunch of boxes that overlap: greedy non-maximum suppression.
///
/// The box with the highest score is kept and removes every box whose IoU with it is above
/// `threshold`; then the best of the rest, and so on. Of equal scores the one that comes first in
/// the list goes first, so the answer never depends on chance.
///
/// - Parameters:
///   - classes: when given, a box only removes boxes of its own class.
///   - threshold: IoU in 0…1; at exactly the threshold a box stays.
/// - Returns: indices of the boxes kept, best first.
/// - Throws: `BoxError` when the lists differ in length, or for a NaN score or a NaN coordinate.
/// - Source: Felzenszwalb et al., "Object Detection with Discriminatively Trained Part Based
///   Models", PAMI 2010, §6.2 (greedy suppression), with IoU as in Girshick et al., "R-CNN", 2014.
/// - Example:
///       let boxes = [Box(x1: 0, y1: 0, x2: 9, y2: 9), Box(x1: 1, y1: 0, x2: 9, y2: 9)]
///       try nonMaximumSuppression(boxes, scores: [0.8, 0.9], threshold: 0.5)
public func nonMaximumSuppression(
  _ boxes: [Box], scores: [Float], classes: [Int]? = nil, threshold: Float
) throws -> [Int] {
  try checkSuppressionInput("nonMaximumSuppression", boxes, scores, classes, threshold)
  // Sorting (score, index) pairs makes the order of ties the order of the list.
  let order = scores.indices.sorted { a, b in
    scores[a] != scores[b] ? scores[a] > scores[b] : a < b
  }
  var kept: [Int] = []
  for candidate in order {
    let box = boxes[candidate]
    let isCovered = kept.contains { best in
      (classes.map { $0[best] == $0[candidate] } ?? true) && boxes[best].iou(with: box) > threshold
    }
    if !isCovered { kept.append(candidate) }
  }
  return kept
}

/// Keeps the best of every bunch of detections that overlap, best first.
///
/// - Parameter acrossClasses: when true, a sheep can remove a dog in the same place; when false
///   (the usual choice) each class is on its own.
/// - Throws: `BoxError` for a NaN score or coordinate.
/// - Parameter threshold: IoU in 0…1; at exactly the threshold a box stays.
/// - Example:
///       let box = Box(x1: 0, y1: 0, x2: 9, y2: 9)
///       let scores: [Float] = [0.8, 0.9]
///       let found = scores.map { Detection(box: box, classIndex: 1, score: $0) }
///       try nonMaximumSuppression(found, threshold: 0.5)
public func nonMaximumSuppression(
  _ detections: [Detection], threshold: Float, acrossClasses: Bool = false
) throws -> [Detection] {
  try nonMaximumSuppression(
    detections.map(\.box), scores: detections.map(\.score),
    classes: acrossClasses ? nil : detections.map(\.classIndex), threshold: threshold
  ).map { detections[$0] }
}

func checkSuppressionInput(
  _ operation: String, _ boxes: [Box], _ scores: [Float], _ classes: [Int]?, _ threshold: Float
) throws {
  func refuse(_ expected: String, _ found: String, _ hint: String = "") -> BoxError {
    BoxError(operation: operation, expected: expected, found: found, hint: hint)
  }
  guard boxes.count == scores.count else {
    throw refuse("one score for each of \(boxes.count) boxes", "\(scores.count) scores")
  }
  if let classes, classes.count != boxes.count {
    throw refuse("one class for each of \(boxes.count) boxes", "\(classes.count) classes")
  }
  guard threshold >= 0, threshold <= 1 else {
    throw refuse("a threshold in 0…1 (an IoU)", "\(threshold)")
  }
  if let bad = scores.firstIndex(where: \.isNaN) {
    throw refuse(
      "scores that are numbers", "NaN at index \(bad)", "a NaN score has no place in an order")
  }
  if let bad = boxes.firstIndex(where: { !$0.isFinite }) {
    throw refuse("finite boxes", "\(boxes[bad]) at index \(bad)")
  }
}
