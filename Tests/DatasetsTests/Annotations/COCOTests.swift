import Boxes
import Foundation
import Testing

@testable import Datasets

@Suite struct COCOTests {
  static let text = """
    {"licenses": [{"id": 1}], "info": {"description": "two", "year": 2026, "x": null},
    "annotations": [
    {"id": 7, "image_id": 30, "category_id": 9, "bbox": [1.5, 2, 3.25, 4], "area": 13,
     "iscrowd": 0, "segmentation": [[1.5, 2, 4.75, 2, 4.75, 6, 1.5, 6]]},
    {"id": 8, "image_id": 20, "category_id": 2, "bbox": [0, 0, 2, 3], "iscrowd": 1,
     "segmentation": {"counts": [0, 3, 9], "size": [3, 4]}},
    {"id": 9, "image_id": 20, "category_id": 2, "bbox": [0, 0, 2, 3], "ignore": 1, "extra": [{}],
     "segmentation": {"counts": "039", "size": [3, 4]}, "num_keypoints": 1,
     "keypoints": [1, 2.5, 2, 0, 0, 0]}
    ],
    "images": [{"id": 20, "file_name": "a\\u00e9.png", "width": 4, "height": 3, "license": 1},
     {"id": 30, "file_name": "b.png", "width": 640, "height": 480}],
    "categories": [{"id": 9, "name": "sheep"},
     {"id": 2, "name": "person", "supercategory": "animal", "keypoints": ["nose", "tail"],
      "skeleton": [[1, 2]]}]}
    """

  func read(_ text: String, isLenient: Bool = false) throws -> DatasetReading {
    try DetectionDataset.readCOCO(Array(text.utf8), file: "gt.json", isLenient: isLenient)
  }

