/// How soft suppression lowers the score of a box that a better one overlaps.
///
/// - Example:
///       ScoreDecay.linear(threshold: 0.3)
///       ScoreDecay.gaussian(sigma: 0.5)
public enum ScoreDecay: Hashable, Sendable {
  /// Times 1 − IoU, where the IoU is above the threshold.
  case linear(threshold: Float)
  /// Times exp(−IoU² / σ), whatever the IoU.
  case gaussian(sigma: Float)
}

/// Non-maximum suppression that removes nothing by itself: boxes that better ones overlap lose score,
/// and those that fall below a floor drop out.
///
/// Two sheep one behind the other survive that a hard threshold would make one.
///
/// - Parameters:
///   - boxes: as many as there are scores.
///   - decay: how a score falls with the IoU.
///   - classes: when given, a box only touches boxes of its own class.
///   - minimumScore: boxes that fall below it are dropped.
/// - Returns: the indices of the boxes kept with their new scores, best first.
/// - Throws: `BoxError` when the lists differ in length, for NaN, and for a threshold outside 0…1 or
///   a σ that is not positive.
/// - Source: Bodla et al., "Soft-NMS", ICCV 2017, §3, equations 2 and 3; σ = 0.5 there.
/// - Example:
///       let boxes = [Box(x1: 0, y1: 0, x2: 9, y2: 9), Box(x1: 2, y1: 0, x2: 11, y2: 9)]
///       try softNonMaximumSuppression(boxes, scores: [0.9, 0.8])
public func softNonMaximumSuppression(
  _ boxes: [Box], scores: [Float], classes: [Int]? = nil, decay: ScoreDecay = .gaussian(sigma: 0.5),
  minimumScore: Float = 0.001
) throws -> [(index: Int, score: Float)] {
  let operation = "softNonMaximumSuppression"
  switch decay {
  case .linear(let threshold):
    try checkSuppressionInput(operation, boxes, scores, classes, threshold)
  case .gaussian(let sigma):
    try checkSuppressionInput(operation, boxes, scores, classes, 0.5)
    guard sigma > 0, sigma.isFinite else {
      throw BoxError(operation: operation, expected: "a σ above 0", found: "\(sigma)")
    }
  }
  var left = scores.indices.filter { scores[$0] >= minimumScore }.map {
    (index: $0, score: scores[$0])
  }
  var kept: [(index: Int, score: Float)] = []
  while let best = left.indices.max(by: {
    left[$0].score < left[$1].score
      || left[$0].score == left[$1].score && left[$0].index > left[$1].index
  }) {
    let (index, score) = left.remove(at: best)
    kept.append((index, score))
    left = left.compactMap { other in
      if let classes, classes[other.index] != classes[index] { return other }
      let iou = boxes[index].iou(with: boxes[other.index])
      let factor: Float =
        switch decay {
        case .linear(let threshold): iou > threshold ? 1 - iou : 1
        case .gaussian(let sigma): exponential(-iou * iou / sigma)
        }
      let lowered = other.score * factor
      return lowered >= minimumScore ? (other.index, lowered) : nil
    }
  }
  return kept
}
