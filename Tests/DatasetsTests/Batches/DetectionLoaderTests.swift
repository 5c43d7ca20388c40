import Boxes
import Foundation
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct DetectionLoaderTests {
  func loader(
    count: Int = 7, batchSize: Int = 3, sizes: [FrameSize] = [FrameSize(width: 48, height: 36)],
    augmentation: (any Augmentation)? = Augmentations.ssd, seed: Int = 1, isShuffled: Bool = true
  ) throws -> DetectionLoader {
    try DetectionLoader(
      PastureSource(.validation, count: count, width: 96, height: 72), batchSize: batchSize,
      sizes: sizes, stepsPerSize: 2, augmentation: augmentation, seed: seed, isShuffled: isShuffled)
  }

  private func all(_ batches: DetectionBatches) throws -> [DetectionBatch] {
    var list: [DetectionBatch] = []
    while let batch = try batches.next() { list.append(batch) }
    return list
  }

  @Test(arguments: [1, 2, 4])
  func theSameBitsWhateverTheNumberOfThreads(threads: Int) throws {
    let loader = try loader(sizes: FrameSize.squares(from: 32, through: 64, step: 16))
    let expected = try (0..<8).map { try loader.batch(at: $0) }
    let found = try all(loader.batches(to: 8, threads: threads, ahead: 3))
    #expect(found.map(\.step) == Array(0..<8))
    for (a, b) in zip(found, expected) {
      #expect(a.images.shape == b.images.shape && a.images.values == b.images.values)
      #expect(a.objects == b.objects && a.frames == b.frames && a.indices == b.indices)
    }
  }

  @Test func aRunGoesOnWhereItStopped() throws {
    let loader = try loader()
    let whole = try all(loader.batches(to: 5, threads: 2))
    let rest = try all(loader.batches(from: 3, to: 5))
    #expect(rest.map(\.step) == [3, 4])
    #expect(rest.map(\.images.values) == whole.suffix(2).map(\.images.values))
    #expect(try all(loader.batches(from: 5, to: 5)).isEmpty)
    #expect(try all(loader.batches(from: 9, to: 5)).isEmpty)
  }

  @Test func everyPictureOnceAnEpoch() throws {
    let loader = try loader(count: 7, batchSize: 3, augmentation: nil)
    let indices = try (0..<7).flatMap { try loader.batch(at: $0).indices }  // three epochs of 7
    let epochs = [0, 7, 14].map { Array(indices[$0..<$0 + 7]) }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<7)) }
    #expect(epochs[0] != epochs[1] || epochs[1] != epochs[2])
    #expect(loader.stepsPerEpoch == 3)
    let plain = try self.loader(augmentation: nil, isShuffled: false)
    #expect(try plain.batch(at: 2).indices == [6, 0, 1])
  }

  @Test func seedsAndEpochsChangeOrderAndAugmentation() throws {
    let order = EpochOrder(count: 50, seed: 1)
    #expect(order.permutation(epoch: 0) != order.permutation(epoch: 1))
    #expect(order.permutation(epoch: 0) != EpochOrder(count: 50, seed: 2).permutation(epoch: 0))
    // One picture, so that only the augmentation differs from step to step.
    let one = try loader(count: 1, batchSize: 1, augmentation: ColorJitter())
    #expect(try one.batch(at: 0).images.values != one.batch(at: 1).images.values)
    let other = try loader(count: 1, batchSize: 1, augmentation: ColorJitter(), seed: 2)
    #expect(try one.batch(at: 0).images.values != other.batch(at: 0).images.values)
  }

  @Test func picturesAndThingsAreThoseOfTheSource() throws {
    let loader = try loader(augmentation: nil)
    let batch = try loader.batch(at: 1)
    #expect(batch.images.shape == [3, 3, 36, 48])
    for (place, index) in batch.indices.enumerated() {
      let fitted = try loader.source.example(index).fitted(width: 48, height: 36)
      #expect(batch.objects[place] == fitted.example.objects)
      #expect(batch.frames[place] == fitted.frame)
      #expect(try batch.example(place).image == fitted.example.image)
    }
    #expect(throws: ImageError.self) { try batch.example(3) }
  }

  @Test func sizesChangeEveryFewSteps() throws {
    let loader = try loader(sizes: FrameSize.squares(from: 32, through: 96))
    let sizes = (0..<40).map { loader.size(at: $0) }
    for step in stride(from: 0, to: 40, by: 2) { #expect(sizes[step] == sizes[step + 1]) }
    #expect(Set(sizes).count == 3)
    #expect(FrameSize.squares(from: 320, through: 608).count == 10)
    #expect(FrameSize.squares(from: 10, through: 5).isEmpty)
    #expect(FrameSize.squares(from: 10, through: 50, step: 0).isEmpty)
  }

  @Test func absurdLoadersAreRefused() throws {
    let source = try PastureSource(.test, count: 2)
    let size = [FrameSize(width: 8, height: 8)]
    #expect(throws: ImageError.self) { try DetectionLoader(source, batchSize: 0, sizes: size) }
    #expect(throws: ImageError.self) { try DetectionLoader(source, batchSize: 1, sizes: []) }
    #expect(throws: ImageError.self) {
      try DetectionLoader(ExampleList([]), batchSize: 1, sizes: size)
    }
    #expect(throws: ImageError.self) {
      try DetectionLoader(source, batchSize: 1, sizes: [FrameSize(width: 0, height: 8)])
    }
    let loader = try DetectionLoader(source, batchSize: 1, sizes: size)
    #expect(throws: ImageError.self) { try loader.batch(at: -1) }
    #expect(throws: ImageError.self) { try loader.batch(at: .max) }
    #expect(throws: ImageError.self) { try PastureSource(.test, count: 501) }
    #expect(throws: ImageError.self) { try PastureSource(.training, count: 2, first: .max) }
    #expect(throws: ImageError.self) { try PastureSource(.test, first: 500) }
    #expect(throws: ImageError.self) { try source.example(2) }
  }
}

extension DetectionLoaderTests {
  /// What `fovea render` wrote comes back as the scenes it drew.
  @Test func aFolderIsASource() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fovea-source-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try PastureExport(count: 2, first: 57, width: 96, height: 72).write(to: folder)
    let source = DatasetSource(try DetectionDataset.read(folder))
    #expect(source.count == 2)
    let drawn = try DetectionExample(pastureSeed: 57, width: 96, height: 72)
    let read = try source.example(0)
    #expect(read.image == drawn.image)
    #expect(read.objects.map(\.box) == drawn.objects.map(\.box))
    #expect(read.objects.map(\.mask) == drawn.objects.map(\.mask))
    #expect(throws: DatasetError.self) { try source.example(2) }
  }
}
