import Boxes
import Images
import Testing

@testable import Datasets

/// Boxes and keypoints where torchvision's transforms.v2 takes them.
@Suite struct GeometryOracleTests {
  /// Oracle: torchvision, by Tests/Oracles/augmentation_fixtures.py.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let width, height: Int
    let boxes, points, movedBoxes, movedPoints: [[Float]]
    let angle, scale: Float
    let translate: [Float]
    let size: [Int]
    var testDescription: String { "\(name) \(angle)° \(translate) ×\(scale) to \(size)" }
  }
  static let cases = augmentationFixture("geometry", of: Case.self)

  @Test func fixturesAreThere() { #expect(Self.cases.count == 7) }

  /// Sides of 192×144 times these scales are whole or nearly so: our scale is that of the rounded
  /// picture, which a box of 192 pixels could feel by half a pixel.
  @Test(arguments: cases)
  func goesWhereTorchvisionPutsIt(_ example: Case) throws {
    let boxes = example.boxes.map { Box(x1: $0[0], y1: $0[1], x2: $0[2], y2: $0[3]) }
    let points = example.points.map { PlacedKeypoint(x: $0[0], y: $0[1], visibility: .visible) }
    // One thing for each box, and one keypoint of it; a pair of partners, so that a flip is plain.
    var source = try plainExample(width: example.width, height: example.height, boxes, masks: false)
    for i in boxes.indices { source.objects[i].keypoints = [points[i]] }
    let moved =
      switch example.name {
      case "flip": try source.flipped(pairs: FlipPairs(names: ["nose"]))
      case "resize":
        try source.fitted(width: example.size[0], height: example.size[1], by: .stretch).example
      default:
        try source.scaled(
          by: example.scale, x: example.translate[0], y: example.translate[1],
          degrees: example.angle, color: .black, rule: ClippingRule(smallestSide: 0))
      }
    #expect([moved.width, moved.height] == example.size)
    let expected = example.movedBoxes.map { Box(x1: $0[0], y1: $0[1], x2: $0[2], y2: $0[3]) }
    // torchvision keeps boxes that are clipped to nothing; ours are dropped.
    let kept = expected.indices.filter { expected[$0].width > 0.01 && expected[$0].height > 0.01 }
    #expect(moved.objects.map(\.classIndex) == kept)
    #expect(kept.count >= 9)
    // Our scales are those of whole pixels: 211/192 instead of 1.1 takes a far corner 0.11 away.
    let tolerance: Float = example.scale == 1 && example.angle == 0 ? 1e-4 : 0.6
    for (thing, index) in zip(moved.objects, kept) {
      #expect(thing.box.distance(to: expected[index]) <= tolerance)
      let point = thing.keypoints[0]
      guard point.visibility != .unlabelled else { continue }
      // torchvision's flip counts keypoints in whole pixels (x' = W − 1 − x), ours in coordinates.
      let shift: Float = example.name == "flip" ? 1 : 0
      #expect(abs(point.x - example.movedPoints[index][0] - shift) <= tolerance)
      #expect(abs(point.y - example.movedPoints[index][1]) <= tolerance)
    }
  }
}
