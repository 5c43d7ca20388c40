import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct ChanceTests {
  @Test func theGeneratorDecidesEverything() throws {
    let example = try sceneExample(83)
    for (name, augmentation) in try everyAugmentation() {
      let results = try [1, 1, 2, 3].map { seed in
        var generator = SeededGenerator(seed: seed)
        return try augmentation(example, using: &generator)
      }
      #expect(results[0] == results[1], "\(name)")
      if !["flip", "letterbox", "stretch"].contains(name) {
        #expect(results[0] != results[2] || results[0] != results[3], "\(name)")
      }
    }
  }

  @Test func coloursAndNoiseMoveNothing() throws {
    let example = try sceneExample(83)
    for augmentation in [ColorJitter(), GaussianNoise(deviation: 0.05...0.05)] as [any Augmentation]
    {
      var generator = SeededGenerator(seed: 5)
      let changed = try augmentation(example, using: &generator)
      #expect(changed.objects == example.objects)
      #expect(changed.image != example.image)
    }
  }

  @Test func noiseHasTheDeviationAskedFor() throws {
    let grey = DetectionExample(
      image: try Image(width: 100, height: 100, color: .grey), objects: [])
    var generator = SeededGenerator(seed: 1)
    let noisy = try GaussianNoise(deviation: 0.04...0.04)(grey, using: &generator)
    let differences = noisy.image.samples.map { Double($0) - 128 }
    let mean = differences.reduce(0, +) / 30_000
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30_000
    // 10.2 levels; rounding adds 1/12 to the variance, chance 0.4 % to the deviation.
    #expect(abs(variance.squareRoot() - 10.2) < 0.2)
    #expect(abs(mean) < 0.25)
  }

  @Test func aStepHappensWithItsProbability() throws {
    let example = try plainExample([Box(x1: 0, y1: 0, x2: 20, y2: 20)])
    let sometimes = Augmentations().then(HorizontalFlip(), probability: 0.25)
    var generator = SeededGenerator(seed: 9)
    var flips = 0
    for _ in 0..<2000 {
      if try sometimes(example, using: &generator).objects[0].box.x1 > 0 { flips += 1 }
    }
    #expect((430...570).contains(flips))  // 500 ± 3.6 standard deviations
    for (probability, expected) in [(Float(0), 0), (1, 50), (.nan, 0), (7, 50)] {
      let steps = Augmentations().then(HorizontalFlip(), probability: probability)
      let count = try (0..<50).count { _ in
        try steps(example, using: &generator).objects[0].box.x1 > 0
      }
      #expect(count == expected)
    }
  }

  /// What one step draws must not change what the next one does.
  @Test func stepsAreIndependent() throws {
    let example = try sceneExample(83)
    let (plain, long) = (
      Augmentations().then(GaussianNoise(), probability: 0).then(ScaleAndTranslate()),
      Augmentations().then(GaussianNoise(deviation: 0...0)).then(ScaleAndTranslate())
    )
    var (a, b) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    #expect(try plain(example, using: &a) == long(example, using: &b))
  }

  @Test func namesSayWhatIsDone() {
    #expect(Augmentations().name == "as it is")
    #expect(Augmentations.ssd.name == "colour jitter, expand, IoU crop, horizontal flip")
  }
}
