import Layers
import Tensors
import Testing

@testable import Detectors

/// A classifier with weights that nobody has set: for shapes and counts.
private func empty<Network: ImageClassifier>(
  _: Network.Type, classCount: Int = 1000
) throws -> Network {
  var maker = LayerMaker.withoutWeights
  return try Network(classCount: classCount, maker: &maker)
}

@Suite struct BackboneTests {
  /// The counts that torchvision publishes with its weights.
  static let published: [(any ImageClassifier.Type, Int)] = [
    (AlexNet.self, 61_100_840), (VGG16.self, 138_357_544), (ResNet50.self, 25_557_032),
    (Darknet19.self, 20_842_376), (Darknet53.self, 41_609_928),
  ]

  @Test(arguments: published)
  func countsAreThePublishedOnes(network: any ImageClassifier.Type, count: Int) throws {
    let model = try empty(network)
    #expect(model.parameterCount == count)
    #expect(model.forgottenParameters().isEmpty)
  }

  /// Thousand millions of multiply-adds, as torchvision publishes them ("GFLOPS").
  static let costs: [(any ImageClassifier.Type, Double)] = [
    (AlexNet.self, 0.71), (VGG16.self, 15.47), (ResNet50.self, 4.09),
  ]

  @Test(arguments: costs)
  func costsAreThePublishedOnes(network: any ImageClassifier.Type, billions: Double) throws {
    let count = try empty(network).flops()
    let products = (count.byOperation["conv2D"] ?? 0) + (count.byOperation["linear"] ?? 0)
    #expect(abs(Double(products) / 2e9 - billions) < 0.006 + 0.002 * billions, "\(count)")
    #expect(Double(count.total) < 1.02 * Double(products))  // the rest is small
  }

  /// What a pyramid is built on: channels, and the picture's side over each map's.
  static let pyramids: [(any ImageClassifier.Type, [Int], [Int])] = [
    (AlexNet.self, [256], [32]), (VGG16.self, [256, 512, 512, 512], [4, 8, 16, 32]),
    (ResNet50.self, [256, 512, 1024, 2048], [4, 8, 16, 32]),
    (Darknet19.self, [128, 256, 512, 1024], [4, 8, 16, 32]),
    (Darknet53.self, [128, 256, 512, 1024], [4, 8, 16, 32]),
  ]

  @Test(arguments: pyramids)
  func mapsAreFinestFirst(
    network: any ImageClassifier.Type, channels: [Int], strides: [Int]
  ) throws {
    let model = try empty(network, classCount: 3)
    let picture = try Tensor.zeros([1, 3, 96, 128])
    let maps = try model.featureMaps(picture)
    #expect(maps.map { $0.shape[1] } == channels)
    // AlexNet does not pad its poolings: 96 pixels leave 2 cells.
    let shrink = network == AlexNet.self ? 1 : 0
    #expect(maps.map { $0.shape[2] + shrink } == strides.map { 96 / $0 })
    #expect(maps.map { $0.shape[3] + shrink } == strides.map { 128 / $0 })
    #expect(try model.features(picture).shape == maps.last?.shape)
    #expect(try model(picture).shape == [1, 3])
  }

