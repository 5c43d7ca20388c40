import Boxes
import Checkpoints
import Datasets
import Detectors
import Layers
import Tensors
import Testing

@testable import Training

/// Mask R-CNN and pose: Faster R-CNN's four losses, and one more.
@Suite struct PartRecipeTests {
  static func options(_ folder: String) throws -> TrainingOptions {
    var options = try PastureFastRCNNRecipeTests.options(folder)
    options.trunk = try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-faster-rcnn.safetensors"
    ).tensors
    return options
  }

  @Test func aShortRunOfMasks() throws {
    var recipe = try PastureMaskRCNNRecipe(picturesPerStep: 1)
    recipe.steps = 4
    recipe.validationScenes = 1
    try withTemporaryFolder { folder in
      let report = try recipe.train(Self.options(folder))
      let names = ["objectness", "proposals", "classes", "boxes", "masks"]
      #expect(report.log.termNames == names && report.log.rows.count == 4)
      // It begins about where chance is: log 2.
      #expect(report.log.rows.allSatisfy { 0.4..<1.2 ~= $0.terms[4] })
      let notes = try Checkpoint(contentsOf: folder + "/pasture-mask-rcnn.safetensors").metadata
      #expect(notes["start"] == "pasture-faster-rcnn")
    }
  }

  /// One picture, over and over: the masks of its things, cut out by their true boxes.
  @Test func theMaskLossFalls() throws {
    var recipe = try PastureMaskRCNNRecipe(picturesPerStep: 1)
    recipe.steps = 40
    var generator = SeededGenerator(seed: 1)
    let model = try recipe.model(using: &generator)
    try recipe.begin(
      model,
      with: Checkpoint(
        contentsOf: ShippedWeightsTests.folder + "/pasture-faster-rcnn.safetensors"
      ).tensors)
    let batch = try recipe.batch(at: 0, using: &generator)
    let (boxes, classes) = (batch.truths[0].boxes, batch.truths[0].classes)
    func loss() throws -> Float {
      try withoutGradient {
        let maps = try model.maps(model.normalized(batch.pictures))
        let logits = try #require(try model.maskLogits(maps: maps, regions: [boxes]))
        let targets = try maskTargets(
          batch.things[0].compactMap(\.mask), boxes: boxes, size: logits.shape[3],
          alignment: .exact)
        return try maskLoss(logits, classes: classes, targets: targets).item()
      }
    }
    let before = try loss()
    var optimizer = try recipe.optimizer(for: model)
    for _ in 0..<recipe.steps {
      optimizer.clearGradients()
      let terms = try recipe.losses(of: model, on: batch, using: &generator).map(\.value)
      try terms.dropFirst().reduce(terms[0]) { try $0 + $1 }.backward()
      try optimizer.step()
    }
    let after = try loss()
    #expect(after < 0.75 * before, "from \(before) to \(after)")
  }

  @Test func theKeypointLossFalls() throws {
    var recipe = try PasturePoseRecipe(picturesPerStep: 1)
    recipe.steps = 40
    recipe.validationScenes = 1
    try withTemporaryFolder { folder in
      let report = try recipe.train(Self.options(folder))
      let names = ["objectness", "proposals", "classes", "boxes", "keypoints"]
      #expect(report.log.termNames == names)
      let losses = report.log.rows.map { $0.terms[4] }
      // It begins about where chance is: log(56²).
      #expect(losses[0] > 7 && losses[0] < 12)
      let (first, last) = (losses.prefix(8).reduce(0, +), losses.suffix(8).reduce(0, +))
      #expect(last < 0.9 * first)
    }
  }

  @Test func aPoseBatchHasPersonsOnly() throws {
    func batch(_ step: Int) throws -> SceneBatch {
      var generator = SeededGenerator(seed: 9)
      return try SceneBatch.persons(seed: 4, step: step, count: 3, using: &generator)
    }
    let first = try batch(0)
    #expect(first.pictures.shape == [3, 3, 144, 192])
    for (truths, things) in zip(first.truths, first.things) {
      #expect(truths.boxes == things.map(\.box))
      #expect(truths.classes == Array(repeating: 1, count: things.count))
      #expect(things.allSatisfy { $0.keypoints.count == 17 && $0.classIndex == 0 })
    }
    #expect(first.things.allSatisfy { $0.contains { $0.box.height >= 24 } })
    #expect(try batch(0).pictures.values == first.pictures.values)
    #expect(try batch(1).truths != first.truths)
  }

  @Test func withoutFasterRCNNNothingBegins() throws {
    try withTemporaryFolder { folder in
      var options = try Self.options(folder)
      options.trunk = nil
      #expect(throws: TrainingError.self) { try PastureMaskRCNNRecipe().train(options) }
      #expect(throws: TrainingError.self) { try PasturePoseRecipe().train(options) }
    }
    #expect(throws: TrainingError.self) { try PastureMaskRCNNRecipe(picturesPerStep: 0) }
    #expect(throws: TrainingError.self) { try PasturePoseRecipe(picturesPerStep: 101) }
  }

  /// No thing in the picture, or a person of whom no joint is known: the loss is 0, not NaN.
  @Test func picturesWithoutAThingHaveALossOfZero() throws {
    var generator = SeededGenerator(seed: 3)
    let network = try PasturePose(using: &generator)
    let x = try network.normalized(Tensor.full([1, 3, 48, 64], 0.4))
    let person = Box(x1: 10, y1: 8, x2: 30, y2: 40)
    let nowhere = PlacedKeypoint(x: 0, y: 0, visibility: .unlabelled)
    let training = try FasterRCNNTraining.pasture()
    for boxes in [[], [person]] {
      let truths = try PictureTruths(boxes: boxes, classes: boxes.map { _ in 1 })
      let pass = try network.trainingPass(x, truths: [truths], training, using: &generator)
      let joints = boxes.map { _ in Array(repeating: nowhere, count: 17) }
      let loss = try network.keypointLoss(pass, joints: [joints])
      #expect(try loss.item() == 0)
      try (pass.losses.map(\.value) + [loss]).dropFirst().reduce(pass.losses[0].value) {
        try $0 + $1
      }.backward()
      #expect(
        network.trainedParameters().allSatisfy {
          $0.parameter.gradient?.values.allSatisfy(\.isFinite) ?? true
        })
    }
    let masks = try PastureMaskRCNN(using: &generator)
    let none = try PictureTruths(boxes: [], classes: [])
    let pass = try masks.trainingPass(x, truths: [none], training, using: &generator)
    #expect(try masks.maskLoss(pass, masks: [[]]).item() == 0)
    #expect(throws: ShapeError.self) { try masks.maskLoss(pass, masks: []) }
    #expect(throws: ShapeError.self) { try masks.keypointLoss(pass, joints: [[]]) }
  }
}
