import Datasets
import Detectors
import Evaluation
import Foundation
import Tensors
import Testing

@testable import Training

@Suite struct SegmentationRecipeTests {
  @Test func picturesAndClassesAreFlippedTogether() throws {
    let plain = try SegmentationBatch(.training, scenes: 4..<6)
    var number = 0
    let flipped = try SegmentationBatch(.training, scenes: 4..<6) {
      number += 1
      return number == 2
    }
    #expect(plain.pictures.shape == [2, 3, 144, 192] && plain.classes.count == 2 * 144 * 192)
    let scene = try PastureSplit.training.scene(4)
    #expect(plain.classes.prefix(144 * 192).elementsEqual(scene.semanticMap.map { Int($0) }))
    #expect(try flipped.pictures[0].values == plain.pictures[0].values)
    #expect(try flipped.pictures[1].values != plain.pictures[1].values)
    let size = 144 * 192
    for (row, column) in [(0, 0), (70, 3), (143, 191), (100, 120)] {
      let (here, there) = (row * 192 + column, row * 192 + 191 - column)
      #expect(flipped.classes[here] == plain.classes[here])
      #expect(flipped.classes[size + here] == plain.classes[size + there])
      #expect(
        try flipped.pictures[1, 0..., row, column].values
          == plain.pictures[1, 0..., row, 191 - column].values)
    }
  }

  @Test func batchesAreAFunctionOfTheirStep() throws {
    let recipe = PastureSegmenterRecipe()
    func batch(_ step: Int, seed: Int) throws -> SegmentationBatch {
      var generator = SeededGenerator(seed: seed)
      return try recipe.batch(at: step, using: &generator)
    }
    let (one, same, next) = try (batch(3, seed: 1), batch(3, seed: 1), batch(4, seed: 1))
    #expect(one.pictures.values == same.pictures.values && one.classes == same.classes)
    #expect(one.pictures.values != next.pictures.values)
    #expect(one.pictures.shape[0] == recipe.batchSize)
  }

  /// Half of the pixels anywhere; of the others, every class that is there gets its share.
  @Test func rarePixelsAreDrawnToo() {
    var classes = [Int](repeating: 2, count: 10_000)
    for i in 0..<20 { classes[500 + i] = 12 }
    var generator = SeededGenerator(seed: 1)
    let pixels = PastureWindowSegmenterRecipe.pixels(classes, count: 400, using: &generator)
    #expect(pixels.count == 400)
    let rare = pixels.count { classes[$0] == 12 }
    #expect((70...130).contains(rare))  // a quarter of them; by chance alone it would be one
    #expect(PastureWindowSegmenterRecipe.pixels([], count: 3, using: &generator).isEmpty)
  }

  /// The loss falls when the same batch is shown again and again.
  @Test func downAndUpLearns() throws { try learns(PastureSegmenterRecipe()) }
  @Test func flatLearns() throws { try learns(PastureFlatSegmenterRecipe()) }
  @Test func windowsLearn() throws { try learns(PastureWindowSegmenterRecipe()) }

  private func learns(_ recipe: some Recipe) throws {
    var recipe = recipe
    recipe.steps = 100
    var generator = SeededGenerator(seed: 1)
    let model = try recipe.model(using: &generator)
    var optimizer = try recipe.optimizer(for: model)
    optimizer.learningRate = 0.003
    let batch = try recipe.batch(at: 0, using: &generator)
    var losses: [Float] = []
    for _ in 0..<8 {
      optimizer.clearGradients()
      let loss = try recipe.losses(of: model, on: batch, using: &generator)[0].value
      try loss.backward()
      try optimizer.step()
      losses.append(try loss.item())
    }
    #expect(losses[7] < 0.8 * losses[0], "\(losses)")
  }

  @Test func aScoreInJSON() throws {
    var confusion = try ConfusionMatrix(classNames: ["sky", "grass"])
    try confusion.add(truths: [0, 0, 1, 1], predictions: [0, 1, 1, 1])
    let score = SegmentationScore(model: "m", scenes: 1, confusion: confusion)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(score.json.utf8)) as? [String: Any])
    #expect(object["model"] as? String == "m" && object["images"] as? Int == 1)
    let meanIoU = try #require(object["mIoU"] as? Double)
    #expect(abs(meanIoU - 7.0 / 12) < 1e-6)  // of ½ and ⅔
    #expect(object["pixel_accuracy"] as? Double == 0.75)
    #expect((object["IoU"] as? [Double])?.count == 2)
    #expect(score.text.contains("58.33 %") && score.text.contains("grass"))
  }

  /// An untrained network knows nothing, and a score says so; the window's score agrees with the
  /// dense map at the pixels that it asks.
  @Test func scoresCountPixels() throws {
    var generator = SeededGenerator(seed: 2)
    let model = try PastureWindowSegmenter(using: &generator)
    let score = try model.score(on: .validation, count: 1, step: 24)
    #expect(score.confusion.total == 6 * 8)
    let scene = try PastureSplit.validation.scene(0)
    let classes = try model.classes(scene.image.tensor(), step: 24).wholeNumbers()
    var confusion = try ConfusionMatrix(classNames: Pasture.semanticNames)
    let truth = scene.semanticMap
    for row in 0..<6 {
      for column in 0..<8 {
        try confusion.add(
          truth: Int(truth[row * 24 * 192 + column * 24]), prediction: classes[row * 8 + column])
      }
    }
    #expect(score.confusion == confusion)
    let flat = try PastureFlatSegmenter(using: &generator).score(on: .validation, count: 3)
    #expect(flat.scenes == 3 && flat.confusion.total == 3 * 144 * 192)
    #expect(throws: TrainingError.self) { try model.score(on: .validation, count: 0) }
  }
}