  @Test func tablesShowBlocks() throws {
    let rows = try empty(ResNet50.self).table(inputShape: [1, 3, 64, 32]).rows
    #expect(
      rows.map(\.name).prefix(6) == ["conv1", "bn1", "relu", "maxpool", "layer1.0", "layer1.1"])
    #expect(rows.map(\.name).suffix(4) == ["layer4.2", "avgpool", "flatten", "fc"])
    #expect(rows.count == 4 + 16 + 3)
    let block = try #require(rows.first { $0.name == "layer2.0" })
    #expect(block.kind == "Bottleneck")
    #expect(block.outputShape == [1, 512, 8, 4])
    // 1×1, 3×3, 1×1 and the shortcut's 1×1; two numbers a channel of four batch norms.
    #expect(
      block.parameterCount
        == 256 * 128 + 128 * 128 * 9 + 128 * 512 + 256 * 512 + 2 * (128 + 128 + 512 + 512))
  }

  @Test func namesAreTorchvisions() throws {
    let vgg = try empty(VGG16.self).namedParameters().map(\.name)
    #expect(vgg.prefix(3) == ["features.0.weight", "features.0.bias", "features.2.weight"])
    #expect(vgg.suffix(2) == ["classifier.6.weight", "classifier.6.bias"])
    #expect(vgg.count == 32)
    let resnet = try empty(ResNet50.self).namedParameters().map(\.name)
    #expect(resnet.count == 267)  // torchvision has 53 more: num_batches_tracked
    #expect(resnet.first == "conv1.weight")
    #expect(resnet.contains("layer1.0.downsample.0.weight"))
    #expect(resnet.contains("layer4.0.downsample.1.running_var"))
    #expect(resnet.last == "fc.bias")
  }

  @Test func frozenBatchNormsStayAsTheyAre() throws {
    var generator = SeededGenerator(seed: 3)
    let model = try ResNet50(classCount: 2, norm: .frozen, using: &generator)
    #expect(model.trainedParameters().count == 53 + 2)  // convolutions, fc's weight and bias
    let picture = try Tensor.uniform([1, 3, 33, 47], using: &generator)
    let before = model.stem.stateDictionary["bn1.running_mean"]?.values
    let inference = try model(picture)
    let training = try model.training(picture, using: &generator)
    #expect(training.values == inference.values)
    #expect(model.stem.stateDictionary["bn1.running_mean"]?.values == before)
    try training.sum().backward()
    let norm = model.namedParameters().filter { $0.name.contains("bn1") }
    #expect(norm.allSatisfy { $0.parameter.gradient == nil })
    #expect(model.trainedParameters().allSatisfy { $0.parameter.gradient != nil })
  }

  @Test func newWeightsAreTheReferences() throws {
    var generator = SeededGenerator(seed: 4)
    let state = try ResNet50(classCount: 10, using: &generator).stateDictionary
    func variance(_ name: String) throws -> Float { try #require(state[name]).variance().item() }
    // He's normal by the outputs that one input reaches: 64 · 49; evenly in ±1/√2048.
    #expect(abs(try variance("conv1.weight") / (2 / (64 * 49)) - 1) < 0.05)
    #expect(abs(try variance("fc.weight") * 3 * 2048 - 1) < 0.05)
    #expect(try #require(state["fc.bias"]).abs().max().item() <= 1 / Float(2048).squareRoot())
    #expect(try #require(state["fc.bias"]).abs().max().item() > 0)
  }

  @Test func otherWeightsAreRefused() throws {
    let vgg = try empty(VGG16.self, classCount: 2).stateDictionary
    let error = #expect(throws: LoadError.self) { try ResNet50(weights: vgg) }
    #expect(error?.missing.count == 267)
    #expect(error?.extra.count == 32)
    let wrong = #expect(throws: LoadError.self) { try VGG16(weights: vgg, classCount: 3) }
    #expect(wrong?.misshapen.map(\.name) == ["classifier.6.weight", "classifier.6.bias"])
  }

  @Test(arguments: [0, -1, Int.max])
  func absurdClassCountsAreRefused(count: Int) throws {
    #expect(throws: (any Error).self) { try empty(VGG16.self, classCount: count) }
    var generator = SeededGenerator(seed: 1)
    #expect(throws: (any Error).self) { try ResNet50(classCount: count, using: &generator) }
  }

  @Test func aPictureTooSmallNamesTheLayer() throws {
    let model = try empty(VGG16.self, classCount: 2)
    let error = #expect(throws: ShapeError.self) { try model(Tensor.zeros([1, 3, 8, 40])) }
    #expect(error?.operation.hasPrefix("features.23") == true, "\(String(describing: error))")
    #expect(throws: ShapeError.self) { try model(Tensor.zeros([1, 4, 64, 64])) }
  }
}
