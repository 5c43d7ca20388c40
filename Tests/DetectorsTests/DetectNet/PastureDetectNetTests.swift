import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct PastureDetectNetTests {
  static func network() throws -> PastureDetectNet {
    var generator = SeededGenerator(seed: 1)
    return try PastureDetectNet(using: &generator)
  }

  static func picture(_ width: Int, _ height: Int) throws -> Image {
    var generator = SeededGenerator(seed: 4)
    return try Image(Tensor.uniform([1, 3, height, width], in: 0..<1, using: &generator))
  }

  /// Every cell votes: an untrained network's coverage is 0.05.
  static func detector() throws -> DetectNetDetector {
    var detector = try DetectNetDetector(network: network())
    detector.leastCoverage = 0.04
    return detector
  }

  @Test func coverageAndBoxesOfEveryCell() throws {
    var generator = SeededGenerator(seed: 2)
    let network = try Self.network()
    #expect(network.forgottenParameters().isEmpty)
    #expect(network.parameterCount * 2 < 2_000_000)
    let x = try Tensor.uniform([2, 3, 48, 80], using: &generator)
    let (coverage, boxes) = try network(x)
    #expect(coverage.shape == [2, 8, 12, 20] && boxes.shape == [2, 4, 12, 20])
    #expect(coverage.values.allSatisfy { 0.01..<0.2 ~= $0 })
    let taught = try network.training(x, using: &generator)
    #expect(taught.coverage.shape == coverage.shape && taught.boxes.shape == boxes.shape)
    #expect(try network.features(x).shape == [2, 96, 12, 20])
    #expect(try network.answers(x).map(\.name) == ["coverage", "bboxes"])
    for shape in [[2, 3, 40, 80], [3, 48, 80], [2, 1, 48, 80], [1, 3, 0, 16]] {
      #expect(throws: ShapeError.self) { try network(Tensor.zeros(shape)) }
    }
    let again = try PastureDetectNet(weights: network.stateDictionary)
    #expect(try again(x).boxes.values == network(x).boxes.values)
    #expect(throws: LoadError.self) { try PastureDetectNet(weights: [:]) }
  }

  /// Each cell begins with a box around it.
  @Test func boxesBeginAroundTheirCells() throws {
    let votes = try Self.detector().votes(in: Self.picture(64, 48))
    #expect(votes.count > 100)
    for vote in votes {
      let (x, y) = (Float(4 * vote.cell.column + 2), Float(4 * vote.cell.row + 2))
      let scale: Float = 48 / 144  // of the picture to what the network sees
      #expect(vote.box.contains(x: x * scale, y: y * scale), "\(vote)")
    }
  }

  @Test func theFirstBlockIsLeftAsItIs() throws {
    var generator = SeededGenerator(seed: 3)
    let network = try Self.network()
    try network.takeOver(PastureClassifier(using: &generator))
    let before = network.stateDictionary["features.1.running_mean"]?.values
    let (coverage, boxes) = try network.training(
      Self.picture(64, 48).tensor(), using: &generator)
    try (coverage.sum() + boxes.sum()).backward()
    for named in network.trainedParameters() {
      let isStill = ["features.0.weight", "features.1.weight", "features.1.bias"]
        .contains(named.name)
      #expect((named.parameter.gradient == nil) == isStill, "\(named.name)")
    }
    #expect(network.stateDictionary["features.1.running_mean"]?.values == before)
  }

  /// Whatever the size, boxes come back to the picture that was asked about.
  @Test(arguments: [(192, 144), (1, 1), (700, 90), (33, 301), (2, 500)])
  func picturesOfEverySize(width: Int, height: Int) throws {
    var detector = try Self.detector()
    detector.grouping = try RectangleGrouping(least: 0, tolerance: 0.2)
    let found = try detector.detections(in: Self.picture(width, height))
    #expect(!found.isEmpty)
    for one in found {
      #expect(one.box == one.box.clipped(width: width, height: height) && !one.box.isDegenerate)
      #expect(0...1 ~= one.score && 0..<8 ~= one.classIndex)
    }
    #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
    detector.leastCoverage = 1
    #expect(try detector.votes(in: Self.picture(width, height)).isEmpty)
    #expect(try detector.detections(in: Self.picture(width, height)).isEmpty)
  }

  @Test func thePlanAnswersAsTheNetwork() throws {
    let detector = try Self.detector()
    let planned = try detector.planned(width: 64, height: 48)
    for (width, height) in [(64, 48), (61, 47)] {
      let image = try Self.picture(width, height)
      let (a, b) = (try detector.votes(in: image), try planned.votes(in: image))
      #expect(abs(a.count - b.count) <= 2 && a.count > 100)
      let boxes = Dictionary(grouping: b) { [$0.cell.row, $0.cell.column, $0.classIndex] }
      let apart = a.compactMap { vote -> Float? in
        boxes[[vote.cell.row, vote.cell.column, vote.classIndex]]?.first.map {
          abs($0.coverage - vote.coverage) + abs($0.box.x1 - vote.box.x1)
        }
      }
      #expect(apart.count >= a.count - 2 && (apart.max() ?? 1) < 1e-2)
    }
    #expect(try detector.flops(width: 192, height: 144) > 1_000_000_000)
  }

  @Test func theTraceEndsInTheDetections() throws {
    let detector = try Self.detector()
    let image = try Self.picture(96, 72)
    let trace = try detector.trace(in: image)
    let found = try detector.detections(in: image)
    #expect(!found.isEmpty && trace.kept.map(\.detection) == found)
    #expect(trace.isMerging && trace.placeCount == 36 * 48)
    let first = try #require(trace.candidates.first)
    #expect(first.facts.map(\.name) == ["cell", "coverage", "box", "grouped"])
    // What is there beside the kept are votes of groups: more than one each.
    #expect(trace.candidates.count >= 2 * found.count)
  }

  @Test func numbersThatAreNoneFindNothing() throws {
    let network = try Self.network()
    for named in network.trainedParameters() where named.name.hasPrefix("boxes") {
      named.parameter.value = try Tensor.full(named.parameter.value.shape, .nan)
    }
    var detector = try DetectNetDetector(network: network)
    detector.leastCoverage = 0
    #expect(try detector.detections(in: Self.picture(64, 48)) == [])
    for named in network.trainedParameters() where named.name.hasPrefix("coverage") {
      named.parameter.value = try Tensor.full(named.parameter.value.shape, .nan)
    }
    #expect(try detector.detections(in: Self.picture(64, 48)) == [])
    var options = DetectNetOptions.pasture
    options.leastScore = 2
    #expect(throws: ShapeError.self) {
      try DetectNetDetector(network: network as any DetectNetNetwork, options: options)
    }
  }
}
