// D detections, best first: recalls `[D]` rise, precisions `[D]` go up and down.

/// How the area under a precision–recall curve is taken.
///
/// - Example: `AveragePrecisionRule.area.averagePrecision(recalls: [0.5, 0.5, 1], precisions: [1, 0.5, 0.66])`
public enum AveragePrecisionRule: String, Hashable, Sendable, CaseIterable {
  /// VOC until 2009: the mean of the interpolated precision at recalls 0, 0.1 … 1.
  case elevenPoints
  /// VOC from 2010: the area under the interpolated curve.
  case area
  /// COCO: the mean of the interpolated precision at recalls 0, 0.01 … 1.
  case hundredAndOnePoints
}

// quote: envelope
/// At each place the largest of the precisions from there on.
///
/// - Example: `precisionEnvelope([1, 0.5, 0.66, 0.4])`
public func precisionEnvelope(_ precisions: [Double]) -> [Double] {
  var envelope = precisions
  for i in envelope.indices.dropLast().reversed() {
    envelope[i] = max(envelope[i], envelope[i + 1])
  }
  return envelope
}
// end quote

/// The interpolated precision where the recall first reaches each of `levels`; 0 where it never does.
///
/// - Parameters:
///   - recalls: rising.
///   - levels: rising.
/// - Parameter precisions: one for each recall.
/// - Example: `interpolatedPrecisions(recalls: [0.5, 1], precisions: [1, 0.66], at: [0, 0.5, 1])`
public func interpolatedPrecisions(
  recalls: [Double], precisions: [Double], at levels: [Double]
) -> [Double] {
  let envelope = precisionEnvelope(precisions)
  var place = 0
  return levels.map { level in
    while place < recalls.count, recalls[place] < level { place += 1 }
    return place < envelope.count ? envelope[place] : 0
  }
}

extension AveragePrecisionRule {
  /// The area under the curve, in 0…1.
  ///
  /// - Parameters:
  ///   - recalls: rising, in 0…1.
  ///   - precisions: as many.
  /// - Source: Everingham et al., IJCV 2010, §4.2 (eleven points); VOC development kit 2012,
  ///   `VOCap.m` (area); pycocotools, `cocoeval.py`, `accumulate` (101 points).
  public func averagePrecision(recalls: [Double], precisions: [Double]) -> Double {
    switch self {
    case .elevenPoints: Self.mean(recalls, precisions, at: Self.levels(10))
    case .hundredAndOnePoints: Self.mean(recalls, precisions, at: Self.levels(100))
    case .area: Self.areaUnder(recalls, precisions)
    }
  }

  // quote: points
  private static func mean(
    _ recalls: [Double], _ precisions: [Double], at levels: [Double]
  ) -> Double {
    let samples = interpolatedPrecisions(recalls: recalls, precisions: precisions, at: levels)
    return samples.reduce(0, +) / Double(levels.count)
  }
  // end quote

  // quote: area
  private static func areaUnder(_ recalls: [Double], _ precisions: [Double]) -> Double {
    var (area, reached) = (0.0, 0.0)
    for (recall, precision) in zip(recalls, precisionEnvelope(precisions)) {
      area += (recall - reached) * precision
      reached = recall
    }
    return area
  }
  // end quote

  /// 0 … 1 in so many equal steps, with the rounding of NumPy's `linspace` and `arange`: the recall
  /// 3/10 does not reach the level 3 × 0.1, which is a bit above it, in anybody's code.
  static func levels(_ steps: Int) -> [Double] {
    let step = 1 / Double(steps)
    return (0...steps).map { $0 == steps ? 1 : Double($0) * step }
  }
}
