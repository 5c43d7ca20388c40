import Foundation
import Testing

/// `fovea evaluate --annotations --detections`, as it is typed.
struct EvaluateCommandTests {
  /// Two sheep and a dog in two pictures, 100 px wide; ids are not contiguous.
  static let truth = """
    {"images": [{"id": 3, "file_name": "a.png", "width": 100, "height": 80},
                {"id": 9, "file_name": "b.png", "width": 100, "height": 80}],
     "categories": [{"id": 2, "name": "sheep"}, {"id": 5, "name": "dog"}],
     "annotations": [
      {"id": 1, "image_id": 3, "category_id": 2, "bbox": [10, 10, 40, 40], "area": 1600},
      {"id": 2, "image_id": 3, "category_id": 5, "bbox": [60, 10, 30, 30], "area": 900},
      {"id": 3, "image_id": 9, "category_id": 2, "bbox": [10, 10, 40, 40], "area": 1600}]}
    """
  /// One sheep is found, and the dog with IoU 1/2.
  static let found = """
    [{"image_id": 3, "category_id": 2, "bbox": [10, 10, 40, 40], "score": 0.9},
     {"image_id": 3, "category_id": 5, "bbox": [60, 10, 30, 15], "score": 0.8}]
    """

  static func run(
    _ arguments: [String], truth: String = truth, found: String = found
  ) throws -> (status: Int32, output: String, complaints: String) {
    try Built.inFolder { folder in
      try Data(truth.utf8).write(to: URL(fileURLWithPath: folder + "/gt.json"))
      try Data(found.utf8).write(to: URL(fileURLWithPath: folder + "/dt.json"))
      let files = ["--annotations", "gt.json", "--detections", "dt.json"]
      return try Built.run(["evaluate"] + files + arguments, in: folder)
    }
  }

  @Test func theFiguresUnderTheirNames() throws {
    let answer = try Self.run(["--json"])
    #expect(answer.status == 0)
    #expect(answer.complaints.isEmpty)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    #expect(object["images"] as? Int == 2)
    #expect(object["metric"] as? String == "coco")
    // Sheep: recall 1/2 with precision 1, 51 of 101 levels; dog: all at 0.50, nothing above.
    let sheep = 51.0 / 101
    #expect(abs((object["AP50"] as? Double ?? 0) - (sheep + 1) / 2) < 1e-12)
    #expect(abs((object["AP75"] as? Double ?? 0) - sheep / 2) < 1e-12)
    #expect(abs((object["AP"] as? Double ?? 0) - (sheep + 0.1) / 2) < 1e-12)
    #expect(object["APl"] is NSNull)
    #expect(object["classes"] as? [String] == ["sheep", "dog"])
    let voc = try Self.run(["--metric", "voc12", "--json"])
    #expect(voc.output.contains("\"voc_AP50\": 0.75,"))
  }

  @Test func tablesForPeople() throws {
    let answer = try Self.run(["--metric", "voc07"])
    #expect(
      answer.output == """
        class  truths  detections   AP50
        sheep       2           1  0.545
        dog         1           1  1.000
        mean                       0.773

        """)
  }

  @Test(arguments: [
    (["--metric", "voc07", "--iou-type", "segm"], "scores boxes"),
    (["--area-bands", "pasture", "--metric", "voc12"], "--area-bands belong to --metric coco"),
    (["--inclusive-pixels"], "belongs to --metric voc07 and voc12"),
    (["--sigmas", "1"], "belong to --iou-type keypoints"),
    (["--iou-type", "keypoints", "--sigmas", "1,x"], "found 1,x"),
    (["pasture-classifier"], "found both"), (["--images", "3"], "belong to a model"),
    (["--metric", "best"], "coco"),
  ])
  func badUsageExitsWith2(arguments: [String], says: String) throws {
    let answer = try Self.run(arguments)
    #expect(answer.status == 2)
    #expect(answer.output.isEmpty)
    #expect(answer.complaints.contains(says), "\(answer.complaints)")
  }

  /// What is wrong in the results → the place, and what is said about it.
  @Test(arguments: [
    ("\"image_id\": 3", "\"image_id\": 4", "dt.json:1:2: ", "image_id 4"),
    ("\"score\": 0.8", "\"score\": NaN", "dt.json:2:", "NaN"),
    ("[10, 10, 40, 40]", "[10, 10, 40]", "dt.json:1:", "3 numbers"),
    ("0.8}]", "0.8", "dt.json:2:", "the end of the file"),
  ])
  func badResultsExitWith1(old: String, new: String, place: String, says: String) throws {
    let found = Self.found.replacingOccurrences(of: old, with: new)
    #expect(found != Self.found)
    let answer = try Self.run(["--json", "--curves", "curves"], found: found)
    #expect(answer.status == 1)
    #expect(answer.output.isEmpty)
    #expect(answer.complaints.contains(place), "\(answer.complaints)")
    #expect(answer.complaints.contains(says), "\(answer.complaints)")
  }

  @Test func idZeroIsMentioned() throws {
    let answer = try Self.run(
      ["--json"], truth: Self.truth.replacingOccurrences(of: "\"id\": 1,", with: "\"id\": 0,"))
    #expect(answer.status == 0)
    #expect(answer.complaints.contains("id 0"))
  }

  @Test func curvesAreWritten() throws {
    try Built.inFolder { folder in
      try Data(Self.truth.utf8).write(to: URL(fileURLWithPath: folder + "/gt.json"))
      try Data(Self.found.utf8).write(to: URL(fileURLWithPath: folder + "/dt.json"))
      let answer = try Built.run(
        [
          "evaluate", "--annotations", "gt.json", "--detections", "dt.json", "--curves", "curves",
        ], in: folder)
      #expect(answer.status == 0)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/curves").sorted()
          == ["01-sheep.png", "02-dog.png", "all-classes.png"])
    }
  }
}
