// N pictures, D default boxes, K classes with background.

import Boxes
import Tensors

/// The default boxes of background that SSD learns from: of each picture those that are called things
/// most, `perPositive` for each that is one.
///
/// - Parameters:
///   - answers: of N pictures.
///   - targets: of each picture.
///   - perPositive: 3 in the paper.
/// - Returns: of each picture indices among its D default boxes, the worst first.
/// - Throws: `ShapeError` for targets of other numbers of pictures or default boxes.
/// - Source: Liu et al., "SSD", ECCV 2016, §2.2, "Hard negative mining".
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureSSD(using: &generator)
///       let maps = try network.maps(Tensor.full([1, 3, 48, 64], 0.5))
///       let targets = try SSDTargets(
///         network.defaultBoxes(of: maps), truths: [Box(x1: 8, y1: 8, x2: 30, y2: 24)], classes: [2])
///       let hard = try ssdHardNegatives(network.answers(maps: maps), [targets])
///       hard[0].count == 3 * targets.positives.count
public func ssdHardNegatives(
  _ answers: SSDAnswers, _ targets: [SSDTargets], perPositive: Int = 3
) throws -> [[Int]] {
  let (pictures, boxes) = try checkTargets(answers, targets, "ssdHardNegatives")
  guard pictures > 0 else { return [] }
  // quote: mining
  // What calling a box background would cost: −log of the probability of class 0.
  let cost = try withoutGradient { try answers.logits.logSoftmax(axis: 2)[0..., 0..., 0] }.values
  return targets.enumerated().map { picture, targets in
    let wanted = min(perPositive.clamped(to: 0...1000) * targets.positives.count, boxes)
    let hardest = targets.classes.indices.filter { targets.classes[$0] == 0 }
      .sorted {
        let (a, b) = (cost[picture * boxes + $0], cost[picture * boxes + $1])
        return a != b ? a < b : $0 < $1  // the smallest log is the largest loss
      }
    return Array(hardest.prefix(wanted))
  }
  // end quote
}

/// The two losses of SSD over N pictures.
///
/// - Parameters:
///   - answers: of the network, for N pictures.
///   - targets: of each picture.
///   - negativesPerPositive: default boxes of background that count for each that is a thing: the
///     hardest.
/// - Returns: both of shape `[]`, sums divided by the number of default boxes that are things, of all
///   pictures together: the surprise at the right classes, of things and of hard background; and
///   smooth L1 over dx, dy, dw, dh of things. Without a thing, both are 0.
/// - Throws: `ShapeError` for targets of other numbers of pictures or default boxes, or a class that is
///   not there.
/// - Source: Liu et al., "SSD", ECCV 2016, §2.2, equations 1–3, with α = 1; torchvision's
///   `SSD.compute_loss`.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureSSD(using: &generator)
///       let maps = try network.maps(Tensor.full([1, 3, 48, 64], 0.5))
///       let targets = try SSDTargets(
///         network.defaultBoxes(of: maps), truths: [Box(x1: 8, y1: 8, x2: 30, y2: 24)], classes: [2])
///       try ssdLosses(network.answers(maps: maps), [targets]).classes
public func ssdLosses(
  _ answers: SSDAnswers, _ targets: [SSDTargets], negativesPerPositive: Int = 3
) throws -> (classes: Tensor, boxes: Tensor) {
  let (pictures, boxes) = try checkTargets(answers, targets, "ssdLosses")
  let hard = try ssdHardNegatives(answers, targets, perPositive: negativesPerPositive)
  var rows: (things: [Int], background: [Int]) = ([], [])
  var labels: [Int] = []
  var offsets: [Float] = []
  for (picture, (targets, hard)) in zip(targets, hard).enumerated() {
    rows.things += targets.positives.map { picture * boxes + $0 }
    rows.background += hard.map { picture * boxes + $0 }
    labels += targets.positives.map { targets.classes[$0] }
    offsets += targets.positives.flatMap { targets.offsets[$0]?.values ?? [0, 0, 0, 0] }
  }
  let count = Float(max(1, rows.things.count))
  let classCount = answers.logits.shape[2]
  let logits = try answers.logits.reshaped([pictures * boxes, classCount])
    .selecting(rows.things + rows.background)
  labels += rows.background.map { _ in 0 }
  let surprise = try crossEntropy(logits, labels, reduction: .sum)
  let distance = try smoothL1(
    answers.offsets.reshaped([pictures * boxes, 4]).selecting(rows.things),
    Tensor(offsets, shape: [rows.things.count, 4]), reduction: .sum)
  return (try surprise / count, try distance / count)
}

/// N and D, when the targets are theirs.
private func checkTargets(
  _ answers: SSDAnswers, _ targets: [SSDTargets], _ operation: String
) throws -> (pictures: Int, boxes: Int) {
  let shape = answers.logits.shape
  guard shape.count == 3, answers.offsets.shape == [shape[0], shape[1], 4] else {
    throw ShapeError(
      operation: operation, expected: "logits [N, D, K] and offsets [N, D, 4]",
      found: "\(shape) and \(answers.offsets.shape)")
  }
  guard targets.count == shape[0], targets.allSatisfy({ $0.classes.count == shape[1] }) else {
    throw ShapeError(
      operation: operation,
      expected: "targets of \(shape[0]) pictures with \(shape[1]) default boxes each",
      found: "\(targets.map(\.classes.count))")
  }
  return (shape[0], shape[1])
}

extension Int {
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
