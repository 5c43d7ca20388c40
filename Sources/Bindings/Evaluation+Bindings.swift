import Fovea
import LessonSwift

extension HostLibrary {
  /// Matching, curves, average precision: a detector's score from the ground up.
  mutating func addEvaluation() {
    type(EvaluationError.self, named: "EvaluationError")
    addMatching()
    addCurves()
    addScoredObjects()
    addRecord()
    addCocoScores()
    addVocScores()
    addVerdicts()
    addConfusion()
    addRegression()
  }

  private mutating func addMatching() {
    enumeration(
      MatchingRule.self, named: "MatchingRule", cases: ["coco": .coco, "voc": .voc],
      help: "Who decides which detection found which truth.")
    type(DetectionMatch.self, named: "DetectionMatch", help: "What matching says of a detection.")
    initializer(
      "init(truthIndex: Int?, isIgnored: Bool = false)", of: DetectionMatch.self
    ) { (truth: Int?, isIgnored: Bool) in DetectionMatch(truthIndex: truth, isIgnored: isIgnored) }
    property("truthIndex: Int?", on: DetectionMatch.self) { (m: DetectionMatch) in m.truthIndex }
    for (name, field) in [
      ("isIgnored", \DetectionMatch.isIgnored), ("isTruePositive", \.isTruePositive),
      ("isFalsePositive", \.isFalsePositive),
    ] {
      property("\(name): Bool", on: DetectionMatch.self) { (m: DetectionMatch) in
        m[keyPath: field]
      }
    }
    method(
      "func matches(_ overlaps: [[Double]], threshold: Double, isIgnored: [Bool] = [], "
        + "isCrowd: [Bool] = []) throws -> [DetectionMatch]",
      on: MatchingRule.self, help: "Rows: detections of one class and picture, best first."
    ) {
      (
        rule: MatchingRule, overlaps: [[Double]], threshold: Double, isIgnored: [Bool],
        isCrowd: [Bool]
      ) in
      try rule.matches(overlaps, threshold: threshold, isIgnored: isIgnored, isCrowd: isCrowd)
    }
  }

  private mutating func addCurves() {
    enumeration(
      AveragePrecisionRule.self, named: "AveragePrecisionRule",
      cases: [
        "elevenPoints": .elevenPoints, "area": .area, "hundredAndOnePoints": .hundredAndOnePoints,
      ], help: "How the area under a precision–recall curve is taken.")
    method(
      "func averagePrecision(recalls: [Double], precisions: [Double]) -> Double",
      on: AveragePrecisionRule.self
    ) { (rule: AveragePrecisionRule, recalls: [Double], precisions: [Double]) in
      rule.averagePrecision(recalls: recalls, precisions: precisions)
    }
    function(
      "func precisionEnvelope(_ precisions: [Double]) -> [Double]",
      help: "At each place the largest precision from there on."
    ) { (precisions: [Double]) in precisionEnvelope(precisions) }
    function(
      "func interpolatedPrecisions(recalls: [Double], precisions: [Double], at levels: [Double]) "
        + "-> [Double]",
      help: "The interpolated precision where the recall first reaches each level."
    ) { (recalls: [Double], precisions: [Double], levels: [Double]) in
      interpolatedPrecisions(recalls: recalls, precisions: precisions, at: levels)
    }

    type(
      PrecisionRecallPoint.self, named: "PrecisionRecallPoint",
      help: "Precision and recall after one more detection.")
    for (name, field) in [
      ("score", \PrecisionRecallPoint.score), ("recall", \.recall), ("precision", \.precision),
    ] {
      property("\(name): Double", on: PrecisionRecallPoint.self) { (p: PrecisionRecallPoint) in
        p[keyPath: field]
      }
    }
    property("isTruePositive: Bool", on: PrecisionRecallPoint.self) { (p: PrecisionRecallPoint) in
      p.isTruePositive
    }

    typealias Curve = PrecisionRecallCurve
    type(Curve.self, named: "PrecisionRecallCurve", help: "Precision against recall.")
    initializer(
      "init(scores: [Double], isTruePositive: [Bool], truthCount: Int) throws", of: Curve.self
    ) { (scores: [Double], isTruePositive: [Bool], truths: Int) in
      try Curve(scores: scores, isTruePositive: isTruePositive, truthCount: truths)
    }
    initializer(
      "init(scores: [Double], matches: [DetectionMatch], truthCount: Int) throws", of: Curve.self
    ) { (scores: [Double], matches: [DetectionMatch], truths: Int) in
      try Curve(scores: scores, matches: matches, truthCount: truths)
    }
    property("points: [PrecisionRecallPoint]", on: Curve.self) { (curve: Curve) in curve.points }
    property("truthCount: Int", on: Curve.self) { (curve: Curve) in curve.truthCount }
    for (name, field) in [
      ("recalls", \Curve.recalls), ("precisions", \.precisions),
      ("interpolatedPrecisions", \.interpolatedPrecisions),
    ] {
      property("\(name): [Double]", on: Curve.self) { (curve: Curve) in curve[keyPath: field] }
    }
    method("func averagePrecision(_ rule: AveragePrecisionRule) -> Double", on: Curve.self) {
      (curve: Curve, rule: AveragePrecisionRule) in curve.averagePrecision(rule)
    }
    method(
      "func chart(title: String = \"\", rule: AveragePrecisionRule = .area) -> Chart",
      on: Curve.self
    ) { (curve: Curve, title: String, rule: AveragePrecisionRule) in
      curve.chart(title: title, rule: rule)
    }
  }

