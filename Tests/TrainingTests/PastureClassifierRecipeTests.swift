import Boxes
import Checkpoints
import Datasets
import Detectors
import Foundation
import Layers
import Synchronization
import Tensors
import Testing

@testable import Training

@Suite struct PastureClassifierRecipeTests {
  static func tiny(steps: Int) throws -> PastureClassifierRecipe {
    var recipe = try PastureClassifierRecipe(balancedCrops: 18, hardScenes: 1)
    recipe.steps = steps
    recipe.learningRate = 0.05
    recipe.validationCrops = 18
    return recipe
  }

  static func options(_ folder: String) -> TrainingOptions {
    var options = TrainingOptions.quiet(folder)
    options.stepsBetweenRows = 1
    options.scores = 1
    return options
  }

  @Test func theModelAndTheDataNameTheSameClasses() {
    #expect(PastureClassifier.classNames == PastureCrops.classNames)
  }

  @Test func learns() throws {
    try withTemporaryFolder { folder in
      let report = try Self.tiny(steps: 30).train(Self.options(folder))
      let losses = report.log.rows.map(\.loss)
      #expect(losses.count == 30)
      // Guessing costs log 9 = 2.2; thirty small steps must do better on crops never seen before.
      #expect(losses.prefix(3).reduce(0, +) / 3 > 1.9)
      #expect(losses.suffix(5).reduce(0, +) / 5 < 1.5)
      let checkpoint = try Checkpoint(contentsOf: folder + "/pasture-classifier.safetensors")
      #expect(checkpoint.metadata["classes"] == PastureCrops.classNames.joined(separator: " "))
      #expect(checkpoint.metadata["input"] == "3 32 32")
      #expect(checkpoint.metadata["data"] == "Pasture v1, 18 balanced and 9 hard crops")
    }
  }

  /// Six steps at once, and three, a pause, and three: the same weights, to the bit.
  @Test func goesOnBitForBit() throws {
    let whole = try withTemporaryFolder { folder in
      _ = try Self.tiny(steps: 6).train(Self.options(folder))
      return try Data(contentsOf: URL(filePath: folder + "/pasture-classifier.safetensors"))
    }
    try withTemporaryFolder { folder in
      var options = Self.options(folder)
      let asked = Mutex(0)
      options.shouldStop = {
        asked.withLock { asked in
          asked += 1
          return asked > 3
        }
      }
      let stopped = try Self.tiny(steps: 6).train(options)
      #expect(stopped.step == 3)
      options.shouldStop = { false }
      options.resumes = true
      #expect(try Self.tiny(steps: 6).train(options).step == 6)
      let parts = try Data(contentsOf: URL(filePath: folder + "/pasture-classifier.safetensors"))
      #expect(parts == whole)
    }
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func crops(_ step: Int, seed: Int) throws -> [Float] {
      var recipe = try Self.tiny(steps: 1)
      recipe.seed = seed
      var generator = recipe.generator(.batch, step: step)
      let batch = try recipe.batch(at: step, using: &generator)
      #expect(batch.crops.shape == [27, 3, 32, 32])
      #expect(batch.classes.count == 27)
      #expect(batch.classes.suffix(9).allSatisfy { $0 == 0 })
      return batch.crops.values
    }
    let first = try crops(0, seed: 1)
    #expect(try crops(0, seed: 1) == first)
    #expect(try crops(1, seed: 1) != first)
    #expect(try crops(0, seed: 2) != first)
  }

  @Test func hardWindowsFrameNothing() throws {
    var generator = SeededGenerator(seed: 1)
    var touching = 0
    for number in 0..<20 {
      let scene = try PastureSplit.training.scene(number)
      for _ in 0..<9 {
        let window = HardBackground.window(in: scene, using: &generator)
        #expect(window.x1 >= 0 && window.y1 >= 0)
        #expect(window.x2 <= 192.01 && window.y2 <= 144.01)
        #expect(abs(window.width - window.height) < 0.01)
        #expect(!scene.things.contains { HardBackground.isFramed($0.box, by: window) })
        if scene.things.contains(where: { $0.box.intersectionArea(with: window) > 0 }) {
          touching += 1
        }
      }
    }
    #expect(touching > 120)  // of 180
  }

  @Test func aThingInItsTrainingCropIsFramed() {
    let person = Box(x1: 40, y1: 20, x2: 60, y2: 80)
    #expect(HardBackground.isFramed(person, by: Box(x: 15, y: 15, width: 70, height: 70)))
    #expect(!HardBackground.isFramed(person, by: Box(x: 40, y: 20, width: 20, height: 20)))
    #expect(!HardBackground.isFramed(person, by: Box(x: 0, y: 0, width: 140, height: 140)))
    #expect(!HardBackground.isFramed(person, by: Box(x: 70, y: 20, width: 70, height: 70)))
  }

  @Test func isMeasuredOnCropsOfTheTestSplit() throws {
    try withTemporaryFolder { folder in
      var generator = SeededGenerator(seed: 1)
      let model = try PastureClassifier(using: &generator)
      let path = folder + "/untrained.safetensors"
      try Checkpoint.write(model.stateDictionary, to: path, precision: .float16)
      let report = try Self.tiny(steps: 1).evaluate(weights: path, images: 130)
      let score = try #require(report as? ClassifierScore)
      #expect(score.confusion.total == 130)
      // Balanced classes, whatever the answers.
      for k in 0..<9 { #expect(12...18 ~= score.confusion.counts[k].reduce(0, +)) }
      #expect(score.model == "pasture-classifier")
    }
  }

  @Test func theWeightsOfAnotherModelAreRefused() throws {
    try withTemporaryFolder { folder in
      try Checkpoint.write(["slope": Tensor([1])], to: folder + "/line.safetensors")
      #expect(throws: LoadError.self) {
        try Self.tiny(steps: 1).evaluate(weights: folder + "/line.safetensors", images: 1)
      }
    }
  }

  @Test func recipesAreFoundByName() throws {
    #expect(try Recipes.named("pasture-classifier").name == "pasture-classifier")
    let error = #expect(throws: TrainingError.self) { try Recipes.named("pasture-clasifier") }
    #expect(
      error?.description
        == "recipe: expected one of \(try Recipes.all().map(\.name).joined(separator: ", ")), "
        + "found “pasture-clasifier”")
  }
}
