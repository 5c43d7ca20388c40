import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct PastureClassifierTests {
  static func model(seed: Int = 1) throws -> PastureClassifier {
    var generator = SeededGenerator(seed: seed)
    return try PastureClassifier(using: &generator)
  }

  static func noise(_ shape: [Int], seed: Int) throws -> Tensor {
    var generator = SeededGenerator(seed: seed)
    return try Tensor.uniform(shape, in: 0..<1, using: &generator)
  }

  @Test func isSmallAndNamedAsInPyTorch() throws {
    let model = try Self.model()
    #expect(model.parameterCount <= 200_000)
    // Worked by hand: weights, then two numbers per channel of each batch norm.
    let weights =
      32 * 3 * 25 + 64 * 32 * 9 + 96 * 64 * 9 + 96 * 96 * 9 + 80 * 96 * 4 + 9 * 80 + 9
    #expect(model.parameterCount == weights + 2 * (32 + 64 + 96 + 96 + 80))
    let names = model.namedParameters().map(\.name)
    #expect(
      names == [
        "features.0.weight", "features.1.weight", "features.1.bias", "features.1.running_mean",
        "features.1.running_var", "features.4.weight", "features.5.weight", "features.5.bias",
        "features.5.running_mean", "features.5.running_var", "features.8.weight",
        "features.9.weight", "features.9.bias", "features.9.running_mean",
        "features.9.running_var", "features.11.weight", "features.12.weight", "features.12.bias",
        "features.12.running_mean", "features.12.running_var", "classifier.0.weight",
        "classifier.1.weight",
        "classifier.1.bias", "classifier.1.running_mean", "classifier.1.running_var",
        "classifier.4.weight", "classifier.4.bias",
      ])
  }

  @Test func answersNineNumbersACrop() throws {
    let model = try Self.model()
    let crops = try Self.noise([3, 3, 32, 32], seed: 2)
    #expect(try model.features(crops).shape == [3, 96, 2, 2])
    #expect(try model.logits(crops).shape == [3, 9])
    let probabilities = try model.probabilities(crops)
    #expect(probabilities.shape == [3, 9])
    #expect(probabilities.values.allSatisfy { 0...1 ~= $0 })
    for sum in try probabilities.sum(axes: [1]).values { #expect(abs(sum - 1) < 1e-5) }
    #expect(PastureClassifier.classNames.count == 9)
  }

  @Test func takesOverWeights() throws {
    let model = try Self.model()
    let copy = try PastureClassifier(weights: model.stateDictionary)
    let crops = try Self.noise([2, 3, 32, 32], seed: 8)
    #expect(try copy.logits(crops).values == model.logits(crops).values)
    #expect(throws: LoadError.self) { try PastureClassifier(weights: [:]) }
  }

  @Test func aBatchIsItsCropsOneByOne() throws {
    let model = try Self.model()
    let crops = try Self.noise([4, 3, 32, 32], seed: 3)
    let together = try model.logits(crops).values
    for n in 0..<4 {
      let alone = try model.logits(try crops[n..<n + 1]).values
      for (a, b) in zip(alone, together[n * 9..<n * 9 + 9]) { #expect(abs(a - b) < 1e-4) }
    }
  }

  /// The promise of lesson 6: the whole picture at once answers what each window answers.
  @Test func aLargerPictureIsAllItsWindows() throws {
    let model = try Self.model()
    let picture = try Self.noise([1, 3, 40, 48], seed: 4)
    let dense = try model.classifier(model.features(picture))  // [1, 9, 3, 5]
    #expect(dense.shape == [1, 9, 3, 5])
    for row in 0..<3 {
      for column in 0..<5 {
        let window = try picture[
          0..., 0..., (row * 4)..<(row * 4 + 32), (column * 4)..<(column * 4 + 32)]
        let scores = try model.logits(window).values
        let cell = try dense[0, 0..., row, column].values
        for (a, b) in zip(scores, cell) { #expect(abs(a - b) < 1e-4) }
      }
    }
  }

  @Test func countsTheFlopsOfOneCrop() throws {
    let model = try Self.model()
    // Worked by hand: 2 × weights × output cells of each convolution, and the last one's bias.
    let cells =
      2400 * 28 * 28 + 64 * 32 * 9 * 12 * 12 + 96 * 64 * 9 * 4 * 4 + 96 * 96 * 9 * 2 * 2
      + 80 * 96 * 4 + 9 * 80
    let logits = try recordingOrigins { try model.logits(Self.noise([1, 3, 32, 32], seed: 5)) }
    var pending = [try #require(logits.origin)]
    var counted = 0
    var field: ReceptiveField?
    while let origin = pending.popLast() {
      if origin.operation == "conv2D" {
        counted += origin.flops
        field = field ?? origin.field  // the last convolution is met first
      }
      pending += origin.inputs.compactMap(\.origin)
    }
    #expect(0...9 ~= counted - 2 * cells)
    #expect(field == ReceptiveField(stride: 4, size: 32, start: 0))
    // Normalising, batch norm, ReLU and pooling are a few hundredths more.
    let all = try model.flopsPerCrop
    #expect(all > counted)
    #expect(Double(all) < 1.05 * Double(counted))
  }

  @Test func trainingLearnsFourCropsByHeart() throws {
    let model = try Self.model()
    var generator = SeededGenerator(seed: 6)
    let crops = try Self.noise([4, 3, 32, 32], seed: 7)
    let classes = [0, 3, 5, 8]
    var optimizer = try AdamW(model.trainedParameters(), learningRate: 0.003)
    var loss: Float = .infinity
    for _ in 0..<25 {
      optimizer.clearGradients()
      let value = try crossEntropy(model.training(crops, using: &generator), classes)
      loss = try value.item()
      try value.backward()
      try optimizer.step()
    }
    #expect(loss < 0.3)
  }

  @Test(arguments: [[3, 32, 32], [1, 1, 32, 32], [1, 3, 32, 31], [1, 3, 64, 64], []])
  func refusesWhatIsNoCrop(shape: [Int]) throws {
    let model = try Self.model()
    let error = #expect(throws: ShapeError.self) { try model.logits(Tensor.zeros(shape)) }
    #expect(error?.expected == "crops of shape [N, 3, 32, 32]")
    #expect(error?.found == "\(shape)")
  }

  @Test func aPictureTooSmallForTheTrunkIsRefused() throws {
    let model = try Self.model()
    let error = #expect(throws: ShapeError.self) {
      try model.features(Tensor.zeros([1, 3, 8, 8]))
    }
    #expect(error?.operation.hasPrefix("features.") == true)
  }
}
