import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct SegmenterTests {
  static func noise(_ shape: [Int], seed: Int) throws -> Tensor {
    var generator = SeededGenerator(seed: seed)
    return try Tensor.uniform(shape, using: &generator)
  }

  @Test(arguments: [1, 2, 3, 4, 8])
  func bilinearKernelsEnlargeAsInterpolationDoes(factor: Int) throws {
    let x = try Self.noise([1, 2, 5, 7], seed: 1)
    let kernel = try bilinearKernel(inputChannels: 2, outputChannels: 2, factor: factor)
    let side = 2 * factor - factor % 2
    #expect(kernel.shape == [2, 2, side, side])
    let larger = try convTranspose2D(
      x, kernel, stride: factor, padding: (side - factor + 1) / 2,
      outputPadding: (side - factor) % 2)
    let expected = try x.upsampledBilinear(by: Float(factor))
    #expect(larger.shape == expected.shape)
    // Away from the border, where interpolation repeats the last row and zeros come in here.
    let (rows, columns) = (factor..<4 * factor, factor..<6 * factor)
    let difference = try (larger - expected)[0..., 0..., rows, columns].values.map(abs).max()
    #expect(try #require(difference) < 1e-5)
  }

  @Test func bilinearKernelsOfNoSizeAreRefused() {
    for (inputs, outputs, factor) in [(0, 1, 2), (1, -1, 2), (1, 1, 0), (1, 1, Int.max)] {
      #expect(throws: ShapeError.self) {
        try bilinearKernel(inputChannels: inputs, outputChannels: outputs, factor: factor)
      }
    }
  }

  @Test func pastureSegmenterKeepsEverySize() throws {
    var generator = SeededGenerator(seed: 3)
    let model = try PastureSegmenter(using: &generator)
    #expect(model.parameterCount <= 1_000_000)
    #expect(model.forgottenParameters().isEmpty)
    for (height, width) in [(16, 16), (17, 31), (37, 50)] {
      let x = try Self.noise([2, 3, height, width], seed: height)
      let logits = try model.logits(x)
      #expect(logits.shape == [2, 13, height, width])
      #expect(
        try model.maps(x).map { $0.shape[2] } == [1, 2, 4, 8, 16].map { height / $0 },
        "sizes round down")
      // A plan, whose unpoolings are worked out beforehand too, answers the same.
      let planned = try model.planned(inputShape: x.shape)(x)
      let largest = try #require(logits.values.map(abs).max())
      #expect(zip(planned.values, logits.values).allSatisfy { abs($0 - $1) < 1e-4 * largest })
      // Moves the running statistics, so it comes last.
      #expect(try model.training(x, using: &generator).shape == logits.shape)
    }
    for shape in [[1, 3, 15, 32], [1, 1, 32, 32], [3, 32, 32]] {
      #expect(throws: ShapeError.self) { try model.logits(Tensor.zeros(shape)) }
    }
  }

  /// Inside the border, where nothing is padded, the first map is the classifier's own.
  @Test func itBeginsWithTheClassifiersTrunk() throws {
    var generator = SeededGenerator(seed: 5)
    let classifier = try PastureClassifier(using: &generator)
    let model = try PastureSegmenter(using: &generator)
    let x = try Self.noise([1, 3, 32, 40], seed: 6)
    func firstMaps() throws -> (theirs: Tensor, ours: Tensor) {
      let centred = try (x - 0.5) * 4
      return (
        try classifier.trunk.prefix(3)(centred),
        try model.maps(x)[0][0..., 0..., 2..<30, 2..<38]
      )
    }
    let before = try firstMaps()
    #expect(before.theirs.shape == before.ours.shape && before.theirs.values != before.ours.values)
    try model.begin(with: classifier.stateDictionary)
    let after = try firstMaps()
    #expect(zip(after.theirs.values, after.ours.values).allSatisfy { abs($0 - $1) < 1e-4 })
    let names = [
      "2.0.weight": "8.weight", "2.3.weight": "11.weight", "2.4.running_var": "12.running_var",
    ]
    let encoder = Sequential(model.encoder).stateDictionary
    let trunk = classifier.trunk.stateDictionary
    for (ours, theirs) in names { #expect(encoder[ours]?.values == trunk[theirs]?.values) }
    #expect(throws: LoadError.self) { try model.begin(with: [:]) }
  }

  @Test func windowsLieAroundTheirPixels() throws {
    let x = try Self.noise([1, 3, 40, 50], seed: 7)
    let pixels = [20 * 50 + 25, 0, 39 * 50 + 49]
    let windows = try PastureWindowSegmenter.windows(of: x, at: pixels)
    #expect(windows.shape == [3, 3, 32, 32])
    #expect(try windows[0].values == x[0, 0..., 4..<36, 9..<41].values)
    // The pixel itself stands in row and column 16; beyond the picture it is grey.
    for (number, pixel) in pixels.enumerated() {
      #expect(
        try windows[number, 1, 16, 16].item() == x[0, 1, pixel / 50, pixel % 50].item())
    }
    #expect(try windows[1, 0, 15, 16].item() == 0.5 && windows[2, 2, 16, 17].item() == 0.5)
    #expect(throws: ShapeError.self) { try PastureWindowSegmenter.windows(of: x, at: [2000]) }
    #expect(throws: ShapeError.self) {
      try PastureWindowSegmenter.windows(of: Tensor.zeros([2, 3, 4, 4]), at: [])
    }
  }

  @Test func aWindowForEveryPixel() throws {
    var generator = SeededGenerator(seed: 8)
    let model = try PastureWindowSegmenter(using: &generator)
    let x = try Self.noise([2, 3, 20, 33], seed: 9)
    let logits = try model.logits(x)  // 660 windows a picture: more than go at a time
    #expect(logits.shape == [2, 13, 20, 33])
    let window = try PastureWindowSegmenter.windows(of: x[1...1], at: [7 * 33 + 30])
    let alone = try model(window).values
    for k in 0..<13 { #expect(try abs(logits[1, k, 7, 30].item() - alone[k]) < 1e-3) }
    let all = try logits[0...0].argmax(axis: 1)
    let some = try model.classes(x[0...0], step: 4)
    #expect(some.shape == [5, 9])
    #expect(try some[2, 3].item() == all[0, 8, 12].item())
    #expect(throws: ShapeError.self) { try model.classes(x[0...0], step: 0) }
  }

  @Test func flatSegmenterKeepsTheSize() throws {
    var generator = SeededGenerator(seed: 10)
    let model = try PastureFlatSegmenter(using: &generator)
    #expect(try model.logits(Self.noise([1, 3, 9, 14], seed: 1)).shape == [1, 13, 9, 14])
    // Five 3×3 windows: a change reaches five cells, and no further. (Winograd's tiles would round
    // a little differently beyond.)
    let x = try Tensor.full([1, 3, 25, 25], 0.5)
    let reached = try ConvolutionChoice.$current.withValue(.direct) {
      try (model.logits(x.replacing(at: 0, 1, 12, 12, with: 0.9)) - model.logits(x))
        .abs().max(axes: [0, 1])  // [25, 25]
    }
    #expect(try reached[0..., 7].max().item() > 0 && reached[0..., 17].max().item() > 0)
    #expect(try reached[0..., ..<7].max().item() == 0 && reached[0..., 18...].max().item() == 0)
    // Every map is kept in training: 4 bytes for each of 24 channels of 16 layers, and 13 classes.
    #expect(try model.activationBytes(inputShape: [1, 3, 10, 10]) == 100 * 4 * (24 * 15 + 13))
  }

  /// torchvision publishes 35,322,218; SegNet's is VGG-16's convolutions there and back, with two
  /// numbers a channel of each batch norm.
  @Test func countsOfThePublishedOnes() throws {
    var maker = LayerMaker.withoutWeights
    let network = try FCNResNet50(classCount: 21, maker: &maker)
    #expect(network.parameterCount == 35_322_218)
    #expect(network.classNames.count == 21 && network.forgottenParameters().isEmpty)
    let segnet = try SegNet(classCount: 11, maker: &maker)
    let down = VGG16.blocks.flatMap { $0 }
    let up = down.reversed().dropFirst() + [11]
    func weights(_ inputs: [Int], _ outputs: [Int]) -> Int {
      zip(inputs, outputs).reduce(0) { $0 + 9 * $1.0 * $1.1 + $1.1 }
    }
    let norms = 2 * (down.reduce(0, +) + up.dropLast().reduce(0, +))
    #expect(
      segnet.parameterCount == weights([3] + down.dropLast(), down)
        + weights(down.reversed(), Array(up)) + norms)
    #expect(throws: ShapeError.self) { try SegNet(classCount: 0, maker: &maker) }
    #expect(throws: ShapeError.self) { try segnet.logits(Tensor.zeros([1, 3, 31, 64])) }
  }

  /// A model of a few pixels' answer as `fovea detect` gives it.
  @Test func theAnswerOfASegmenterIsAMapAndItsClasses() throws {
    var generator = SeededGenerator(seed: 11)
    let model = try PastureFlatSegmenter(using: &generator)
    let image = try Image(Self.noise([3, 12, 17], seed: 12))
    let answer = try SegmenterModel(model).answer(for: image)
    let map = try #require(answer.classMap)
    #expect(try map == model.classMap(of: image))
    #expect(answer.things.map(\.detection.classIndex).sorted() == map.present)
    #expect(answer.things.compactMap(\.mask).reduce(0) { $0 + $1.area } == 12 * 17)
    #expect(answer.things.allSatisfy { (0...1).contains($0.detection.score) })
    let scores = answer.things.map(\.detection.score)
    #expect(scores == scores.sorted(by: >))
  }
}
