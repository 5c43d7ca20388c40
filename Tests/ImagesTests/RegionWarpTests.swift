import Boxes
import Testing

@testable import Images

@Suite struct RegionWarpTests {
  struct Case: Decodable, CustomStringConvertible {
    let box: [Float]
    let side, padding: Int
    let values: [Float]
    let samples: String?

    var description: String { "\(box), side \(side), padding \(padding)" }
  }

  static let cases = fixture("warps", of: Case.self)
  static let image = Image(
    width: 57, height: 43, channels: 3, samples: bytes(cases.first?.samples ?? ""))

  @Test func theFixtureIsThere() { #expect(Self.cases.count == 6) }

  // Oracle: the recipe in NumPy, resized by OpenCV.
  @Test(arguments: cases)
  func warpsAreOpenCVs(_ example: Case) throws {
    let box = Box(x1: example.box[0], y1: example.box[1], x2: example.box[2], y2: example.box[3])
    let warp = try Self.image.regionWarps(
      of: [box], side: example.side, padding: example.padding, outside: [0.4, 0.5, 0.6])
    #expect(warp.shape == [1, 3, example.side, example.side])
    for (found, expected) in zip(warp.values, example.values) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func aBatchIsItsBoxesOneByOne() throws {
    let boxes = [Box(x: 3, y: 4, width: 20, height: 9), Box(x: -5, y: 30, width: 14, height: 33)]
    let both = try Self.image.regionWarps(of: boxes, side: 18, padding: 2)
    for (index, box) in boxes.enumerated() {
      let one = try Self.image.regionWarps(of: [box], side: 18, padding: 2)
      #expect(try both[index].values == one[0].values)
    }
    #expect(try Self.image.regionWarps(of: [], side: 18, padding: 2).shape == [0, 3, 18, 18])
  }

  @Test func theBoxFillsAllButThePadding() {
    let box = Box(x: 10, y: 20, width: 40, height: 60)
    let around = box.withContext(padding: 16, side: 227)
    // 195 of 227 pixels are the box's.
    #expect(abs(around.width * 195 / 227 - 40) < 1e-4)
    #expect(abs(around.height * 195 / 227 - 60) < 1e-4)
    #expect(around.centerX == box.centerX && around.centerY == box.centerY)
  }

  @Test func whatCannotBeWarpedIsRefused() {
    let image = Self.image
    let good = Box(x: 1, y: 1, width: 5, height: 5)
    for bad in [
      Box(x: 1, y: 1, width: 0, height: 5), Box(x1: .nan, y1: 0, x2: 1, y2: 1),
      Box(x1: 0, y1: 0, x2: .infinity, y2: 1), Box(x: 1e9, y: 0, width: 5, height: 5),
    ] {
      #expect(throws: ImageError.self) {
        try image.regionWarps(of: [good, bad], side: 8, padding: 1)
      }
    }
    #expect(throws: ImageError.self) { try image.regionWarps(of: [good], side: 8, padding: 4) }
    #expect(throws: ImageError.self) { try image.regionWarps(of: [good], side: 8, padding: -1) }
    #expect(throws: ImageError.self) { try image.regionWarps(of: [good], side: 0, padding: 0) }
    #expect(throws: ImageError.self) {
      try image.regionWarps(of: [good], side: 8, padding: 1, outside: [0])
    }
  }
}
