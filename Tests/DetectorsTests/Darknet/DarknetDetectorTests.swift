import Boxes
import Images
import Tensors
import Testing

@testable import Detectors

@Suite struct DarknetDetectorTests {
  static let heads = ["version1", "version2", "version3"]

  /// A picture of odd sides, 61×47.
  static func picture(_ fixture: DarknetFixture) throws -> Image {
    try Image(fixture.reference.tensor("picture") / 255)
  }

  @Test(arguments: heads, [DarknetPicture.Framing.letterbox, .stretch])
  func picturesAreFramedAsDarknetDoes(name: String, framing: DarknetPicture.Framing) throws {
    let fixture = try DarknetFixture(name)
    let picture = try DarknetPicture(
      Self.picture(fixture), for: fixture.network.blueprint.input, framing: framing)
    let expected = try fixture.reference.tensor("\(framing):seen").values
    #expect(zip(picture.tensor.values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(picture.tensor.count == expected.count)
  }

  /// Score threshold, decoding, the way back to the picture, and suppression, each version framed as
  /// its program does. (libdarknet corrects boxes of versions 2 and 3 for a letterbox, always, and
  /// those of version 1 never.)
  @Test(arguments: heads)
  func boxesAreDarknets(name: String) throws {
    let fixture = try DarknetFixture(name)
    let image = try Self.picture(fixture)
    let detector = try DarknetDetector(network: fixture.network, threshold: 0.02)
    var left = try detector.detections(in: image)
    #expect(zip(left, left.dropFirst()).allSatisfy { $0.score >= $1.score })
    let rows = try fixture.reference.tensor("\(detector.framing):boxes").values
    var expected: [Detection] = []
    for at in stride(from: 0, to: rows.count, by: 6) {
      let box = Box(
        centerX: rows[at + 2], centerY: rows[at + 3], width: rows[at + 4], height: rows[at + 5]
      ).clipped(width: image.width, height: image.height)
      guard !box.isDegenerate else { continue }
      expected.append(Detection(box: box, classIndex: Int(rows[at]), score: rows[at + 1]))
    }
    #expect(expected.count == left.count && !left.isEmpty)
    for detection in expected {
      let match = left.firstIndex { found in
        guard found.classIndex == detection.classIndex else { return false }
        return abs(found.score - detection.score) < 1e-5
          && found.box.distance(to: detection.box) < 1e-3
      }
      #expect(match != nil, "\(detection)")
      if let match { left.remove(at: match) }
    }
    #expect(left.isEmpty)
  }

  /// A plan folds and fuses, so that numbers differ by rounding only.
  @Test(arguments: heads)
  func plannedDetectorsFindTheSame(name: String) throws {
    let fixture = try DarknetFixture(name)
    let image = try Self.picture(fixture)
    let detector = try DarknetDetector(network: fixture.network, threshold: 0.02)
    let planned = try detector.planned()
    let (expected, found) = (
      try detector.detections(in: image), try planned.detections(in: image)
    )
    #expect(!expected.isEmpty && expected.count == found.count)
    for (a, b) in zip(expected, found) {
      #expect(a.classIndex == b.classIndex && abs(a.score - b.score) < 1e-5)
      #expect(a.box.distance(to: b.box) < 1e-2)
    }
  }

  @Test func versionsAreFramedAsTheirProgramsDo() throws {
    #expect(try DarknetFixture("version1").network.framing == .stretch)
    #expect(try DarknetFixture("version3").network.framing == .letterbox)
  }

  @Test(arguments: [(1, 1), (1, 900), (2000, 3), (32, 24), (33, 25)])
  func picturesOfEverySizeAreFramed(width: Int, height: Int) throws {
    let fixture = try DarknetFixture("version3")
    let image = try Image(width: width, height: height)
    let detector = try DarknetDetector(network: fixture.network, threshold: 0.02)
    for found in try detector.detections(in: image) {
      #expect(found.box == found.box.clipped(width: width, height: height))
    }
    // Zero detections is an answer.
    let strict = try DarknetDetector(network: fixture.network, threshold: 1)
    #expect(try strict.detections(in: image).isEmpty)
  }

  /// Weights of infinities and NaN: no box, and no trap.
  @Test func runawayNumbersGiveNoBoxes() throws {
    for value: Float in [.infinity, -.infinity, .nan, 1e38] {
      let fixture = try DarknetFixture("version3")
      for named in fixture.network.namedParameters() where named.name.hasSuffix("conv.weight") {
        named.parameter.value = try Tensor.full(named.parameter.value.shape, value)
      }
      let detector = try DarknetDetector(network: fixture.network, threshold: 0.01)
      for found in try detector.detections(in: Self.picture(fixture)) {
        #expect(found.box.isFinite && found.score.isFinite)
      }
    }
  }

  @Test func whatIsNoDetectorIsRefused() throws {
    let network = try DarknetFixture("everything").network
    let error = #expect(throws: DarknetError.self) { try DarknetDetector(network: network) }
    #expect(error?.expected == "a detector: a [detection], [region] or [yolo] section")
    let detector = try DarknetFixture("version3").network
    let names = #expect(throws: ShapeError.self) {
      try DarknetDetector(network: detector, classNames: ["sheep"])
    }
    #expect(names?.expected == "3 class names" && names?.found == "1")
    #expect(throws: ShapeError.self) { try DarknetDetector(network: detector, threshold: .nan) }
    #expect(throws: ShapeError.self) { try DarknetDetector(network: detector, suppression: 2) }
  }
}

extension Box {
  /// The largest difference of a coordinate.
  fileprivate func distance(to other: Box) -> Float {
    [x1 - other.x1, y1 - other.y1, x2 - other.x2, y2 - other.y2].map(abs).max() ?? 0
  }
}
