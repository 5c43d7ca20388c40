import Boxes

/// Boxes that agree become one, and agreement is what scores: greedy merging.
///
/// The two boxes that match best are put together into their mean, again and again, until no two
/// match well enough. A merged box counts as many votes as all windows behind it had: many windows
/// that mean the same thing outdo a single sure one, which suppression would believe.
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §4.3: `match_score` is the distance of the
///   centres and the intersection of the areas, `box_merge` the mean of the coordinates; the merged
///   box is rewarded with the sum of the class scores.
/// - Differs: the paper does not say in which units distance and intersection are added up, nor
///   which way: here (`distance(_:_:)`) the centres' distance in mean box sides plus 1 − IoU. The mean
///   is weighted by votes, so that it does not depend on the order. Boxes of different classes never
///   merge.
/// - Example:
///       let box = Box(x: 0, y: 0, width: 20, height: 20)
///       GreedyMerging.distance(box, box.moved(x: 5, y: 0))
///       let found = [box, box.moved(x: 4, y: 0)].map { Detection(box: $0, classIndex: 1, score: 0.5) }
///       let merged = try GreedyMerging(threshold: 0.8).merged(found)
///       merged[0].box
///       merged[0].votes
///       merged[0].members
///       merged[0].classIndex
public struct GreedyMerging: Hashable, Sendable {
  /// Boxes further apart than this stay two.
  public var threshold: Float

  /// Merging of all boxes that match this well.
  ///
  /// - Parameter threshold: 0 for boxes that are the same, about 1 for boxes that half overlap.
  public init(threshold: Float = 0.8) { self.threshold = threshold }

  /// How badly two boxes match: 0 for the same box; over 1 for boxes that share nothing.
  public static func distance(_ a: Box, _ b: Box) -> Float {
    let side = (a.width + a.height + b.width + b.height) / 4
    guard side > 0 else { return .infinity }
    let (dx, dy) = (a.centerX - b.centerX, a.centerY - b.centerY)
    return (dx * dx + dy * dy).squareRoot() / side + 1 - a.iou(with: b)
  }

  /// Merges each class by itself.
  ///
  /// - Parameter detections: as windows answered them, in any order; scores above 0.
  /// - Returns: the most votes first; of equal votes, the one with the earliest member.
  /// - Throws: `BoxError` for a box that is not finite, or a score that is not finite and positive.
  public func merged(_ detections: [Detection]) throws -> [MergedBox] {
    for (index, detection) in detections.enumerated() {
      guard detection.box.isFinite, detection.score.isFinite, detection.score > 0 else {
        throw BoxError(
          operation: "GreedyMerging", expected: "finite boxes with scores above 0",
          found: "\(detection) at index \(index)")
      }
    }
    let classes = Set(detections.map(\.classIndex)).sorted()
    return classes.flatMap { label in
      merged(
        detections.enumerated().filter { $0.element.classIndex == label }.map { index, detection in
          MergedBox(
            box: detection.box, classIndex: label, votes: detection.score, members: [index])
        })
    }
    .sorted { a, b in
      a.votes != b.votes ? a.votes > b.votes : a.members[0] < b.members[0]
    }
  }

  /// Remembers for each box its best match among the later ones, so that a merge only looks again at
  /// what it changed.
  private func merged(_ singles: [MergedBox]) -> [MergedBox] {
    var boxes: [MergedBox?] = singles
    var best = singles.indices.map { Self.match(of: $0, in: boxes) }
    // quote: merging
    while let (first, match) = Self.closest(best), match.distance <= threshold {
      let second = match.index
      guard let a = boxes[first], let b = boxes[second] else { break }
      boxes[first] = Self.merge(a, b)
      boxes[second] = nil
      // end quote
      best[second] = nil
      for index in boxes.indices where boxes[index] != nil {
        if index == first || best[index]?.index == first || best[index]?.index == second {
          best[index] = Self.match(of: index, in: boxes)
        } else if index < first, let box = boxes[index]?.box, let new = boxes[first]?.box {
          let distance = Self.distance(box, new)
          if distance < best[index]?.distance ?? .infinity {
            best[index] = Match(index: first, distance: distance)
          }
        }
      }
    }
    return boxes.compactMap { $0 }
  }

  private struct Match {
    let index: Int
    let distance: Float
  }

  /// The best match of a box among those after it; of equal ones the first.
  private static func match(of index: Int, in boxes: [MergedBox?]) -> Match? {
    guard let box = boxes[index]?.box else { return nil }
    var best: Match?
    for other in boxes.indices.dropFirst(index + 1) {
      guard let candidate = boxes[other]?.box else { continue }
      let distance = distance(box, candidate)
      if distance < best?.distance ?? .infinity { best = Match(index: other, distance: distance) }
    }
    return best
  }

  private static func closest(_ best: [Match?]) -> (Int, Match)? {
    var result: (Int, Match)?
    for (index, match) in best.enumerated() {
      guard let match, match.distance < result?.1.distance ?? .infinity else { continue }
      result = (index, match)
    }
    return result
  }

  /// The mean of two, weighted by their votes.
  static func merge(_ a: MergedBox, _ b: MergedBox) -> MergedBox {
    let share = b.votes / (a.votes + b.votes)
    func mean(_ x: Float, _ y: Float) -> Float { x + (y - x) * share }
    return MergedBox(
      box: Box(
        x1: mean(a.box.x1, b.box.x1), y1: mean(a.box.y1, b.box.y1),
        x2: mean(a.box.x2, b.box.x2), y2: mean(a.box.y2, b.box.y2)),
      classIndex: a.classIndex, votes: a.votes + b.votes,
      members: (a.members + b.members).sorted())
  }
}

/// A box made of others.
///
/// - Example:
///       let box = Box(x: 0, y: 0, width: 20, height: 20)
///       let found = [box, box.moved(x: 4, y: 0)].map { Detection(box: $0, classIndex: 1, score: 0.5) }
///       let merged = try GreedyMerging().merged(found)
///       merged[0].box
///       merged[0].votes
///       merged[0].members
///       merged[0].classIndex
public struct MergedBox: Hashable, Sendable {
  /// The mean of its members, weighted by their scores.
  public var box: Box
  /// Of all its members.
  public let classIndex: Int
  /// The sum of its members' scores.
  public var votes: Float
  /// Indices into the list that was merged, rising.
  public var members: [Int]
}
