import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct DarknetTests {
  static func empty<Network: ImageClassifier>(_: Network.Type) throws -> Network {
    var maker = LayerMaker.withoutWeights
    return try Network(classCount: 1000, maker: &maker)
  }

  static func emptyYOLO() throws -> YOLOv3Network {
    var maker = LayerMaker.withoutWeights
    return try YOLOv3Network(classCount: 80, maker: &maker)
  }

  /// Every number, statistics included, as Darknet's own files hold them: their published lengths
  /// less the header, in floats.
  @Test func filesAreAsLongAsDarknets() throws {
    func numbers(_ layer: any Layer) -> Int {
      layer.stateDictionary.values.reduce(0) { $0 + $1.count }
    }
    #expect(try numbers(Self.emptyYOLO()) * 4 + 20 == 248_007_048)  // yolov3.weights
    let trunk = try Self.empty(Darknet53.self).trunk
    #expect(numbers(trunk) * 4 + 20 == 162_482_580)  // darknet53.conv.74
    let small = try Self.empty(Darknet19.self).trunk
    #expect(numbers(small) * 4 + 16 == 79_327_120)  // darknet19_448.conv.23
  }

  /// Thousand millions of operations of the convolutions, as the papers and Darknet print them.
  @Test func costsAreThePublishedOnes() throws {
    func billions(_ network: any PictureNetwork, _ shape: [Int]) throws -> Double {
      Double(try network.flops(inputShape: shape).byOperation["conv2D"] ?? 0) / 1e9
    }
    let darknet19 = try Self.empty(Darknet19.self)
    #expect(abs(try billions(darknet19, [1, 3, 224, 224]) - 5.58) < 0.01)  // YOLO9000, §3.2
    #expect(abs(try billions(darknet19, [1, 3, 256, 256]) - 7.29) < 0.01)  // YOLOv3, table 2
    // Darknet prints 65.86 for YOLOv3 at 416×416 (table 2 of the paper rounds Darknet-53 at 256×256
    // up to 18.7).
    #expect(abs(try billions(Self.empty(Darknet53.self), [1, 3, 256, 256]) - 18.57) < 0.01)
    #expect(abs(try billions(Self.emptyYOLO(), [1, 3, 416, 416]) - 65.86) < 0.02)
  }

  @Test func yoloAnswersThreeMaps() throws {
    let network = try Self.emptyYOLO()
    #expect(network.forgottenParameters().isEmpty)
    let table = try network.table(inputShape: [1, 3, 64, 96])
    let heads = table.rows.filter { $0.name.contains("convs_pred") }
    #expect(
      heads.map(\.outputShape) == [[1, 255, 2, 3], [1, 255, 4, 6], [1, 255, 8, 12]])
    #expect(
      table.rows.filter { $0.name.contains("concat") }.map(\.outputShape)
        == [[1, 768, 4, 6], [1, 384, 8, 12]])
    // Every parameter stands in the table.
    #expect(table.rows.map(\.parameterCount).reduce(0, +) == table.parameterCount)
    #expect(try network(Tensor.zeros([2, 3, 32, 64])).map(\.shape).first == [2, 255, 1, 2])
  }

  @Test func yoloNamesAreMMDetections() throws {
    let names = Set(try Self.emptyYOLO().namedParameters().map(\.name))
    for name in [
      "backbone.conv1.conv.weight", "backbone.conv_res_block1.conv.bn.running_mean",
      "backbone.conv_res_block5.res3.conv2.conv.weight", "neck.detect1.conv5.bn.bias",
      "neck.conv2.conv.weight", "neck.detect3.conv1.conv.weight",
      "bbox_head.convs_bridge.2.conv.weight", "bbox_head.convs_pred.0.bias",
    ] {
      #expect(names.contains(name), "\(name)")
    }
    #expect(names.count == 366)  // 75 convolutions: 72 with batch norm, 3 with a bias
  }

  @Test(arguments: [
    [1, 3, 416, 400], [1, 3, 31, 32], [3, 416, 416], [1, 1, 32, 32], [1, 3, 0, 0],
  ])
  func yoloRefusesOtherSizes(shape: [Int]) throws {
    let network = try Self.emptyYOLO()
    let error = #expect(throws: ShapeError.self) { try network(Tensor.zeros(shape)) }
    #expect(error?.expected.contains("multiples of 32") == true)
  }

  @Test(arguments: [0, -3, Int.max])
  func yoloRefusesAbsurdClassCounts(count: Int) throws {
    var generator = SeededGenerator(seed: 1)
    #expect(throws: ShapeError.self) { try YOLOv3Network(classCount: count, using: &generator) }
  }

  /// √(v′ + ε) is Darknet's √v + 10⁻⁶ for every v.
  @Test(arguments: [0, 1e-13, 1e-12, 1e-9, 1e-6, 0.01, 1, 1e4] as [Float])
  func varianceComesFromDarknet(v: Float) {
    let ours = (DarknetConvolution.variance(fromDarknet: v) + DarknetConvolution.epsilon)
      .squareRoot()
    let theirs = v.squareRoot() + 1e-6
    #expect(abs(ours / theirs - 1) < 1e-6)
  }

  @Test func aTrainingStepReachesEveryParameter() throws {
    var generator = SeededGenerator(seed: 2)
    let network = try YOLOv3Network(classCount: 1, using: &generator)
    let picture = try Tensor.uniform([2, 3, 32, 32], using: &generator)
    let maps = try network.training(picture, using: &generator)
    try maps.reduce(Tensor.zeros([])) { try $0 + ($1 * $1).mean() }.backward()
    #expect(network.trainedParameters().allSatisfy { $0.parameter.gradient != nil })
  }
}
