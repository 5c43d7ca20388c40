import Datasets
import Testing

@testable import Evaluation

@Suite struct MatchingTests {
  @Test(arguments: MatchingRule.allCases)
  func theSecondHitIsAFalsePositive(rule: MatchingRule) throws {
    let matches = try rule.matches([[0.9], [0.8], [0.4]], threshold: 0.5)
    #expect(matches.map(\.truthIndex) == [0, nil, nil])
    #expect(matches.map(\.isFalsePositive) == [false, true, true])
  }

  /// Two detections that both prefer truth 0; the second could also have truth 1.
  @Test func cocoTakesTheNextFreeTruthAndVocDoesNot() throws {
    let overlaps = [[0.9, 0.1], [0.8, 0.7]]
    #expect(
      try MatchingRule.coco.matches(overlaps, threshold: 0.5).map(\.truthIndex) == [0, 1])
    #expect(
      try MatchingRule.voc.matches(overlaps, threshold: 0.5).map(\.truthIndex) == [0, nil])
  }

  @Test(arguments: MatchingRule.allCases)
  func exactlyTheThresholdIsAHit(rule: MatchingRule) throws {
    #expect(try rule.matches([[0.5]], threshold: 0.5)[0].isTruePositive)
    #expect(try rule.matches([[(0.5).nextDown]], threshold: 0.5)[0].isFalsePositive)
  }

  @Test func ofEqualOverlapsCocoTakesTheLastAndVocTheFirst() throws {
    #expect(try MatchingRule.coco.matches([[0.7, 0.7]], threshold: 0.5)[0].truthIndex == 1)
    #expect(try MatchingRule.voc.matches([[0.7, 0.7]], threshold: 0.5)[0].truthIndex == 0)
  }

  @Test func aTruthThatCountsComesBeforeABetterIgnoredOne() throws {
    let matches = try MatchingRule.coco.matches(
      [[0.95, 0.6]], threshold: 0.5, isIgnored: [true, false])
    #expect(matches == [DetectionMatch(truthIndex: 1)])
    // VOC looks at the best only.
    let voc = try MatchingRule.voc.matches(
      [[0.95, 0.6]], threshold: 0.5, isIgnored: [true, false])
    #expect(voc == [DetectionMatch(truthIndex: 0, isIgnored: true)])
  }

  @Test func aCrowdIsNeverUsedUpAndAnIgnoredTruthIs() throws {
    let rows = [[0.9], [0.8], [0.7]]
    let crowd = try MatchingRule.coco.matches(
      rows, threshold: 0.5, isIgnored: [true], isCrowd: [true])
    #expect(crowd.map(\.isIgnored) == [true, true, true])
    let ignored = try MatchingRule.coco.matches(rows, threshold: 0.5, isIgnored: [true])
    #expect(ignored.map(\.isIgnored) == [true, false, false])
    // VOC's difficult things excuse any number.
    let difficult = try MatchingRule.voc.matches(rows, threshold: 0.5, isIgnored: [true])
    #expect(difficult.map(\.isIgnored) == [true, true, true])
  }

  @Test func nothingMatchesNothing() throws {
    for rule in MatchingRule.allCases {
      #expect(try rule.matches([], threshold: 0.5).isEmpty)
      #expect(try rule.matches([[], []], threshold: 0.5).map(\.truthIndex) == [nil, nil])
    }
  }

  @Test func listsThatDoNotFitAreRefused() {
    #expect(
      throws: EvaluationError(
        operation: "matches", expected: "one overlap for each of 2 truths",
        found: "1 for detection 1")
    ) { try MatchingRule.coco.matches([[0.1, 0.2], [0.3]], threshold: 0.5) }
    #expect(throws: EvaluationError.self) {
      try MatchingRule.coco.matches([[0.1, 0.2]], threshold: 0.5, isIgnored: [true])
    }
    #expect(throws: EvaluationError.self) {
      try MatchingRule.voc.matches([[0.1]], threshold: .nan)
    }
  }

  /// A 10×10 square and the same moved by 5: they share 50 of 150 pixels.
  @Test func overlapsByHand() {
    let a = PreciseBox(x: 0, y: 0, width: 10, height: 10)
    let b = PreciseBox(x: 5, y: 0, width: 10, height: 10)
    #expect(a.iou(with: b) == 50.0 / 150)
    #expect(a.iou(with: b, isCrowd: true) == 0.5)
    #expect(a.inclusiveIoU(with: b) == 66.0 / (121 + 121 - 66))
    let apart = PreciseBox(x: 10, y: 0, width: 3, height: 3)
    #expect(a.iou(with: apart) == 0)
    #expect(a.inclusiveIoU(with: apart) == 4.0 / (121 + 16 - 4))
    let nothing = PreciseBox(x: 3, y: 3, width: 0, height: 0)
    #expect(nothing.iou(with: nothing) == 0)
  }
}
