import Boxes
import Foundation
import Datasets
import Testing

@testable import Evaluation

@Suite struct VocScoresTests {
  /// Written by Tests/Oracles/voc_scores.py with Detectron2's port of the development kit.
  struct Fixture: Decodable {
    struct Picture: Decodable {
      /// class, x1, y1, x2, y2, difficult
      var truths: [[Double]]
      /// class, score, x1, y1, x2, y2
      var detections: [[Double]]
    }
    var classes: [String]
    var pictures: [Picture]
    /// "area 0.5 inclusive" → AP of each class that has truths
    var expected: [String: [Double]]

    static func read() throws -> Fixture {
      try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: fixture("voc.json")))
    }

    func record() throws -> DetectionRecord {
      var record = try DetectionRecord(classNames: classes)
      for picture in pictures {
        try record.add(
          truths: picture.truths.map {
            TruthObject(
              box: Self.box($0[1...4]), classIndex: Int($0[0]), isDifficult: $0[5] == 1)
          },
          detections: picture.detections.map {
            DetectedObject(box: Self.box($0[2...5]), classIndex: Int($0[0]), score: $0[1])
          })
      }
      return record
    }

    static func box(_ corners: ArraySlice<Double>) -> PreciseBox {
      let c = Array(corners)
      return PreciseBox(x: c[0], y: c[1], width: c[2] - c[0], height: c[3] - c[1])
    }
  }

  @Test func agreesWithDetectron2() throws {
    let fixture = try Fixture.read()
    let record = try fixture.record()
    #expect(fixture.expected.count == 12)
    for (name, expected) in fixture.expected {
      let words = name.split(separator: " ")
      let rule = try #require(AveragePrecisionRule(rawValue: String(words[0])))
      let scores = try record.vocScores(
        VocOptions(
          rule, iou: try #require(Double(words[1])), isInclusive: words[2] == "inclusive"))
      let found = scores.averagePrecisions
      #expect(found.count == expected.count + 1)
      #expect(found.last == .some(nil), "a class without truths has no score")
      for (a, b) in zip(found, expected) { #expect(abs((a ?? -1) - b) < 1e-9, "\(name)") }
      let mean = expected.reduce(0, +) / Double(expected.count)
      #expect(abs((scores.meanAveragePrecision ?? -1) - mean) < 1e-9)
    }
  }

  /// Two truths and a difficult one; the difficult one's detection is worth nothing either way.
  @Test func difficultTruthsCountNeitherWay() throws {
    let truths = [0, 100, 200].map { x in
      TruthObject(
        box: PreciseBox(x: Double(x), y: 0, width: 10, height: 10), classIndex: 0,
        isDifficult: x == 200)
    }
    let detections = [(200.0, 0.9), (200, 0.8), (0, 0.7)].map { x, score in
      DetectedObject(
        box: PreciseBox(x: x, y: 0, width: 10, height: 10), classIndex: 0, score: score)
    }
    var record = try DetectionRecord(classNames: ["sheep"])
    try record.add(truths: truths, detections: detections)
    let scores = try record.vocScores()
    #expect(scores.curves[0]?.truthCount == 2)
    #expect(scores.curves[0]?.precisions == [1])
    #expect(scores.meanAveragePrecision == 0.5)
    #expect(
      scores.table == """
        class  truths  detections   AP50
        sheep       2           1  0.500
        mean                       0.500
        """)
  }

  @Test func withoutTruthThereIsNoScore() throws {
    var record = try DetectionRecord(classNames: ["sheep"])
    #expect(try record.vocScores().meanAveragePrecision == nil)
    try record.add(truths: [], detections: [Detection]())
    #expect(try record.vocScores().meanAveragePrecision == nil)
    #expect(throws: EvaluationError.self) { try record.vocScores(VocOptions(iou: 0)) }
  }
}

/// A file of Tests/EvaluationTests/Fixtures.
func fixture(_ name: String) throws -> URL {
  try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))
}
