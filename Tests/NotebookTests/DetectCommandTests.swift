import Foundation
import Fovea
import Testing

/// `fovea detect`, as it is typed.
struct DetectCommandTests {
  static let example = Built.root + "/examples/pictures/pasture-01.png"

  @Test func oneJSONLineForEachPicture() throws {
    try Built.inFolder { folder in
      try Image(width: 40, height: 30).write(to: folder + "/empty.png")
      let answer = try Built.run(
        ["detect", Self.example, "empty.png", "--model", "sliding-window", "--json"], in: folder)
      #expect(answer.status == 0, "\(answer.complaints)")
      let lines = answer.output.split(separator: "\n")
      try #require(lines.count == 2)
      let objects = try lines.map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(objects[0]["file"] as? String == Self.example)
      #expect(objects[0]["width"] as? Int == 192 && objects[0]["height"] as? Int == 144)
      let found = try #require(objects[0]["detections"] as? [[String: Any]])
      let same = try SlidingWindowDetector(classifier: .trained())
        .detections(in: Image(contentsOf: Self.example))
      #expect(found.count == same.count && !same.isEmpty)
      for (one, other) in zip(found, same) {
        #expect(one["class"] as? Int == other.classIndex)
        #expect(one["name"] as? String == PastureClassifier.classNames[other.classIndex])
        let box = try #require(one["box"] as? [Double])
        #expect(box.map { Float($0) } == [other.box.x1, other.box.y1, other.box.x2, other.box.y2])
      }
      #expect((objects[1]["detections"] as? [Any])?.isEmpty == true)
    }
  }

  @Test func picturesGoIntoAFileOrAFolder() throws {
    try Built.inFolder { folder in
      let one = try Built.run(
        ["detect", Self.example, "--model", "sliding-window", "-o", "new/found.png"], in: folder)
      #expect(one.status == 0)
      #expect(one.output.contains("pasture-01.png  "))
      let picture = try Image(contentsOf: folder + "/new/found.png")
      #expect(picture.width == 768)
      // Two of the same name, and one that is called as the second would be.
      try FileManager.default.createDirectory(
        atPath: folder + "/b", withIntermediateDirectories: true)
      try Image(width: 40, height: 30).write(to: folder + "/b/pasture-01.png")
      try Image(width: 40, height: 30).write(to: folder + "/b/pasture-01-2.png")
      let two = try Built.run(
        [
          "detect", Self.example, "b/pasture-01.png", "b/pasture-01-2.png", "--model",
          "sliding-window", "-o", "all",
        ], in: folder)
      #expect(two.status == 0)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/all").sorted()
          == ["pasture-01-2-2.png", "pasture-01-2.png", "pasture-01.png"])
    }
  }

  @Test func oneBadPictureDoesNotStopTheOthers() throws {
    try Built.inFolder { folder in
      try Data("no picture".utf8).write(to: URL(filePath: folder + "/text.png"))
      try Image(width: 9, height: 9).write(to: folder + "/tiny.png")
      try Image(width: 40, height: 30).write(to: folder + "/empty.png")
      let answer = try Built.run(
        [
          "detect", "gone.png", "text.png", "tiny.png", "empty.png", "--model", "sliding-window",
        ], in: folder)
      #expect(answer.status == 1)
      #expect(answer.output == "empty.png  nothing\n")
      for words in ["gone.png", "text.png", "tiny.png", "found 9×9"] {
        #expect(answer.complaints.contains(words), "\(answer.complaints)")
      }
    }
  }

  @Test(arguments: [
    (["--model", "sliding-windo"], "did you mean sliding-window?"),
    (["--model", "sliding-window", "--score", "2"], "a number in 0…1"),
    (["--model", "sliding-window", "-o", "x.jpg"], "ending in .png"),
    (["--model", "sliding-window", "b.png", "-o", "x.png"], "a folder for 2 pictures"),
    (["--model", "sliding-window", "-o", "a.png"], "the picture itself"),
    (["--model", "sliding-window", "-o", "."], "the picture itself"),
    ([], "--model"),
  ])
  func badUsageExitsWith2(arguments: [String], says: String) throws {
    try Built.inFolder { folder in
      try Image(width: 40, height: 30).write(to: folder + "/a.png")
      let before = try Data(contentsOf: URL(filePath: folder + "/a.png"))
      let answer = try Built.run(["detect", "a.png"] + arguments, in: folder)
      #expect(answer.status == 2)
      #expect(answer.output.isEmpty)
      #expect(answer.complaints.contains(says), "\(answer.complaints)")
      #expect(try Data(contentsOf: URL(filePath: folder + "/a.png")) == before)
    }
  }

  @Test func otherNames() throws {
    try Built.inFolder { folder in
      try Data("a\nb\n".utf8).write(to: URL(filePath: folder + "/two.txt"))
      let few = try Built.run(
        ["detect", Self.example, "--model", "sliding-window", "--names", "two.txt"], in: folder)
      #expect(few.status == 1 && few.complaints.contains("expected 9 class names, found 2"))
      let names = (0..<9).map { "kind \($0)\n" }.joined()
      try Data(names.utf8).write(to: URL(filePath: folder + "/nine.txt"))
      let nine = try Built.run(
        ["detect", Self.example, "--model", "sliding-window", "--names", "nine.txt"], in: folder)
      #expect(nine.status == 0 && nine.output.contains("kind "))
    }
  }

  /// A small network of Darknet's kind, with weights that libdarknet made: it finds nothing right, but
  /// is measured.
  @Test func aDarknetFileIsMeasuredOnScenes() throws {
    let files = Built.root + "/Tests/DetectorsTests/Fixtures/darknet/version3"
    let model = ["evaluate", "yolo", "--config", files + ".cfg", "--weights", files + ".weights"]
    try Built.inFolder { folder in
      try Data("person\nsheep\nkite\n".utf8).write(to: URL(filePath: folder + "/names.txt"))
      let answer = try Built.run(
        model + ["--names", "names.txt", "--images", "2", "--json"], in: folder)
      #expect(answer.status == 0, "\(answer.complaints)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
      #expect(object["model"] as? String == "yolo" && object["images"] as? Int == 2)
      // “class 0” is nobody's name in the Pasture.
      let nameless = try Built.run(model + ["--images", "2"], in: folder)
      #expect(
        nameless.status == 1 && nameless.complaints.contains("a model of the Pasture's classes"))
      let bare = try Built.run(["evaluate", "yolo", "--images", "2"], in: folder)
      #expect(bare.status == 1 && bare.complaints.contains("expected a configuration for yolo"))
      let crops = try Built.run(
        ["evaluate", "pasture-classifier", "--config", "a.cfg"], in: folder)
      #expect(crops.status == 2 && crops.complaints.contains("--config and --names belong to"))
    }
  }

  @Test func aDetectorIsMeasuredOnScenes() throws {
    try Built.inFolder { folder in
      let answer = try Built.run(
        ["evaluate", "sliding-window", "--images", "4", "--json"], in: folder)
      #expect(answer.status == 0, "\(answer.complaints)")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
      #expect(object["model"] as? String == "sliding-window" && object["images"] as? Int == 4)
      #expect((object["voc_AP50"] as? Double ?? -1) > 0)
      let crops = try Built.run(
        ["evaluate", "pasture-classifier", "--split", "test"], in: folder)
      #expect(crops.status == 2 && crops.complaints.contains("--split belongs to a detector"))
    }
  }
}
