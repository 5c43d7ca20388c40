import Boxes
import Foundation
import Testing

/// Against pycocotools: Tests/Oracles/mask_fixtures.py.
@Suite struct RunLengthMaskTests {
  struct Fixture: Decodable {
    struct Case: Decodable {
      var polygons: [[Double]]
      /// Height, width.
      var size: [Int]
      var counts: String
      var runs: [Int]
      var area: Int
      var bbox: [Float]
    }
    struct Compressed: Decodable {
      var size: [Int]
      var counts: String
    }
    struct Pairs: Decodable {
      var masks: [Compressed]
      var iou: [[Double]]
      var crowd: [Int]
      var crowdIou: [[Double]]
      var union, intersection: String
    }
    var masks: [Case]
    var pairs: [Pairs]
  }

  static func fixture() throws -> Fixture {
    let url = try #require(
      Bundle.module.url(forResource: "masks", withExtension: "json", subdirectory: "Fixtures"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Fixture.self, from: Data(contentsOf: url))
  }

  @Test func polygonsBecomeTheSameRunsAndBytes() throws {
    let cases = try Self.fixture().masks
    #expect(cases.count > 100)
    for (index, item) in cases.enumerated() where !item.polygons.isEmpty {
      let mask = try RunLengthMask(
        polygons: item.polygons, width: item.size[1], height: item.size[0])
      #expect(mask.runs == item.runs, "case \(index)")
      #expect(mask.text == item.counts, "case \(index)")
    }
  }

  @Test func stringsRoundTripByteForByte() throws {
    for (index, item) in try Self.fixture().masks.enumerated() {
      let mask = try RunLengthMask(text: item.counts, width: item.size[1], height: item.size[0])
      #expect(mask.runs == item.runs && mask.text == item.counts, "case \(index)")
      #expect(mask.area == item.area, "case \(index)")
      let box = mask.box ?? Box(x1: 0, y1: 0, x2: 0, y2: 0)
      #expect([box.x1, box.y1, box.width, box.height] == item.bbox, "case \(index)")
      // Through pixels and back.
      let pixels = mask.mask
      #expect(pixels.area == item.area && pixels.box == mask.box, "case \(index)")
      #expect(RunLengthMask(pixels) == mask, "case \(index)")
    }
  }

  @Test func overlapsAgree() throws {
    for group in try Self.fixture().pairs {
      let masks = try group.masks.map {
        try RunLengthMask(text: $0.counts, width: $0.size[1], height: $0.size[0])
      }
      #expect(try iouMatrix(masks, masks) == group.iou)
      #expect(try iouMatrix(masks, masks, isCrowd: group.crowd.map { $0 == 1 }) == group.crowdIou)
      let union = try RunLengthMask.union(
        masks, width: masks[0].width, height: masks[0].height)
      #expect(union.text == group.union)
      #expect(try masks[0].intersection(masks[1]).text == group.intersection)
      #expect(
        try masks[0].subtracting(masks[1]).area
          == masks[0].area - masks[0].intersectionArea(with: masks[1]))
    }
  }

  @Test func runsOfNothingAreKeptAndPassedOver() throws {
    // 3 outside, 2 inside, 0 outside, 1 inside.
    let split = try RunLengthMask(runs: [3, 2, 0, 1], width: 3, height: 2)
    let whole = try RunLengthMask(runs: [3, 3], width: 3, height: 2)
    #expect(split.runs == [3, 2, 0, 1] && split.mask == whole.mask)
    #expect(split.area == 3 && split.box == whole.box)
    #expect(try split.iou(with: whole) == 1)
    #expect(try split.union(whole) == whole)
    #expect(try RunLengthMask(text: split.text, width: 3, height: 2) == split)
  }

  @Test(arguments: ["", "6", "P", "0`", "Z", "p0", "é", "oooooooooooooooo0", "7", "04N:", "0O7"])
  func brokenStringsAreRefused(_ text: String) {
    #expect(throws: BoxError.self) { try RunLengthMask(text: text, width: 3, height: 3) }
  }

  @Test func anyBytesAreReadOrRefused() throws {
    var state: UInt64 = 88_172_645_463_325_252
    func next(_ end: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(end))
    }
    let strings = try Self.fixture().masks.map { Array($0.counts.utf8) }
    for round in 0..<20_000 {
      var bytes = strings[round % strings.count]
      for _ in 0...next(3) where !bytes.isEmpty {
        switch next(3) {
        case 0: bytes[next(bytes.count)] = UInt8(next(256))
        case 1: bytes.removeSubrange(next(bytes.count)...)
        default: bytes.insert(UInt8(40 + next(80)), at: next(bytes.count + 1))
        }
      }
      let mask = try? RunLengthMask(text: bytes, width: 24, height: 31)
      if let mask { #expect(mask.runs.reduce(0, +) == 24 * 31) }
    }
  }

  @Test(arguments: [
    [], [1, 2], [1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 2, 3, .nan, 5, 6], [1, 2, 3, 4, 5, .infinity],
    [0, 0, 1e30, 0, 0, 1],
  ])
  func polygonsThatAreNoneAreRefused(_ polygon: [Double]) {
    #expect(throws: BoxError.self) {
      try RunLengthMask(polygons: [polygon], width: 30, height: 20)
    }
  }

  @Test func anEndlessOutlineIsRefused() {
    let zigzag = (0..<200).flatMap { [$0 % 2 == 0 ? -1e6 : 1e6, Double($0)] }
    #expect(throws: BoxError.self) { try RunLengthMask(polygon: zigzag, width: 30, height: 20) }
  }

  @Test func noPolygonsAreAnEmptyMask() throws {
    #expect(try RunLengthMask(polygons: [], width: 4, height: 3).runs == [12])
  }

  @Test func masksOfTwoSizesAreRefused() throws {
    let a = try RunLengthMask(runs: [6], width: 3, height: 2)
    let b = try RunLengthMask(runs: [6], width: 2, height: 3)
    #expect(throws: BoxError.self) { try a.iou(with: b) }
    #expect(throws: BoxError.self) { try a.union(b) }
    #expect(throws: BoxError.self) { try iouMatrix([a], [b]) }
    #expect(throws: BoxError.self) { try iouMatrix([a], [a], isCrowd: [true, false]) }
    let empty = try RunLengthMask(runs: [], width: 0, height: 5)
    #expect(empty.area == 0 && empty.box == nil && empty.mask.isEmpty)
  }
}
