import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct RCNNTests {
  static func network() throws -> PastureRCNN {
    var generator = SeededGenerator(seed: 3)
    let network = try PastureRCNN(
      trunk: PastureClassifierTests.model(), classNames: PastureClassifier.classNames)
    for (parameter, scale) in [
      (network.svm.weight, 0.3), (network.boxes.weight, 0.01),
    ] as [(Parameter, Float)] {
      parameter.value = try Tensor.uniform(
        parameter.value.shape, in: -scale..<scale, using: &generator)
    }
    return network
  }

  static func detector(_ change: (inout RCNNOptions) -> Void = { _ in }) throws
    -> RCNNDetector<PastureClassifier>
  {
    var options = RCNNOptions()
    change(&options)
    return try RCNNDetector(network: network(), options: options)
  }

  @Test func nothingIsForgottenAndNamesAreTheTrunks() throws {
    let network = try Self.network()
    #expect(network.forgottenParameters().isEmpty)
    let names = Set(network.stateDictionary.keys)
    #expect(names.isSuperset(of: network.trunk.stateDictionary.keys))
    #expect(
      names.subtracting(network.trunk.stateDictionary.keys) == [
        "svm.weight", "svm.bias", "boxes.weight", "boxes.bias",
      ])
  }

  @Test func theTraceEndsInTheDetections() throws {
    let image = try SelectiveSearchTests.picture()
    let detector = try Self.detector { $0.leastScore = 0.3 }
    let detections = try detector.detections(in: image)
    let trace = try detector.trace(in: image)
    #expect(detections.count > 2 && trace.candidates.count > detections.count)
    #expect(trace.kept.map(\.detection) == detections)
    #expect(try trace.placeCount == detector.proposals(in: image).count)
    for detection in detections {
      #expect(detection.box == detection.box.clipped(width: 60, height: 44))
      #expect(1...8 ~= detection.classIndex && detection.score >= 0.3)
    }
  }

  // Oracle: one proposal at a time, through the network by hand.
  @Test func aDetectionIsItsProposalScoredAndMoved() throws {
    let image = try SelectiveSearchTests.picture()
    let detector = try Self.detector {
      $0.leastScore = 0
      $0.suppression = 1
    }
    let box = Box(x1: 8, y1: 10, x2: 24, y2: 30)
    let found = try detector.detections(among: [box], in: image)
    #expect(found.count == 8)
    let (margins, offsets) = try detector.network(detector.warps(of: [box], in: image))
    for detection in found {
      let margin = try margins[0, detection.classIndex - 1].item()
      #expect(abs(detection.score - 1 / (1 + (try Tensor([-4 * margin]).exp().values[0]))) < 1e-6)
      let first = 4 * (detection.classIndex - 1)
      let offset = try (first..<first + 4).map { try offsets[0, $0].item() }
      let moved = BoxCodec.plain.decode(
        BoxOffset(dx: offset[0], dy: offset[1], dw: offset[2], dh: offset[3]), from: box
      ).clipped(width: 60, height: 44)
      #expect(detection.box.iou(with: moved) > 0.9999)
    }
    let stays = try Self.detector {
      $0.leastScore = 0
      $0.suppression = 1
      $0.refinesBoxes = false
    }
    #expect(try stays.detections(among: [box], in: image).allSatisfy { $0.box == box })
  }

  // 300 regions go through a plan in batches of 64; the rest does not.
  @Test func batchesAnswerLikeSingleRegions() throws {
    let image = try SelectiveSearchTests.picture()
    let boxes: [Box] = (0..<300).map { i in
      let (width, height) = (8 + Float(i % 7), 9 + Float(i % 5))
      return Box(x: Float(i % 40), y: Float(i % 23), width: width, height: height)
    }
    let detector = try Self.detector()
    let all = try detector.features(of: boxes, in: image)
    #expect(all.vectors.shape == [300, 80] && all.maps.shape == [300, 384])
    for index in [0, 63, 64, 255, 256, 299] {
      let one = try detector.features(of: [boxes[index]], in: image)
      let (alone, together): ([Float], [Float]) = (
        one.vectors.values, try all.vectors[index].values
      )
      for (a, b) in zip(alone, together) { #expect(abs(a - b) < 1e-4) }
    }
  }

  @Test func withoutProposalsNothingIsFound() throws {
    let image = try SelectiveSearchTests.picture()
    #expect(try Self.detector().detections(among: [], in: image).isEmpty)
    #expect(try Self.detector().features(of: [], in: image).vectors.shape == [0, 80])
    let dot = try Image(width: 3, height: 2, color: .red)
    #expect(try Self.detector().detections(in: dot).isEmpty)
  }

  @Test func whereNoMachineBelievesNothingIsFound() throws {
    let image = try SelectiveSearchTests.picture()
    let detector = try Self.detector()
    #expect(try !detector.detections(in: image).isEmpty)
    let bias = try #require(detector.network.svm.bias)
    bias.value = try Tensor.full(bias.value.shape, -100)
    #expect(try detector.detections(in: image).isEmpty)
  }

  @Test func machinesOfAnotherSizeAreRefused() throws {
    let network = try Self.network()
    let good = LinearSVM(weight: Array(repeating: 1, count: 80), bias: 2)
    try network.set(good, forClass: 8)
    #expect(network.svm.bias?.value.values.last == 2)
    #expect(try network.svm.weight.value[7].values == good.weight)
    for label in [0, 9, -1] {
      #expect(throws: ShapeError.self) { try network.set(good, forClass: label) }
    }
    #expect(throws: ShapeError.self) {
      try network.set(LinearSVM(weight: [1], bias: 0), forClass: 1)
    }
    let regression = try RidgeRegression(
      features: Tensor.zeros([2, 3]), targets: Tensor.zeros([2, 4]))
    #expect(throws: ShapeError.self) { try network.set(regression, forClass: 1) }
    #expect(throws: ShapeError.self) {
      try PastureRCNN(trunk: network.trunk, classNames: ["background"])
    }
    #expect(throws: LoadError.self) { try PastureRCNN(weights: [:]) }
    var weights = network.stateDictionary
    weights["svm.weight"] = try Tensor.zeros([20, 80])
    #expect(throws: LoadError.self) { try PastureRCNN(weights: weights) }
  }

  @Test func badOptionsAreRefused() throws {
    for change in [
      { $0.proposalLimit = 0 }, { $0.leastScore = 2 }, { $0.leastScore = .nan },
      { $0.suppression = -1 },
    ] as [(inout RCNNOptions) -> Void] {
      #expect(throws: ShapeError.self) { try Self.detector(change) }
    }
  }

  @Test func publishedSizesHaveThePapersShapes() throws {
    for (name, count, side) in [("rcnn-alexnet", 4096, 227), ("rcnn-vgg16", 4096, 224)] {
      let model = try Model(shapesOf: name)
      #expect(model.inputShape == [1, 3, side, side])
      let shapes = model.network.stateDictionary.mapValues(\.shape)
      #expect(shapes["svm.weight"] == [20, count] && shapes["svm.bias"] == [20])
      #expect(shapes["boxes.weight"]?[0] == 80)
      #expect(shapes["features.0.weight"] != nil && shapes["classifier.6.weight"]?[0] == 1000)
    }
    #expect(AlexNet.mapLength == 9216 && VGG16.mapLength == 25088)
  }
}
