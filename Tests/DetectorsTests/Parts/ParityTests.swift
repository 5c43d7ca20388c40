import Checkpoints
import Foundation
import Layers
import Tensors
import Testing

@testable import Detectors

/// Every stage of every published network against its reference, from the picture on: what
/// `Tests/Oracles/backbones.py` wrote from torchvision and from Darknet's cfgs.
@Suite(.serialized) struct ParityTests {
  /// Name of the fixture, the network with weights yet to come, and what happens to the picture.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let make: @Sendable (inout LayerMaker) throws -> any PictureNetwork
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "alexnet") { try AlexNet(classCount: 1000, maker: &$0) },
    Case(name: "vgg16") { try VGG16(classCount: 1000, maker: &$0) },
    Case(name: "resnet50") { try ResNet50(classCount: 1000, maker: &$0) },
    Case(name: "ssd300-vgg16") { try SSD300VGG16(classCount: 91, maker: &$0) },
    Case(name: "detectnet") { try DetectNet(maker: &$0) },
    Case(name: "fcn-resnet50") { try FCNResNet50(classCount: 21, maker: &$0) },
    Case(name: "segnet") { try SegNet(classCount: 11, maker: &$0) },
    Case(name: "darknet19") { try Darknet19(classCount: 1000, maker: &$0) },
    Case(name: "darknet53") { try Darknet53(classCount: 1000, maker: &$0) },
    // Of the same six regions; `Tests/Oracles/sppnet.py`.
    Case(name: "sppnet") { try SPPnet<ZF5>(classNames: VOCClasses.withBackground, maker: &$0) },
    fastRCNN,
    Case(name: "yolov3") { try YOLOv3Network(classCount: 80, maker: &$0) },
  ]

  /// Of six regions; `Tests/Oracles/fast_rcnn.py`.
  static let fastRCNN = Case(name: "fast-rcnn-vgg16") {
    try FastRCNNVGG16(classCount: 21, maker: &$0)
  }

  /// DESIGN §8 allows 1e-4 of the stage's largest value (1e-3 with Winograd's convolutions) to a
  /// stage that is fed the reference's own input. Here every stage carries the rounding of all
  /// before it as well, and still keeps to that.
  @Test(arguments: cases)
  func everyStageAgreesFromThePictureOn(_ test: Case) throws {
    let reference = try Reference(test.name)
    let network = try Self.network(test, reference)
    let input = try Self.input(test.name, type(of: network).normalization)
    for (choice, tolerance) in [(ConvolutionChoice.direct, 1e-4), (.automatic, 1e-3)]
      as [(ConvolutionChoice, Float)]
    {
      let stages = try ConvolutionChoice.$current.withValue(choice) { try network.stages(input) }
      let worst = try Self.compare(stages, reference, tolerance: tolerance)
      print("parity of \(test.name), \(choice): \(reference.stages.count) stages, \(worst)")
      if network is any ImageClassifier {
        let scores = try #require(stages.last?.output.values)
        try Self.checkOrder(scores, reference, margin: tolerance)
      }
      if let segmenter = network as? any Segmenter {
        let agreeing = try Self.agreement(segmenter, input, reference)
        print("  \(test.name), \(choice): \(agreeing) of the pixels have the reference's class")
        #expect(agreeing >= 0.999)
      }
    }
  }

  /// - Returns: where the largest difference is, in words.
  static func compare(
    _ stages: [LayerStage], _ reference: Reference, tolerance: Float
  ) throws -> String {
    let ours = Dictionary(uniqueKeysWithValues: stages.map { ($0.name, $0.output) })
    var worst: (share: Float, stage: String) = (0, "")
    for expected in reference.stages {
      let output = try #require(ours[expected.name], "no stage \(expected.name)")
      #expect(output.count == expected.shape.reduce(1, *))
      #expect(output.shape.prefix(2) == expected.shape.prefix(2), "\(expected.name)")
      let share = expected.difference(output)
      #expect(share <= tolerance, "\(expected.name)")
      if share > worst.share { worst = (share, expected.name) }
    }
    // Nothing of ours goes unmeasured, but what changes no number.
    let known = Set(reference.stages.map(\.name))
    let left = stages.filter { !known.contains($0.name) && !($0.layer is Flatten) }
    #expect(left.map(\.name).isEmpty)
    return "largest difference \(worst.share) of the stage's largest value, at \(worst.stage)"
  }

  /// The classes come in the same order, wherever the reference's own margin is above `margin` of
  /// its largest score.
  private static func checkOrder(
    _ scores: [Float], _ reference: Reference, margin: Float
  ) throws {
    let expected = try #require(reference.stages.last)
    try #require(expected.samples.count == 1000 && scores.count == 1000)
    let order = (0..<1000).sorted { expected.samples[$0] > expected.samples[$1] }
    var clear = 0
    for (better, worse) in zip(order, order.dropFirst()) {
      let gap = expected.samples[better] - expected.samples[worse]
      guard gap > margin * expected.largest else { continue }
      clear += 1
      #expect(scores[better] > scores[worse])
    }
    #expect(clear > 250)  // spread: an order of ties would say nothing
  }

  /// The share of pixels to which ours and the reference give the same class.
  private static func agreement(
    _ segmenter: any Segmenter, _ input: Tensor, _ reference: Reference
  ) throws -> Double {
    let expected = try reference.file.tensor("classes")  // [H, W]
    let classes = try segmenter.classes(input)  // [1, H, W]
    try #require(classes.shape == [1] + expected.shape && expected.count == 97 * 131)
    let same = zip(expected.values, classes.values).count { $0 == $1 }
    return Double(same) / Double(expected.count)
  }

  /// Calibrated weights, as the oracle has them.
  static func network(_ test: Case, _ reference: Reference) throws -> any PictureNetwork {
    var maker = LayerMaker.withoutWeights
    let network = try test.make(&maker)
    try network.setReproducibleWeights()
    let isDarknets = type(of: network).normalization == .none
    for named in network.namedParameters() where named.role == .statistic {
      var value = try reference.file.tensor(
        "statistic:\(named.name)", shape: named.parameter.value.shape)
      if isDarknets, named.name.hasSuffix("running_var") {
        value = try Tensor(value.values.map(DarknetConvolution.variance(fromDarknet:)))
      }
      named.parameter.value = value
    }
    return network
  }

  /// A corner of an example picture, 97×131, so that every stage has odd sides.
  static func input(_ name: String, _ normalization: PictureNormalization) throws -> Tensor {
    var picture = try Tensor(npy: Reference.path("picture.npy")) / 255
    if name == "ssd300-vgg16" {
      picture = try picture.upsampledNearest(by: 3)[0..., 0..., ..<269, ..<271]
    }
    if name == "yolov3" { picture = try picture[0..., 0..., ..<96, ..<128] }
    // Of 255 steps of random weights, nothing but a saturated coverage would come out.
    if name == "detectnet" { return picture }
    return try normalization(picture)
  }
}

