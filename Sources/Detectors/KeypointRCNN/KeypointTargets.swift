// R regions, J joints, S×S cells of a heat map.

import Boxes
import Tensors

/// In which cell of its region's heat map each joint lies.
///
/// - Parameters:
///   - joints: those of the person that each region shows, in pixels: R lists of J.
///   - boxes: R regions, in pixels of the same picture.
///   - size: S, cells on a side of a heat map: 56 in the paper.
/// - Returns: R·J cells, `row · S + column`, region after region; `nil` for a joint that nobody has
///   marked or that lies outside its region: nothing is learnt of it.
/// - Throws: `ShapeError` for lists of different lengths, boxes that are not finite, or a size outside
///   1…512.
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §5: "a one-hot m×m binary mask where only a single
///   pixel is labeled as foreground"; torchvision's `keypoints_to_heatmap`.
/// - Example:
///       let nose = PlacedKeypoint(x: 12, y: 8, visibility: .visible)
///       try keypointTargets([[nose]], boxes: [Box(x1: 2, y1: 2, x2: 22, y2: 18)], size: 56)
public func keypointTargets(
  _ joints: [[PlacedKeypoint]], boxes: [Box], size: Int
) throws -> [Int?] {
  let operation = "keypointTargets"
  guard joints.count == boxes.count else {
    throw ShapeError(
      operation: operation, expected: "joints for each of \(boxes.count) boxes",
      found: "\(joints.count) lists")
  }
  guard 1...512 ~= size else {
    throw ShapeError(operation: operation, expected: "a size of 1 to 512 cells", found: "\(size)")
  }
  if let other = joints.first(where: { $0.count != joints[0].count }) {
    throw ShapeError(
      operation: operation, expected: "\(joints[0].count) joints for each region",
      found: "\(other.count)")
  }
  if let box = boxes.first(where: { !$0.isFinite }) {
    throw ShapeError(operation: operation, expected: "boxes that are finite", found: "\(box)")
  }
  // quote: targets
  return zip(joints, boxes).flatMap { joints, box in
    joints.map { joint -> Int? in
      guard joint.isLabelled,
        let column = cell(of: joint.x, from: box.x1, to: box.x2, size: size),
        let row = cell(of: joint.y, from: box.y1, to: box.y2, size: size)
      else { return nil }
      return row * size + column
    }
  }
  // end quote
}

/// The cell of one axis in which a place lies, if it lies in the region; the region's last edge belongs
/// to its last cell.
private func cell(of place: Float, from: Float, to: Float, size: Int) -> Int? {
  if place == to { return size - 1 }
  let cells = ((place - from) * (Float(size) / (to - from))).rounded(.down)
  return cells >= 0 && cells < Float(size) ? Int(cells) : nil
}

/// The keypoint loss: each joint's map is one choice among all its S·S positions, a softmax, and the
/// loss is the surprise at the true one. (Mask R-CNN's mask asks every cell for itself, with a sigmoid;
/// a joint is in one place only.)
///
/// - Parameters:
///   - logits: `[R, J, S, S]`; R may be 0.
///   - targets: R·J cells, `nil` for joints of which nothing is learnt: `keypointTargets`.
/// - Returns: shape `[]`, the mean over the joints that have a target; 0 when none has.
/// - Throws: `ShapeError` for shapes that do not fit, or a cell that is not there.
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §5; torchvision's `keypointrcnn_loss`.
/// - Example: `try keypointLoss(Tensor.zeros([1, 2, 56, 56]), targets: [1596, nil])`
public func keypointLoss(_ logits: Tensor, targets: [Int?]) throws -> Tensor {
  guard logits.rank == 4, logits.shape[0] * logits.shape[1] == targets.count else {
    throw ShapeError(
      operation: "keypointLoss", expected: "logits [R, J, S, S] and R·J targets",
      found: "\(logits.shape) and \(targets.count) targets")
  }
  guard !targets.isEmpty else { return try logits.sum() }
  let positions = logits.shape[2] * logits.shape[3]
  let maps = try logits.reshaped([targets.count, positions])
  return try crossEntropy(maps, targets.map { $0 ?? -1 }, ignoring: -1)
}
