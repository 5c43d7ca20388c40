import Boxes
import Checkpoints
import Detectors
import Layers
import Tensors
import Testing

@testable import Training

@Suite struct PastureSSDRecipeTests {
  @Test func bothLossesFall() throws {
    try withTemporaryFolder { folder in
      var recipe = try PastureSSDRecipe(picturesPerStep: 2)
      recipe.steps = 24
      recipe.validationScenes = 1
      let report = try recipe.train(PastureFastRCNNRecipeTests.options(folder))
      #expect(report.log.termNames == ["classes", "boxes"])
      for term in 0..<2 {
        let losses = report.log.rows.map { $0.terms[term] }
        let (first, last) = (losses.prefix(6).reduce(0, +), losses.suffix(6).reduce(0, +))
        #expect(last < 0.85 * first, "\(report.log.termNames[term])")
      }
      let notes = try Checkpoint(contentsOf: folder + "/pasture-ssd.safetensors").metadata
      #expect(notes["start"] == "pasture-classifier" && notes["input"] == "3 144 192")
    }
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func batch(_ step: Int, seed: Int, cropped: Float) throws -> PastureSSDRecipe.Batch {
      var recipe = try PastureSSDRecipe(picturesPerStep: 1)
      recipe.seed = seed
      recipe.cropped = cropped
      var generator = recipe.generator(.batch, step: step)
      return try recipe.batch(at: step, using: &generator)
    }
    for cropped in [Float(0), 1] {
      let first = try batch(0, seed: 1, cropped: cropped)
      #expect(first.pictures.shape == [1, 3, 144, 192])
      #expect(first.targets[0].classes.count == 10272 && !first.targets[0].positives.isEmpty)
      let again = try batch(0, seed: 1, cropped: cropped)
      #expect(again.pictures.values == first.pictures.values)
      #expect(again.targets[0].classes == first.targets[0].classes)
      #expect(try batch(1, seed: 1, cropped: cropped).pictures.values != first.pictures.values)
      #expect(try batch(0, seed: 2, cropped: cropped).pictures.values != first.pictures.values)
    }
    #expect(throws: TrainingError.self) { try PastureSSDRecipe(picturesPerStep: 0) }
  }
}
