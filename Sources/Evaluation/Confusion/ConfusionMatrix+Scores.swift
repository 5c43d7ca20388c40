// K classes. A score whose denominator is zero does not exist, and is nil: nobody asked.

extension ConfusionMatrix {
  /// The fraction of pictures that were called what they are; `nil` before the first picture.
  public var accuracy: Double? { ratio(correct, total) }

  /// Of the pictures of class `k`, the fraction called `k`; also known as sensitivity, or the true
  /// positive rate. `nil` when there was no such picture.
  ///
  /// - Parameter k: the index of a class.
  public func recall(of k: Int) -> Double? { ratio(hits(k), truths(k)) }

  /// Of the pictures called `k`, the fraction that are; also known as the positive predictive
  /// value. `nil` when none was called so.
  ///
  /// - Parameter k: the index of a class.
  public func precision(of k: Int) -> Double? { ratio(hits(k), predictions(k)) }

  /// Of the pictures of other classes, the fraction not called `k`; also known as the true negative
  /// rate. `nil` when there was no such picture.
  public func specificity(of k: Int) -> Double? {
    let others = total - truths(k)
    return ratio(others - (predictions(k) - hits(k)), others)
  }

  /// The harmonic mean of precision and recall, 2·hits / (truths + predictions). `nil` when the
  /// class neither occurred nor was predicted.
  ///
  /// - Parameter k: the index of a class.
  public func f1(of k: Int) -> Double? { ratio(2 * hits(k), truths(k) + predictions(k)) }

  /// Recall averaged over the classes that occurred: accuracy as if all classes were equally
  /// frequent. `nil` before the first picture.
  public var balancedAccuracy: Double? {
    let recalls = counts.indices.compactMap { recall(of: $0) }
    return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// The correlation of truth and prediction over all K classes: 1 when all are right, 0 for
  /// guessing, however unequal the classes. 0 by convention when only one class occurs in the truth
  /// or in the predictions.
  ///
  /// - Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation
  ///   coefficient", 2004, equation 8; for two classes it is Matthews' coefficient of 1975.
  public var matthewsCorrelation: Double? {
    guard total > 0 else { return nil }
    let s = Double(total)
    let truths = counts.indices.map { Double(self.truths($0)) }
    let predictions = counts.indices.map { Double(self.predictions($0)) }
    let covariance = Double(correct) * s - zip(truths, predictions).reduce(0) { $0 + $1.0 * $1.1 }
    let truthVariance = s * s - truths.reduce(0) { $0 + $1 * $1 }
    let predictionVariance = s * s - predictions.reduce(0) { $0 + $1 * $1 }
    let product = truthVariance * predictionVariance
    return product > 0 ? covariance / product.squareRoot() : 0
  }

  private func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
