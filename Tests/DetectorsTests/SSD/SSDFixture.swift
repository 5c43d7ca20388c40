import Boxes
import Foundation
import Tensors

/// torchvision's answers: Tests/Oracles/ssd.py.
struct SSDFixture: Decodable {
  struct DefaultBoxesCase: Decodable {
    let count: Int
    let places: [Int]
    let boxes, sum: [Float]
  }
  struct Losses: Decodable {
    let anchors, logits, offsets, logitGradient, offsetGradient: [Float]
    let truths: [[Float]]
    let labels, matched: [[Int]]
    let classCount: Int
    let classification, regression: Float
  }
  struct Found: Decodable {
    let box: [Float]
    let `class`: Int
    let score: Float
  }
  struct DetectionsCase: Decodable {
    let places: [Int]
    let logits, offsets: [Float]
    let found: [Found]
  }
  struct Transform: Decodable {
    let places: [Int]
    let values: [Float]
  }
  let defaultBoxes: DefaultBoxesCase
  let losses: Losses
  let detections: DetectionsCase
  let transform: Transform

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/ssd.json")
    self = try JSONDecoder().decode(SSDFixture.self, from: Data(contentsOf: path))
  }

  static func boxes(_ numbers: [Float]) -> [Box] {
    stride(from: 0, to: numbers.count, by: 4).map {
      Box(x1: numbers[$0], y1: numbers[$0 + 1], x2: numbers[$0 + 2], y2: numbers[$0 + 3])
    }
  }
}
