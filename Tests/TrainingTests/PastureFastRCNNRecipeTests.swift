import Boxes
import Checkpoints
import Detectors
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Training

@Suite struct PastureFastRCNNRecipeTests {
  static func tiny(steps: Int) throws -> PastureFastRCNNRecipe {
    var recipe = try PastureFastRCNNRecipe(scenes: 2, picturesPerStep: 1, regionsPerPicture: 24)
    recipe.steps = steps
    recipe.learningRate = 0.01
    recipe.validationScenes = 1
    return recipe
  }

  static func options(_ folder: String) throws -> TrainingOptions {
    var options = TrainingOptions.quiet(folder)
    options.stepsBetweenRows = 1
    options.scores = 1
    options.trunk = try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
    ).tensors
    return options
  }

  @Test func bothLossesFall() throws {
    try withTemporaryFolder { folder in
      let report = try Self.tiny(steps: 40).train(Self.options(folder))
      #expect(report.log.termNames == ["classes", "boxes"])
      for term in 0..<2 {
        let losses = report.log.rows.map { $0.terms[term] }
        let (first, last) = (losses.prefix(8).reduce(0, +), losses.suffix(8).reduce(0, +))
        #expect(last < 0.8 * first, "\(report.log.termNames[term])")
      }
      let notes = try Checkpoint(contentsOf: folder + "/pasture-fast-rcnn.safetensors").metadata
      #expect(notes["start"] == "pasture-classifier" && notes["input"] == "3 144 192")
    }
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func batch(_ step: Int, seed: Int) throws -> PastureFastRCNNRecipe.Batch {
      var recipe = try Self.tiny(steps: 1)
      recipe.seed = seed
      var generator = recipe.generator(.batch, step: step)
      return try recipe.batch(at: step, using: &generator)
    }
    let first = try batch(0, seed: 1)
    #expect(first.pictures.shape == [1, 3, 144, 192])
    #expect(first.regions.shape == [24, 5])
    #expect(first.samples.count == 1 && first.samples[0].classes.contains { $0 > 0 })
    let again = try batch(0, seed: 1)
    #expect(again.pictures.values == first.pictures.values)
    #expect(again.regions.values == first.regions.values)
    #expect(try batch(1, seed: 1).regions.values != first.regions.values)
    #expect(try batch(0, seed: 2).pictures.values != first.pictures.values)
  }

  /// The trunk is the classifier's at first; without it, nothing begins.
  @Test func beginsWithTheClassifiersTrunk() throws {
    try withTemporaryFolder { folder in
      var options = try Self.options(folder)
      options.trunk = nil
      #expect(throws: TrainingError.self) { try Self.tiny(steps: 1).train(options) }
    }
    var generator = SeededGenerator(seed: 1)
    let recipe = try Self.tiny(steps: 1)
    let model = try recipe.model(using: &generator)
    let trunk = try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
    ).tensors
    try recipe.begin(model, with: trunk)
    let name = "features.11.weight"
    #expect(model.stateDictionary[name]?.values == trunk[name]?.values)
    #expect(throws: LoadError.self) { try recipe.begin(model, with: [:]) }
  }

  /// What is found once is not searched again, and is the same.
  @Test func proposalsAreKept() {
    let cache = ProposalCache()
    let box = Box(x1: 0, y1: 0, x2: 1, y2: 1)
    #expect(cache.proposals(3) { [box] } == [box])
    #expect(cache.proposals(3) { [] } == [box])
    #expect(cache.proposals(4) { [] } == [])
  }
}