  @Test func everyFieldArrives() throws {
    let dataset = try read(Self.text).dataset
    #expect(dataset.classes.map(\.id) == [9, 2])
    #expect(dataset.classes[1].keypointNames == ["nose", "tail"])
    #expect(dataset.classes[1].skeleton == [.init(0, 1)])
    #expect(dataset.pictures[0].fileName == "aé.png")
    #expect(dataset.info == [.init("description", "two"), .init("year", "2026")])
    let annotations = dataset.annotations
    #expect(annotations.map(\.id) == [7, 8, 9])
    #expect(annotations[0].bounds == PreciseBox(x: 1.5, y: 2, width: 3.25, height: 4))
    #expect(annotations[0].place == Place(file: "gt.json", line: 3, column: 1))
    #expect(annotations[0].segmentation == .polygons([[1.5, 2, 4.75, 2, 4.75, 6, 1.5, 6]]))
    #expect(annotations[0].area == 13)
    let runs = try RunLengthMask(runs: [0, 3, 9], width: 4, height: 3)
    #expect(
      annotations[1].segmentation == .runs(runs) && annotations[2].segmentation == .runs(runs))
    #expect(annotations[1].isCrowd && !annotations[1].isIgnored && annotations[2].isIgnored)
    #expect(annotations[1].area == 3, "without an area, the mask's")
    #expect(annotations[2].keypoints.map(\.visibility) == [.visible, .unlabelled])
    #expect(dataset.annotationsByPicture == [30: [0], 20: [1, 2]])
    #expect(dataset.classIndices == [9: 0, 2: 1])
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let dataset = try read(Self.text).dataset
    let json = try dataset.cocoJSON(file: "out.json")
    let again = try read(json).dataset
    #expect(again == dataset)
    #expect(try again.cocoJSON(file: "out.json") == json)
    #expect((try? JSONSerialization.jsonObject(with: Data(json.utf8))) != nil)
    let empty = DetectionDataset()
    #expect(try read(try empty.cocoJSON(file: "e")).dataset == empty)
  }

  /// Old text, new text, where the complaint points, what it says.
  @Test(arguments: [
    ("[1.5, 2, 3.25, 4]", "[1.5, 2, 0, 4]", "gt.json:3:53", "width 0, height 4 in annotation 7"),
    ("[1.5, 2, 3.25, 4]", "[1.5, 2, 3, -4]", "gt.json:3:53", "width 3, height -4 in annotation 7"),
    ("[1.5, 2, 3.25, 4]", "[1.5, 2, 3]", "gt.json:3:53", "3 numbers"),
    ("[1.5, 2, 3.25, 4]", "[1.5, 2, NaN, 4]", "gt.json:3:62", "NaN"),
    ("[1.5, 2, 3.25, 4]", "[1.5, 2, 1e308, 1e308]", "", ""),
    ("[1.5, 2, 3.25, 4]", "[1e308, 2, 1e308, 4]", "gt.json:3:53", "annotation 7"),
    ("[1.5, 2, 3.25, 4]", "\"1,2,3,4\"", "gt.json:3:53", "the string \"1,2,3,4\""),
    ("\"image_id\": 30", "\"image_id\": 31", "gt.json:3:1", "image_id 31 in annotation 7"),
    ("\"category_id\": 9", "\"category_id\": 1", "gt.json:3:1", "category_id 1 in annotation 7"),
    ("\"id\": 8", "\"id\": 7", "gt.json:5:1", "id 7 again"),
    ("\"id\": 8, ", "", "gt.json:5:1", "one without"),
    ("[0, 3, 9]", "[0, 3, 8]", "gt.json:6:18", "runs of 11 pixels in all"),
    ("\"039\"", "\"03\"", "gt.json:8:18", "runs of 3 pixels in all"),
    ("\"039\"", "\"~~\"", "gt.json:8:18", "byte 126 at index 0"),
    (
      "\"counts\": \"039\", \"size\": [3, 4]", "\"counts\": \"039\", \"size\": [4, 3]",
      "gt.json:7:1", "one of 3×4 in annotation 9"
    ),
    ("4.75, 6, 1.5, 6]]", "4.75, 6, 1.5]]", "gt.json:4:32", "7 numbers"),
    ("[1, 2.5, 2, 0, 0, 0]", "[1, 2.5, 2, 0, 0]", "gt.json:9:15", "5 numbers"),
    ("[1, 2.5, 2, 0, 0, 0]", "[1, 2.5, 3, 0, 0, 0]", "gt.json:9:15", "3"),
    ("[1, 2.5, 2, 0, 0, 0]", "[1, 2.5, 2]", "gt.json:7:1", "1 in annotation 9"),
    ("\"id\": 30, \"file", "\"id\": 20, \"file", "gt.json:12:2", "image id 20 again"),
    ("{\"id\": 9, \"name\"", "{\"id\": 2, \"name\"", "gt.json:14:2", "category id 2 again"),
    ("\"width\": 640", "\"width\": 0", "gt.json:12:44", "0"),
    ("[[1, 2]]", "[[1, 3]]", "gt.json:14:2", "[1, 3]"),
    ("\"images\"", "\"pictures\"", "gt.json:1:1", "one with \"licenses\", \"pictures\""),
    ("\"iscrowd\": 1", "\"iscrowd\": 2", "gt.json:5:78", "2"),
  ])
  func mistakesAreNamedWithTheirPlace(
    _ old: String, _ new: String, _ place: String, _ found: String
  ) throws {
    let text = Self.text.replacingOccurrences(of: old, with: new)
    #expect(text != Self.text)
    guard !place.isEmpty else {
      #expect(try read(text).problems.map(\.kind) == [.boxOutsidePicture])
      return
    }
    do {
      _ = try read(text)
      Issue.record("\(new) was taken")
    } catch let error as DatasetError {
      #expect(error.place.file == "gt.json" && error.found.contains(found), "\(error)")
      #expect(error.place.description == place, "\(error)")
    }
  }

  @Test func lenientReadersSkipAndCount() throws {
    let text = Self.text.replacingOccurrences(of: "[1.5, 2, 3.25, 4]", with: "[1.5, 2, 0, 4]")
      .replacingOccurrences(
        of: "\"image_id\": 20, \"category_id\": 2, \"bbox\": [0, 0, 2, 3], \"ig",
        with: "\"image_id\": 21, \"category_id\": 2, \"bbox\": [0, 0, 2, 3], \"ig")
    let reading = try read(text, isLenient: true)
    #expect(reading.dataset.annotations.map(\.id) == [8])
    #expect(reading.problems.map(\.kind) == [.degenerateBox, .unknownPicture])
    #expect(reading.skipped == 2)
    // Broken JSON is nobody's idea of leniency.
    #expect(throws: DatasetError.self) { try read(String(text.dropLast(9)), isLenient: true) }
  }

  @Test func boxesBeyondThePictureAreNoted() throws {
    let text = Self.text.replacingOccurrences(
      of: "[1.5, 2, 3.25, 4]", with: "[630.5, 2, 30.25, 4]")
    let reading = try read(text)
    #expect(reading.dataset.annotations.count == 3 && reading.skipped == 0)
    #expect(
      reading.problems.first?.error.found == "one that reaches 20.75 px beyond it in annotation 7")
  }

  @Test func anyBytesAreReadOrRefused() {
    var mutations = Mutations(seed: 2)
    let seed = Array(Self.text.utf8)
    let marks = Array("{}[]\",:0123456789-e.\n".utf8)
    for round in 0..<15_000 {
      let text = mutations.apply(to: seed, marks: marks)
      let reading = try? DetectionDataset.readCOCO(text, file: "t", isLenient: round % 2 == 0)
      for annotation in reading?.dataset.annotations ?? [] {
        #expect(!annotation.bounds.isDegenerate)
      }
    }
  }

  // MARK: Results

  static let results = """
    [{"image_id": 20, "category_id": 2, "bbox": [0, 0, 2.5, 3], "score": 0.75},
    {"image_id": 20, "category_id": 2, "segmentation": {"counts": "039", "size": [3, 4]},
     "score": 0.5},
    {"image_id": 20, "category_id": 2, "keypoints": [1, 2, 0.25, 3, 4.5, 1], "score": 1}]
    """

  func results(_ text: String, isLenient: Bool = false) throws -> DetectionResult.Reading {
    try DetectionResult.read(
      Array(text.utf8), file: "dt.json", for: try read(Self.text).dataset, isLenient: isLenient)
  }

  @Test func resultsArriveAndReadBackTheSame() throws {
    let results = try results(Self.results).results
    #expect(results.map(\.hasBox) == [true, false, false])
    #expect(results[1].bounds == PreciseBox(x: 0, y: 0, width: 1, height: 3))
    #expect(results[2].bounds == PreciseBox(x: 1, y: 2, width: 2, height: 2.5))
    #expect(results[2].keypoints.map(\.score) == [0.25, 1])
    let json = try DetectionResult.json(results, file: "o")
    #expect(try self.results(json).results == results)
  }

  @Test(arguments: [
    ("0.75", "NaN", "dt.json:1:70", "NaN"),
    ("0.75", "1e999", "dt.json:1:70", "1e999"),
    ("0.75", "\"high\"", "dt.json:1:70", "the string \"high\""),
    (", \"score\": 0.75", "", "dt.json:1:2", "one without \"score\""),
    ("[0, 0, 2.5, 3]", "[0, 0, 2.5]", "dt.json:1:45", "3 numbers"),
    ("[0, 0, 2.5, 3]", "[2.5, 3, 2.5, -1]", "dt.json:1:45", "height -1 in detection 1"),
    ("[{\"image_id\": 20", "[{\"image_id\": 25", "dt.json:1:2", "image_id 25 in detection 1"),
    ("\"category_id\": 2, \"bbox", "\"category_id\": 3, \"bbox", "dt.json:1:2", "category_id 3"),
    ("\"039\"", "\"03\"", "dt.json:2:52", "runs of 3"),
    ("1, 2, 0.25, 3, 4.5, 1", "1, 2, 0.25, 3", "dt.json:4:49", "4 numbers"),
    ("1, 2, 0.25, 3, 4.5, 1", "1, 2, 0.25", "dt.json:4:1", "1 in detection 3"),
    ("\"score\": 1}]", "\"score\": 1}", "dt.json:4:85", "the end of the file"),
    ("\"score\": 1}]", "\"score\": 1", "dt.json:4:84", "the end of the file"),
    ("\"score\": 1}]", "\"score\": 1}] x", "dt.json:4:87", "x"),
  ])
  func mistakesInResultsAreNamed(_ old: String, _ new: String, _ place: String, _ found: String)
    throws
  {
    let text = Self.results.replacingOccurrences(of: old, with: new)
    #expect(text != Self.results)
    do {
      _ = try results(text)
      Issue.record("\(new) was taken")
    } catch let error as DatasetError {
      #expect(error.place.description == place && error.found.contains(found), "\(error)")
    }
  }

  @Test func twoResultsWithOneIDAreRefused() throws {
    let text = Self.results.replacingOccurrences(
      of: "{\"image_id\"", with: "{\"id\": 4, \"image_id\"")
    let error = try #require(throws: DatasetError.self) { try results(text) }
    #expect(error.found == "id 4 again" && error.place.line == 2)
    #expect(try results(text, isLenient: true).results.count == 1)
    #expect(try results(text, isLenient: true).skipped == 2)
  }

  @Test func otherFilesAreNoResults() {
    for text in ["{}", "{\"annotations\": []}", "[1]", "[[]]", "[{}]", "3"] {
      #expect(throws: DatasetError.self) { try results(text) }
    }
    #expect(throws: DatasetError.self) { try DetectionResult.read("/nowhere/dt.json", for: nil) }
    #expect(throws: DatasetError.self) { try DetectionResult.read("/tmp", for: nil) }
  }
}
