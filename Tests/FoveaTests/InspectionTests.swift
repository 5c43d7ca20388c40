import Foundation
import Testing

@testable import Fovea

@Suite struct InspectionTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// Its JSON, which must be JSON, after a look at the width of its text.
  private func object(_ inspection: Inspection) throws -> [String: Any] {
    for line in inspection.text.split(separator: "\n").dropFirst() {
      #expect(line.count <= 80 || line.hasPrefix(" /"), "\(line)")
    }
    return try #require(
      try JSONSerialization.jsonObject(with: Data(inspection.json.utf8)) as? [String: Any])
  }

  @Test(arguments: DatasetFormat.allCases)
  func aRenderedSetIsCounted(format: DatasetFormat) throws {
    try inFolder { folder in
      try PastureExport(count: 4, of: .test, width: 96, height: 72).write(
        to: folder, format: format)
      let inspection = try Inspection(folder)
      let json = try object(inspection)
      #expect(inspection.isSound)
      #expect(json["format"] as? String == format.rawValue && json["pictures"] as? Int == 4)
      let all = try #require(json["all"] as? [String: Any])
      let scenes = try (0..<4).map { try PastureSplit.test.scene($0, width: 96, height: 72) }
      let things = scenes.flatMap(\.things)
      let wanted = format == .yolo ? things.filter { !$0.isIgnored } : things
      #expect(all["things"] as? Int == wanted.count)
      #expect(all["masks"] as? Int == (format == .coco ? wanted.count : 0))
      #expect((json["problems"] as? [Any])?.isEmpty == true)
      #expect(inspection.text.contains("no problems found"))
      let bins = try #require(json["sizes"] as? [[String: Any]])
      #expect(bins.compactMap { $0["things"] as? Int }.reduce(0, +) == wanted.count)
    }
  }

  @Test func problemsAreListedWithTheirPlace() throws {
    try inFolder { folder in
      let file = folder + "/gt.json"
      try Data(
        """
        {"images": [{"id": 1, "file_name": "a.png", "width": 9, "height": 9},
        {"id": 2, "file_name": "b.png", "width": 9, "height": 9}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 0, 5]},
        {"id": 2, "image_id": 1, "category_id": 7, "bbox": [0, 0, 3, 5]},
        {"id": 3, "image_id": 1, "category_id": 1, "bbox": [5, 0, 30, 5]},
        {"id": 3, "image_id": 1, "category_id": 1, "bbox": [0, 0, 3, 5]}]}
        """.utf8
      ).write(to: URL(fileURLWithPath: file))
      try Image(width: 8, height: 9).write(to: folder + "/b.png")
      let inspection = try Inspection(file)
      #expect(!inspection.isSound)
      #expect(try Inspection(file, options: .init(isLenient: true)).isSound)
      let problems = try #require(try object(inspection)["problems"] as? [[String: Any]])
      #expect(
        problems.map { "\($0["kind"] ?? "") \($0["line"] ?? "")" } == [
          "degenerate box 5", "unknown class 6", "box outside the picture 7", "duplicate id 8",
          "missing picture 0", "picture of another size 0",
        ])
      #expect(inspection.text.contains("gt.json:5:52:"))
      #expect(throws: DatasetError.self) { try DetectionDataset(contentsOf: file) }
      #expect(try DetectionDataset(contentsOf: file, lenient: true).annotations.map(\.id) == [3])
    }
  }

  @Test func arraysCheckpointsAndPictures() throws {
    try inFolder { folder in
      let tensor = try Tensor([1, 2, 3, -4, 0, 6], shape: [2, 3])
      try tensor.writeNPY(to: folder + "/a.npy")
      let array = try object(try Inspection(folder + "/a.npy"))
      #expect(array["shape"] as? [Int] == [2, 3] && array["min"] as? Double == -4)
      #expect(array["dtype"] as? String == "float32" && array["zeros"] as? Int == 1)
      for name in ["c.safetensors", "c.npz"] {
        let path = "\(folder)/\(name)"
        if name.hasSuffix("npz") {
          try Checkpoint.writeNPZ(["w": tensor, "b": tensor], to: path)
        } else {
          try Checkpoint.write(
            ["w": tensor, "b": tensor], to: path, precision: .float16, metadata: ["seed": "1"])
        }
        let json = try object(try Inspection(path))
        #expect(json["numbers"] as? Int == 12)
        #expect((json["tensors"] as? [[String: Any]])?.map { $0["name"] as? String } == ["b", "w"])
      }
      try Image(width: 3, height: 2, color: .white).write(to: folder + "/p.png")
      let picture = try object(try Inspection(folder + "/p.png"))
      #expect(picture["width"] as? Int == 3)
      #expect((picture["channels"] as? [[String: Any]])?.first?["min"] as? Int == 255)
    }
  }

  @Test func resultsAreCounted() throws {
    try inFolder { folder in
      let results = (1...3).map {
        DetectionResult(
          pictureID: 1, classID: $0 % 2, bounds: PreciseBox(x: 0, y: 0, width: 2, height: 3),
          score: 0.25 * Double($0))
      }
      try DetectionResult.write(results, to: folder + "/dt.json")
      let json = try object(try Inspection(folder + "/dt.json"))
      #expect(json["detections"] as? Int == 3 && json["boxes"] as? Int == 3)
    }
  }

  @Test func unknownKindsAreNamed() throws {
    try inFolder { folder in
      for (content, found) in [
        ("", "an empty file"), ("<annotation>", "one XML file"),
        ("hello", "‘hello’"), ("\u{FEFF}{}", "byte order mark"),
      ] {
        try Data(content.utf8).write(to: URL(fileURLWithPath: folder + "/x"))
        let error = #expect(throws: DatasetError.self) { try Inspection(folder + "/x") }
        #expect(error?.found.contains(found) == true, "\(found)")
      }
      try Data("[net]\n".utf8).write(to: URL(fileURLWithPath: folder + "/x"))
      #expect(throws: DarknetError.self) { try Inspection(folder + "/x") }
      #expect(throws: DatasetError.self) { try Inspection(folder) }
      #expect(throws: DatasetError.self) { try Inspection(folder + "/none") }
      #expect(throws: DatasetError.self) { try Inspection("/dev/null") }
    }
  }
}
