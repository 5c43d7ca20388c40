import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

/// Every stage from the picture on is compared in `ParityTests`.
@Suite struct DetectNetTests {
  static func empty() throws -> DetectNet {
    var maker = LayerMaker.withoutWeights
    return try DetectNet(maker: &maker)
  }

  @Test func theGridOfNVIDIAsPictures() throws {
    let network = try Self.empty()
    #expect(network.forgottenParameters().isEmpty)
    // GoogLeNet without its classifier (5,973,552 below the average pooling) and 5 · 1025 for the grid.
    #expect(network.parameterCount == 5_978_677)
    let names = network.namedParameters().map(\.name)
    #expect(names.contains("inception_4c.5x5_reduce.weight") && names.last == "bbox_regressor.bias")
    let (coverage, boxes) = try network(Tensor.zeros([1, 3, 96, 160]))
    #expect(coverage.shape == [1, 1, 6, 10] && boxes.shape == [1, 4, 6, 10])
  }

  @Test func responseNormalizationByHand() throws {
    // α / n · Σ x² + 1 with α = 3, n = 3: 1 + the squares of the channel and its two neighbours.
    let layer = try ResponseNormalization(channels: 4, span: 3, alpha: 3, beta: 0.5)
    let x = try Tensor([1, 2, 0, 3], shape: [1, 4, 1, 1])
    let y = try layer(x).values
    let (six, ten) = (Float(6).squareRoot(), Float(10).squareRoot())
    let expected = [1 / six, 2 / six, 0, 3 / ten]
    #expect(zip(y, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(throws: ShapeError.self) { try ResponseNormalization(channels: 4, span: 2) }
    #expect(throws: ShapeError.self) { try layer(Tensor.zeros([1, 3, 2, 2])) }
  }

  /// Four cells that agree, one that stands alone, one that is not sure.
  @Test func cellsThatAgreeAreOneThing() throws {
    var coverage = [Float](repeating: 0, count: 4 * 5)
    var boxes = [Float](repeating: 0, count: 4 * 20)
    func say(_ row: Int, _ column: Int, _ value: Float, _ box: Box) {
      let cell = row * 5 + column
      coverage[cell] = value
      let (x, y) = (Float(column * 16), Float(row * 16))
      for (edge, number) in [box.x1 - x, box.y1 - y, box.x2 - x, box.y2 - y].enumerated() {
        boxes[edge * 20 + cell] = number
      }
    }
    let thing = Box(x1: 10, y1: 5, x2: 60, y2: 45)
    for (row, column) in [(0, 1), (0, 2), (1, 1), (1, 2)] { say(row, column, 0.9, thing) }
    say(3, 4, 0.95, Box(x1: 60, y1: 40, x2: 80, y2: 64))
    say(2, 0, 0.5, thing)
    let detector = try DetectNetDetector(network: Self.empty())
    let found = try detector.detections(
      coverage: Tensor(coverage, shape: [1, 4, 5]), boxes: Tensor(boxes, shape: [4, 4, 5]),
      width: 80, height: 64)
    #expect(found.count == 1)
    let first = try #require(found.first)
    #expect(abs(first.score - 0.9) < 1e-6 && first.box.iou(with: thing) > 0.9999)
    #expect(throws: ShapeError.self) {
      try detector.detections(
        coverage: Tensor.zeros([1, 4, 5]), boxes: Tensor.zeros([4, 5, 4]), width: 80, height: 64)
    }
    var options = DetectNetOptions()
    options.leastCoverage = .nan
    #expect(throws: ShapeError.self) {
      try DetectNetDetector(network: Self.empty(), options: options)
    }
  }
}
