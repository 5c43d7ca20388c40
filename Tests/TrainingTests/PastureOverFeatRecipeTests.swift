import Boxes
import Checkpoints
import Datasets
import Detectors
import Foundation
import Synchronization
import Tensors
import Testing

@testable import Training

@Suite struct PastureOverFeatRecipeTests {
  static func tiny(steps: Int) throws -> PastureOverFeatRecipe {
    var recipe = try PastureOverFeatRecipe(scenes: 2, patchesPerScene: 3)
    recipe.steps = steps
    recipe.validationScenes = 1
    return recipe
  }

  static func options(_ folder: String) throws -> TrainingOptions {
    var options = TrainingOptions.quiet(folder)
    options.stepsBetweenRows = 1
    options.scores = 0
    options.trunk = try Checkpoint(
      contentsOf: ShippedWeightsTests.folder + "/pasture-classifier.safetensors"
    ).tensors
    return options
  }

  static func patches() -> ScenePatches {
    ScenePatches(
      split: .training, scenes: 2, patchesPerScene: 3, size: 64,
      augmentation: CropAugmentation(flip: 0))
  }

  @Test func beginsWithTheClassifierAndLearns() throws {
    try withTemporaryFolder { folder in
      let report = try Self.tiny(steps: 40).train(Self.options(folder))
      let losses = report.log.rows.map(\.loss)
      #expect(report.log.termNames == ["cross_entropy", "boxes"])
      #expect(losses.count == 40)
      let (first, last) = (losses.prefix(5).reduce(0, +), losses.suffix(5).reduce(0, +))
      #expect(last < first / 2)
      let checkpoint = try Checkpoint(contentsOf: folder + "/pasture-overfeat.safetensors")
      #expect(checkpoint.metadata["start"] == "pasture-classifier")
    }
  }

  @Test func withoutTheClassifierItDoesNotBegin() throws {
    try withTemporaryFolder { folder in
      var options = try Self.options(folder)
      options.trunk = nil
      let error = #expect(throws: TrainingError.self) { try Self.tiny(steps: 1).train(options) }
      #expect(error?.expected.contains("pasture-classifier") == true)
      options.trunk = ["slope": try Tensor([1])]
      #expect(throws: (any Error).self) { try Self.tiny(steps: 1).train(options) }
    }
  }

  /// Four steps at once, and two, a pause, and two: the same weights, to the bit.
  @Test func goesOnBitForBit() throws {
    let whole = try withTemporaryFolder { folder in
      _ = try Self.tiny(steps: 4).train(Self.options(folder))
      return try Data(contentsOf: URL(filePath: folder + "/pasture-overfeat.safetensors"))
    }
    try withTemporaryFolder { folder in
      var options = try Self.options(folder)
      let asked = Mutex(0)
      options.shouldStop = {
        asked.withLock { asked in
          asked += 1
          return asked > 2
        }
      }
      #expect(try Self.tiny(steps: 4).train(options).step == 2)
      options.shouldStop = { false }
      options.resumes = true
      _ = try Self.tiny(steps: 4).train(options)
      let parts = try Data(contentsOf: URL(filePath: folder + "/pasture-overfeat.safetensors"))
      #expect(parts == whole)
    }
  }

  /// Every window is named by what it frames: nothing, nearly something, or a thing whose box it
  /// then describes.
  @Test func theTruthOfAWindow() throws {
    let patches = Self.patches()
    var generator = SeededGenerator(seed: 1)
    var (framed, ignored, background) = (0, 0, 0)
    for number in 0..<12 {
      let scene = try PastureSplit.training.scene(number)
      for place in 0..<3 {
        let frame = patches.frame(number: place, in: scene, using: &generator)
        let truth = patches.truth(of: scene, in: frame)
        #expect(truth.classes.count == 81 && truth.boxes.count == 81)
        for (cell, label) in truth.classes.enumerated() {
          let scale = frame.width / 64
          let window = Box(
            x: frame.x1 + Float(cell % 9 * 4) * scale, y: frame.y1 + Float(cell / 9 * 4) * scale,
            width: 32 * scale, height: 32 * scale)
          #expect((label > 0) == (truth.boxes[cell] != nil))
          if label == 0 {
            background += 1
            // Nothing that fills a window is called background.
            for thing in scene.things {
              let square = thing.box.width > thing.box.height ? thing.box.width : thing.box.height
              let ideal = Box(
                centerX: thing.box.centerX, centerY: thing.box.centerY, width: square * 1.25,
                height: square * 1.25)
              #expect(ideal.iou(with: window) < 0.401)
            }
          } else if label == ScenePatches.ignored {
            ignored += 1
          } else if let box = truth.boxes[cell] {
            framed += 1
            let back = box.box(in: window)
            #expect(
              scene.things.contains {
                !$0.isIgnored && $0.kind.rawValue + 1 == label && $0.box.iou(with: back) > 0.99
              })
          }
        }
      }
    }
    #expect(framed > 200 && ignored > 200 && background > 1000)
  }

  @Test func aMirroredBoxIsTheBoxOfTheMirror() {
    let window = Box(x: 0, y: 0, width: 32, height: 32)
    let box = Box(x1: 2, y1: 3, x2: 20, y2: 30)
    let mirrored = WindowBox(box, in: window).mirrored.box(in: window)
    #expect(mirrored.iou(with: Box(x1: 12, y1: 3, x2: 30, y2: 30)) > 0.999)
  }

  /// Of the background only the windows that are taken for something most, three for each framed.
  @Test func theHardestBackgroundIsChosen() throws {
    // Sure of background in most places, of class 1 at cells 5 … 9.
    var values = [Float](repeating: 0, count: 9 * 100)
    for cell in 0..<100 { values[cell] = 5 + Float(cell) / 100 }
    for cell in 5..<10 { values[100 + cell] = 9 }
    let logits = try Tensor(values, shape: [1, 9, 10, 10])
    var classes = [Int](repeating: 0, count: 100)
    classes[50] = 3
    classes[51] = 3
    classes[60] = ScenePatches.ignored
    let chosen = try PastureOverFeatRecipe.chosen(logits, classes, backgroundShare: 3)
    #expect(chosen[50] == 3 && chosen[51] == 3 && chosen[60] == ScenePatches.ignored)
    #expect(chosen.indices.filter { chosen[$0] == 0 } == [0, 5, 6, 7, 8, 9])
  }

  @Test func aBatchFollowsFromSeedAndStep() throws {
    func values(_ step: Int, seed: Int) throws -> [Float] {
      var recipe = try Self.tiny(steps: 1)
      recipe.seed = seed
      var generator = recipe.generator(.batch, step: step)
      let batch = try recipe.batch(at: step, using: &generator)
      #expect(batch.patches.shape == [6, 3, 64, 64] && batch.classes.count == 6 * 81)
      #expect(batch.edges.shape == [6, 32, 9, 9] && batch.present.shape == [6, 32, 9, 9])
      let framed = batch.classes.count { $0 > 0 }
      #expect(framed > 0 && batch.present.values.reduce(0, +) == Float(4 * framed))
      return batch.patches.values
    }
    let first = try values(0, seed: 1)
    #expect(try values(0, seed: 1) == first)
    #expect(try values(1, seed: 1) != first)
    #expect(try values(0, seed: 2) != first)
  }
}
