import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct PastureYOLOTests {
  @Test func version3AnswersThreeMaps() throws {
    var generator = SeededGenerator(seed: 1)
    let network = try PastureYOLOv3(using: &generator)
    #expect(network.forgottenParameters().isEmpty)
    #expect(network.parameterCount * 2 < 2_000_000)
    let x = try Tensor.uniform([2, 3, 48, 80], using: &generator)
    let shapes = [[2, 39, 3, 5], [2, 39, 6, 10], [2, 39, 12, 20]]
    #expect(try network(x).map(\.shape) == shapes)
    #expect(try network.training(x, using: &generator).map(\.shape) == shapes)
    #expect(try network.features(x).shape == [2, 96, 12, 20])
    #expect(try network.answers(x).map(\.name) == ["stride16", "stride8", "stride4"])
    // At the start nothing is expected anywhere.
    let said = try network.layout.predictions(network(x), objectness: 0)
    #expect(said.count == 3 * (15 + 60 + 240))
    #expect(said.allSatisfy { $0.objectness < 0.05 })
    for shape in [[2, 3, 40, 80], [3, 48, 80], [2, 1, 48, 80]] {
      #expect(throws: ShapeError.self) { try network(Tensor.zeros(shape)) }
    }
    let again = try PastureYOLOv3(weights: network.stateDictionary)
    #expect(try again(x)[2].values == network(x)[2].values)
    #expect(throws: LoadError.self) { try PastureYOLOv3(weights: [:]) }
  }

  @Test func version1AnswersOneMap() throws {
    var generator = SeededGenerator(seed: 1)
    let network = try PastureYOLOv1(using: &generator)
    #expect(network.forgottenParameters().isEmpty)
    #expect(network.parameterCount * 2 < 2_000_000)
    let x = try Tensor.uniform([1, 3, 144, 192], using: &generator)
    #expect(try network(x).shape == [1, 18, 9, 12])
    #expect(try network.training(x, using: &generator).shape == [1, 18, 9, 12])
    // Each box begins in the middle of its cell.
    let said = try PastureYOLOv1.layout.predictions(network(x), width: 192, height: 144)
    #expect(said.count == 216)
    #expect(abs(said[0].box.centerX - 8) < 8 && abs(said[0].box.centerY - 8) < 8)
    #expect(throws: ShapeError.self) { try network(Tensor.zeros([1, 3, 160, 192])) }
    #expect(throws: LoadError.self) { try PastureYOLOv1(weights: [:]) }
  }

  @Test func bothBeginWithTheClassifiersTrunk() throws {
    var generator = SeededGenerator(seed: 1)
    let classifier = try PastureClassifier(using: &generator)
    let three = try PastureYOLOv3(using: &generator)
    let one = try PastureYOLOv1(using: &generator)
    try three.takeOver(classifier)
    try one.takeOver(classifier)
    let name = "features.8.weight"
    let values = try #require(classifier.stateDictionary[name]).values
    #expect(three.stateDictionary[name]?.values == values)
    #expect(one.stateDictionary[name]?.values == values)
  }

  /// Every box comes back to the picture it was asked about, whatever its size.
  @Test(arguments: [(192, 144), (1, 1), (700, 90), (33, 301)])
  func picturesOfEverySize(width: Int, height: Int) throws {
    var generator = SeededGenerator(seed: 2)
    let image = try Image(Tensor.uniform([3, height, width], using: &generator))
    var three = try YOLODetector(network: PastureYOLOv3(using: &generator), leastScore: 0)
    var one = try YOLOv1Detector(network: PastureYOLOv1(using: &generator), leastScore: 0)
    for found in try three.candidates(in: image) + one.candidates(in: image) {
      #expect(found.box == found.box.clipped(width: width, height: height))
      #expect(0...1 ~= found.score && 0..<8 ~= found.classIndex)
    }
    three.leastScore = 1
    one.leastScore = 1
    #expect(try three.detections(in: image).isEmpty && one.detections(in: image).isEmpty)
  }

  @Test func theTraceEndsInTheDetections() throws {
    var generator = SeededGenerator(seed: 3)
    let image = try Image(Tensor.uniform([3, 60, 80], using: &generator))
    let detector = try YOLODetector(network: PastureYOLOv3(using: &generator), leastScore: 0.006)
    let trace = try detector.trace(in: image)
    let found = try detector.detections(in: image)
    #expect(!found.isEmpty && trace.kept.map(\.detection) == found)
    #expect(trace.placeCount == 6804)
    let planned = try detector.planned().detections(in: image)
    #expect(planned.count == found.count)
    #expect(zip(planned, found).allSatisfy { abs($0.score - $1.score) < 1e-5 })
    #expect(trace.kept[0].facts.map(\.name) == ["scale", "cell", "anchor", "raw", "score"])
  }

  @Test func scoresOutOfRangeAreRefused() throws {
    var generator = SeededGenerator(seed: 3)
    let (one, three) = (
      try PastureYOLOv1(using: &generator), try PastureYOLOv3(using: &generator)
    )
    #expect(throws: ShapeError.self) { try YOLODetector(network: three, leastScore: 2) }
    #expect(throws: ShapeError.self) { try YOLODetector(network: three, suppression: .nan) }
    #expect(throws: ShapeError.self) { try YOLOv1Detector(network: one, leastScore: -1) }
  }
}
