import Boxes
import Testing

@testable import Images

@Suite struct DrawingTests {
  /// How many pixels of black are on a white picture.
  func ink(_ image: Image) -> Float {
    image.grey().samples.reduce(0) { $0 + Float(255 - Int($1)) / 255 }
  }
  func paper() throws -> Image { try Image(width: 60, height: 40) }

  @Test func coverageSumsToTheArea() throws {
    let circle = try paper().drawing(circle: Point(30.3, 20.7), radius: 15, fill: .black)
    #expect(abs(ink(circle) - .pi * 225) < 2)
    let triangle = try paper().drawing(
      polygon: [Point(5.5, 5), Point(45.25, 11), Point(20, 35)], fill: .black)
    #expect(abs(ink(triangle) - 552.125) < 2)
    let line = try paper().drawing(
      line: [Point(10, 10), Point(40, 30)], style: LineStyle(.black, thickness: 3))
    let length = Float(30 * 30 + 20 * 20).squareRoot()
    #expect(abs(ink(line) - (length * 3 + .pi * 2.25)) < 2)  // round ends
    let ring = try paper().drawing(
      circle: Point(30, 20), radius: 12, style: LineStyle(.black, thickness: 2))
    #expect(abs(ink(ring) - .pi * (169 - 121)) < 3)
  }

  @Test func halfOpaqueIsHalfInk() throws {
    let circle = try paper().drawing(
      circle: Point(30, 20), radius: 15, fill: Color.black.withAlpha(0.5))
    #expect(abs(ink(circle) - .pi * 225 / 2) < 3)
  }

  @Test func boxEdgesAreCrispAndWhereTheyShould() throws {
    let two = try paper().drawing(Box(x1: 10, y1: 8, x2: 30, y2: 20), color: .black)
    for y in 0..<40 {
      for x in 0..<60 {
        let isOut = x < 9 || x >= 31 || y < 7 || y >= 21
        let isIn = x >= 11 && x < 29 && y >= 9 && y < 19
        #expect(try two.pixel(x: x, y: y) == (isOut || isIn ? .white : .black))
      }
    }
    let one = try paper().drawing(
      Box(x1: 9.6, y1: 8.4, x2: 30.2, y2: 20), color: .black, thickness: 1)
    #expect(ink(one) == 2 * 20 + 2 * 10)  // rounded to 10, 8, 30, 20; the line inside
    #expect(try one.pixel(x: 10, y: 8) == .black)
    #expect(try one.pixel(x: 29, y: 19) == .black)
  }

  @Test func dashesLeaveGaps() throws {
    let box = Box(x1: 5, y1: 5, x2: 55, y2: 35)
    let solid = try ink(paper().drawing(box, color: .black))
    let dashed = try ink(paper().drawing(box, color: .black, pattern: .dashed))
    let dotted = try ink(paper().drawing(box, color: .black, pattern: .dotted))
    #expect(dashed > solid * 0.4 && dashed < solid * 0.8)
    #expect(dotted > solid * 0.15 && dotted < dashed)
  }

  @Test func anArrowEndsAtItsTip() throws {
    let arrow = try paper().drawing(
      arrowFrom: Point(5, 20), to: Point(50, 20), style: LineStyle(.black, thickness: 2))
    #expect(try arrow.pixel(x: 48, y: 20).luma < 200)
    for y in 0..<40 { #expect(try arrow.pixel(x: 51, y: y) == .white) }
    #expect(try arrow.pixel(x: 6, y: 19) == .black)
  }

  @Test func masks() throws {
    let mask = try Mask(width: 60, height: 40, filling: Box(x1: 3, y1: 4, x2: 10, y2: 9))
    let image = try paper().drawing(mask: mask, color: .black, opacity: 0.5)
    #expect(abs(ink(image) - 17.5) < 0.2)
    #expect(try image.pixel(x: 3, y: 4) == image.pixel(x: 9, y: 8))
    #expect(throws: ImageError.self) {
      try paper().drawing(mask: Mask(width: 40, height: 60), color: .black)
    }
  }

