import Boxes
import Checkpoints
import Detectors
import Layers
import Tensors
import Testing

@testable import Training

@Suite struct PastureFasterRCNNRecipeTests {
  static func tiny(steps: Int) throws -> PastureFasterRCNNRecipe {
    var recipe = try PastureFasterRCNNRecipe(picturesPerStep: 1)
    recipe.steps = steps
    recipe.learningRate = 0.01
    recipe.validationScenes = 1
    return recipe
  }

  @Test func aShortRun() throws {
    try withTemporaryFolder { folder in
      let report = try Self.tiny(steps: 30).train(PastureFastRCNNRecipeTests.options(folder))
      #expect(report.log.termNames == ["objectness", "proposals", "classes", "boxes"])
      // Pictures differ too much for the other two to fall in so few steps.
      for term in [0, 2] {
        let losses = report.log.rows.map { $0.terms[term] }
        let (first, last) = (losses.prefix(5).reduce(0, +), losses.suffix(5).reduce(0, +))
        #expect(last < 0.8 * first, "\(report.log.termNames[term])")
      }
      let notes = try Checkpoint(contentsOf: folder + "/pasture-faster-rcnn.safetensors").metadata
      #expect(notes["start"] == "pasture-classifier" && notes["input"] == "3 144 192")
    }
  }

  /// Two scenes, over and over, and in the second stage the same regions: each of the four losses can be
  /// learnt away. (With regions that the first stage proposes, the last one rises: there are more and more
  /// to learn from.)
  @Test func lossesFallOnWhatIsSeenAgain() throws {
    var recipe = try PastureFasterRCNNRecipe(picturesPerStep: 2)
    recipe.steps = 50
    recipe.learningRate = 0.01
    var generator = SeededGenerator(seed: 1)
    let model = try recipe.model(using: &generator)
    let trunk = try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
    ).tensors
    try recipe.begin(model, with: trunk)
    var optimizer = try recipe.optimizer(for: model)
    let batch = try recipe.batch(at: 0, using: &generator)
    let x = try model.normalized(batch.pictures)
    let samples = try batch.truths.map { try Self.besideTheThings($0, using: &generator) }
    var rows: [[Float]] = []
    for _ in 0..<recipe.steps {
      optimizer.clearGradients()
      let pass = try model.trainingPass(x, truths: batch.truths, .pasture(), using: &generator)
      let answers = try model.answers(maps: pass.maps, regions: samples.map(\.boxes))
      let second = try fastRCNNLosses(answers, samples)
      let terms = pass.losses.prefix(2).map(\.value) + [second.classes, second.boxes]
      try terms.dropFirst().reduce(terms[0]) { try $0 + $1 }.backward()
      try optimizer.step()
      rows.append(try terms.map { try $0.item() })
    }
    for (term, name) in ["objectness", "proposals", "classes", "boxes"].enumerated() {
      let means = stride(from: 0, to: rows.count, by: 10).map { first in
        rows[first..<first + 10].reduce(0) { $0 + $1[term] } / 10
      }
      #expect(means[4] < 0.3 * means[0], "\(name): \(means)")
    }
  }

  /// Regions a little off each thing, on all sides, and the four quarters of the picture.
  static func besideTheThings(
    _ truths: PictureTruths, using generator: inout SeededGenerator
  ) throws -> SampledRegions {
    let beside = truths.boxes.flatMap { box in
      [(-0.2, 0), (0.2, 0), (0, -0.2), (0, 0.2)].map { (x: Float, y: Float) in
        box.moved(x: x * box.width, y: y * box.height)
      }
    }
    let quarters = [Float(0), 96].flatMap { x in
      [Float(0), 72].map { Box(x: x, y: $0, width: 96, height: 72) }
    }
    return try RegionSampler(count: 64).sample(
      beside + quarters, truths: truths.boxes, classes: truths.classes, ignored: truths.ignored,
      using: &generator)
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func batch(_ step: Int, seed: Int, masks: Bool = false) throws -> SceneBatch {
      var generator = SeededGenerator(seed: step + 7)
      return try SceneBatch(
        seed: seed, step: step, count: 2, masks: masks, using: &generator)
    }
    let first = try batch(0, seed: 1)
    #expect(first.pictures.shape == [2, 3, 144, 192])
    #expect(first.truths.count == 2 && first.things.count == 2)
    for (truths, things) in zip(first.truths, first.things) {
      #expect(truths.boxes == things.map(\.box) && !truths.boxes.isEmpty)
      #expect(truths.classes == things.map { $0.classIndex + 1 })
      #expect(truths.classes.allSatisfy { 1...8 ~= $0 })
      #expect(things.allSatisfy { $0.mask == nil })
    }
    let again = try batch(0, seed: 1)
    #expect(again.pictures.values == first.pictures.values && again.truths == first.truths)
    #expect(try batch(1, seed: 1).truths != first.truths)
    #expect(try batch(0, seed: 2).truths != first.truths)
    #expect(try batch(0, seed: 1, masks: true).things[0].allSatisfy { $0.mask != nil })
  }

  /// The trunk is the classifier's at first; without it, nothing begins.
  @Test func beginsWithTheClassifiersTrunk() throws {
    try withTemporaryFolder { folder in
      var options = try PastureFastRCNNRecipeTests.options(folder)
      options.trunk = nil
      #expect(throws: TrainingError.self) { try Self.tiny(steps: 1).train(options) }
    }
    #expect(throws: TrainingError.self) { try PastureFasterRCNNRecipe(picturesPerStep: 0) }
  }
}
