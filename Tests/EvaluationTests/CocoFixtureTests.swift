import Boxes
import Datasets
import Foundation
import Testing

@testable import Evaluation

/// 30 rendered scenes with perturbed, doubled, tied, tiny, empty and wrong detections, crowds,
/// polygons and pictures without truth: every figure equals pycocotools'. Written by
/// Tests/Oracles/coco_scores.py, which compares 300 scenes.
@Suite struct CocoFixtureTests {
  static func record(_ kind: OverlapKind) throws -> DetectionRecord {
    let truth = try DetectionDataset.readCOCO(fixture("coco_truth.json").path)
    let results = try DetectionResult.read(
      fixture("coco_\(kind.rawValue).json").path, for: truth.dataset)
    #expect(truth.problems.allSatisfy { !$0.isSkipped } && results.problems.isEmpty)
    return try DetectionRecord(truth.dataset, results: results.results, kind: kind)
  }

  static func expected() throws -> [String: [String: Double?]] {
    try JSONDecoder().decode(
      [String: [String: Double?]].self, from: Data(contentsOf: fixture("coco_expected.json")))
  }

  @Test(arguments: OverlapKind.allCases)
  func agreesWithPycocotools(kind: OverlapKind) throws {
    let record = try Self.record(kind)
    let expected = try Self.expected()
    for (name, bands) in [
      (kind.rawValue, AreaBand.coco), ("\(kind.rawValue)/pasture", AreaBand.pasture),
    ] {
      let figures = try record.cocoScores(CocoOptions(kind, areaBands: bands)).figures
      let theirs = try #require(expected[name])
      #expect(figures.count == theirs.count)
      for figure in figures {
        let their = try #require(theirs[figure.name])
        #expect((figure.value == nil) == (their == nil), "\(name) \(figure.name)")
        #expect(abs((figure.value ?? 0) - (their ?? 0)) < 1e-9, "\(name) \(figure.name)")
      }
    }
  }

  /// Scoring on one thread and on many gives the same bits.
  @Test func theSameEveryTime() throws {
    let record = try Self.record(.bbox)
    let first = try record.cocoScores().figures
    for _ in 0..<3 { #expect(try record.cocoScores().figures == first) }
  }

  /// The first result decides what a detection's area is.
  @Test func areasAreThoseOfPycocotools() throws {
    let truth = try DetectionDataset(contentsOf: fixture("coco_truth.json").path)
    let mask = try RunLengthMask(runs: [0, 100, 320 * 240 - 100], width: 320, height: 240)
    var result = DetectionResult(
      pictureID: 1, classID: 1, bounds: PreciseBox(x: 0, y: 0, width: 30, height: 20),
      segmentation: .runs(mask), score: 1)
    func area(_ kind: OverlapKind) throws -> Double? {
      try DetectionRecord(truth, results: [result], kind: kind).pictures[0].detections[0].area
    }
    #expect(try area(.segm) == 600)
    result.hasBox = false
    #expect(try area(.segm) == 100)
    #expect(try area(.bbox) == 100)
  }

  @Test func whatIsMissingIsNamedWithItsPlace() throws {
    let dataset = DetectionDataset(
      classes: [DatasetClass(id: 3, name: "sheep")],
      pictures: [DatasetPicture(id: 7, fileName: "a.png", width: 10, height: 10)],
      annotations: [
        Annotation(
          id: 1, pictureID: 7, classID: 3,
          bounds: PreciseBox(x: 0, y: 0, width: 5, height: 5), place: Place(file: "t", line: 4))
      ])
    #expect(
      throws: DatasetError(
        Place(file: "t", line: 4), expected: "a segmentation, to compare masks",
        found: "none in annotation 1", hint: "--iou-type bbox compares boxes")
    ) { try DetectionRecord(dataset, results: [], kind: .segm) }
    let stray = DetectionResult(
      pictureID: 8, classID: 3, bounds: PreciseBox(x: 0, y: 0, width: 5, height: 5), score: 1,
      place: Place(file: "r", line: 2))
    #expect(
      throws: DatasetError(
        Place(file: "r", line: 2), expected: "the id of one of the 1 pictures", found: "image_id 8")
    ) { try DetectionRecord(dataset, results: [stray], kind: .bbox) }
    // No class has keypoints.
    #expect(throws: EvaluationError.self) {
      try DetectionRecord(dataset, results: [], kind: .keypoints)
    }
  }
}
