import Images
import Testing

@testable import Evaluation

@Suite struct CurveChartTests {
  @Test func aCurveIsDrawn() throws {
    let curve = try AveragePrecisionTests.curve()
    let picture = try curve.chart(title: "sheep").picture()
    let blank = try Chart(title: "sheep").picture()
    #expect(picture != blank)
    #expect(curve.chart().title == "average precision 0.567")
  }

  /// From recall 0 along the envelope, and down where recall ends.
  @Test func theStaircase() {
    let points = PrecisionRecallCurve.steps([0.5, 1], [1, 0.5])
    #expect(
      points == [
        Point(0, 1), Point(0, 1), Point(0.5, 1), Point(0.5, 0.5), Point(1, 0.5), Point(1, 0),
      ])
    #expect(PrecisionRecallCurve.steps([], []).isEmpty)
  }

  @Test func cocoCurvesAreDrawn() throws {
    let scores = try CocoScoresTests.scores(
      [CocoScoresTests.truth(0)], [CocoScoresTests.detection(5, 0.9)])
    #expect(try scores.chart().picture() != Chart(title: "Precision and recall").picture())
    #expect(try scores.chart(ofClass: 0).title == "class 0")
    #expect(throws: EvaluationError.self) { try scores.chart(ofClass: 1) }
    // Without truths: an empty chart, not an error.
    _ = try CocoScoresTests.scores([], []).chart().picture()
  }
}