  private mutating func addConfusion() {
    typealias Matrix = ConfusionMatrix
    type(Matrix.self, named: "ConfusionMatrix", help: "Counts of what was called what.")
    initializer("init(classNames: [String]) throws", of: Matrix.self) { (names: [String]) in
      try Matrix(classNames: names)
    }
    initializer(
      "init(classNames: [String], truths: [Int], predictions: [Int]) throws", of: Matrix.self
    ) { (names: [String], truths: [Int], predictions: [Int]) in
      try Matrix(classNames: names, truths: truths, predictions: predictions)
    }
    method("mutating func add(truth: Int, prediction: Int) throws", on: Matrix.self) {
      (matrix: Inout<Matrix>, truth: Int, prediction: Int) in
      try matrix.value.add(truth: truth, prediction: prediction)
    }
    method(
      "mutating func add(truths: [Int], predictions: [Int], ignoring: Int? = 255) throws",
      on: Matrix.self, help: "Every pixel of a label map."
    ) { (matrix: Inout<Matrix>, truths: [Int], predictions: [Int], ignoring: Int?) in
      try matrix.value.add(truths: truths, predictions: predictions, ignoring: ignoring)
    }
    property("classNames: [String]", on: Matrix.self) { (matrix: Matrix) in matrix.classNames }
    property("counts: [[Int]]", on: Matrix.self, help: "Rows are the truth.") {
      (matrix: Matrix) in matrix.counts
    }
    property("total: Int", on: Matrix.self) { (matrix: Matrix) in matrix.total }
    property("correct: Int", on: Matrix.self) { (matrix: Matrix) in matrix.correct }
    for (name, field) in [
      ("accuracy", \Matrix.accuracy), ("pixelAccuracy", \.pixelAccuracy),
      ("meanPixelAccuracy", \.meanPixelAccuracy), ("meanIoU", \.meanIoU),
      ("frequencyWeightedIoU", \.frequencyWeightedIoU),
      ("balancedAccuracy", \.balancedAccuracy), ("matthewsCorrelation", \.matthewsCorrelation),
    ] {
      property("\(name): Double?", on: Matrix.self) { (matrix: Matrix) in
        matrix[keyPath: field]
      }
    }
    for (name, score) in [
      ("recall", { $0.recall(of: $1) }), ("precision", { $0.precision(of: $1) }),
      ("iou", { $0.iou(of: $1) }), ("f1", { $0.f1(of: $1) }),
      ("specificity", { $0.specificity(of: $1) }),
    ] as [(String, (Matrix, Int) -> Double?)] {
      method("func \(name)(of k: Int) -> Double?", on: Matrix.self) { (matrix: Matrix, k: Int) in
        score(matrix, k)
      }
    }
    property("table: String", on: Matrix.self) { (matrix: Matrix) in matrix.table }
    method(
      "func picture() throws -> Image", on: Matrix.self, help: "The counts, with names and colours."
    ) { (matrix: Matrix) in try matrix.picture() }
    property("segmentationTable: String", on: Matrix.self) { (matrix: Matrix) in
      matrix.segmentationTable
    }
  }
  private mutating func addRegression() {
    typealias Scores = RegressionScores
    type(Scores.self, named: "RegressionScores", help: "How far predicted numbers lie from true.")
    initializer("init(truths: [Float], predictions: [Float]) throws", of: Scores.self) {
      (truths: [Float], predictions: [Float]) in
      try Scores(truths: truths, predictions: predictions)
    }
    property("count: Int", on: Scores.self) { (scores: Scores) in scores.count }
    property(
      "rSquared: Double?", on: Scores.self,
      help: "1: all variation explained, 0: no better than the mean."
    ) { (scores: Scores) in scores.rSquared }
    for (name, field) in [
      ("rootMeanSquaredError", \Scores.rootMeanSquaredError),
      ("meanAbsoluteError", \.meanAbsoluteError), ("meanError", \.meanError),
    ] {
      property("\(name): Double", on: Scores.self, help: "In the unit of the numbers.") {
        (scores: Scores) in scores[keyPath: field]
      }
    }
  }
}
