import Boxes
import Checkpoints
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

/// Every stage of the published networks, from the picture on: what `Tests/Oracles/faster_rcnn.py`
/// wrote from torchvision. Six regions that every picture has stand in for proposals and detections,
/// which `FasterRCNNPartsTests` compares.
///
/// Each stage carries the rounding of all before it, some fifty convolutions: with direct ones up to
/// 1.6e-4 of its largest value was seen. Fed what came before, as `faster_rcnn.py --models` does it, no
/// stage is further off than 1e-5.
@Suite(.serialized) struct FasterRCNNParityTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let make: @Sendable (inout LayerMaker) throws -> any PyramidNetwork
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "mask-rcnn-resnet50-fpn") { maker in
      var network = try FasterRCNNResNet50(.mask, maker: &maker)
      network.settings.selection.mostKept = 6
      return network
    },
    Case(name: "keypoint-rcnn-resnet50-fpn") { maker in
      var network = try FasterRCNNResNet50(.keypoints(), maker: &maker)
      network.settings.selection.mostKept = 6
      return network
    },
    Case(name: "retinanet-resnet50-fpn") { try RetinaNet(classCount: 91, maker: &$0) },
    Case(name: "faster-rcnn-vgg16") { maker in
      var network = try FasterRCNNVGG16(classCount: 21, maker: &maker)
      network.settings.selection.mostKept = 6
      return network
    },
  ]

  /// An odd picture as it is brought to the network: 97×131 to 159×216, with padding 160×224.
  static func input(multiple: Int) throws -> Tensor {
    let pixels = try Tensor(npy: Reference.path("picture.npy")) / 255
    return try PictureFraming(shorterSide: 160, longestSide: 240, multiple: multiple)
      .tensor(PictureNormalization.imageNet(pixels))
  }

  @Test(arguments: cases)
  func everyStageAgreesFromThePictureOn(_ test: Case) throws {
    let reference = try Reference(test.name)
    var maker = LayerMaker.withoutWeights
    let network = try test.make(&maker)
    try network.setReproducibleWeights()
    // All have the same trunk, whose statistics one file has.
    let file = try Reference("mask-rcnn-resnet50-fpn").file
    for named in network.namedParameters() where named.role == .statistic {
      let isCounted = named.name.contains("running_")
      named.parameter.value =
        try isCounted
        ? file.tensor("statistic:\(named.name)", shape: named.parameter.value.shape)
        : Self.scaleOrShift(named)
    }
    let input = try Self.input(multiple: test.name.hasSuffix("vgg16") ? 1 : 32)
    #expect(input.shape == (test.name.hasSuffix("vgg16") ? [1, 3, 159, 216] : [1, 3, 160, 224]))
    for (choice, tolerance) in [(ConvolutionChoice.direct, 2e-4), (.automatic, 1e-3)]
      as [(ConvolutionChoice, Float)]
    {
      let stages = try ConvolutionChoice.$current.withValue(choice) {
        try withoutGradient { try network.stages { _ = try network.answers(input) } }
      }
      let worst = try ParityTests.compare(stages, reference, tolerance: tolerance)
      print("parity of \(test.name), \(choice): \(reference.stages.count) stages, \(worst)")
    }
  }

  /// A frozen batch norm's scale and shift count as statistics; the oracle makes them as any other.
  static func scaleOrShift(_ named: NamedParameter) throws -> Tensor {
    let numbers = try FasterRCNNPartsTests.numbers(named.name, named.parameter.value.shape)
    return try named.name.hasSuffix("bias") ? numbers * 0.125 : numbers * 0.25 + 1
  }

  /// Files of torchvision's that are saved today have other names than the published ones.
  @Test func newerNamesLoadToo() throws {
    #expect(
      [
        "backbone.fpn.inner_blocks.3.0.bias", "backbone.fpn.layer_blocks.0.0.weight",
        "rpn.head.conv.0.0.weight", "roi_heads.mask_head.1.0.weight",
        "head.classification_head.conv.3.0.bias", "head.regression_head.conv.0.0.weight",
      ].map(PublishedNames.name) == [
        "backbone.fpn.inner_blocks.3.bias", "backbone.fpn.layer_blocks.0.weight",
        "rpn.head.conv.weight", "roi_heads.mask_head.mask_fcn2.weight",
        "head.classification_head.conv.6.bias", "head.regression_head.conv.0.weight",
      ])
    // What has its name already, and what only looks alike.
    for name in [
      "backbone.fpn.inner_blocks.3.bias", "backbone.body.layer1.0.0.weight", "rpn.head.conv.weight",
      "rpn.head.conv.1.0.weight", "roi_heads.mask_head.mask_fcn2.weight", "", "0.0.0.0.0.0",
      "roi_heads.mask_head.9223372036854775807.0.weight",
    ] {
      #expect(PublishedNames.name(name) == name)
    }
    var maker = LayerMaker.withoutWeights
    let network = try FasterRCNNResNet50(.mask, classCount: 3, maker: &maker)
    let old = network.stateDictionary
    let new = Dictionary(
      uniqueKeysWithValues: old.map { name, value in (Self.newer(name), value) })
    #expect(Set(old.keys) != Set(new.keys))
    let loaded = try FasterRCNNResNet50(.mask, weights: new)
    #expect(loaded.classNames == ["background", "class 1", "class 2"])
    let pairs = zip(loaded.namedParameters(), network.namedParameters())
    #expect(
      pairs.allSatisfy {
        $0.name == $1.name && $0.parameter.value.shape == $1.parameter.value.shape
      })
    #expect(throws: LoadError.self) { try FasterRCNNResNet50(weights: new) }
    #expect(network.forgottenParameters().isEmpty)
  }

  private static func newer(_ name: String) -> String {
    var words = name.split(separator: ".").map(String.init)
    if name.hasPrefix("backbone.fpn") { words.insert("0", at: 4) }
    if name.hasPrefix("rpn.head.conv.") { words.insert(contentsOf: ["0", "0"], at: 3) }
    if name.hasPrefix("roi_heads.mask_head."), let place = words[2].last?.wholeNumberValue {
      words.replaceSubrange(2...2, with: ["\(place - 1)", "0"])
    }
    return words.joined(separator: ".")
  }

  @Test func aPlanAnswersWhatThePassAnswers() throws {
    var maker = LayerMaker.withoutWeights
    var network = try FasterRCNNResNet50(.mask, classCount: 5, maker: &maker)
    try network.setReproducibleWeights()
    for named in network.namedParameters() where named.role == .statistic {
      named.parameter.value = try Tensor.full(
        named.parameter.value.shape,
        named.name.hasSuffix("running_mean") || named.name.hasSuffix("bias") ? 0 : 1)
      // Not so large that every box is the whole picture.
      if named.name.hasSuffix("bn3.weight") {
        named.parameter.value = try named.parameter.value * 0.2
      }
    }
    network.settings.framing = PictureFraming(shorterSide: 96, longestSide: 160, multiple: 32)
    var options = FasterRCNNOptions()
    options.leastScore = 0.3
    var selection = network.settings.selection
    selection.mostKept = 12
    options.selection = selection
    let detector = try FasterRCNNDetector(network: network, options: options)
    let image = try Image(
      Tensor(npy: Reference.path("picture.npy"))[0] / 255)
    let planned = try detector.planned(width: image.width, height: image.height)
    let (a, b) = (try detector.pass(image), try planned.pass(image))
    #expect(a.maps.count == 5 && b.maps.count == 5)
    for (x, y) in zip(a.maps, b.maps) {
      let largest = x.values.map(abs).max() ?? 0
      #expect(zip(x.values, y.values).allSatisfy { abs($0 - $1) <= 1e-3 * largest })
    }
    #expect(a.proposals.proposals.count == b.proposals.proposals.count)
    #expect(a.detections.count == b.detections.count && !a.detections.isEmpty)
    #expect(a.masks.count == a.detections.count)
    // Another size goes without the plan.
    let other = try Image(width: 40, height: 90)
    #expect(try planned.pass(other).input.shape == detector.pass(other).input.shape)
  }
}
