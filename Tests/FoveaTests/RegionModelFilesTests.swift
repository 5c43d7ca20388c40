import Foundation
import Fovea
import Testing

/// The detectors on proposals, made from files that do not fit them.
@Suite struct RegionModelFilesTests {
  static let names = [
    "rcnn-alexnet", "rcnn-vgg16", "sppnet", "sppnet-vgg16", "fast-rcnn-vgg16", "pasture-rcnn",
    "pasture-sppnet", "pasture-fast-rcnn",
  ]

  private func withFile<R>(_ tensors: [String: Tensor], _ body: (String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "fovea-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Checkpoint.write(tensors, to: path)
    return try body(path)
  }

  /// Missing, extra and misshapen, the first ten of each, with shapes.
  @Test(arguments: names)
  func whatDoesNotFitIsListed(_ name: String) throws {
    let first = name.hasPrefix("sppnet") && name != "sppnet-vgg16" ? "conv1" : "features.0"
    var tensors = ["\(first).weight": try Tensor.zeros([3, 2])]
    for index in 0..<12 { tensors["stranger.\(index)"] = try Tensor.zeros([index + 1]) }
    let error = try withFile(tensors) { path in
      #expect(throws: LoadError.self) { try PictureModels.named(name, weights: path) }
    }
    let words = try #require(error?.description)
    #expect(words.contains("extra (12):") && words.contains("… and 2 more"), "\(words)")
    #expect(words.contains("stranger.0 found [1]"))
    #expect(words.contains("misshapen (1):") && words.contains("found [3, 2]"))
    let missing = try #require(error?.missing.count)
    #expect(missing > 10 && words.contains("missing (\(missing)):"))
    #expect(words.contains("… and \(missing - 10) more"))
    #expect(words.contains("nothing loaded"))
  }

  /// Weights of three classes for a model of eight.
  @Test(arguments: [("pasture-rcnn", "svm.weight", 80), ("pasture-sppnet", "svm.weight", 128)])
  func anotherNumberOfClassesIsNamed(_ name: String, _ layer: String, _ features: Int) throws {
    var tensors = try Checkpoint(contentsOf: Resources().weights(name)).tensors
    tensors[layer] = try Tensor.zeros([3, features])
    let error = try withFile(tensors) { path in
      #expect(throws: LoadError.self) { try PictureModels.named(name, weights: path) }
    }
    #expect(
      error?.description.contains("\(layer) expected [8, \(features)], found [3, \(features)]")
        == true)
  }

  /// A picture smaller than a cell: nothing is found, nothing breaks.
  @Test(arguments: ["pasture-rcnn", "pasture-sppnet", "pasture-fast-rcnn"])
  func aPictureSmallerThanTheStride(_ name: String) throws {
    let model = try PictureModels.named(name)
    for (width, height) in [(1, 1), (3, 2), (2, 60)] {
      let answer = try model.answer(for: Image(width: width, height: height, color: .red))
      for thing in answer.things {
        #expect(thing.detection.box == thing.detection.box.clipped(width: width, height: height))
      }
    }
  }
}
