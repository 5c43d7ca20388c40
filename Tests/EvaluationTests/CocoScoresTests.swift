import Boxes
import Datasets
import Testing

@testable import Evaluation

@Suite struct CocoScoresTests {
  static func box(_ x: Double, _ side: Double = 50) -> PreciseBox {
    PreciseBox(x: x, y: 0, width: side, height: side)
  }
  static func truth(_ x: Double, _ side: Double = 50, isCrowd: Bool = false) -> TruthObject {
    TruthObject(box: box(x, side), classIndex: 0, isCrowd: isCrowd)
  }
  static func detection(_ x: Double, _ score: Double, _ side: Double = 50) -> DetectedObject {
    DetectedObject(box: box(x, side), classIndex: 0, score: score)
  }
  static func scores(
    _ truths: [TruthObject], _ detections: [DetectedObject], classes: Int = 1,
    _ options: CocoOptions = CocoOptions()
  ) throws -> CocoScores {
    var record = try DetectionRecord(classNames: (0..<classes).map { "class \($0)" })
    try record.add(truths: truths, detections: detections)
    return try record.cocoScores(options)
  }

  @Test func perfectAnswersScoreOne() throws {
    let scores = try Self.scores(
      [Self.truth(0), Self.truth(100)],
      [
        Self.detection(0, 0.9), Self.detection(100, 0.8),
      ])
    #expect(
      scores.figures.map(\.name) == [
        "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl",
      ])
    // All truths are of medium size; one detection finds half of them.
    let expected = [1, 1, 1, nil, 1, nil, 0.5, 1, 1, nil, 1, nil]
    #expect(scores.figures.map(\.value) == expected)
  }

  @Test func aSecondClassWithoutTruthIsLeftOut() throws {
    let scores = try Self.scores(
      [Self.truth(0)],
      [
        Self.detection(0, 0.9), DetectedObject(box: Self.box(0), classIndex: 1, score: 1),
      ], classes: 2)
    #expect(scores["AP"] == 1)
    #expect(scores.averagePrecision(ofClass: 1) == nil)
    #expect(scores.averagePrecision(ofClass: 2) == nil)
  }

  @Test func withoutDetectionsTheScoreIsZero() throws {
    let scores = try Self.scores([Self.truth(0)], [])
    #expect(scores["AP"] == 0)
    #expect(scores["AR100"] == 0)
    #expect(scores["APs"] == nil)
  }

  @Test func withoutTruthThereIsNoScore() throws {
    for truths in [[], [Self.truth(0, isCrowd: true)]] {
      let scores = try Self.scores(truths, [Self.detection(0, 0.9)])
      #expect(scores.figures.allSatisfy { $0.value == nil })
    }
    let empty = try DetectionRecord(classNames: ["sheep"]).cocoScores()
    #expect(empty["AP"] == nil)
    #expect(empty["no such figure"] == nil)
  }

  @Test func aCrowdExcusesItsDetections() throws {
    let crowd = TruthObject(
      box: PreciseBox(x: 100, y: 0, width: 400, height: 400), classIndex: 0, isCrowd: true)
    let inside = [Self.detection(150, 0.99), Self.detection(250, 0.98)]
    let scores = try Self.scores([Self.truth(0), crowd], inside + [Self.detection(0, 0.5)])
    #expect(scores["AP"] == 1)
    let outside = try Self.scores(
      [Self.truth(0), crowd],
      [
        Self.detection(700, 0.99), Self.detection(0, 0.5),
      ])
    #expect(abs((outside["AP"] ?? 0) - 0.5) < 1e-12)
  }

  /// Moved by a quarter of its side: IoU 0.6, a hit at 0.50, 0.55 and 0.60.
  @Test func thresholdsAreInclusive() throws {
    let scores = try Self.scores([Self.truth(0, 48)], [Self.detection(12, 1, 48)])
    #expect(Self.box(0, 48).iou(with: Self.box(12, 48)) == 0.6)
    #expect(scores["AP50"] == 1)
    #expect(scores["AP75"] == 0)
    #expect(abs((scores["AP"] ?? 0) - 0.3) < 1e-12)
    #expect(abs((scores["AR100"] ?? 0) - 0.3) < 1e-12)
    #expect(scores.averagePrecision(iou: 0.9) == 0)
    #expect(scores.averagePrecision(iou: 0.42) == nil)
  }

  @Test func onlyTheBestHundredCount() throws {
    let misses = (0..<100).map { Self.detection(1000 + Double($0), 0.9) }
    let late = try Self.scores([Self.truth(0)], misses + [Self.detection(0, 0.5)])
    #expect(late["AR100"] == 0)
    let inTime = try Self.scores([Self.truth(0)], misses.dropLast() + [Self.detection(0, 0.5)])
    #expect(inTime["AR100"] == 1)
    #expect(inTime["AR10"] == 0)
  }

  /// A tie between pictures: the earlier one's detection goes first.
  @Test func tiesGoByTheOrderOfPictures() throws {
    func ap(hitFirst: Bool) throws -> Double? {
      var record = try DetectionRecord(classNames: ["sheep"])
      try record.add(truths: [Self.truth(0)], detections: [Self.detection(hitFirst ? 0 : 500, 0.5)])
      try record.add(truths: [], detections: [Self.detection(hitFirst ? 500 : 0, 0.5)])
      return try record.cocoScores()["AP"]
    }
    #expect(try ap(hitFirst: true) == 1)
    #expect(try ap(hitFirst: false) == 0)
  }

  @Test func bandsIgnoreWhatLiesOutside() throws {
    let options = CocoOptions(areaBands: AreaBand.pasture)
    // 10² is small, 20² medium, 50² large in the Pasture's bands.
    let truths = [Self.truth(0, 10), Self.truth(100, 20), Self.truth(200, 50)]
    let found = [Self.detection(0, 0.9, 10), Self.detection(200, 0.8, 50)]
    let stray = Self.detection(500, 0.95, 20)
    let scores = try Self.scores(truths, found + [stray], options)
    #expect(scores["APs"] == 1)
    #expect(scores["APm"] == 0)
    #expect(scores["APl"] == 1)
    #expect(scores["ARm"] == 0)
  }

  @Test func keypointsByHand() throws {
    // One keypoint of σ 0.05: k² = 0.01; moved by 3 pixels on an area of 900.
    let options = {
      var options = CocoOptions(.keypoints)
      options.keypointSigmas = [0.05]
      return options
    }()
    let similarity = try KeypointSimilarity(sigmas: [0.05])
    let truth = TruthObject(
      box: Self.box(0, 30), classIndex: 0, area: 900,
      keypoints: [AnnotatedKeypoint(x: 10, y: 10, visibility: .visible)])
    func answer(_ x: Double) -> DetectedObject {
      DetectedObject(
        keypoints: [.init(x: x, y: 10, score: 1)], classIndex: 0, score: 1)
    }
    // exp(−9 / (2 · 900 · 0.01)) = exp(−1/2)
    #expect(abs(similarity(answer(13), truth) - 0.6065306597126334) < 1e-12)
    let scores = try Self.scores([truth], [answer(13)], options)
    #expect(
      scores.figures.map(\.name) == [
        "AP", "AP50", "AP75", "APm", "APl", "AR", "AR50", "AR75", "ARm", "ARl",
      ])
    #expect(scores["AP50"] == 1)
    #expect(scores["AP75"] == 0)
    // A truth of which nobody marked a keypoint is ignored.
    let unmarked = TruthObject(
      box: Self.box(0, 30), classIndex: 0,
      keypoints: [AnnotatedKeypoint(x: 0, y: 0, visibility: .unlabelled)])
    #expect(similarity(answer(20), unmarked) == 1)
    #expect(try Self.scores([unmarked], [answer(20)], options)["AP"] == nil)
    #expect(throws: EvaluationError.self) { try KeypointSimilarity(sigmas: [0]) }
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    #expect(
      throws: EvaluationError(
        operation: "cocoScores", expected: "a mask for every object of picture 0",
        found: "no mask")
    ) { try Self.scores([Self.truth(0)], [], CocoOptions(.segm)) }
    #expect(throws: EvaluationError.self) {
      try Self.scores([Self.truth(0)], [], CocoOptions(.keypoints))
    }
    var record = try DetectionRecord(classNames: ["sheep"])
    #expect(
      throws: EvaluationError(
        operation: "DetectionRecord.add",
        expected: "detection 0 of picture 0 with a finite score", found: "nan")
    ) { try record.add(truths: [], detections: [Self.detection(0, .nan)]) }
    #expect(throws: EvaluationError.self) {
      try record.add(
        truths: [TruthObject(box: Self.box(0), classIndex: 1)], detections: [Detection]())
    }
    #expect(throws: EvaluationError.self) {
      try record.add(truths: [Self.truth(0, -1)], detections: [Detection]())
    }
    #expect(record.pictures.isEmpty)
    var options = CocoOptions()
    options.iouThresholds = []
    #expect(throws: EvaluationError.self) { try record.cocoScores(options) }
    #expect(throws: EvaluationError.self) { try DetectionRecord(classNames: []) }
  }

  @Test func theTablesLineUp() throws {
    let scores = try Self.scores([Self.truth(0)], [Self.detection(0, 0.9)])
    #expect(
      scores.table.split(separator: "\n").prefix(5).joined(separator: "\n") == """
        figure  value        IoU    area  at most
        AP      1.000  0.50:0.95     all      100
        AP50    1.000       0.50     all      100
        AP75    1.000       0.75     all      100
        APs         –  0.50:0.95   small      100
        """)
    #expect(
      scores.classTable == """
        class    truths     AP   AP50   AP75     AR
        class 0       1  1.000  1.000  1.000  1.000
        """)
  }
}
