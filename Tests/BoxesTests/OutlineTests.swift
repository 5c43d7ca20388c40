import Boxes
import Testing

/// Masks to polygons and back, to the pixel.
@Suite struct OutlineTests {
  @Test func aHoleIsReachedByALineOfNoWidth() throws {
    let rows = ["XXXX", "X..X", "XXXX"]
    let mask = try Mask(width: 4, height: 3, pixels: rows.joined().map { $0 == "X" })
    #expect(mask.polygons.count == 1)
    #expect(try Mask(polygons: mask.polygons, width: 4, height: 3) == mask)
    #expect(try Mask(width: 4, height: 3).polygons.isEmpty)
    #expect(try Mask(width: 4, height: 3).outline.isEmpty)
    let square = try Mask(width: 4, height: 3, filling: Box(x1: 1, y1: 1, x2: 3, y2: 3))
    #expect(square.polygons == [[3, 1, 3, 3, 1, 3, 1, 1]])
  }

  @Test func pixelsThatTouchAtACornerAreTwoParts() throws {
    let mask = try Mask(width: 2, height: 2, pixels: [true, false, false, true])
    #expect(mask.polygons.count == 2)
    #expect(try Mask(polygons: mask.polygons, width: 2, height: 2) == mask)
  }

  @Test(arguments: [(17, 12, 10), (24, 31, 50), (9, 9, 90), (1, 20, 50), (20, 1, 50), (64, 48, 3)])
  func anyMaskComesBackToThePixel(width: Int, height: Int, percent: UInt64) throws {
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    for _ in 0..<40 {
      let pixels = (0..<width * height).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % 100 < percent
      }
      let mask = try Mask(width: width, height: height, pixels: pixels)
      #expect(try Mask(polygons: mask.polygons, width: width, height: height) == mask)
      let outline = mask.outline
      let again = try Mask(
        polygons: outline.isEmpty ? [] : [outline], width: width, height: height)
      #expect(again == mask)
    }
  }
}
