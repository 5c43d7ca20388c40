import Foundation
import Fovea
import Testing

@Suite struct ModelTests {
  @Test func traceWritesWhatTheStagesAnswered() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "fovea-trace-\(UUID().uuidString)/deep").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = try Model.withWeightsAtHand("pasture-classifier").model
    let x = try Image(example: "pasture-01.png").resized(width: 32, height: 32).tensor()
    let stages = try model.trace(model.normalized(x), to: folder)
    #expect(stages.count == 19)
    #expect(stages.first?.name == "features.0" && stages.last?.name == "classifier.4")
    for stage in stages {
      let written = try Tensor(npy: "\(folder)/\(stage.name).npy")
      #expect(written.values == stage.output.values && written.shape == stage.output.shape)
      // Only maps of more than one cell are pictures.
      let hasPicture = FileManager.default.fileExists(atPath: "\(folder)/\(stage.name).png")
      #expect(hasPicture == stage.name.hasPrefix("features"), "\(stage.name)")
    }
    #expect(try Tensor(npy: "\(folder)/input.npy").values == x.values)
    let mosaic = try Image(contentsOf: "\(folder)/features.0.png").tensor()
    #expect(try mosaic.variance().item() > 0.01)  // shows something
    let last = try #require(stages.last).output.values
    #expect(try model.answers(x)[0].values == last)
  }

  @Test func nothingIsWrittenForAnInputThatDoesNotFit() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "fovea-trace-\(UUID().uuidString)").path
    let model = try Model.withWeightsAtHand("pasture-classifier").model
    #expect(throws: ShapeError.self) { try model.trace(Tensor.zeros([1, 3, 31, 32]), to: folder) }
    #expect(!FileManager.default.fileExists(atPath: folder))
    #expect(throws: (any Error).self) {
      try model.trace(Tensor.zeros([1, 3, 32, 32]), to: "/dev/null/trace")
    }
  }

  @Test func namesThatAreNoModelsAreRefused() throws {
    var generator = SeededGenerator(seed: 1)
    let error = #expect(throws: ModelError.self) { try Model(named: "vgg", using: &generator) }
    let words = try #require(error?.description)
    #expect(words.hasPrefix("model: expected one of alexnet, overfeat-fast, vgg16, resnet50, "))
    #expect(words.hasSuffix(", found “vgg”"))
    #expect(Model.names.allSatisfy { words.contains($0) })
    #expect(throws: ModelError.self) { try Model(named: "", weights: [:]) }
    #expect(throws: LoadError.self) { try Model(named: "pasture-classifier", weights: [:]) }
  }

  @Test func weightsAtHandAreThoseThatShip() throws {
    let atHand = Model.names.filter(Model.hasWeightsAtHand)
    #expect(
      Set(atHand).isSuperset(of: [
        "pasture-classifier", "pasture-segmenter", "pasture-overfeat", "pasture-sppnet",
        "pasture-fast-rcnn",
      ]))
    #expect(atHand.allSatisfy { $0.hasPrefix("pasture-") })
    let (model, weights) = try Model.withWeightsAtHand("pasture-classifier")
    #expect(weights?.metadata["recipe"] == "pasture-classifier")
    #expect(model.parameterCount == 191_257)
    #expect(try Model.withWeightsAtHand("alexnet").weights == nil)
  }
}
