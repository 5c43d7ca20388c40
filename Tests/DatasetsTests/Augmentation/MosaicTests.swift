import Boxes
import Images
import Tensors
import Testing

@testable import Datasets

@Suite struct MosaicTests {
  /// Four pictures of one colour each, with one thing in the middle that covers a quarter.
  func quarters() throws -> [DetectionExample] {
    try [Color.red, .green, .blue, .yellow].enumerated().map { i, color in
      let box = Box(x1: 20, y1: 15, x2: 60, y2: 45)
      return DetectionExample(
        image: try Image(width: 80, height: 60, color: color),
        objects: [
          DetectionObject(
            box: box, classIndex: i, mask: try Mask(width: 80, height: 60, filling: box))
        ], pictureID: i)
    }
  }

  @Test func eachQuarterShowsItsPicture() throws {
    let joined = try Mosaic.joined(try quarters(), width: 80, height: 60, x: 30, y: 24)
    let colors = [Color.red, .green, .blue, .yellow]
    for y in 0..<60 {
      for x in 0..<80 {
        let quarter = (y >= 24 ? 2 : 0) + (x >= 30 ? 1 : 0)
        #expect(try joined.image.pixel(x: x, y: y) == colors[quarter])
      }
    }
    let frames = [
      Box(x1: 0, y1: 0, x2: 30, y2: 24), Box(x1: 30, y1: 0, x2: 80, y2: 24),
      Box(x1: 0, y1: 24, x2: 30, y2: 60), Box(x1: 30, y1: 24, x2: 80, y2: 60),
    ]
    #expect(joined.objects.map(\.classIndex) == [0, 1, 2, 3])
    for thing in joined.objects {
      let frame = frames[thing.classIndex]
      #expect(frame.intersectionArea(with: thing.box) == thing.box.area)
      let box = try #require(thing.mask?.box)
      #expect(box.distance(to: thing.box) <= 1)
    }
    // Top left, worked out by hand: scale max(30/80, 24/60) = 0.4, 32×24, the left 2 columns cut.
    #expect(joined.objects[0].box.distance(to: Box(x1: 6, y1: 6, x2: 22, y2: 18)) < 1e-3)
    // Bottom right: scale max(50/80, 36/60) = 0.625, 50×38 pixels, the lower 2 rows cut.
    let scaleY: Float = 38 / 60
    let last = Box(x1: 30 + 12.5, y1: 24 + 15 * scaleY, x2: 30 + 37.5, y2: 24 + 45 * scaleY)
    #expect(joined.objects[3].box.distance(to: last) < 1e-3)
    #expect(joined.pictureID == 0)
  }

  @Test func whatIsLeftTooSmallIsDropped() throws {
    var four = try quarters()
    // At the far left of the first picture: cut away with the columns that stick out.
    four[0].objects.append(
      DetectionObject(box: Box(x1: 0, y1: 20, x2: 6, y2: 40), classIndex: 9))
    let rule = ClippingRule(smallestSide: 0.5, smallestShare: 0.2)
    let joined = try Mosaic.joined(four, width: 80, height: 60, x: 30, y: 24, rule: rule)
    // 6 pixels become 2.4, of which 0.4 are left: 17 %.
    #expect(!joined.objects.contains { $0.classIndex == 9 })
    let looser = ClippingRule(smallestSide: 0.1, smallestShare: 0.1)
    let kept = try Mosaic.joined(four, width: 80, height: 60, x: 30, y: 24, rule: looser)
    let thing = try #require(kept.objects.first { $0.classIndex == 9 })
    #expect(thing.isTruncated && thing.box.x1 == 0 && abs(thing.box.x2 - 0.4) < 1e-3)
  }

  @Test func theCrossMustLieInside() throws {
    let four = try quarters()
    #expect(throws: ImageError.self) {
      try Mosaic.joined(four, width: 80, height: 60, x: 0, y: 24)
    }
    #expect(throws: ImageError.self) {
      try Mosaic.joined(Array(four.prefix(3)), width: 80, height: 60, x: 30, y: 24)
    }
  }
}
