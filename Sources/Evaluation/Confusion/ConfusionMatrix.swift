// K classes; row t, column p counts the pictures of class t that were called p.

/// Counts of what was called what: the whole truth about a classifier, out of which every score of
/// one number is taken.
///
/// ```swift
/// var confusion = try ConfusionMatrix(classNames: ["cat", "dog"])
/// try confusion.add(truth: 0, prediction: 1)  // a cat that was called a dog
/// confusion.recall(of: 0)                     // 0: no cat was found
/// ```
///
/// - Example:
///       let names = ["cat", "dog"]
///       var confusion = try ConfusionMatrix(classNames: names, truths: [0, 0, 1, 1], predictions: [0, 1, 1, 1])
///       try confusion.add(truth: 1, prediction: 1)
///       confusion.classNames
///       confusion.counts
///       confusion.total
///       confusion.correct
///       confusion.accuracy
///       confusion.balancedAccuracy
///       confusion.matthewsCorrelation
///       confusion.recall(of: 0)
///       confusion.precision(of: 1)
///       confusion.specificity(of: 1)
///       confusion.f1(of: 1)
///       confusion.iou(of: 1)
///       confusion.meanIoU
///       confusion.frequencyWeightedIoU
///       confusion.pixelAccuracy
///       confusion.meanPixelAccuracy
///       print(confusion.table)
///       print(confusion.segmentationTable)
public struct ConfusionMatrix: Equatable, Sendable {
  /// Of the K classes; their indices are what is counted.
  public let classNames: [String]
  /// `[K][K]`: rows are the truth, columns the predictions.
  public private(set) var counts: [[Int]]

  /// Nothing counted yet.
  ///
  /// - Throws: `EvaluationError` when there is no class.
  /// - Example: `try ConfusionMatrix(classNames: ["cat", "dog"])`
  public init(classNames: [String]) throws {
    guard !classNames.isEmpty else {
      throw EvaluationError(
        operation: "ConfusionMatrix", expected: "at least one class", found: "none")
    }
    self.classNames = classNames
    counts = Array(
      repeating: Array(repeating: 0, count: classNames.count), count: classNames.count)
  }

  /// Counts all pictures at once.
  ///
  /// - Throws: `EvaluationError` unless there is one prediction per truth, each a class index.
  /// - Parameter truths: a class index for each picture.
  /// - Parameter predictions: as many.
  public init(classNames: [String], truths: [Int], predictions: [Int]) throws {
    guard truths.count == predictions.count else {
      throw EvaluationError(
        operation: "ConfusionMatrix", expected: "as many predictions as truths, \(truths.count)",
        found: "\(predictions.count)")
    }
    try self.init(classNames: classNames)
    for (truth, prediction) in zip(truths, predictions) {
      try add(truth: truth, prediction: prediction)
    }
  }

  /// Counts one picture.
  ///
  /// - Throws: `EvaluationError` unless both are class indices, 0 ..< K.
  /// - Parameter truth: what it is.
  /// - Parameter prediction: what it was called.
  public mutating func add(truth: Int, prediction: Int) throws {
    for (what, index) in [("truth", truth), ("prediction", prediction)]
    where !counts.indices.contains(index) {
      throw EvaluationError(
        operation: "ConfusionMatrix.add", expected: "a \(what) from 0 to \(counts.count - 1)",
        found: "\(index)")
    }
    counts[truth][prediction] += 1
  }

  /// Counts many at once: `[K·K]`, row by row.
  mutating func add(counts more: [Int]) {
    for (index, count) in more.enumerated() {
      counts[index / classNames.count][index % classNames.count] += count
    }
  }

  /// How many pictures were counted.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
  /// How many of them were called what they are.
  public var correct: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// Pictures of class `k`: the sum of a row. 0 for an index that is no class.
  func truths(_ k: Int) -> Int { counts.indices.contains(k) ? counts[k].reduce(0, +) : 0 }
  /// Pictures called `k`: the sum of a column.
  func predictions(_ k: Int) -> Int {
    counts.indices.contains(k) ? counts.reduce(0) { $0 + $1[k] } : 0
  }
  /// Pictures of class `k` called `k`.
  func hits(_ k: Int) -> Int { counts.indices.contains(k) ? counts[k][k] : 0 }
}
