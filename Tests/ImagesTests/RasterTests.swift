import Testing

@testable import Images

@Suite struct RasterTests {
  @Test func rectangleOnPixelBordersCoversExactlyItsPixels() {
    let coverage = Coverage(
      of: .rectangle(x: 2, y: 1, width: 3, height: 2), width: 7, height: 5)
    for y in 0..<5 {
      for x in 0..<7 {
        let inside = (2..<5).contains(x) && (1..<3).contains(y)
        #expect(coverage[x, y] == (inside ? 255 : 0), "at \(x), \(y)")
      }
    }
  }

  @Test func fractionOfAPixelIsItsCoverage() {
    let coverage = Coverage(
      of: .rectangle(x: 0.25, y: 0.5, width: 1, height: 0.25), width: 3, height: 2)
    #expect(coverage[0, 0] == 48)  // 0.75 × 0.25 × 255 = 47.8
    #expect(coverage[1, 0] == 16)  // 0.25 × 0.25 × 255 = 15.9
    #expect(coverage[0, 1] == 0)
  }

  @Test(arguments: [3.0, 7.3, 20.5] as [Float])
  func circleHasTheAreaOfACircle(radius: Float) {
    let coverage = Coverage(
      of: .circle(center: Point(25.3, 24.6), radius: radius), width: 50, height: 50)
    let area = coverage.values.reduce(0) { $0 + Float($1) } / 255
    #expect(abs(area - .pi * radius * radius) < 0.01 * area + 0.2)
  }

  @Test func nonZeroWindingMergesOverlapsAndCutsHoles() {
    let square = Path.rectangle(x: 1, y: 1, width: 8, height: 8)
    var merged = square
    merged.append(.rectangle(x: 4, y: 4, width: 8, height: 3))
    #expect(Coverage(of: merged, width: 12, height: 12)[5, 5] == 255)

    var frame = square  // the same square, and a smaller one drawn the other way round
    frame.append(.polygon([Point(3, 3), Point(3, 7), Point(7, 7), Point(7, 3)]))
    let coverage = Coverage(of: frame, width: 12, height: 12)
    #expect(coverage[5, 5] == 0)
    #expect(coverage[2, 5] == 255)
  }

  @Test func strokeIsAsWideAsAsked() {
    let line = Path.polyline([Point(5, 10), Point(25, 10)]).stroked(width: 4)
    let coverage = Coverage(of: line, width: 30, height: 20)
    #expect((0..<20).filter { coverage[15, $0] == 255 } == [8, 9, 10, 11])
    let area = coverage.values.reduce(0) { $0 + Float($1) } / 255
    #expect(abs(area - (20 * 4 + .pi * 4)) < 0.5)  // the line, and two half circles
  }

  @Test func transformsApplyInOrder() {
    let transform = Transform.scale(2).followed(by: .translation(10, 0))
    #expect(transform(Point(1, 3)) == Point(12, 6))
    let turned = Transform.rotation(degrees: 90)(Point(1, 0))
    #expect(abs(turned.x) < 1e-6 && abs(turned.y - 1) < 1e-6)
  }

  @Test func sineIsTheSine() {
    // Known values in steps of a twelfth of a turn.
    let half: Float = 0.5
    let high: Float = 0.866_025_4
    let known: [Float] = [0, half, high, 1, high, half, 0, -half, -high, -1, -high, -half, 0]
    for (i, value) in known.enumerated() {
      #expect(abs(Trigonometry.sine(turns: Float(i) / 12) - value) < 2e-6)
      #expect(abs(Trigonometry.cosine(turns: Float(i) / 12 - 0.25) - value) < 2e-6)
    }
  }

  @Test func nothingTraps() {
    let bad = Path.polygon([
      Point(.nan, 0), Point(.infinity, 5), Point(-1e30, 1e30), Point(3, 1e30), Point(4, -1e30),
    ])
    #expect(Coverage(of: bad, width: 9, height: 6).values.count == 54)
    #expect(Coverage(of: bad, width: -1, height: 6).values.isEmpty)
    #expect(Coverage(of: bad, width: .max, height: .max).values.isEmpty)
    #expect(Coverage(of: Path(), width: 4, height: 4).values.allSatisfy { $0 == 0 })
    let stroke = bad.stroked(width: .nan)
    #expect(stroke.isEmpty)
  }

  @Test(arguments: [1, 3, 4])
  func fillingPaintsEveryKindOfPicture(channels: Int) {
    let blank = Image(
      width: 4, height: 3, channels: channels,
      samples: [UInt8](repeating: 0, count: 12 * channels))
    let red = blank.filling(
      .rectangle(x: 1, y: 1, width: 2, height: 1), with: .solid(Color(255, 0, 0)))
    let pixel = Array(red.samples[((4 + 1) * channels)..<((4 + 2) * channels)])
    #expect(pixel == [1: [76], 3: [255, 0, 0], 4: [255, 0, 0, 255]][channels])
    #expect(red.samples.prefix(4 * channels).allSatisfy { $0 == 0 })
  }

  @Test func gradientRunsFromOneColourToTheOther() {
    let blank = Image(width: 8, height: 1, channels: 1, samples: Array(repeating: 0, count: 8))
    let paint = Paint.linear(
      from: Point(0, 0), to: Point(8, 0), Color(0, 0, 0), Color(255, 255, 255))
    let samples = blank.filling(.rectangle(x: 0, y: 0, width: 8, height: 1), with: paint).samples
    #expect(samples == [16, 48, 80, 112, 143, 175, 207, 239])
  }
}
