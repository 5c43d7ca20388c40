import Boxes
import Checkpoints
import Datasets
import Detectors
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Training

@Suite struct PastureSPPnetRecipeTests {
  static func classifier() throws -> [String: Tensor] {
    try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
    ).tensors
  }

  static func begun(_ recipe: PastureSPPnetRecipe) throws -> PastureSPPnet {
    var generator = SeededGenerator(seed: 1)
    let model = try recipe.model(using: &generator)
    try recipe.begin(model, with: classifier())
    return model
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func batch() throws -> PastureSPPnetRecipe.Batch {
      var generator = SeededGenerator(seed: 3)
      return try PastureSPPnetRecipe(sceneCount: 2).batch(at: 7, using: &generator)
    }
    let (one, again) = (try batch(), try batch())
    #expect(one.picks.count == 8 && one.picks.allSatisfy { $0.regions.count == 16 })
    #expect(one.picks.map(\.scene) == again.picks.map(\.scene))
    #expect(one.picks.map(\.regions) == again.picks.map(\.regions))
    #expect(one.picks.allSatisfy { 0..<2 ~= $0.scene })
  }

  @Test func keptRegionsKnowTheirClasses() throws {
    let scene = try PastureSplit.training.scene(3)
    let searched = ProposalScene(
      scene, proposals: try PastureRCNNRecipeTests.proposals(scene.image))
    let places = KeptRegions.Places(searched, 0.5)
    #expect(places.all.count == places.classes.count && Set(places.all).count == places.all.count)
    for (index, label) in zip(places.all, places.classes) {
      let best = searched.best[index]
      #expect(label == (best.iou >= 0.5 ? searched.classes[best.truth] : 0))
      #expect(!searched.isNeutral[index])
    }
    var generator = SeededGenerator(seed: 1)
    let drawn = places.draw(positives: 4, of: 16, using: &generator)
    #expect(drawn.prefix(4).allSatisfy { places.classes[$0] > 0 })
    #expect(drawn.dropFirst(4).allSatisfy { places.classes[$0] == 0 })
  }

  /// The loss falls; what is below the pyramid stays the classifier's.
  @Test func onlyTheLayersAboveThePyramidLearn() throws {
    var recipe = PastureSPPnetRecipe(sceneCount: 2)
    recipe.steps = 30
    let model = try Self.begun(recipe)
    let before = model.stateDictionary
    var optimizer = try recipe.optimizer(for: model)
    var losses: [Float] = []
    for step in 0..<30 {
      var (drawing, dropping) = (SeededGenerator(seed: step), SeededGenerator(seed: step))
      let batch = try recipe.batch(at: step, using: &drawing)
      let terms = try recipe.losses(of: model, on: batch, using: &dropping)
      #expect(terms.map(\.name) == ["cross_entropy"])
      optimizer.clearGradients()
      try terms[0].value.backward()
      try optimizer.step()
      losses.append(try terms[0].value.item())
    }
    let (first, last): (Float, Float) = (losses[..<5].reduce(0, +), losses[25...].reduce(0, +))
    #expect(last < 0.5 * first)
    let after = model.stateDictionary
    for (name, value) in before {
      let isTuned = name.hasPrefix("fc")
      #expect((after[name]?.values != value.values) == isTuned, "\(name)")
    }
  }

  @Test func machinesAndBoxesAreFittedToThePyramid() throws {
    let recipe = PastureSPPnetRecipe(sceneCount: 1)
    let model = try Self.begun(recipe)
    let scenes = ProposalScenes(
      first: 40, count: 16, propose: PastureRCNNRecipeTests.proposals)
    var machines = RCNNMachines()
    machines.firstScenes = 2
    machines.mostBoxes = 40
    let detector = try SPPnetDetector(network: model)
    var told: [String] = []
    try machines.fit(
      model, to: scenes, count: 16, seed: 1, features: detector.features(of:in:)
    ) { told.append($0) }
    #expect(told.count == 8, "a line a class")
    for label in 0..<8 {
      #expect(try model.svm.weight.value[label].values.contains { $0 != 0 })
    }
    // Sixteen scenes need not have a proposal near a thing of every class.
    let moved = try (0..<8).filter { label in
      try model.boxes.weight.value[4 * label].values.contains { $0 != 0 }
    }
    #expect(moved.count >= 6)
  }

  @Test func withoutTheClassifierNothingBegins() throws {
    var generator = SeededGenerator(seed: 1)
    let recipe = PastureSPPnetRecipe(sceneCount: 1)
    let model = try recipe.model(using: &generator)
    #expect(throws: LoadError.self) { try recipe.begin(model, with: [:]) }
  }
}
