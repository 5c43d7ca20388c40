import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct PastureCropsTests {
  @Test func splitsNeverMeet() throws {
    let validation = try Set((0..<500).map { try PastureSplit.validation.seed($0) })
    let test = try Set((0..<500).map { try PastureSplit.test.seed($0) })
    #expect(validation.count == 500 && test.count == 500 && validation.isDisjoint(with: test))
    let evaluated = validation.union(test)
    // Training seeds only grow, and start above every other seed.
    let first = try PastureSplit.training.seed(0)
    #expect(first > evaluated.max() ?? .max)
    #expect(try PastureSplit.training.seed(7_000_000) == first + 7_000_000)
    #expect(throws: ImageError.self) { try PastureSplit.validation.seed(500) }
    #expect(throws: ImageError.self) { try PastureSplit.test.seed(-1) }
    #expect(throws: ImageError.self) { try PastureSplit.training.seed(.max) }
  }

  @Test func aBatchIsAFunctionOfItsNumber() throws {
    let crops = try PastureCrops(
      split: .training, size: 16, batchSize: 18, augmentation: CropAugmentation())
    let (one, again) = (try crops.batch(3), try crops.batch(3))
    #expect(one.images.values == again.images.values && one.labels == again.labels)
    #expect(try crops.batch(4).images.values != one.images.values)
    #expect(one.images.shape == [18, 3, 16, 16])
    #expect(one.images.values.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(Set(one.seeds).isDisjoint(with: Set(try crops.batch(4).seeds)))
  }

  @Test(arguments: PastureSplit.allCases)
  func batchesAreBalancedAndTrue(split: PastureSplit) throws {
    let crops = try PastureCrops(split: split, size: 8, batchSize: 63)
    for index in 0..<2 {
      let batch = try crops.batch(index)
      for label in 0..<9 {
        #expect(batch.labels.count { $0 == label } == 7, "class \(label)")
      }
      for i in batch.labels.indices {
        let scene = try Pasture.scene(seed: batch.seeds[i])
        let window = batch.windows[i]
        #expect(abs(window.width - window.height) < 1e-3)
        #expect(window.x1 >= 0 && window.y1 >= 0 && window.x2 <= 192.01 && window.y2 <= 144.01)
        if batch.labels[i] == 0 {
          #expect(scene.things.allSatisfy { $0.box.iou(with: window) < 0.1 })
        } else {
          // Some suitable thing of that class lies in the window.
          let found = scene.things.contains {
            $0.kind.rawValue + 1 == batch.labels[i] && $0.visibleFraction >= 0.6
              && min($0.box.width, $0.box.height) >= 16
              && $0.box.intersectionArea(with: window) > 0.85 * $0.box.area
          }
          #expect(found, "\(PastureCrops.classNames[batch.labels[i]]) of \(batch.seeds[i])")
        }
      }
    }
  }

  @Test func halfOfTheBackgroundIsNearAThing() throws {
    let crops = try PastureCrops(split: .validation, size: 4, batchSize: 450)
    let batch = try crops.batch(0)
    var near = 0
    let background = batch.labels.indices.filter { batch.labels[$0] == 0 }
    for i in background {
      let scene = try Pasture.scene(seed: batch.seeds[i])
      if scene.things.contains(where: { $0.box.intersectionArea(with: batch.windows[i]) > 0 }) {
        near += 1
      }
    }
    #expect(near * 2 >= background.count)
  }

  @Test func badSettingsAreRefused() throws {
    #expect(throws: ImageError.self) { try PastureCrops(split: .test, size: 0) }
    #expect(throws: ImageError.self) { try PastureCrops(split: .test, batchSize: -1) }
    #expect(throws: ImageError.self) { try PastureCrops(split: .test).batch(-1) }
  }

  @Test func aFlipMirrorsTheCrop() throws {
    var crop = ArraySlice((0..<48).map { Float($0) / 48 })
    let before = crop
    var generator = SeededGenerator(seed: 1)
    CropAugmentation(flip: 1, color: 0, noise: 0).apply(to: &crop, size: 4, using: &generator)
    for channel in 0..<3 {
      for y in 0..<4 {
        for x in 0..<4 {
          let at = channel * 16 + y * 4
          #expect(abs(crop[at + x] - before[at + 3 - x]) < 1e-5)
        }
      }
    }
  }
}
