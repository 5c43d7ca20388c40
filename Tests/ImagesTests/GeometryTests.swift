import Boxes
import Images
import Tensors
import Testing

@Suite struct GeometryTests {
  /// Oracles: Pillow (exact) and torch's antialiased interpolation (within one level).
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let method, oracle: String
    let tolerance, width, height, channels, newWidth, newHeight: Int
    let samples: String
    var testDescription: String {
      "\(method) \(width)×\(height)×\(channels) to \(newWidth)×\(newHeight) as \(oracle)"
    }
  }
  static let cases = fixture("resizing", of: Case.self)

  @Test func fixturesAreThere() { #expect(Self.cases.count == 57) }

  @Test(arguments: cases)
  func resizesAsTheOracle(_ example: Case) throws {
    let method = try #require(Resampling(rawValue: example.method))
    let image = pattern(example.width, example.height, example.channels)
    let result = try image.resized(width: example.newWidth, height: example.newHeight, by: method)
    let expected = bytes(example.samples)
    #expect(result.samples.count == expected.count)
    let worst = zip(result.samples, expected).map { abs(Int($0) - Int($1)) }.max()
    #expect((worst ?? 999) <= example.tolerance)
  }

  @Test func absurdSizesAreRefused() throws {
    let image = pattern(3, 2, 3)
    #expect(throws: ImageError.self) { try image.resized(width: 0, height: 2) }
    #expect(throws: ImageError.self) { try image.resized(width: 20_000, height: 2) }
    #expect(throws: ImageError.self) { try image.scaled(by: 0) }
    #expect(throws: ImageError.self) { try image.scaled(by: .max) }
    #expect(throws: ImageError.self) { try image.padded(left: .max, right: .max) }
    #expect(throws: ImageError.self) { try image.fitted(within: 0) }
  }

  @Test func integerScalingKeepsPixels() throws {
    let large = try pattern(3, 2, 3).scaled(by: 3)
    #expect(large.width == 9 && large.height == 6)
    #expect(try large.pixel(x: 8, y: 5) == pattern(3, 2, 3).pixel(x: 2, y: 1))
    #expect(try large.pixel(x: 2, y: 3) == pattern(3, 2, 3).pixel(x: 0, y: 1))
  }

  @Test func croppingRoundsAndFills() throws {
    let image = pattern(6, 5, 3)
    let inside = try image.cropped(to: Box(x1: 1.4, y1: 1.5, x2: 3.6, y2: 4))
    #expect(inside.width == 3 && inside.height == 2)
    #expect(try inside.pixel(x: 0, y: 0) == image.pixel(x: 1, y: 2))
    #expect(try inside.pixel(x: 2, y: 1) == image.pixel(x: 3, y: 3))
    let red = Color(255, 0, 0)
    let outside = try image.cropped(to: Box(x1: -2, y1: 3, x2: 2, y2: 8), filling: red)
    #expect(outside.width == 4 && outside.height == 5)
    #expect(try outside.pixel(x: 1, y: 0) == red)
    #expect(try outside.pixel(x: 2, y: 0) == image.pixel(x: 0, y: 3))
    #expect(try outside.pixel(x: 3, y: 2) == red)
    let far = try image.cropped(to: Box(x1: 100, y1: 100, x2: 102, y2: 101), filling: red)
    #expect(try far == Image(width: 2, height: 1, color: red))
  }

  @Test(arguments: [
    Box(x1: 1, y1: 1, x2: 1.2, y2: 4), Box(x1: 3, y1: 1, x2: 1, y2: 4),
    Box(x1: .nan, y1: 1, x2: 1.2, y2: 4), Box(x1: -1e30, y1: 0, x2: 1e30, y2: 4),
  ])
  func badCropsAreRefused(_ box: Box) throws {
    #expect(throws: ImageError.self) { try pattern(6, 5, 3).cropped(to: box) }
  }

  @Test func letterboxAndTheWayBack() throws {
    let red = Color(255, 0, 0)
    let boxed = try Image(width: 40, height: 20, color: red)
      .letterboxed(width: 32, height: 32, color: .black)
    #expect(boxed.image.width == 32 && boxed.image.height == 32)
    #expect(boxed.frame == Box(x1: 0, y1: 8, x2: 32, y2: 24))
    #expect(try boxed.image.pixel(x: 0, y: 7) == .black)
    #expect(try boxed.image.pixel(x: 0, y: 8) == red)
    #expect(try boxed.image.pixel(x: 31, y: 23) == red)
    #expect(try boxed.image.pixel(x: 31, y: 24) == .black)
    let box = Box(x1: 10, y1: 5, x2: 30, y2: 15)
    #expect(boxed.framed(box) == Box(x1: 8, y1: 12, x2: 24, y2: 20))
    #expect(boxed.original(boxed.framed(box)) == box)
    // Clipped to the original.
    #expect(boxed.original(Box(x1: 0, y1: 0, x2: 32, y2: 32)) == Box(x1: 0, y1: 0, x2: 40, y2: 20))
    let line = try Image(width: 1, height: 9000).letterboxed(width: 32, height: 32)
    #expect(line.frame.width == 1)
  }

  @Test func turning() throws {
    let image = pattern(3, 2, 3)
    #expect(try image.flipped().pixel(x: 0, y: 1) == image.pixel(x: 2, y: 1))
    #expect(try image.flipped(.vertical).pixel(x: 2, y: 0) == image.pixel(x: 2, y: 1))
    let turned = image.rotated(quarterTurns: 1)  // the top left goes to the top right
    #expect(turned.width == 2 && turned.height == 3)
    #expect(try turned.pixel(x: 1, y: 0) == image.pixel(x: 0, y: 0))
    #expect(try turned.pixel(x: 0, y: 2) == image.pixel(x: 2, y: 1))
    #expect(turned.rotated(quarterTurns: -1) == image)
    #expect(turned.rotated(quarterTurns: 3) == image)
    #expect(image.rotated(quarterTurns: 2) == image.flipped().flipped(.vertical))
    #expect(image.rotated(quarterTurns: .min) == image)
  }

  @Test func brightness() throws {
    let image = try Image(width: 1, height: 1, color: Color(10, 100, 200, alpha: 100))
    #expect(try image.brightened(by: 2).pixel(x: 0, y: 0) == Color(20, 200, 255, alpha: 100))
    #expect(try image.brightened(by: -1).pixel(x: 0, y: 0) == Color(0, 0, 0, alpha: 100))
    #expect(image.brightened(by: .nan) == image)
  }

  @Test func cropsAreCroppedAndResized() throws {
    let image = pattern(31, 23, 3)
    let boxes = [
      Box(x1: 3, y1: 2, x2: 15, y2: 14), Box(x1: 0, y1: 0, x2: 31, y2: 23),
      Box(x1: 20, y1: 5, x2: 24, y2: 22), Box(x1: 7, y1: 7, x2: 15, y2: 13),
    ]
    let crops = try image.crops(of: boxes, width: 8, height: 6)
    #expect(crops.shape == [4, 3, 6, 8])
    let size = 3 * 6 * 8
    for (n, box) in boxes.enumerated() {
      let expected = try image.cropped(to: box).resized(width: 8, height: 6).tensor().values
      let found = crops.values[n * size..<(n + 1) * size]
      let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 9
      #expect(worst < 1.2 / 255, "box \(n)")
    }
    // The last box has the size of the crop: exactly its pixels.
    let last = try image.cropped(to: boxes[3]).tensor().values
    #expect(zip(crops.values[3 * size..<4 * size], last).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func cropsRepeatTheBorderOutside() throws {
    let image = try Image(width: 8, height: 8, color: Color(255, 0, 0))
    let boxes = [Box(x1: -4, y1: -4, x2: 4, y2: 4), Box(x1: 100, y1: 0.3, x2: 100.4, y2: 0.5)]
    let crops = try image.crops(of: boxes, width: 3, height: 3)
    for (i, value) in crops.values.enumerated() {
      #expect(abs(value - ((i / 9) % 3 == 0 ? 1 : 0)) < 1e-5)
    }
    #expect(try image.crops(of: [], width: 3, height: 3).shape == [0, 3, 3, 3])
    #expect(throws: ImageError.self) {
      try image.crops(of: [Box(x1: 1, y1: 1, x2: 1, y2: 3)], width: 3, height: 3)
    }
    #expect(throws: ImageError.self) {
      try image.crops(of: [Box(x1: 1e9, y1: 1, x2: 2e9, y2: 3)], width: 3, height: 3)
    }
  }
}
