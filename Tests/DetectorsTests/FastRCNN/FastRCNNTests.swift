import Boxes
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct FastRCNNTests {
  static func network() throws -> PastureFastRCNN {
    var generator = SeededGenerator(seed: 1)
    return try PastureFastRCNN(using: &generator)
  }

  /// A detector that finds something everywhere: an untrained network gives each class a ninth.
  static func eager() throws -> FastRCNNDetector {
    var options = FastRCNNOptions.pasture
    options.leastScore = 0.01
    return try FastRCNNDetector(network: network(), options: options)
  }

  static func picture(_ width: Int, _ height: Int) throws -> Image {
    var generator = SeededGenerator(seed: 4)
    let noise = try Tensor.normal(
      [1, 3, max(1, height / 8), max(1, width / 8)], using: &generator)
    return try Image((noise * 0.2 + 0.5).upsampledNearest(to: [height, width]))
  }

  static let boxes = [Box(x1: 10, y1: 20, x2: 60, y2: 70), Box(x1: 5, y1: 5, x2: 30, y2: 20)]

  @Test func shapesAndNames() throws {
    let network = try Self.network()
    #expect(network.forgottenParameters().isEmpty)
    #expect(try network.features(Tensor.zeros([1, 3, 144, 192])).shape == [1, 96, 36, 48])
    let answers = try network.answers(
      map: Tensor.zeros([1, 96, 36, 48]), regions: Tensor(regions: Self.boxes))
    #expect(answers.logits.shape == [2, 9] && answers.offsets.shape == [2, 36])
    let head = network.namedParameters().map(\.name).filter { !$0.hasPrefix("features") }
    #expect(
      head == [
        "fc6.weight", "fc6.bias", "fc7.weight", "fc7.bias", "cls_score.weight", "cls_score.bias",
        "bbox_pred.weight", "bbox_pred.bias",
      ])
    var generator = SeededGenerator(seed: 2)
    let classifier = try PastureClassifier(using: &generator)
    try network.takeOver(classifier)
    #expect(
      network.stateDictionary["features.4.weight"]?.values
        == classifier.stateDictionary["features.4.weight"]?.values)
  }

  /// The trunk under torchvision's names, so that a published VGG-16 loads into it.
  @Test func publishedSize() throws {
    let network = try FastRCNNVGG16(weightsYetToCome: ())
    #expect(network.parameterCount == 134_690_729)
    #expect(network.classNames.count == 21 && network.classNames[15] == "person")
    let names = network.namedParameters().map(\.name)
    #expect(names.contains("features.28.weight") && !names.contains("features.30.weight"))
    #expect(names.allSatisfy { network.stateDictionary[$0] != nil })
    #expect(FastRCNNVGG16.inputSize(width: 500, height: 375) == (800, 600))
    #expect(FastRCNNVGG16.inputSize(width: 2000, height: 500) == (1000, 250))
    #expect(FastRCNNVGG16.inputSize(width: 4000, height: 3) == (1000, 16))
  }

  @Test func aCountOfClassesThatDoesNotFitTheWeights() throws {
    // Only shapes: a network of these would take half a gigabyte.
    var weights: [String: Tensor] = [:]
    for (name, shape) in [
      ("cls_score.weight", [5, 4096]), ("cls_score.bias", [5]),
      ("bbox_pred.weight", [20, 4096]), ("bbox_pred.bias", [20]),
    ] { weights[name] = try Tensor.zeros(shape) }
    let error = #expect(throws: LoadError.self) {
      try FastRCNNVGG16(weights: weights, classCount: 21)
    }
    let scores = try #require(error?.misshapen.first { $0.name == "cls_score.weight" })
    #expect(scores.expected == [21, 4096] && scores.found == [5, 4096])
    // Without a count, the weights' own is taken; what is missing is the rest.
    let other = #expect(throws: LoadError.self) { try FastRCNNVGG16(weights: weights) }
    #expect(other?.misshapen == [] && other?.missing.count == 30)
    #expect(throws: ShapeError.self) { try FastRCNNVGG16(weights: [:], classCount: 0) }
  }

  @Test func withoutProposalsNothingIsFound() throws {
    let detector = try Self.eager()
    let image = try Self.picture(192, 144)
    #expect(try !detector.detections(in: image, proposals: Self.boxes).isEmpty)
    #expect(try detector.detections(in: image, proposals: []) == [])
    let pass = try detector.pass(image, proposals: [])
    #expect(pass.probabilities.shape == [0, 9] && pass.map.shape == [1, 96, 36, 48])
    // A picture of one colour has one region: the whole of it.
    let grey = try Image(Tensor.full([1, 3, 144, 192], 0.5))
    #expect(try detector.proposals(in: grey).count <= 1)
    #expect(try detector.detections(in: grey).allSatisfy { $0.score.isFinite })
  }

  @Test func withoutDetectionsTheListIsEmpty() throws {
    var options = FastRCNNOptions.pasture
    options.leastScore = 1
    let detector = try FastRCNNDetector(network: Self.network(), options: options)
    #expect(try detector.detections(in: Self.picture(192, 144), proposals: Self.boxes) == [])
    options.leastScore = 0
    options.mostDetections = 0
    let silent = try FastRCNNDetector(network: Self.network(), options: options)
    #expect(try silent.detections(in: Self.picture(192, 144), proposals: Self.boxes) == [])
  }

  @Test(arguments: [(1, 1), (3, 2), (400, 1), (2, 90)])
  func picturesSmallerThanTheStride(width: Int, height: Int) throws {
    let detector = try Self.eager()
    let image = try Self.picture(width, height)
    let whole = Box(x1: 0, y1: 0, x2: Float(width), y2: Float(height))
    let found = try detector.detections(in: image, proposals: [whole])
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.box.x2 <= Float(width) && $0.box.y2 <= Float(height) })
    _ = try detector.detections(in: image)  // the search, too
    // The network itself says so.
    #expect(throws: ShapeError.self) { try detector.network.features(Tensor.zeros([1, 3, 3, 3])) }
  }

  @Test func badProposalsAndOptionsAreRefused() throws {
    let detector = try Self.eager()
    let image = try Self.picture(192, 144)
    let nan = Box(x1: .nan, y1: 0, x2: 1, y2: 1)
    #expect(throws: ShapeError.self) { try detector.detections(in: image, proposals: [nan]) }
    // Empty ones and those outside are no reason to give up.
    let odd = [
      Box(x1: 9, y1: 9, x2: 9, y2: 9), Box(x1: 500, y1: 500, x2: 600, y2: 600),
      Box(x1: 50, y1: 50, x2: 20, y2: 20),
    ]
    #expect(
      try detector.detections(in: image, proposals: odd).allSatisfy { !$0.box.isDegenerate })
    var options = FastRCNNOptions.pasture
    options.leastScore = .nan
    #expect(throws: ShapeError.self) {
      try FastRCNNDetector(network: Self.network(), options: options)
    }
    options = .pasture
    options.proposalLimit = -1
    #expect(throws: ShapeError.self) {
      try FastRCNNDetector(network: Self.network(), options: options)
    }
  }

  /// A proposal's features do not depend on who else was proposed, and a larger picture of the same
  /// is found in its own pixels.
  @Test func regionsAreAnsweredOneByOne() throws {
    let detector = try Self.eager()
    let image = try Self.picture(192, 144)
    let both = try detector.pass(image, proposals: Self.boxes)
    let second = try detector.pass(image, proposals: [Self.boxes[1]])
    #expect(
      both.probabilities.values.suffix(9).elementsEqual(second.probabilities.values) {
        abs($0 - $1) < 1e-6
      })
    let large = try detector.pass(
      image.scaled(by: 2), proposals: Self.boxes.map { $0.scaled(by: 2) })
    #expect(large.map.shape == both.map.shape && large.width == 384)
  }

  @Test func theTraceEndsWithTheDetections() throws {
    var options = FastRCNNOptions.pasture
    options.leastScore = 0.12
    let detector = try FastRCNNDetector(network: Self.network(), options: options)
    let image = try Self.picture(96, 72)
    let trace = try detector.trace(in: image)
    let found = try detector.detections(in: image)
    #expect(trace.kept.map(\.detection).prefix(options.mostDetections).elementsEqual(found))
    #expect(trace.placeCount == (try detector.proposals(in: image).count))
    let first = try #require(trace.candidates.first)
    #expect(first.facts.map(\.name) == ["proposal", "cells", "offsets", "clipped"])
    #expect(first.scores.count == 9)
  }

  // Parity with torchvision's parts.

  struct Expected: Decodable {
    let box: [Float]
    let `class`: Int
    let score: Float
  }

  /// Decoding, clipping, the least score, suppression: Tests/Oracles/fast_rcnn.py. The stages before
  /// them are those of `ParityTests`.
  @Test func detectionsAgreeWithTorchvision() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/fast-rcnn-vgg16.json")
    let expected = try JSONDecoder().decode([Expected].self, from: Data(contentsOf: file))
    let reference = try Reference("fast-rcnn-vgg16")
    let network = try #require(
      try ParityTests.network(ParityTests.fastRCNN, reference) as? FastRCNNVGG16)
    let x = try ParityTests.input("fast-rcnn-vgg16", .imageNet)
    let boxes = Box.standIns(width: x.shape[3], height: x.shape[2])
    let map = try network.features(x)
    let answers = try network.answers(map: map, regions: Tensor(regions: boxes))
    var options = FastRCNNOptions()
    options.leastScore = 0.05
    let detector = try FastRCNNDetector(network: network, options: options)
    let found = try detector.detections(
      of: FastRCNNPass(
        width: x.shape[3], height: x.shape[2], proposals: boxes, map: map,
        probabilities: answers.probabilities(), offsets: answers.offsets,
        seconds: .init(proposals: 0, features: 0, regions: 0)))
    #expect(found.count == expected.count && found.count > 20)
    for (mine, theirs) in zip(found, expected) {
      #expect(mine.classIndex == theirs.class)
      #expect(abs(mine.score - theirs.score) < 1e-4)
      let box = [mine.box.x1, mine.box.y1, mine.box.x2, mine.box.y2]
      #expect(zip(box, theirs.box).allSatisfy { abs($0 - $1) < 0.01 })
    }
  }
}

extension FastRCNNVGG16 {
  /// For its shapes: its numbers are whatever memory held.
  fileprivate init(weightsYetToCome: Void) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classCount: 21, maker: &maker)
  }
}
