// Written by Tests/Oracles/classification_scores.py; do not edit.

enum ScikitLearn {
  static let truths: [Int] = [
    0, 2, 0, 2, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 2, 1, 0, 0, 0, 2, 0,
    0, 1, 1, 1, 2, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0,
  ]
  static let predictions: [Int] = [
    0, 2, 1, 2, 2, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 2, 0, 2, 2, 0, 1, 2, 0, 0, 2, 2,
    0, 1, 1, 1, 2, 0, 2, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 2, 1, 1, 1, 0, 0, 2, 0, 1, 1, 2, 0,
  ]
  static let counts: [[Int]] = [
    [22, 6, 7, 0], [1, 16, 2, 0], [1, 0, 5, 0], [0, 0, 0, 0],
  ]
  static let recalls: [Double] = [
    0.6285714285714286, 0.8421052631578947, 0.8333333333333334,
  ]
  static let precisions: [Double] = [
    0.9166666666666666, 0.7272727272727273, 0.35714285714285715,
  ]
  static let f1s: [Double] = [
    0.7457627118644068, 0.7804878048780488, 0.5,
  ]
  static let accuracy = 0.7166666666666667
  static let balancedAccuracy = 0.7680033416875522
  static let matthewsCorrelation = 0.5749481718299209
}
