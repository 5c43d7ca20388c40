/// One step down the list of detections: what is found, and how much of it is right, when a detector
/// answers everything down to this score.
///
/// - Example:
///       let marks = [true, false, true]
///       let curve = try PrecisionRecallCurve(scores: [0.9, 0.8, 0.7], isTruePositive: marks, truthCount: 2)
///       let point = curve.points[2]
///       point.score
///       point.isTruePositive
///       point.recall
///       point.precision
public struct PrecisionRecallPoint: Hashable, Sendable {
  /// Of the detection that was added last.
  public let score: Double
  /// Whether that one was right.
  public let isTruePositive: Bool
  /// Of the truths, the fraction found so far.
  public let recall: Double
  /// Of the answers so far, the fraction that is right.
  public let precision: Double
}

/// Precision against recall, as the least score that counts as an answer falls.
///
/// ```swift
/// let curve = try PrecisionRecallCurve(
///   scores: [0.9, 0.8, 0.7], isTruePositive: [true, false, true], truthCount: 2)
/// curve.points[2].precision                 // 2/3: two of three answers were right
/// curve.averagePrecision(.area)             // 5/6
/// ```
///
/// - Example:
///       let marks = [true, false, true]
///       let curve = try PrecisionRecallCurve(scores: [0.9, 0.8, 0.7], isTruePositive: marks, truthCount: 2)
///       curve.points.count
///       curve.truthCount
///       curve.recalls
///       curve.precisions
///       curve.interpolatedPrecisions
///       try curve.chart(title: "sheep").picture()
///       curve.averagePrecision(.area)
public struct PrecisionRecallCurve: Hashable, Sendable {
  /// One for each detection that counts, best score first.
  public let points: [PrecisionRecallPoint]
  /// Truths that count.
  public let truthCount: Int

  /// From answers that were right or wrong.
  ///
  /// - Parameters:
  ///   - scores: one for each detection that counts. Of equal scores the first in the list goes
  ///     first, so the answer never depends on chance.
  ///   - isTruePositive: whether it was right.
  ///   - truthCount: how many truths there were to find.
  /// - Throws: `EvaluationError` when the lists differ in length, a score is NaN, there are no truths
  ///   to find, or more were found than there are.
  /// - Source: Everingham et al., IJCV 2010, §4.2.
  public init(scores: [Double], isTruePositive: [Bool], truthCount: Int) throws {
    func refuse(_ expected: String, _ found: String) -> EvaluationError {
      EvaluationError(operation: "PrecisionRecallCurve", expected: expected, found: found)
    }
    guard scores.count == isTruePositive.count else {
      throw refuse("\(scores.count) marks, one for each score", "\(isTruePositive.count)")
    }
    if let bad = scores.firstIndex(where: \.isNaN) {
      throw refuse("scores that are numbers", "NaN at index \(bad)")
    }
    guard truthCount > 0 else {
      throw refuse("at least one truth: without any there is no recall", "\(truthCount)")
    }
    let hits = isTruePositive.count { $0 }
    guard hits <= truthCount else {
      throw refuse("at most \(truthCount) true positives, one for each truth", "\(hits)")
    }
    let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    self.init(
      ordered: order.map { (scores[$0], isTruePositive[$0]) }, truthCount: truthCount)
  }

  /// From what matching said: ignored detections are left out.
  ///
  /// - Parameters:
  ///   - scores: one for each match.
  ///   - matches: over any number of pictures, one list after the other.
  /// - Throws: `EvaluationError` as `init(scores:isTruePositive:truthCount:)`.
  /// - Parameter truthCount: how many truths there were to find.
  /// - Example:
  ///       let matches = [DetectionMatch(truthIndex: 0), DetectionMatch(truthIndex: nil)]
  ///       try PrecisionRecallCurve(scores: [0.9, 0.8], matches: matches, truthCount: 1).precisions
  public init(scores: [Double], matches: [DetectionMatch], truthCount: Int) throws {
    guard scores.count == matches.count else {
      throw EvaluationError(
        operation: "PrecisionRecallCurve", expected: "\(scores.count) matches, one for each score",
        found: "\(matches.count)")
    }
    let counted = matches.indices.filter { !matches[$0].isIgnored }
    try self.init(
      scores: counted.map { scores[$0] },
      isTruePositive: counted.map { matches[$0].isTruePositive }, truthCount: truthCount)
  }

  /// From scores that fall already.
  init(ordered: [(score: Double, isTruePositive: Bool)], truthCount: Int) {
    self.truthCount = truthCount
    var hits = 0
    points = ordered.enumerated().map { index, detection in
      hits += detection.isTruePositive ? 1 : 0
      return PrecisionRecallPoint(
        score: detection.score, isTruePositive: detection.isTruePositive,
        recall: Double(hits) / Double(truthCount), precision: Double(hits) / Double(index + 1))
    }
  }

  /// Of each point: of the truths, the fraction found so far.
  public var recalls: [Double] { points.map(\.recall) }
  /// Of each point: of the answers so far, the fraction that is right.
  public var precisions: [Double] { points.map(\.precision) }

  /// At each point the best precision that is reached there or further down: the curve without its
  /// saw teeth.
  public var interpolatedPrecisions: [Double] { precisionEnvelope(precisions) }

  /// The curve as one number, in 0…1.
  ///
  /// - Parameter rule: how the area is taken.
  public func averagePrecision(_ rule: AveragePrecisionRule) -> Double {
    rule.averagePrecision(recalls: recalls, precisions: precisions)
  }
}

extension PrecisionRecallCurve: CustomStringConvertible {
  public var description: String {
    let hits = points.count { $0.isTruePositive }
    return "PrecisionRecallCurve: \(points.count) detections, \(hits) right, \(truthCount) truths"
  }
}
