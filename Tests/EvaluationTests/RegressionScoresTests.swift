import Testing

@testable import Evaluation

@Suite struct RegressionScoresTests {
  /// Misses 1, −1, 2, 0 about truths 1, 2, 3, 6 (mean 3, variation 4 + 1 + 0 + 9 = 14).
  @Test func scoresByHand() throws {
    let scores = try RegressionScores(truths: [1, 2, 3, 6], predictions: [2, 1, 5, 6])
    #expect(scores.rootMeanSquaredError == (6.0 / 4).squareRoot())
    #expect(scores.meanAbsoluteError == 4.0 / 4)
    #expect(scores.meanError == 2.0 / 4)
    #expect(scores.rSquared == 1 - 6.0 / 14)
    #expect(scores.description == "R² 0.571, RMSE 1.225, MAE 1.000, mean error 0.500, N 4")
  }

  @Test func theMeanOfAllExplainsNothing() throws {
    let mean = try RegressionScores(truths: [1, 2, 6], predictions: [3, 3, 3])
    #expect(mean.rSquared == 0)
    let perfect = try RegressionScores(truths: [1, 2, 6], predictions: [1, 2, 6])
    #expect(perfect.rSquared == 1)
    #expect(perfect.rootMeanSquaredError == 0)
    let worse = try RegressionScores(truths: [1, 2, 6], predictions: [6, 2, 1])
    #expect((worse.rSquared ?? 0) < 0)
    // Rounding leaves a trace of minus that nobody should read.
    let thirds = try RegressionScores(
      truths: [0, 0, 1], predictions: [Float](repeating: 1 / 3, count: 3))
    #expect(thirds.description.hasPrefix("R² 0.000") && !thirds.description.contains("-0.000"))
  }

  @Test func equalTruthsHaveNoVariation() throws {
    let scores = try RegressionScores(truths: [4, 4], predictions: [4, 5])
    #expect(scores.rSquared == nil)
    #expect(scores.description.hasPrefix("R² –, RMSE 0.707"))
  }

  /// Made by Tests/Oracles/classification_scores.py with scikit-learn.
  @Test func agreesWithScikitLearn() throws {
    let scores = try RegressionScores(
      truths: ScikitLearn.heights, predictions: ScikitLearn.predictedHeights)
    #expect(scores.count == ScikitLearn.heights.count)
    #expect(abs((scores.rSquared ?? 0) - ScikitLearn.rSquared) < 1e-9)
    #expect(abs(scores.rootMeanSquaredError - ScikitLearn.rootMeanSquaredError) < 1e-9)
    #expect(abs(scores.meanAbsoluteError - ScikitLearn.meanAbsoluteError) < 1e-9)
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(
      throws: EvaluationError(
        operation: "RegressionScores", expected: "as many predictions as truths, 2", found: "1")
    ) { try RegressionScores(truths: [1, 2], predictions: [1]) }
    #expect(throws: EvaluationError.self) { try RegressionScores(truths: [], predictions: []) }
    #expect(
      throws: EvaluationError(
        operation: "RegressionScores", expected: "finite numbers", found: "prediction 1 is NaN")
    ) { try RegressionScores(truths: [1, 2], predictions: [1, .nan]) }
  }
}
