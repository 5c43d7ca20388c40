import Boxes
import Checkpoints
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

/// R-CNN at its published sizes, from the picture to margins and offsets, against what
/// `Tests/Oracles/rcnn_fixtures.py` computed in double precision.
@Suite(.serialized) struct RCNNParityTests {
  struct Samples: Decodable {
    let length: Int
    let largest: Float
    let places: [Int]
    let values: [Float]

    /// The largest difference, as a share of the largest number.
    func difference(_ found: [Float]) -> Float {
      guard found.count == length else { return .infinity }
      return zip(places, values).map { abs(found[$0] - $1) }.reduce(0, max) / largest
    }
  }

  struct Case: Decodable {
    let name: String
    let side: Int
    let boxes: [[Float]]
    let warps, maps, vectors, margins, offsets: [Samples]
  }

  static func reference(_ name: String) throws -> Case {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/rcnn.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: path))
    return try #require(cases.first { $0.name == name })
  }

  @Test func alexNetAgrees() throws {
    var maker = LayerMaker.withoutWeights
    try check(RCNNNetwork<AlexNet>(maker: &maker), Self.reference("rcnn-alexnet"))
  }

  @Test func vgg16Agrees() throws {
    var maker = LayerMaker.withoutWeights
    try check(RCNNNetwork<VGG16>(maker: &maker), Self.reference("rcnn-vgg16"))
  }

  private func check<Trunk>(_ network: RCNNNetwork<Trunk>, _ reference: Case) throws {
    try network.setReproducibleWeights()
    let detector = try RCNNDetector(network: network)
    let image = try Image(Tensor(npy: Reference.path("picture.npy")) / 255)
    let boxes = reference.boxes.map { Box(x1: $0[0], y1: $0[1], x2: $0[2], y2: $0[3]) }
    #expect(boxes.count == 4 && Trunk.warpSide == reference.side)
    let warps = try detector.warps(of: boxes, in: image)
    let normalized = try Trunk.normalization(warps)
    let features = try withoutGradient { try network.trunk.regionFeatures(normalized) }
    let (margins, offsets) = try withoutGradient { try network(normalized) }
    for index in boxes.indices {
      for (name, found, expected, tolerance) in [
        ("warp", warps, reference.warps, 1e-5), ("pool5", features.maps, reference.maps, 1e-4),
        ("fc7", features.vectors, reference.vectors, 1e-4),
        ("margins", margins, reference.margins, 1e-4),
        ("offsets", offsets, reference.offsets, 1e-4),
      ] as [(String, Tensor, [Samples], Float)] {
        let share = expected[index].difference(try found[index].values)
        #expect(share <= tolerance, "\(name) of box \(index)")
        if index == 0 { print("parity of \(reference.name), \(name): \(share)") }
      }
    }
  }
}
