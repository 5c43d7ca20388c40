// A areas (all, then the bands), T thresholds of overlap, M limits of detections, R = 101 recalls.

/// Matches one class picture by picture, and sums up.
struct CocoTally {
  private enum Outcome: UInt8 { case hit, miss, ignored }

  private let options: CocoOptions
  private let bands: [AreaBand]
  private let measure: OverlapMeasure
  /// For each detection, picture by picture, best first within each.
  private var scores: [Double] = []
  /// Its place in its picture, from 0.
  private var ranks: [Int] = []
  /// `[A][T]`, and then one for each detection.
  private var outcomes: [[[Outcome]]]
  /// `[A]`: truths that count.
  private var truthCounts: [Int]

  init(_ options: CocoOptions, _ measure: OverlapMeasure) {
    self.options = options
    self.measure = measure
    bands = options.bands
    outcomes = Array(
      repeating: Array(repeating: [], count: options.iouThresholds.count), count: bands.count)
    truthCounts = Array(repeating: 0, count: bands.count)
  }

  /// - Parameter detections: best first.
  mutating func add(truths: [TruthObject], detections: [DetectedObject]) {
    let detections = Array(detections.prefix(options.detectionLimits.last ?? 0))
    let overlaps = measure(detections, truths)
    let isCrowd = truths.map(\.isCrowd)
    scores += detections.map(\.score)
    ranks += detections.indices
    for (a, band) in bands.enumerated() {
      let isIgnored = truths.map { measure.isIgnored($0) || !band.areas.contains($0.area) }
      let isOutside = detections.map { !band.areas.contains($0.area) }
      truthCounts[a] += isIgnored.count { !$0 }
      guard !truths.isEmpty else {
        let misses = isOutside.map { $0 ? Outcome.ignored : .miss }
        for t in outcomes[a].indices { outcomes[a][t] += misses }
        continue
      }
      for (t, threshold) in options.iouThresholds.enumerated() {
        let matches = matchedByCoco(
          overlaps, threshold: threshold, isIgnored: isIgnored, isCrowd: isCrowd)
        for (match, isOutside) in zip(matches, isOutside) {
          let isHit = match.truthIndex.map { truths[$0].canBeMatched } ?? false
          let isIgnored = match.isIgnored || (!isHit && isOutside)
          outcomes[a][t].append(isIgnored ? .ignored : isHit ? .hit : .miss)
        }
      }
    }
  }

  /// The scores of the class in each band; `nil` where there was no truth to find.
  func scoresByBand() -> [CocoBandScores?] {
    let order = scores.orderFromLargest()
    return bands.indices.map { a in
      guard truthCounts[a] > 0 else { return nil }
      var result = CocoBandScores(truthCount: truthCounts[a])
      for outcomes in outcomes[a] {
        let counted = order.filter { outcomes[$0] != .ignored }
        let curve = PrecisionRecallCurve(
          ordered: counted.map { (scores[$0], outcomes[$0] == .hit) }, truthCount: truthCounts[a])
        result.precisions.append(
          interpolatedPrecisions(
            recalls: curve.recalls, precisions: curve.precisions, at: Self.recallLevels))
        result.recalls.append(
          options.detectionLimits.map { limit in
            let hits = outcomes.indices.count { outcomes[$0] == .hit && ranks[$0] < limit }
            return Double(hits) / Double(truthCounts[a])
          })
      }
      return result
    }
  }

  static let recallLevels = AveragePrecisionRule.levels(100)
}

/// One class in one band of sizes.
public struct CocoBandScores: Hashable, Sendable {
  /// How many truths count.
  public let truthCount: Int
  /// `[T][R]`: for each threshold, the interpolated precision at recalls 0, 0.01 … 1.
  public internal(set) var precisions: [[Double]] = []
  /// `[T][M]`: for each threshold and limit of detections, the fraction of truths found.
  public internal(set) var recalls: [[Double]] = []

  /// `[T]`: average precision at each threshold.
  public var averagePrecisions: [Double] {
    precisions.map { $0.reduce(0, +) / Double($0.count) }
  }
}
