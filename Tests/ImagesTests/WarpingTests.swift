import Boxes
import Images
import Testing

@Suite struct WarpingTests {
  /// Oracle: Pillow's `Image.transform` of 13×9 pixels into 15×11, which cuts where we round.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let method: String
    let channels: Int
    let transform: [Float]
    let samples: String
    var testDescription: String { "\(method) \(channels) \(transform)" }
    var map: Transform {
      Transform(
        a: transform[0], b: transform[1], c: transform[2], d: transform[3], tx: transform[4],
        ty: transform[5])
    }
  }
  static let cases = fixture("warping", of: Case.self)

  @Test func fixturesAreThere() { #expect(Self.cases.count == 24) }

  @Test(arguments: cases)
  func warpsAsPillow(_ example: Case) throws {
    let method = try #require(Resampling(rawValue: example.method))
    let result = try pattern(13, 9, example.channels)
      .warped(by: example.map, width: 15, height: 11, by: method)
    let expected = bytes(example.samples)
    #expect(result.samples.count == expected.count)
    let worst = zip(result.samples, expected).map { abs(Int($0) - Int($1)) }.max()
    #expect((worst ?? 999) <= (method == .nearest ? 0 : 1))
  }

  @Test func flipsAndMovesAreExact() throws {
    let image = pattern(7, 5, 3)
    let mirrored = try image.warped(by: .flip(width: 7), width: 7, height: 5)
    #expect(mirrored == image.flipped())
    let moved = try image.warped(by: .translation(2, 1), width: 10, height: 8)
    #expect(try moved == image.padded(left: 2, top: 1, right: 1, bottom: 2))
  }

  @Test func masksMoveWithTheirBoxes() throws {
    let box = Box(x1: 3, y1: 2, x2: 12, y2: 9)
    let mask = try Mask(width: 20, height: 14, filling: box)
    for map in [
      Transform.flip(width: 20), .translation(4, -1), .scale(2, 1.5),
      .scale(0.7).followed(by: .translation(3, 3)),
    ] {
      let moved = try mask.warped(by: map, width: 44, height: 30)
      let expected = box.transformed(by: map)
      let found = try #require(moved.box)
      for (a, b) in [
        (found.x1, expected.x1), (found.y1, expected.y1), (found.x2, expected.x2),
        (found.y2, expected.y2),
      ] { #expect(abs(a - b) <= 0.5) }
    }
  }

  @Test func aTurnedBoxGrowsAroundItsCorners() {
    let box = Box(x1: 10, y1: 10, x2: 30, y2: 20)
    let turned = box.transformed(by: .rotation(degrees: 90, about: Point(20, 15)))
    #expect(abs(turned.width - 10) < 1e-4 && abs(turned.height - 20) < 1e-4)
    let slanted = box.transformed(by: .rotation(degrees: 45, about: Point(20, 15)))
    #expect(abs(slanted.width - 30 * Float(0.5).squareRoot()) < 1e-4)
  }

  @Test func theInverseComesBack() throws {
    let map = Transform.rotation(degrees: 33).followed(by: .scale(0.5, 3))
      .followed(by: .translation(40, -7))
    let back = try #require(map.inverse)
    for point in [Point(0, 0), Point(100, 3), Point(-5, 77)] {
      let there = back(map(point))
      #expect((there - point).length < 1e-4)
    }
    #expect(Transform.scale(0, 1).inverse == nil)
    #expect(Transform.scale(.nan, 1).inverse == nil)
  }

  @Test func mapsThatFlattenAreRefused() throws {
    let image = pattern(4, 4, 3)
    #expect(throws: ImageError.self) { try image.warped(by: .scale(0), width: 4, height: 4) }
    #expect(throws: ImageError.self) { try image.warped(by: .scale(.nan), width: 4, height: 4) }
    #expect(throws: ImageError.self) { try image.warped(by: .identity, width: 0, height: 4) }
    // Far away there is nothing, but no trap either.
    let far = try image.warped(by: .translation(1e30, -1e30), width: 3, height: 3, color: .white)
    #expect(try far == Image(width: 3, height: 3))
    let large = try image.warped(by: .scale(1e-30), width: 3, height: 3, color: .white)
    #expect(large.width == 3)
  }
}
