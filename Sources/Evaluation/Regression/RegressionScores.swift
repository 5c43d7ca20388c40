// N things; t: what is true of one, p: what was predicted, t̄: the mean of all t.

/// How far predicted numbers lie from the true ones: what `ConfusionMatrix` is for classes.
///
/// ```swift
/// let scores = try RegressionScores(truths: heights, predictions: answers)
/// scores.rootMeanSquaredError  // in the unit of the numbers: pixels
/// scores.rSquared              // 1: all of the variation is explained, 0: none
/// ```
///
/// - Example:
///       let scores = try RegressionScores(truths: [10, 20, 30], predictions: [12, 19, 29])
///       scores.count
///       scores.meanError
///       scores.meanAbsoluteError
///       scores.rSquared
///       scores.rootMeanSquaredError
public struct RegressionScores: Equatable, Sendable {
  /// N.
  public let count: Int
  /// √ of the mean of (p − t)², in the unit of the numbers: RMSE. Large misses weigh most.
  public let rootMeanSquaredError: Double
  /// The mean of |p − t|, in the unit of the numbers: MAE.
  public let meanAbsoluteError: Double
  /// The mean of p − t, in the unit of the numbers: whether predictions are too large on the whole.
  public let meanError: Double
  /// R², the coefficient of determination: 1 − Σ (p − t)² / Σ (t − t̄)².
  ///
  /// 1 for perfect answers, 0 for answering the mean of the truths every time, below 0 for worse
  /// than that. `nil` when all truths are equal: there is no variation to explain.
  public let rSquared: Double?

  /// Compares number by number.
  ///
  /// - Throws: `EvaluationError` unless there is one finite prediction for each of at least one
  ///   finite truth.
  /// - Parameter truths: N numbers.
  /// - Parameter predictions: as many, in the same unit.
  public init(truths: [Float], predictions: [Float]) throws {
    guard truths.count == predictions.count, !truths.isEmpty else {
      throw EvaluationError(
        operation: "RegressionScores",
        expected: truths.isEmpty
          ? "at least one truth" : "as many predictions as truths, \(truths.count)",
        found: truths.isEmpty ? "none" : "\(predictions.count)")
    }
    for (what, numbers) in [("truth", truths), ("prediction", predictions)] {
      guard let place = numbers.firstIndex(where: { !$0.isFinite }) else { continue }
      throw EvaluationError(
        operation: "RegressionScores", expected: "finite numbers",
        found: "\(what) \(place) is \(numbers[place].isNaN ? "NaN" : "infinite")")
    }
    let (t, p) = (truths.map(Double.init), predictions.map(Double.init))
    let count = Double(t.count)
    let mean = t.reduce(0, +) / count
    let misses = zip(p, t).map { $0 - $1 }
    let squared = misses.reduce(0) { $0 + $1 * $1 }
    let variation = t.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.count = t.count
    rootMeanSquaredError = (squared / count).squareRoot()
    meanAbsoluteError = misses.reduce(0) { $0 + abs($1) } / count
    meanError = misses.reduce(0, +) / count
    rSquared = variation > 0 ? 1 - squared / variation : nil
  }
}

extension RegressionScores: CustomStringConvertible {
  public var description: String {
    func rounded(_ value: Double) -> Double { abs(value) < 0.0005 ? 0 : value }  // no "-0.000"
    return "R² \(scoreText(rSquared.map(rounded))), RMSE \(fixed(rootMeanSquaredError, 3)), "
      + "MAE \(fixed(meanAbsoluteError, 3)), mean error \(fixed(rounded(meanError), 3)), N \(count)"
  }
}
