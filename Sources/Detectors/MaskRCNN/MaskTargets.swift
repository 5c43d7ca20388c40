// R regions, T things, M×M cells of a small mask, K classes with background, H×W pixels.

import Boxes
import Tensors

/// What the mask head should say of each region: the true mask, cut out by the region's box and
/// brought to the size of the prediction.
///
/// The target is made as small as the prediction, not the prediction as large as the target: the loss
/// is then worth the same for a kite as for a house. A cell on the outline gets the share of it that is
/// covered, between 0 and 1.
///
/// - Parameters:
///   - masks: the true mask of the thing that each region shows, all of one picture; R, one for each box.
///   - boxes: regions, in pixels of the picture; they may reach beyond it, where nothing is covered.
///   - size: M, cells on a side: 28 in the paper.
///   - alignment: where the middles of pixels are taken to be.
/// - Returns: `[R, M, M]` in 0…1.
/// - Throws: `ShapeError` for lists of different lengths, masks of different sizes, boxes that are not
///   finite, or a size outside 1…512.
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.1, "Training"; torchvision's
///   `project_masks_on_boxes`.
/// - Example:
///       let mask = try Mask(width: 32, height: 24, filling: Box(x1: 5, y1: 4, x2: 20, y2: 16))
///       try maskTargets([mask], boxes: [Box(x1: 2, y1: 2, x2: 22, y2: 18)], size: 28)
public func maskTargets(
  _ masks: [Mask], boxes: [Box], size: Int, alignment: MaskAlignment = .rounded
) throws -> Tensor {
  let operation = "maskTargets"
  guard masks.count == boxes.count else {
    throw ShapeError(
      operation: operation, expected: "a mask for each of \(boxes.count) boxes",
      found: "\(masks.count)")
  }
  guard 1...512 ~= size else {
    throw ShapeError(operation: operation, expected: "a size of 1 to 512 cells", found: "\(size)")
  }
  guard let first = masks.first else { return try Tensor.zeros([0, size, size]) }
  if let other = masks.first(where: { $0.width != first.width || $0.height != first.height }) {
    throw ShapeError(
      operation: operation, expected: "masks of one picture, \(first.width)×\(first.height)",
      found: "one of \(other.width)×\(other.height)")
  }
  // Several regions show the same thing: its mask is unpacked once.
  var places: [Mask: Int] = [:]
  var different: [Mask] = []
  let things = masks.map { mask in
    if let place = places[mask] { return place }
    places[mask] = different.count
    different.append(mask)
    return different.count - 1
  }
  // quote: targets
  let pixels = try Tensor(
    different.flatMap { $0.bits.map(Float.init) },
    shape: [different.count, 1, first.height, first.width])
  let regions = try Tensor(
    zip(things, boxes).flatMap { [Float($0), $1.x1, $1.y1, $1.x2, $1.y2] },
    shape: [boxes.count, 5])
  let targets = try pixels.roiAlign(
    regions, outputSize: [size, size], spatialScale: 1, samplingRatio: 0,
    aligned: alignment == .exact)
  // end quote
  return try targets.squeezed(axis: 1)
}

/// The fifth loss of Mask R-CNN: how surprised the mask of the true class is, cell by cell. The masks of
/// the other classes are told nothing.
///
/// - Parameters:
///   - logits: `[R, K, M, M]`, of regions that show things; R may be 0.
///   - classes: the true class of each region, in 1 ..< K.
///   - targets: `[R, M, M]` in 0…1.
/// - Returns: shape `[]`, the mean over all cells of all regions; 0 without a region.
/// - Throws: `ShapeError` for shapes that do not fit, or a class that is not there.
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §3: "the average binary cross-entropy loss"; "L_mask is
///   only defined on the k-th mask".
/// - Example:
///       let logits = try Tensor.zeros([2, 3, 28, 28])
///       try maskLoss(logits, classes: [1, 2], targets: Tensor.ones([2, 28, 28]))
public func maskLoss(_ logits: Tensor, classes: [Int], targets: Tensor) throws -> Tensor {
  let own = try masks(of: classes, from: logits, operation: "maskLoss")  // [R, M, M]
  guard own.shape == targets.shape else {
    throw ShapeError(
      operation: "maskLoss", expected: "targets \(own.shape) for logits \(logits.shape)",
      found: "\(targets.shape)",
      hint: "targets are brought to the size of the prediction: maskTargets(…, size: M)")
  }
  guard !classes.isEmpty else { return try logits.sum() }
  return try binaryCrossEntropyWithLogits(own, targets)
}

/// How likely each cell of each region belongs to its thing: the mask of the class that the region
/// shows, through a sigmoid.
///
/// - Parameters:
///   - logits: `[R, K, M, M]`.
///   - classes: which of the K masks of each region is asked for.
/// - Returns: `[R, M, M]` in 0…1.
/// - Throws: `ShapeError` for another number of classes, or one that is not there.
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.1, "Inference"; torchvision's `maskrcnn_inference`.
/// - Example: `try maskProbabilities(Tensor.zeros([2, 3, 28, 28]), classes: [1, 2])`
public func maskProbabilities(_ logits: Tensor, classes: [Int]) throws -> Tensor {
  try masks(of: classes, from: logits, operation: "maskProbabilities").sigmoid()
}

/// One of each region's K masks.
///
/// - Returns: `[R, M, M]`.
private func masks(of classes: [Int], from logits: Tensor, operation: String) throws -> Tensor {
  guard logits.rank == 4, logits.shape[0] == classes.count else {
    throw ShapeError(
      operation: operation, expected: "logits [R, K, M, M] and R classes",
      found: "\(logits.shape) and \(classes.count) classes")
  }
  let (regions, count) = (logits.shape[0], logits.shape[1])
  if let bad = classes.firstIndex(where: { !(0..<count ~= $0) }) {
    throw ShapeError(
      operation: operation, expected: "classes in 0 ..< \(count)",
      found: "\(classes[bad]) of region \(bad)")
  }
  let rows = try logits.reshaped([regions * count, logits.shape[2], logits.shape[3]])
  return try rows.selecting(classes.enumerated().map { $0.offset * count + $0.element })
}
