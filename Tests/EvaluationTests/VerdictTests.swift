import Boxes
@testable import Images
import Testing

@testable import Evaluation

@Suite struct VerdictTests {
  /// One detection of each kind, two truths that nobody finds, and an ignored one.
  static func record() throws -> DetectionRecord {
    var record = try DetectionRecord(classNames: ["sheep", "dog"])
    func box(_ x: Float, _ y: Float) -> Box { Box(x: x, y: y, width: 20, height: 20) }
    try record.add(
      truths: [
        TruthObject(box: box(10, 10), classIndex: 0), TruthObject(box: box(60, 10), classIndex: 0),
        TruthObject(box: box(110, 10), classIndex: 1),
        TruthObject(box: box(10, 60), classIndex: 1, isCrowd: true),
      ],
      detections: [
        Detection(box: box(11, 10), classIndex: 0, score: 0.9),
        Detection(box: box(12, 10), classIndex: 0, score: 0.8),
        Detection(box: box(70, 10), classIndex: 0, score: 0.7),
        Detection(box: box(110, 10), classIndex: 0, score: 0.6),
        Detection(box: box(60, 60), classIndex: 0, score: 0.5),
        Detection(box: box(10, 60), classIndex: 1, score: 0.4),
      ], name: "one.png")
    try record.add(
      truths: [TruthObject(box: box(0, 0), classIndex: 1)],
      detections: [Detection(box: box(0, 0), classIndex: 1, score: 0.95)], name: "two.png")
    return record
  }

  @Test func oneOfEachKind() throws {
    let table = try Self.record().verdicts()
    #expect(
      table.verdicts.map(\.kind) == [
        .truePositive, .truePositive, .duplicate, .poorBox, .wrongClass, .background, .ignored,
      ])
    #expect(table.verdicts.map(\.truthIndex) == [0, 0, 0, 1, 2, nil, 3])
    #expect(table.verdicts[3].iou == 10.0 / 30)
    #expect(table.verdicts[5].iou == 0)
    // Found by nobody: the sheep with the poor box, and the dog that was called a sheep.
    #expect(table.missed.map(\.truthIndex) == [1, 2])
    #expect(table.missed.map(\.bestIoU) == [10.0 / 30, 0])
    for kind in VerdictKind.allCases {
      #expect(table.count(kind) == (kind == .truePositive ? 2 : 1))
    }
  }

  @Test func lettersAndColoursDiffer() {
    let kinds = VerdictKind.allCases
    #expect(Set(kinds.map(\.letter)).count == kinds.count)
    #expect(Set(kinds.map(\.color)).count == kinds.count)
  }

  @Test func theTableLinesUp() throws {
    #expect(
      try Self.record().verdicts().sortedByIoU().picture(0).table == """
        picture  called  verdict        truth  score   IoU
        one.png  sheep   background     –       0.50     –
        one.png  sheep   poor box       sheep   0.70  0.33
        one.png  sheep   duplicate      sheep   0.80  0.82
        one.png  sheep   true positive  sheep   0.90  0.90
        one.png  sheep   wrong class    dog     0.60  1.00
        one.png  dog     ignored        dog     0.40  1.00
        one.png  –       missed         sheep      –  0.33
        one.png  –       missed         dog        –  0.00
        """)
    #expect(
      try Self.record().verdicts().summary
        == "2 true positive, 1 duplicate, 1 poor box, 1 wrong class, 1 background, 1 ignored, "
        + "2 missed")
    #expect(try Self.record().verdicts().sortedByKind().ofClass(1).verdicts.count == 2)
  }

  @Test func scoresAndThresholdsCount() throws {
    let record = try Self.record()
    #expect(try record.verdicts(leastScore: 0.75).verdicts.count == 3)
    // At 0.95 the first sheep's box is no hit, only a poor box.
    let strict = try record.verdicts(iou: 0.95)
    #expect(strict.count(.truePositive) == 1)
    #expect(strict.count(.duplicate) == 0)
    #expect(strict.count(.poorBox) == 3)
    #expect(throws: EvaluationError.self) { try record.verdicts(iou: 1.5) }
  }

  @Test func thePictureShowsEveryVerdict() throws {
    let table = try Self.record().verdicts().picture(0)
    let blank = try Image(width: 160, height: 90)
    let drawn = try blank.drawing(table)
    #expect(drawn.width == 640)
    #expect(drawn.height > 360)
    let colors = Set(
      (0..<drawn.height).flatMap { y in (0..<drawn.width).map { drawn.color(atX: $0, y: y) } })
    for kind in VerdictKind.allCases where kind != .ignored {
      #expect(colors.contains(kind.color), "\(kind.name)")
    }
  }
}
