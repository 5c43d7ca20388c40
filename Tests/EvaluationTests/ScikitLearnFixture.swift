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
  static let specificities: [Double] = [
    0.92, 0.8536585365853658, 0.8333333333333334,
  ]
  static let accuracy = 0.7166666666666667
  static let balancedAccuracy = 0.7680033416875522
  static let matthewsCorrelation = 0.5749481718299209

  static let heights: [Float] = [
    87.5, 48.0, 40.75, 79.25, 28.75, 71.25, 33.25, 47.5, 36.25, 79.0, 47.25, 88.25, 63.75, 68.5,
    56.5, 41.75, 47.75, 85.75, 34.0, 89.25,
  ]
  static let predictedHeights: [Float] = [
    81.25, 44.75, 41.75, 73.0, 33.75, 66.75, 37.75, 38.0, 44.0, 69.75, 40.75, 84.5, 69.0, 67.75,
    56.25, 37.75, 65.5, 84.0, 30.25, 76.75,
  ]
  static let rSquared = 0.8811423824054341
  static let rootMeanSquaredError = 7.0
  static let meanAbsoluteError = 5.675
}
