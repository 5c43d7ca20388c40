import Boxes
import Foundation
import Testing

@Suite struct NonMaximumSuppressionTests {
  /// Oracle: torchvision.ops, by Tests/Oracles/image_fixtures.py.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let boxes: [[Float]]
    let scores: [Float]
    let classes: [Int]
    let threshold: Float
    let kept, keptPerClass: [Int]
    let iouOfFirst: [Float]
    var testDescription: String { "\(boxes.count) boxes at \(threshold)" }
  }

  static let cases: [Case] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/nms.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  @Test func fixturesAreThere() { #expect(Self.cases.count == 16) }

  @Test(arguments: cases)
  func agreesWithTorchvision(_ example: Case) throws {
    let boxes = example.boxes.map { Box(x1: $0[0], y1: $0[1], x2: $0[2], y2: $0[3]) }
    let (scores, threshold) = (example.scores, example.threshold)
    #expect(try nonMaximumSuppression(boxes, scores: scores, threshold: threshold) == example.kept)
    #expect(
      try nonMaximumSuppression(
        boxes, scores: scores, classes: example.classes, threshold: threshold)
        == example.keptPerClass)
    let detections = boxes.indices.map {
      Detection(box: boxes[$0], classIndex: example.classes[$0], score: scores[$0])
    }
    #expect(
      try nonMaximumSuppression(detections, threshold: threshold)
        == example.keptPerClass.map { detections[$0] })
    #expect(
      try nonMaximumSuppression(detections, threshold: threshold, acrossClasses: true)
        == example.kept.map { detections[$0] })
    let row = iouMatrix([boxes[0]], boxes)[0]
    #expect(row.count == example.iouOfFirst.count)
    for (mine, theirs) in zip(row, example.iouOfFirst) { #expect(abs(mine - theirs) < 1e-6) }
  }

  @Test func tiesGoToTheFirst() throws {
    let box = Box(x1: 0, y1: 0, x2: 4, y2: 4)
    let kept = try nonMaximumSuppression([box, box, box], scores: [0.5, 0.5, 0.5], threshold: 0.5)
    #expect(kept == [0])
  }

  @Test func atTheThresholdABoxStays() throws {
    let (a, b) = (Box(x1: 0, y1: 0, x2: 4, y2: 4), Box(x1: 0, y1: 0, x2: 4, y2: 2))  // IoU 0.5
    #expect(try nonMaximumSuppression([a, b], scores: [0.9, 0.8], threshold: 0.5) == [0, 1])
    #expect(try nonMaximumSuppression([a, b], scores: [0.9, 0.8], threshold: 0.49) == [0])
  }

  @Test func badInputIsRefused() {
    let box = Box(x1: 0, y1: 0, x2: 4, y2: 4)
    func error(_ boxes: [Box], _ scores: [Float], _ classes: [Int]? = nil, _ threshold: Float = 0.5)
      -> BoxError?
    {
      #expect(throws: BoxError.self) {
        try nonMaximumSuppression(boxes, scores: scores, classes: classes, threshold: threshold)
      }
    }
    #expect(error([box, box], [0.5, .nan])?.found == "NaN at index 1")
    #expect(error([box], [])?.found == "0 scores")
    #expect(error([box], [1], [])?.found == "0 classes")
    #expect(error([box], [1], nil, .nan)?.expected == "a threshold in 0…1 (an IoU)")
    #expect(error([Box(x1: 0, y1: .nan, x2: 1, y2: 1)], [1])?.expected == "finite boxes")
  }

  @Test func nothingInNothingOut() throws {
    #expect(try nonMaximumSuppression([], scores: [], threshold: 0.5) == [])
  }
}
