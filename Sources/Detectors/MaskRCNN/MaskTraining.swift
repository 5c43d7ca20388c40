// N pictures, R regions that show things, K classes with background, M×M cells of a small mask.

import Boxes
import Tensors

extension FasterRCNNTrainingPass {
  /// The sampled regions that show things, of which heads of further kinds learn; background has neither
  /// a mask nor joints.
  ///
  /// - Parameter most: at most so many of each picture, evenly out of the sample: the true boxes stand
  ///   first in it, and the proposals after them, best first.
  /// - Returns: for each picture, regions, their classes, and the numbers of their true boxes.
  public func shownThings(
    most: Int
  ) -> [(boxes: [Box], classes: [Int], truths: [Int])] {
    samples.map { sample in
      let shown = sample.truths.indices.filter { sample.truths[$0] != nil }
      let count = min(max(0, most), shown.count)
      let chosen = (0..<count).map { shown[$0 * shown.count / count] }
      return (
        chosen.map { sample.boxes[$0] }, chosen.map { sample.classes[$0] },
        chosen.compactMap { sample.truths[$0] }
      )
    }
  }
}

extension FasterRCNNNetwork {
  // quote: maskTerm
  /// The fifth loss of Mask R-CNN, on the regions of a training pass that show things.
  ///
  /// - Parameters:
  ///   - pass: with its gradient.
  ///   - masks: of each picture, the masks of the things whose boxes were its truths, in their order.
  ///   - most: regions of each picture.
  /// - Returns: shape `[]`; 0 when no region shows a thing.
  /// - Throws: `ShapeError` without a mask head, for another number of pictures, or for a thing without
  ///   a mask.
  public func maskLoss(
    _ pass: FasterRCNNTrainingPass, masks: [[Mask]], most: Int = 16
  ) throws -> Tensor {
    let shown = pass.shownThings(most: most)
    guard let logits = try maskLogits(maps: pass.maps, regions: shown.map(\.boxes)) else {
      throw ShapeError(
        operation: "maskLoss", expected: "a network with a mask head", found: "\(Self.self)")
    }
    let targets = try zip(shown, checked(masks, shown.map(\.truths), "masks")).map { shown, masks in
      try maskTargets(
        shown.truths.map { masks[$0] }, boxes: shown.boxes, size: logits.shape[3],
        alignment: settings.maskAlignment)
    }
    return try Detectors.maskLoss(
      logits, classes: shown.flatMap(\.classes), targets: concatenate(targets))
  }
  // end quote

  /// The keypoint loss, on the regions of a training pass that show somebody.
  ///
  /// - Parameters:
  ///   - pass: with its gradient.
  ///   - joints: of each picture, the joints of the persons whose boxes were its truths, in their order.
  ///   - most: regions of each picture.
  /// - Returns: shape `[]`; 0 when no region shows anybody, or nobody a joint.
  /// - Throws: `ShapeError` without a keypoint head, for another number of pictures, or for a person
  ///   without joints.
  public func keypointLoss(
    _ pass: FasterRCNNTrainingPass, joints: [[[PlacedKeypoint]]], most: Int = 16
  ) throws -> Tensor {
    let shown = pass.shownThings(most: most)
    guard let logits = try keypointLogits(maps: pass.maps, regions: shown.map(\.boxes)) else {
      throw ShapeError(
        operation: "keypointLoss", expected: "a network with a keypoint head",
        found: "\(Self.self)")
    }
    let targets = try zip(shown, checked(joints, shown.map(\.truths), "persons")).flatMap {
      shown, persons in
      try keypointTargets(
        shown.truths.map { persons[$0] }, boxes: shown.boxes, size: logits.shape[3])
    }
    return try Detectors.keypointLoss(logits, targets: targets)
  }

  /// Lists as long as what will be picked from them.
  private func checked<Part>(
    _ parts: [[Part]], _ truths: [[Int]], _ what: String
  ) throws -> [[Part]] {
    let isComplete =
      parts.count == truths.count
      && zip(parts, truths).allSatisfy { parts, truths in
        truths.allSatisfy { parts.indices.contains($0) }
      }
    guard isComplete else {
      throw ShapeError(
        operation: "trainingPass", expected: "\(what) of \(truths.count) pictures, one a true box",
        found: "\(parts.map(\.count))")
    }
    return parts
  }
}
