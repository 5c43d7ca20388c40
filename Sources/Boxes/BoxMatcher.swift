// n candidates (anchors, proposals), m true boxes.

/// What a candidate counts as when a detector is trained.
///
/// - Example:
///       let boxes = [Box(x1: 0, y1: 0, x2: 9, y2: 9), Box(x1: 20, y1: 0, x2: 30, y2: 9)]
///       let matcher = try BoxMatcher(positive: 0.5, negative: 0.4)
///       let matches = try matcher.match(boxes, to: [Box(x1: 1, y1: 0, x2: 10, y2: 9)])
///       matches.map { $0.truth }
///       matches.map { $0.isBackground }
public enum BoxMatch: Hashable, Sendable {
  /// It stands for the true box of that index.
  case truth(Int)
  /// It shows background.
  case background
  /// Too good for background, not good enough for a thing: it teaches nothing.
  case neutral

  /// The index of the true box it stands for, or nil.
  public var truth: Int? { if case .truth(let index) = self { index } else { nil } }
  /// Whether it shows background.
  public var isBackground: Bool { self == .background }
}

/// Gives every candidate the true box it overlaps best, by two thresholds.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1.2; torchvision's `Matcher`.
/// - Differs: a true box that no candidate touches makes nothing positive. (torchvision then takes
///   every candidate with an overlap of 0 for its best.)
/// - Example:
///       let boxes = [Box(x1: 0, y1: 0, x2: 9, y2: 9), Box(x1: 20, y1: 0, x2: 30, y2: 9)]
///       let matcher = try BoxMatcher(positive: 0.7, negative: 0.3, keepsBest: true)
///       try matcher.match(boxes, to: [Box(x1: 4, y1: 0, x2: 13, y2: 9)]).map { $0.truth }
public struct BoxMatcher: Equatable, Sendable {
  /// At this IoU or above, a candidate stands for the true box.
  public let positive: Float
  /// Below this IoU it is background; between the two it is neutral.
  public let negative: Float
  /// Whether each true box also gets the candidates that overlap it best of all, however badly.
  public let keepsBest: Bool

  /// - Parameters:
  ///   - positive: the IoU from which a candidate stands for a true box.
  ///   - negative: the IoU below which it is background.
  ///   - keepsBest: whether each true box keeps its best candidates in any case.
  /// - Throws: `BoxError` unless 0 ≤ negative ≤ positive ≤ 1.
  public init(positive: Float, negative: Float, keepsBest: Bool = false) throws {
    guard negative >= 0, negative <= positive, positive <= 1 else {
      throw BoxError(
        operation: "BoxMatcher", expected: "0 ≤ negative ≤ positive ≤ 1 (IoU)",
        found: "positive \(positive), negative \(negative)")
    }
    self.positive = positive
    self.negative = negative
    self.keepsBest = keepsBest
  }

  // quote: match
  /// Which of the truths each candidate stands for.
  ///
  /// - Returns: one match a candidate. Without true boxes, all are background.
  /// - Throws: `BoxError` for coordinates that are not finite.
  public func match(_ candidates: [Box], to truths: [Box]) throws -> [BoxMatch] {
    try checkFinite(candidates, "match", "candidates")
    try checkFinite(truths, "match", "true boxes")
    // Of each candidate its best true box, the first of equals; of each true box its best IoU.
    var best = [(truth: Int, iou: Float)](repeating: (-1, -1), count: candidates.count)
    var highest = [Float](repeating: 0, count: truths.count)
    for (t, truth) in truths.enumerated() {
      for (c, candidate) in candidates.enumerated() {
        let iou = candidate.iou(with: truth)
        if iou > best[c].iou { best[c] = (t, iou) }
        if iou > highest[t] { highest[t] = iou }
      }
    }
    var matches = best.map { best -> BoxMatch in
      if best.truth < 0 || best.iou < negative { return .background }
      return best.iou < positive ? .neutral : .truth(best.truth)
    }
    guard keepsBest else { return matches }
    for (t, truth) in truths.enumerated() where highest[t] > 0 {
      for (c, candidate) in candidates.enumerated() where candidate.iou(with: truth) == highest[t] {
        matches[c] = .truth(best[c].truth)
      }
    }
    return matches
  }
  // end quote
}

/// Draws a minibatch of candidates out of a picture's: at most a share of positives, the rest
/// background.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.3 ("mini-batch sampling");
///   torchvision's `BalancedPositiveNegativeSampler`.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let boxes = [Box(x1: 0, y1: 0, x2: 9, y2: 9), Box(x1: 20, y1: 0, x2: 30, y2: 9)]
///       let matches = try BoxMatcher(positive: 0.5, negative: 0.5).match(boxes, to: [boxes[0]])
///       let sampler = try BalancedSampler(count: 2, positiveShare: 0.5)
///       sampler.sample(matches, using: &generator)
public struct BalancedSampler: Equatable, Sendable {
  /// Candidates of one picture.
  public let count: Int
  /// At most this share are positive, in 0…1.
  public let positiveShare: Float

  /// - Parameters:
  ///   - count: candidates of one picture.
  ///   - positiveShare: at most this share of them is positive.
  /// - Throws: `BoxError` unless 0 ≤ count ≤ 10⁶ and the share lies in 0…1.
  public init(count: Int, positiveShare: Float) throws {
    guard 0...1_000_000 ~= count, positiveShare >= 0, positiveShare <= 1 else {
      throw BoxError(
        operation: "BalancedSampler", expected: "0 to 1000000 candidates, a share in 0…1",
        found: "\(count) and \(positiveShare)")
    }
    self.count = count
    self.positiveShare = positiveShare
  }

  /// Indices of the candidates drawn by their matches, without repetition: min(count · share, positives) positives,
  /// and background to fill up, as far as there is. Each list ascends.
  public func sample(
    _ matches: [BoxMatch], using generator: inout some RandomNumberGenerator
  ) -> (positives: [Int], negatives: [Int]) {
    var positives: [Int] = []
    var negatives: [Int] = []
    for (index, match) in matches.enumerated() {
      switch match {
      case .truth: positives.append(index)
      case .background: negatives.append(index)
      case .neutral: break
      }
    }
    let wanted = min(Int(Float(count) * positiveShare), positives.count)
    positives = Self.draw(wanted, from: positives, using: &generator)
    negatives = Self.draw(
      min(count - positives.count, negatives.count), from: negatives, using: &generator)
    return (positives, negatives)
  }

  /// `count` of a list by chance, in the list's order. Draws from `next()` alone, so that the same
  /// generator gives the same answer whatever the standard library's algorithms do.
  private static func draw(
    _ count: Int, from list: [Int], using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    guard count < list.count else { return list }
    var left = list
    for i in 0..<count {
      let draw: UInt64 = generator.next()
      left.swapAt(i, i + Int(draw % UInt64(left.count - i)))
    }
    return left.prefix(count).sorted()
  }
}

/// Refuses boxes with a coordinate that is NaN or infinite.
func checkFinite(_ boxes: [Box], _ operation: String, _ role: String) throws {
  if let bad = boxes.firstIndex(where: { !$0.isFinite }) {
    throw BoxError(
      operation: operation, expected: "finite \(role)", found: "\(boxes[bad]) at index \(bad)")
  }
}
