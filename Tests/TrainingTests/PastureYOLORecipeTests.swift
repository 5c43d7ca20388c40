import Boxes
import Checkpoints
import Datasets
import Detectors
import Tensors
import Testing

@testable import Training

@Suite struct PastureYOLORecipeTests {
  /// The terms that can come to little in a few steps do: on scenes never seen before, or again and again
  /// on those of the first step.
  private func expectLearning<R: Recipe>(
    _ recipe: R, falling: [String], sameScenes: Bool = false
  ) throws {
    var recipe = recipe
    recipe.steps = 24
    var generator = recipe.generator(.weights)
    let model = try recipe.model(using: &generator)
    try recipe.begin(
      model,
      with: Checkpoint(
        contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
      ).tensors)
    var optimizer = try recipe.optimizer(for: model)
    var rows: [[String: Float]] = []
    for step in 0..<recipe.steps {
      var drawing = recipe.generator(.batch, step: step)
      let batch = try recipe.batch(at: sameScenes ? 0 : step, using: &drawing)
      let terms = try recipe.losses(of: model, on: batch, using: &drawing)
      optimizer.clearGradients()
      try terms.map(\.value).reduce(Tensor(0)) { try $0 + $1 }.backward()
      try optimizer.step()
      rows.append(
        Dictionary(uniqueKeysWithValues: try terms.map { ($0.name, try $0.value.item()) }))
    }
    for name in falling {
      func mean(_ part: ArraySlice<[String: Float]>) -> Float {
        part.reduce(0) { $0 + ($1[name] ?? .infinity) } / Float(part.count)
      }
      #expect(mean(rows.suffix(6)) < 0.85 * mean(rows.prefix(6)), "\(name)")
    }
  }

  @Test func version3sTermsFall() throws {
    var recipe = PastureYOLOv3Recipe()
    recipe.batchSize = 2
    try expectLearning(recipe, falling: ["background", "classes"])
  }

  @Test func version1sTermsFall() throws {
    var recipe = PastureYOLOv1Recipe()
    recipe.batchSize = 2
    try expectLearning(recipe, falling: ["classes", "sizes"])
  }

  @Test func detectNetsTermsFall() throws {
    var recipe = PastureDetectNetRecipe()
    recipe.batchSize = 2
    // How much is to be covered differs more from scene to scene than so few steps change it.
    try expectLearning(recipe, falling: ["coverage", "boxes"], sameScenes: true)
  }

  /// Settings are the file's: what ships was made as the recipe says today.
  @Test func eachGridRecipeSaysWhatItSets() {
    let detectNet = PastureDetectNetRecipe().settings
    #expect(detectNet["coverage"]?.contains("0.4 of each side, at least 5.0 pixels") == true)
    #expect(detectNet["learning_rate"] == "0.002, warm-up 60 steps, cosine to 0")
    #expect(PastureYOLOv1Recipe().settings["coverage"] == nil)
    #expect(PastureYOLOv3Recipe().trunk == "pasture-classifier")
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func batch(_ step: Int, seed: Int) throws -> YOLOBatch {
      var recipe = PastureYOLOv3Recipe()
      recipe.batchSize = 2
      recipe.seed = seed
      var generator = recipe.generator(.batch, step: step)
      return try recipe.batch(at: step, using: &generator)
    }
    let first = try batch(0, seed: 1)
    #expect(first.pictures.shape == [2, 3, 144, 192] && first.truths.count == 2)
    #expect(try batch(0, seed: 1).truths == first.truths)
    #expect(try batch(0, seed: 1).pictures.values == first.pictures.values)
    #expect(try batch(1, seed: 1).truths != first.truths)
    #expect(try batch(0, seed: 2).truths != first.truths)
  }

  /// Ignored things are passed on as such; classes are those of the Pasture.
  @Test func truthsAreTheScenes() throws {
    let example = DetectionExample(try PastureSplit.training.scene(3), masks: false)
    let truths = try YOLOTruths(example)
    #expect(truths.boxes.count + truths.ignored.count == example.objects.count)
    #expect(truths.boxes == example.objects.filter { !$0.isIgnored }.map(\.box))
    #expect(PastureYOLOv3.classNames == Pasture.classNames)
  }

  /// The anchors in the source are what k-means makes of the boxes of 500 training scenes.
  @Test func theAnchorsAreTheClusters() throws {
    let boxes = try BoxStatistics(PastureSource(.training, count: 500))
    var generator = SeededGenerator(seed: 1)
    let clusters = try anchorClusters(of: boxes.sizes, upTo: 12, starts: 3, using: &generator)[8]
    let rounded = clusters.sortedAnchors.map {
      BoxSize(width: $0.width.rounded(), height: $0.height.rounded())
    }
    let scales = PastureYOLOv3.layout.scales
    #expect(Set(scales.flatMap(\.anchors)) == Set(rounded))
    // From the coarse scale to the fine one, three by three, by area.
    #expect(scales.reversed().flatMap { $0.anchors.sorted { $0.area < $1.area } } == rounded)
  }
}