/// One file of the oracle.
struct Reference {
  struct Stage {
    let name: String
    let shape: [Int]
    /// The largest absolute value.
    let largest: Float
    let samples: [Float]

    /// The largest difference of the samples, and of the largest values, as a share of the latter.
    func difference(_ output: Tensor) -> Float {
      let values = output.values
      let key = stableHash(name)
      let isWhole = samples.count == values.count
      var worst = abs((values.map(abs).max() ?? 0) - largest)
      for (k, sample) in samples.enumerated() {
        let at = isWhole ? k : Int(stableMix(key, UInt64(k)) % UInt64(values.count))
        let difference = abs(values[at] - sample)
        worst = difference > worst || difference.isNaN ? difference : worst
      }
      return worst.isNaN ? .infinity : worst / largest
    }
  }

  let file: Checkpoint
  let stages: [Stage]

  init(_ name: String) throws {
    let file = try Checkpoint(contentsOf: Self.path("\(name).npz"))
    self.file = file
    stages = try file.names.filter { $0.hasPrefix("shape:") }.map { key in
      let name = String(key.dropFirst("shape:".count))
      return Stage(
        name: name, shape: try file.tensor(key).values.map { Int($0) },
        largest: try file.tensor("largest:\(name)").item(),
        samples: try file.tensor("samples:\(name)").values)
    }
  }

  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/backbones/\(name)").path
  }
}