  @Test func nonsenseIsRefused() throws {
    let image = try paper()
    let nan = Point(.nan, 3)
    #expect(throws: ImageError.self) { try image.drawing(line: [nan, Point(1, 1)]) }
    #expect(throws: ImageError.self) { try image.drawing(polygon: [nan], fill: .red) }
    #expect(throws: ImageError.self) { try image.drawing(circle: nan, radius: 1, fill: .red) }
    #expect(throws: ImageError.self) { try image.drawing(circle: Point(1, 1), radius: -1) }
    #expect(throws: ImageError.self) { try image.drawing(arrowFrom: nan, to: Point(1, 1)) }
    #expect(throws: ImageError.self) { try image.drawing(Box(x1: .nan, y1: 0, x2: 1, y2: 1)) }
    let box = Box(x1: 1, y1: 2, x2: 3, y2: 4)
    #expect(throws: ImageError.self) { try image.drawing(box, thickness: 0) }
    #expect(throws: ImageError.self) { try image.drawing(box, thickness: .max) }
    #expect(throws: ImageError.self) {
      try image.drawing([
        Detection(box: Box(x1: 0, y1: 0, x2: .nan, y2: 1), classIndex: 0, score: 1)
      ])
    }
  }

  @Test func farAwayIsHarmless() throws {
    let image = try paper()
    let style = LineStyle(.black, thickness: 1, pattern: .dotted)
    _ = try image.drawing(line: [Point(-1e30, 3), Point(1e30, 3)], style: style)
    _ = try image.drawing(
      Box(x1: -1e30, y1: -1e30, x2: 1e30, y2: 1e30), pattern: .dashed, label: "all")
    _ = try image.drawing(circle: Point(0, 0), radius: 1e30, style: style)
    _ = try image.drawing(arrowFrom: Point(-1e30, 0), to: Point(1e30, 0), style: style)
    #expect(image.drawing(text: "x", x: .max, y: 0) == image)
    #expect(image.drawing(text: "x", x: 0, y: .min) == image)
    let some = [Detection(box: Box(x1: 1, y1: 2, x2: 9, y2: 9), classIndex: .min, score: 1)]
    for odd in [Int.min, 0, .max] {
      _ = try image.drawing(some, style: AnnotationStyle(thickness: odd, smallestSide: odd / 9))
    }
    _ = image.drawing(text: "x", x: 0, y: 0, style: TextStyle(size: .max))
    let tiny = try Image(width: 1, height: 1)
    _ = try tiny.drawing(Box(x1: 0, y1: 0, x2: 1, y2: 1), label: "a long label")
    let line = try Image(width: 1, height: 9000).drawing(
      [Detection(box: Box(x1: 0, y1: 0, x2: 1, y2: 50), classIndex: -7, score: .nan)])
    #expect(line.height == 9000)
  }

  @Test(arguments: [
    Box(x1: 0, y1: 0, x2: 20, y2: 20), Box(x1: -50, y1: -50, x2: 5, y2: 5),
    Box(x1: 180, y1: 130, x2: 192, y2: 144), Box(x1: 0, y1: 0, x2: 192, y2: 144),
    Box(x1: 185, y1: -3, x2: 300, y2: 2), Box(x1: -900, y1: 500, x2: -800, y2: 600),
  ])
  func aPlateStaysInside(_ box: Box) throws {
    // White paper, no outline: what is not white belongs to the plate, all of it.
    var image = try Image(width: 192, height: 144)
    var plates = LabelPlates()
    plates.place("sheep 0.97", at: box, color: .blue, thickness: 2, on: image)
    plates.draw(on: &image)
    let style = TextStyle(size: LabelPlates.textSize(for: image))
    let plate = image.samples.indices.filter { $0 % 3 == 2 && image.samples[$0 - 2] != 255 }.count
    let whole = (style.width(of: "sheep 0.97") + 5) * (style.lineHeight + 1)
    // The white letters take some of it.
    #expect(plate > whole * 3 / 5 && plate <= whole)
  }

  @Test func platesAvoidEachOther() throws {
    let image = try Image(width: 300, height: 200)
    let box = Box(x1: 100, y1: 80, x2: 160, y2: 120)
    func area(_ count: Int) -> Int {
      var copy = image
      var plates = LabelPlates()
      for _ in 0..<count {
        plates.place("dog", at: box, color: .black, thickness: 2, on: image)
      }
      plates.draw(on: &copy)
      return Int(ink(copy))
    }
    #expect(abs(area(4) - 4 * area(1)) < 10)  // apart from rounding
  }

  @Test func labelsCanBeReadOnEveryColor() {
    for color in Palette.categorical + [.red, .green, .blue, .yellow, .orange, .cyan, .magenta] {
      #expect(color.contrast(with: color.textColor) >= 4.5, "\(color)")
    }
    #expect(abs(Color.black.contrast(with: .white) - 21) < 1e-3)
  }

  @Test func smallPicturesAreEnlargedByAWholeFactor() throws {
    let small = try Image(width: 192, height: 144)
    let detection = Detection(box: Box(x1: 10, y1: 20, x2: 30, y2: 40), classIndex: 0, score: 0.5)
    let result = try small.drawing([detection], classNames: ["sheep"])
    #expect(result.width == 768 && result.height == 576)
    #expect(try Image(width: 960, height: 720).annotationFactor() == 1)
  }

  @Test func scoresAreRounded() {
    #expect(twoDecimals(0.974) == "0.97")
    #expect(twoDecimals(0.999) == "1.00")
    #expect(twoDecimals(-0.5) == "−0.50")
    #expect(twoDecimals(.nan) == "nan")
  }
}
