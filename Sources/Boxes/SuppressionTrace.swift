/// What non-maximum suppression did to each box, and why.
public struct SuppressionTrace: Equatable, Sendable {
  public enum Fate: Equatable, Sendable {
    case kept
    /// A better box covers it: its index, and their IoU.
    case suppressed(by: Int, iou: Float)
  }

  /// One for each box, in the order of the list.
  public let fates: [Fate]

  /// Indices of the boxes kept, best first: what `nonMaximumSuppression` answers.
  public let kept: [Int]

  /// Suppresses as `nonMaximumSuppression` does, and takes notes.
  ///
  /// Of several better boxes that cover one, the best is named: it is the one that removed it.
  ///
  /// - Throws: `BoxError`, as `nonMaximumSuppression`.
  public init(
    _ boxes: [Box], scores: [Float], classes: [Int]? = nil, threshold: Float
  ) throws {
    kept = try nonMaximumSuppression(
      boxes, scores: scores, classes: classes, threshold: threshold)
    let order = kept
    let isKept = Set(kept)
    fates = boxes.indices.map { index in
      guard !isKept.contains(index) else { return .kept }
      // The first that covers it, best first, is the one that met it first.
      for best in order where classes.map({ $0[best] == $0[index] }) ?? true {
        let iou = boxes[best].iou(with: boxes[index])
        if iou > threshold { return .suppressed(by: best, iou: iou) }
      }
      return .kept
    }
  }

  /// The boxes that `index` removed, with their IoU, in the order of the list.
  public func suppressed(by index: Int) -> [(index: Int, iou: Float)] {
    fates.enumerated().compactMap { other, fate in
      if case .suppressed(by: index, let iou) = fate { (other, iou) } else { nil }
    }
  }
}
