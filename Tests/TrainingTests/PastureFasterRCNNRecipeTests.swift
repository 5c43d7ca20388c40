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

  /// Two scenes, over and over: each of the four losses can be learnt away.
  @Test func lossesFallOnWhatIsSeenAgain() throws {
    var recipe = try PastureFasterRCNNRecipe(picturesPerStep: 2)
    recipe.steps = 90
    recipe.learningRate = 0.01
    var generator = SeededGenerator(seed: 1)
    let model = try recipe.model(using: &generator)
    let trunk = try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
    ).tensors
    try recipe.begin(model, with: trunk)
    var optimizer = try recipe.optimizer(for: model)
    let batch = try recipe.batch(at: 0, using: &generator)
    let samples = try model.trainingPass(
      model.normalized(batch.pictures), truths: batch.truths, .pasture(), using: &generator
    ).samples
    let before = try Self.regionLosses(model, batch, samples)
    var rows: [[Float]] = []
    for _ in 0..<recipe.steps {
      optimizer.clearGradients()
      let terms = try recipe.losses(of: model, on: batch, using: &generator)
      var sum = terms[0].value
      for term in terms.dropFirst() { sum = try sum + term.value }
      try sum.backward()
      try optimizer.step()
      rows.append(try terms.map { try $0.value.item() })
    }
    // On the regions of before the first step. Those of each step are others: while the first stage
    // proposes more and more boxes that overlap things, there is more and more to learn from, and the
    // last loss, as the steps have it, rises.
    let after = try Self.regionLosses(model, batch, samples)
    print("REGION LOSSES", before, after, rows.first ?? [], rows.last ?? [])
    #expect(after.classes < 0.5 * before.classes && after.boxes < 0.7 * before.boxes)
    for (term, name) in ["objectness", "proposals", "classes"].enumerated() {
      let means = stride(from: 0, to: rows.count, by: 10).map { first in
        rows[first..<first + 10].reduce(0) { $0 + $1[term] } / 10
      }
      #expect(means[8] < 0.7 * (means.max() ?? 0), "\(name): \(means)")
    }
  }

  /// What the second stage loses on these regions of a batch.
  static func regionLosses(
    _ model: PastureFasterRCNN, _ batch: SceneBatch, _ samples: [SampledRegions]
  ) throws -> (classes: Float, boxes: Float) {
    try withoutGradient {
      let maps = try model.maps(model.normalized(batch.pictures))
      let losses = try fastRCNNLosses(
        model.answers(maps: maps, regions: samples.map(\.boxes)), samples)
      return (try losses.classes.item(), try losses.boxes.item())
    }
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
