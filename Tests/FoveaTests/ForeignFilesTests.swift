import Foundation
import Testing

@testable import Fovea

/// Darknet's and PyTorch's files through the library's front door.
@Suite struct ForeignFilesTests {
  static func fixture(_ path: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: path).path
  }

  static func darknet(_ name: String) -> String {
    fixture("DetectorsTests/Fixtures/darknet/\(name)")
  }

  static func torch(_ name: String) -> String { fixture("CheckpointsTests/Fixtures/\(name)") }

  private func object(_ inspection: Inspection) throws -> [String: Any] {
    for line in inspection.text.split(separator: "\n").dropFirst() {
      #expect(line.count <= 80, "\(line)")
    }
    return try #require(
      try JSONSerialization.jsonObject(with: Data(inspection.json.utf8)) as? [String: Any])
  }

  @Test func aConfigurationIsShownLayerByLayer() throws {
    let inspection = try Inspection(Self.darknet("version3.cfg"))
    let json = try object(inspection)
    #expect(json["kind"] as? String == "configuration" && json["classes"] as? Int == 3)
    #expect(json["input"] as? [Int] == [1, 3, 24, 32])
    let layers = try #require(json["layers"] as? [[String: Any]])
    #expect(layers.count == 17)
    #expect(
      layers[7]["section"] as? String == "route" && layers[7]["output"] as? [Int] == [1, 8, 6, 8])
    #expect(layers.last?["output"] as? [Int] == [1, 8, 12, 16])
    #expect(inspection.text.contains("a detector with 2 [yolo]"))
    let numbers = try #require(json["numbers"] as? Int)
    let weights = try object(Inspection(Self.darknet("version3.weights")))
    #expect(weights["kind"] as? String == "darknet-weights")
    #expect(weights["numbers"] as? Int == numbers && weights["version"] as? String == "0.2.0")
  }

  @Test(arguments: ["zip", "legacy"])
  func pyTorchsFilesAreCheckpoints(format: String) throws {
    let json = try object(Inspection(Self.torch("torch-\(format)-model.pth")))
    #expect(json["kind"] as? String == "checkpoint")
    #expect((json["tensors"] as? [Any])?.count == 9)
    #expect((json["metadata"] as? [String: String])?["epoch"] == "12")
  }

  @Test func aDetectorIsMadeOfTwoFiles() throws {
    let (cfg, weights) = (Self.darknet("version3.cfg"), Self.darknet("version3.weights"))
    let model = try PictureModels.named(
      "yolo", weights: weights, configuration: cfg, classNames: ["sheep", "dog", "kite"],
      leastScore: 0.02)
    #expect(model.classNames == ["sheep", "dog", "kite"])
    let image = try Image(contentsOf: Self.fixture("../examples/pictures/pasture-01.png"))
    let things = try model.answer(for: image).things
    #expect(!things.isEmpty)
    #expect(things.allSatisfy { $0.detection.score > 0.02 })
    // The same weights under our own names, in a file of ours.
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let network = try DarknetNetwork(contentsOf: cfg, weights: weights)
    try Checkpoint.write(network.stateDictionary, to: folder + "/a.safetensors")
    let again = try PictureModels.named(
      "yolo", weights: folder + "/a.safetensors", configuration: cfg, leastScore: 0.02)
    #expect(try again.answer(for: image).things == things)
    // And written back as Darknet's, under a name that does not say so.
    try network.writeWeights(to: folder + "/a.bin")
    let back = try DarknetNetwork(contentsOf: cfg, weights: folder + "/a.bin")
    #expect(back.namedParameters().count == network.namedParameters().count)
  }

  @Test func whatDoesNotFitLoadsNothing() throws {
    let cfg = Self.darknet("version3.cfg")
    let network = try DarknetNetwork(unloaded: DarknetConfiguration(contentsOf: cfg))
    try network.load(contentsOf: Self.darknet("version3.weights"))
    let before = network.stateDictionary.mapValues(\.values)
    let other = #expect(throws: CheckpointError.self) {
      try network.load(contentsOf: Self.darknet("version2.weights"))
    }
    #expect(
      other?.found.hasSuffix("more numbers") == true || other?.place.hasPrefix("layer ") == true)
    let torch = #expect(throws: LoadError.self) {
      try network.load(contentsOf: Self.torch("torch-zip-model.pth"))
    }
    let lines = try #require(torch).description.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("    0.conv.weight expected [6, 3, 3, 3]") })
    #expect(lines.contains { $0.hasPrefix("    classifier.weight found [3, 2]") })
    #expect(lines.contains { $0.contains("… and ") })
    #expect(network.stateDictionary.mapValues(\.values) == before)
    #expect(throws: PictureModelError.self) { try PictureModels.named("yolo", weights: cfg) }
    #expect(throws: PictureModelError.self) { try PictureModels.named("yolo", configuration: cfg) }
  }
}
