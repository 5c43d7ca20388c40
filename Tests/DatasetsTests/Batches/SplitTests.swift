import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct SplitTests {
  @Test(arguments: [(100, 0.2, 0.1), (7, 0.5, 0.5), (1, 0, 0), (0, 0.3, 0.3), (1000, 0.333, 0.333)])
  func everyPictureIsInOnePart(count: Int, validation: Double, test: Double) throws {
    let (v, t) = (Float(validation), Float(test))
    let split = try PictureSplit(count: count, validation: v, test: t, seed: 3)
    #expect((split.training + split.validation + split.test).sorted() == Array(0..<count))
    #expect(abs(Float(split.validation.count) - Float(count) * v) <= 0.5)
    #expect(abs(Float(split.test.count) - Float(count) * t) <= 1)
    #expect(try split == PictureSplit(count: count, validation: v, test: t, seed: 3))
    if count >= 100 {
      #expect(try split != PictureSplit(count: count, validation: v, test: t, seed: 4))
    }
  }

  @Test func absurdSharesAreRefused() {
    #expect(throws: ImageError.self) { try PictureSplit(count: -1, validation: 0.1) }
    #expect(throws: ImageError.self) { try PictureSplit(count: 5, validation: 0.7, test: 0.7) }
    #expect(throws: ImageError.self) { try PictureSplit(count: 5, validation: .nan) }
  }

  @Test func aSubsetShowsItsPart() throws {
    let source = try PastureSource(.test, count: 4, width: 48, height: 36)
    let part = try ExampleSubset(source, indices: [3, 1])
    #expect(part.count == 2)
    #expect(try part.example(0) == source.example(3))
    #expect(throws: ImageError.self) { try part.example(2) }
    #expect(throws: ImageError.self) { try ExampleSubset(source, indices: [4]) }
  }

  @Test func aLeakingSplitHasScenesOnBothSides() throws {
    let batch = try PastureCrops(split: .validation, size: 16, batchSize: 72).batch(0)
    for (way, isLeaking) in [(CropSplit.byScene, false), (.leaking, true)] {
      let (training, held) = try batch.split(way, validation: 0.3, seed: 2)
      #expect(training.labels.count + held.labels.count == 72)
      #expect(Set(training.seeds).isDisjoint(with: held.seeds) == !isLeaking)
      #expect(training.images.shape == [training.labels.count, 3, 16, 16])
      // Every crop keeps its own picture, window and class.
      for (place, window) in held.windows.enumerated() {
        let origin = try #require(
          batch.windows.indices.first {
            batch.windows[$0] == window && batch.seeds[$0] == held.seeds[place]
          })
        #expect(held.labels[place] == batch.labels[origin])
        #expect(try held.images[place].values == batch.images[origin].values)
      }
    }
    #expect(throws: ImageError.self) { try batch.split(.byScene, validation: 0) }
    #expect(throws: ImageError.self) { try batch.split(.leaking, validation: 1) }
  }

  @Test func statisticsCountWhatCounts() throws {
    var statistics = BoxStatistics(classNames: ["a", "b"])
    #expect(throws: ImageError.self) { try statistics.areaSheet() }
    var example = try plainExample([
      Box(x1: 0, y1: 0, x2: 4, y2: 2), Box(x1: 0, y1: 0, x2: 8, y2: 2),
      Box(x1: 0, y1: 0, x2: 9, y2: 9),
    ])
    example.objects[1].isIgnored = true  // and the third has a class beyond the names
    statistics.add(example)
    #expect(statistics.sizesByClass == [[BoxSize(width: 4, height: 2)], []])
    #expect(try statistics.areaSheet().width > 300)
    #expect(statistics.description == "BoxStatistics of 1 boxes: a 1, b 0")
    let scenes = try BoxStatistics(PastureSource(.validation, count: 5, masks: false))
    #expect(try scenes.aspectRatioSheet().width > 300)
    #expect(scenes.sizes.count > 10)
  }
}
