import Testing

@testable import Evaluation

@Suite struct ConfusionMatrixTests {
  /// Worked by hand: of 4 cats 3 are called cat, of 6 dogs 4 are called dog.
  static func catsAndDogs() throws -> ConfusionMatrix {
    try ConfusionMatrix(
      classNames: ["cat", "dog"], truths: [0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
      predictions: [0, 0, 0, 1, 0, 0, 1, 1, 1, 1])
  }

  @Test func countsRowsAsTruth() throws {
    let confusion = try Self.catsAndDogs()
    #expect(confusion.counts == [[3, 1], [2, 4]])
    #expect(confusion.total == 10)
    #expect(confusion.accuracy == 0.7)
  }

  @Test func scoresByHand() throws {
    let confusion = try Self.catsAndDogs()
    #expect(confusion.recall(of: 0) == 3.0 / 4)
    #expect(confusion.precision(of: 0) == 3.0 / 5)
    #expect(confusion.specificity(of: 0) == 4.0 / 6)
    #expect(confusion.f1(of: 0) == 6.0 / 9)
    #expect(confusion.recall(of: 1) == 4.0 / 6)
    #expect(confusion.precision(of: 1) == 4.0 / 5)
    #expect(confusion.specificity(of: 1) == 3.0 / 4)
    #expect(confusion.balancedAccuracy == (3.0 / 4 + 4.0 / 6) / 2)
    // Matthews, 1975: (TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN)), here 10/√600.
    let expected = 10 / 600.0.squareRoot()
    #expect(abs((confusion.matthewsCorrelation ?? 0) - expected) < 1e-12)
  }

  /// Made by Tests/Oracles/classification_scores.py with scikit-learn 1.9: 60 pictures, 4 classes,
  /// of which the last neither occurs nor is predicted.
  @Test func agreesWithScikitLearn() throws {
    let confusion = try ConfusionMatrix(
      classNames: ["a", "b", "c", "d"], truths: ScikitLearn.truths,
      predictions: ScikitLearn.predictions)
    #expect(confusion.counts == ScikitLearn.counts)
    for (k, expected) in ScikitLearn.recalls.enumerated() {
      #expect(abs((confusion.recall(of: k) ?? 0) - expected) < 1e-12)
    }
    for (k, expected) in ScikitLearn.precisions.enumerated() {
      #expect(abs((confusion.precision(of: k) ?? 0) - expected) < 1e-12)
    }
    for (k, expected) in ScikitLearn.f1s.enumerated() {
      #expect(abs((confusion.f1(of: k) ?? 0) - expected) < 1e-12)
    }
    for (k, expected) in ScikitLearn.specificities.enumerated() {
      #expect(abs((confusion.specificity(of: k) ?? 0) - expected) < 1e-12)
    }
    #expect(abs((confusion.accuracy ?? 0) - ScikitLearn.accuracy) < 1e-12)
    #expect(abs((confusion.balancedAccuracy ?? 0) - ScikitLearn.balancedAccuracy) < 1e-12)
    #expect(abs((confusion.matthewsCorrelation ?? 0) - ScikitLearn.matthewsCorrelation) < 1e-12)
  }

  @Test func aScoreNobodyAskedForIsNil() throws {
    var confusion = try ConfusionMatrix(classNames: ["a", "b", "c"])
    #expect(confusion.accuracy == nil)
    #expect(confusion.balancedAccuracy == nil)
    #expect(confusion.matthewsCorrelation == nil)
    try confusion.add(truth: 0, prediction: 1)
    #expect(confusion.accuracy == 0)
    #expect(confusion.recall(of: 1) == nil)
    #expect(confusion.precision(of: 0) == nil)
    #expect(confusion.f1(of: 2) == nil)
    #expect(confusion.recall(of: 7) == nil)
    #expect(confusion.recall(of: -1) == nil)
    #expect(confusion.specificity(of: 0) == nil)
    #expect(confusion.specificity(of: 1) == 0)
    #expect(confusion.matthewsCorrelation == 0)
  }

  @Test func refusesWhatIsNoClass() throws {
    var confusion = try ConfusionMatrix(classNames: ["a", "b"])
    #expect(
      throws: EvaluationError(
        operation: "ConfusionMatrix.add", expected: "a prediction from 0 to 1", found: "2")
    ) { try confusion.add(truth: 0, prediction: 2) }
    #expect(
      throws: EvaluationError(
        operation: "ConfusionMatrix.add", expected: "a truth from 0 to 1", found: "-1")
    ) { try confusion.add(truth: -1, prediction: 0) }
    #expect(
      throws: EvaluationError(
        operation: "ConfusionMatrix", expected: "as many predictions as truths, 2", found: "1")
    ) { try ConfusionMatrix(classNames: ["a"], truths: [0, 0], predictions: [0]) }
    #expect(throws: EvaluationError.self) { try ConfusionMatrix(classNames: []) }
    #expect(confusion.total == 0)
  }

  @Test func theTableLinesUp() throws {
    #expect(
      try Self.catsAndDogs().table == """
        truth \\ called  cat  dog  recall  precision
        cat               3    1  75.0 %     60.0 %
        dog               2    4  66.7 %     80.0 %
        """)
    var confusion = try ConfusionMatrix(classNames: ["background", "kite"])
    try confusion.add(truth: 0, prediction: 0)
    #expect(
      confusion.table == """
        truth \\ called  background  kite   recall  precision
        background               1     ·  100.0 %    100.0 %
        kite                     ·     ·        –          –
        """)
  }
}
