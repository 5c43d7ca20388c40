import Testing

@testable import Evaluation

@Suite struct AveragePrecisionTests {
  /// Right, wrong, right, wrong, right; four truths. Precision 1, 1/2, 2/3, 2/4, 3/5.
  static func curve() throws -> PrecisionRecallCurve {
    try PrecisionRecallCurve(
      scores: [0.5, 0.9, 0.6, 0.7, 0.8], isTruePositive: [true, true, false, true, false],
      truthCount: 4)
  }

  @Test func pointsByHand() throws {
    let curve = try Self.curve()
    #expect(curve.points.map(\.score) == [0.9, 0.8, 0.7, 0.6, 0.5])
    #expect(curve.recalls == [0.25, 0.25, 0.5, 0.5, 0.75])
    #expect(curve.precisions == [1, 0.5, 2.0 / 3, 0.5, 0.6])
    #expect(curve.interpolatedPrecisions == [1, 2.0 / 3, 2.0 / 3, 0.6, 0.6])
  }

  @Test func averagesByHand() throws {
    let curve = try Self.curve()
    // Recalls 0, 0.1, 0.2 reach precision 1; 0.3 … 0.5 reach 2/3; 0.6, 0.7 reach 0.6.
    let eleven: Double = (3.0 + 2.0 + 1.2) / 11
    #expect(abs(curve.averagePrecision(.elevenPoints) - eleven) < 1e-12)
    let area: Double = 0.25 * (1.0 + 2.0 / 3 + 0.6)
    #expect(abs(curve.averagePrecision(.area) - area) < 1e-12)
    // 0 … 0.25 are 26 levels, … 0.5 another 25, … 0.75 another 25.
    let coco: Double = (26.0 + 50.0 / 3 + 15.0) / 101
    #expect(abs(curve.averagePrecision(.hundredAndOnePoints) - coco) < 1e-12)
  }

  @Test(arguments: AveragePrecisionRule.allCases)
  func theEnds(rule: AveragePrecisionRule) throws {
    let none = try PrecisionRecallCurve(scores: [], isTruePositive: [], truthCount: 3)
    #expect(none.averagePrecision(rule) == 0)
    let wrong = try PrecisionRecallCurve(
      scores: [1, 0.5], isTruePositive: [false, false], truthCount: 3)
    #expect(wrong.averagePrecision(rule) == 0)
    let perfect = try PrecisionRecallCurve(
      scores: [1, 0.5], isTruePositive: [true, true], truthCount: 2)
    #expect(abs(perfect.averagePrecision(rule) - 1) < 1e-12)
  }

  /// In a tie the list's order decides.
  @Test func tiesKeepTheirOrder() throws {
    let first = try PrecisionRecallCurve(
      scores: [0.5, 0.5], isTruePositive: [true, false], truthCount: 1)
    #expect(first.precisions == [1, 0.5])
    let second = try PrecisionRecallCurve(
      scores: [0.5, 0.5], isTruePositive: [false, true], truthCount: 1)
    #expect(second.precisions == [0, 0.5])
  }

  @Test func nonsenseIsRefused() {
    #expect(
      throws: EvaluationError(
        operation: "PrecisionRecallCurve", expected: "scores that are numbers",
        found: "NaN at index 1")
    ) {
      try PrecisionRecallCurve(scores: [1, .nan], isTruePositive: [true, true], truthCount: 2)
    }
    #expect(throws: EvaluationError.self) {
      try PrecisionRecallCurve(scores: [1], isTruePositive: [], truthCount: 2)
    }
    #expect(throws: EvaluationError.self) {
      try PrecisionRecallCurve(scores: [], isTruePositive: [], truthCount: 0)
    }
    // Recall above 1 from double counting.
    #expect(throws: EvaluationError.self) {
      try PrecisionRecallCurve(scores: [1, 1], isTruePositive: [true, true], truthCount: 1)
    }
  }

  @Test func levelsAreNumPysLinspace() {
    let levels = AveragePrecisionRule.levels(100)
    #expect(levels.count == 101)
    // np.linspace(0, 1, 101)[29], [57] and the last.
    #expect(levels[29] == 0.29)
    #expect(levels[57] == 0.5700000000000001)
    #expect(levels[100] == 1)
    #expect(
      CocoOptions.cocoThresholds == [
        0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95,
      ])
  }
}
