import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct SSDTests {
  static func pasture() throws -> PastureSSD {
    var generator = SeededGenerator(seed: 1)
    return try PastureSSD(using: &generator)
  }

  static func empty(classCount: Int = 91) throws -> SSD300VGG16 {
    var maker = LayerMaker.withoutWeights
    return try SSD300VGG16(classCount: classCount, maker: &maker)
  }

  static func picture(_ width: Int, _ height: Int) throws -> Image {
    var generator = SeededGenerator(seed: 4)
    return try Image(Tensor.uniform([1, 3, height, width], in: 0..<1, using: &generator))
  }

  @Test func namesAndSizesAreTorchvisions() throws {
    let network = try Self.empty()
    #expect(network.forgottenParameters().isEmpty)
    #expect(network.parameterCount == 35_641_826)  // as torchvision's weights say
    let names = network.namedParameters().map(\.name)
    #expect(names.count == 71)
    for name in [
      "backbone.scale_weight", "backbone.features.21.bias", "backbone.extra.0.7.1.weight",
      "head.classification_head.module_list.5.weight",
      "head.regression_head.module_list.0.bias",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    #expect(network.classNames.count == 91 && network.classNames[18] == "dog")
    #expect(try Self.empty(classCount: 21).classNames[15] == "person")
    #expect(try Self.empty(classCount: 3).classNames == ["background", "class 1", "class 2"])
    #expect(throws: ShapeError.self) { try Self.empty(classCount: 0) }
    #expect(throws: LoadError.self) { try SSD300VGG16(weights: [:]) }
  }

  /// The maps that the detector counts on are those of the network.
  @Test(arguments: [(192, 144), (64, 48), (61, 47), (24, 24), (25, 40), (200, 33)])
  func theMapsOfThePasture(width: Int, height: Int) throws {
    let network = try Self.pasture()
    #expect(network.forgottenParameters().isEmpty)
    let maps = try network.maps(Tensor.full([1, 3, height, width], 0.5))
    let sizes = PastureSSD.mapSizes(width: width, height: height)
    #expect(maps.map { [$0.shape[2], $0.shape[3]] } == sizes.map { [$0.rows, $0.columns] })
    let answers = try network.answers(maps: maps)
    let boxes = try network.defaultBoxes(of: maps)
    #expect(answers.logits.shape == [1, boxes.count, 9])
    #expect(answers.offsets.shape == [1, boxes.count, 4])
    guard width == 192 else { return }
    #expect(boxes.count == 10272)
    #expect(try PastureSSD.fullSizeBoxes() == boxes)
  }

  @Test func theOrderOfAnswersIsThatOfDefaultBoxes() throws {
    // 2 boxes of 3 numbers at each of 2×2 cells; a channel is 100 · box + 10 · number.
    let values = [0, 10, 20, 100, 110, 120].flatMap { c in (0..<4).map { Float(c + $0) } }
    let rows = try SSDHead.byBox(Tensor(values, shape: [1, 6, 2, 2]), numbers: 3)
    #expect(rows.shape == [1, 8, 3])
    #expect(rows.values.prefix(9) == [0, 10, 20, 100, 110, 120, 1, 11, 21])
    #expect(throws: ShapeError.self) { try Self.pasture().answers(maps: []) }
  }

  @Test func theFirstBlockIsLeftAsItIs() throws {
    var generator = SeededGenerator(seed: 3)
    let network = try Self.pasture()
    let classifier = try PastureClassifier(using: &generator)
    try network.takeOver(classifier)
    let answers = try network.training(Self.picture(64, 48).tensor(), using: &generator)
    try (answers.logits.sum() + answers.offsets.sum()).backward()
    for named in network.trainedParameters() {
      let isStill = ["features.0.weight", "features.1.weight", "features.1.bias"]
        .contains(named.name)
      #expect((named.parameter.gradient == nil) == isStill, "\(named.name)")
    }
    #expect(
      network.stateDictionary["features.1.running_mean"]?.values
        == classifier.stateDictionary["features.1.running_mean"]?.values)
  }

  @Test func thePlanAnswersAsTheNetwork() throws {
    var options = SSDOptions()
    options.leastScore = 0.12
    let detector = try SSDDetector(network: Self.pasture() as any SSDNetwork, options: options)
    let planned = try detector.planned(width: 96, height: 72)
    for (width, height) in [(96, 72), (192, 144), (61, 47)] {
      let image = try Self.picture(width, height)
      let (a, b) = (try detector.pass(image), try planned.pass(image))
      #expect(a.probabilities.shape == b.probabilities.shape)
      #expect(
        zip(a.probabilities.values, b.probabilities.values).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(zip(a.offsets.values, b.offsets.values).allSatisfy { abs($0 - $1) < 1e-2 })
    }
    #expect(try detector.flops(width: 192, height: 144) > 1_000_000_000)
  }

  @Test(arguments: [(1, 1), (3, 200), (500, 2)])
  func picturesOfAnyShape(width: Int, height: Int) throws {
    var options = SSDOptions()
    options.leastScore = 0.12
    let detector = try SSDDetector(network: Self.pasture() as any SSDNetwork, options: options)
    let found = try detector.detections(in: Self.picture(width, height))
    #expect(found.allSatisfy { !$0.box.isDegenerate && $0.box.x2 <= Float(width) })
  }

  @Test func theTraceEndsWithTheDetections() throws {
    var options = SSDOptions()
    options.leastScore = 0.2
    options.mostDetections = 100_000
    let detector = try SSDDetector(network: Self.pasture() as any SSDNetwork, options: options)
    let image = try Self.picture(96, 72)
    let trace = try detector.trace(in: image)
    let found = try detector.detections(in: image)
    #expect(!found.isEmpty)
    #expect(trace.kept.map(\.detection).filter { !$0.box.isDegenerate }.elementsEqual(found))
    let first = try #require(trace.candidates.first)
    #expect(first.facts.map(\.name) == ["cell", "default box", "offsets", "clipped"])
    #expect(first.scores.count == 9 && trace.placeCount == 10272)
  }

  @Test func badOptionsAndWeightsAreRefused() throws {
    for change in [
      { $0.leastScore = .nan }, { $0.suppression = 2 }, { $0.candidatesPerClass = -1 },
      { $0.mostDetections = -1 },
    ] as [(inout SSDOptions) -> Void] {
      var options = SSDOptions()
      change(&options)
      #expect(throws: ShapeError.self) {
        try SSDDetector(network: Self.pasture() as any SSDNetwork, options: options)
      }
    }
    // Weights that have become NaN find nothing, and do not fall.
    let network = try Self.pasture()
    for named in network.trainedParameters() where named.name.hasPrefix("head.regression") {
      named.parameter.value = try Tensor.full(named.parameter.value.shape, .nan)
    }
    var options = SSDOptions()
    options.leastScore = 0
    let detector = try SSDDetector(network: network as any SSDNetwork, options: options)
    #expect(try detector.detections(in: Self.picture(96, 72)) == [])
  }
}
