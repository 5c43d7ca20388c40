// D detections of one class in one picture, best score first; G truths of that class.

/// Who decides which detection found which truth.
///
/// - Example: `try MatchingRule.coco.matches([[0.9], [0.8]], threshold: 0.5)`
public enum MatchingRule: String, Hashable, Sendable, CaseIterable {
  /// Each detection takes the best truth *that is still free*.
  case coco
  /// Each detection looks at its best truth, free or not; on a taken one it is a false positive.
  case voc
}

extension MatchingRule {
  /// Matches the detections of one class in one picture.
  ///
  /// - Parameters:
  ///   - overlaps: `[D][G]`, the IoU of every detection with every truth; detections best first.
  ///   - threshold: the least IoU of a hit.
  ///   - isIgnored: `[G]`, truths that count neither for nor against; empty: none.
  ///   - isCrowd: `[G]`, ignored truths that any number of detections may hit; empty: none. VOC has
  ///     no crowds: its `difficult` things may be hit any number of times.
  /// - Throws: `EvaluationError` unless the lists fit together.
  /// - Example: `try MatchingRule.voc.matches([[0.9, 0.1], [0.8, 0.6]], threshold: 0.5)`
  public func matches(
    _ overlaps: [[Double]], threshold: Double, isIgnored: [Bool] = [], isCrowd: [Bool] = []
  ) throws -> [DetectionMatch] {
    let truths = overlaps.first?.count ?? 0
    func refuse(_ expected: String, _ found: String) -> EvaluationError {
      EvaluationError(operation: "matches", expected: expected, found: found)
    }
    if let bad = overlaps.firstIndex(where: { $0.count != truths }) {
      throw refuse(
        "one overlap for each of \(truths) truths", "\(overlaps[bad].count) for detection \(bad)")
    }
    guard !threshold.isNaN else { throw refuse("a threshold in 0…1 (an IoU)", "NaN") }
    for marks in [isIgnored, isCrowd] where !overlaps.isEmpty && !marks.isEmpty {
      guard marks.count == truths else {
        throw refuse("one mark for each of \(truths) truths", "\(marks.count)")
      }
    }
    let none = [Bool](repeating: false, count: truths)
    return matched(
      overlaps, threshold: threshold, isIgnored: isIgnored.isEmpty ? none : isIgnored,
      isCrowd: isCrowd.isEmpty ? none : isCrowd)
  }

  /// The same for lists that are known to fit.
  func matched(
    _ overlaps: [[Double]], threshold: Double, isIgnored: [Bool], isCrowd: [Bool]
  ) -> [DetectionMatch] {
    switch self {
    case .voc: matchedByVoc(overlaps, threshold: threshold, isIgnored: isIgnored)
    case .coco:
      matchedByCoco(overlaps, threshold: threshold, isIgnored: isIgnored, isCrowd: isCrowd)
    }
  }
}
