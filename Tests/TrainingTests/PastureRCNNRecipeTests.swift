import Boxes
import Checkpoints
import Datasets
import Detectors
import Foundation
import Images
import Tensors
import Testing

@testable import Training

@Suite struct PastureRCNNRecipeTests {
  static func proposals(_ image: Image) throws -> [Box] {
    Array(try selectiveSearch(image, mode: .single).prefix(60))
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    let recipe = PastureRCNNRecipe(sceneCount: 5)
    var (first, second) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    let one = try recipe.batch(at: 7, using: &first)
    // Another recipe has searched no scene yet; that must not matter.
    let again = try PastureRCNNRecipe(sceneCount: 5).batch(at: 7, using: &second)
    #expect(one.warps.shape == [128, 3, 32, 32] && one.classes.count == 128)
    #expect(one.classes == again.classes && one.warps.values == again.warps.values)
    #expect(one.classes.allSatisfy { 0...8 ~= $0 })
    // A quarter things, the rest background, scene by scene.
    for scene in 0..<4 {
      let classes = one.classes[scene * 32..<(scene + 1) * 32]
      #expect(classes.prefix(8).allSatisfy { $0 > 0 })
      #expect(classes.dropFirst(8).allSatisfy { $0 == 0 })
    }
    #expect(one.warps.values.allSatisfy { 0...1 ~= $0 })
  }

  @Test func proposalsKnowWhatTheyLieOn() throws {
    let scene = try PastureSplit.training.scene(3)
    let searched = ProposalScene(scene, proposals: try Self.proposals(scene.image))
    #expect(searched.boxes.count == searched.proposalCount + searched.truths.count)
    #expect(searched.truths.count == scene.things.count { !$0.isIgnored })
    for (index, box) in searched.boxes.enumerated() {
      let fits = searched.truths.map { box.iou(with: $0) }
      #expect(searched.best[index].iou == fits.max() ?? 0)
      let truth = searched.best[index].truth
      if truth >= 0 {
        #expect(fits[truth] == searched.best[index].iou)
        let label = searched.classes[truth]
        #expect(searched.overlap(index, classIndex: label) >= fits[truth])
      }
    }
    for (index, label) in searched.classes.enumerated() {
      #expect(searched.best[searched.proposalCount + index].iou == 1)
      #expect(1...8 ~= label)
    }
  }

  @Test func machinesAndBoxesAreFittedToTheNetwork() throws {
    let scenes = ProposalScenes(first: 40, count: 16, propose: Self.proposals)
    var generator = SeededGenerator(seed: 5)
    let model = try PastureRCNN(
      trunk: PastureClassifier(using: &generator), classNames: PastureClassifier.classNames)
    var machines = RCNNMachines()
    machines.firstScenes = 2
    machines.negativesBetweenFits = 100
    var told: [String] = []
    try machines.fit(model, to: scenes, count: 16, seed: 1) { told.append($0) }
    #expect(told.count == 8, "a line a class")
    let weights = model.svm.weight.value
    for label in 0..<8 {
      #expect(try weights[label].values.contains { $0 != 0 })
      #expect(told[label].hasPrefix(PastureClassifier.classNames[label + 1]))
    }
    // Twice the same.
    let again = try PastureRCNN(trunk: model.trunk, classNames: model.classNames)
    try machines.fit(again, to: scenes, count: 16, seed: 1) { _ in }
    #expect(again.svm.weight.value.values == weights.values)
    #expect(again.boxes.weight.value.values == model.boxes.weight.value.values)
  }

  @Test func aClassThatIsNowhereIsNamed() throws {
    let scenes = ProposalScenes(first: 0, count: 1, propose: Self.proposals)
    let model = try PastureRCNN(
      trunk: PastureClassifier(
        weights: Checkpoint(
          contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
        ).tensors), classNames: PastureClassifier.classNames)
    let error = #expect(throws: TrainingError.self) {
      try RCNNMachines().fit(model, to: scenes, count: 1, seed: 1) { _ in }
    }
    #expect(error?.description.contains("in some scene") == true)
  }
}
