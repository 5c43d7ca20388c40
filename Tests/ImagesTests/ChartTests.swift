import Testing

@testable import Images

@Suite struct ChartTests {
  let blue = Palette.lines[0]

  @Test(arguments: [
    (0.11, 0.2), (1, 1), (1.1, 2), (3, 5), (6, 10), (70, 100), (0.0021, 0.005), (0, 1),
    (.infinity, 1),
  ])
  func stepsAreNice(least: Double, expected: Double) {
    #expect(abs(Axis.niceStep(least) - expected) < 1e-9 * expected)
  }

  @Test(
    arguments: [
      (0, 1, "0"), (0.5, 0.5, "0.5"), (1, 0.5, "1.0"), (-2, 1, "−2"), (0.30000000004, 0.1, "0.3"),
      (9000, 1000, "9000"), (50_000, 10_000, "50k"), (2_500_000, 500_000, "2.5M"),
      (3e-7, 1e-7, "3e−7"), (1e15, 1e15, "1e15"), (.infinity, 1, "∞"), (.nan, 1, "NaN"),
    ] as [(Double, Double, String)])
  func numbersAreShort(value: Double, step: Double, expected: String) {
    #expect(numberLabel(value, step: step) == expected)
  }

  @Test(
    arguments: [
      (0, "0"), (1, "1"), (-0.5, "−0.50"), (12.345, "12.3"), (123.4, "123"), (0.1234, "0.12"),
      (.nan, "NaN"), (-.infinity, "−∞"),
    ] as [(Float, String)])
  func numbersInCellsAreShort(value: Float, expected: String) {
    #expect(shortNumber(value) == expected)
  }

  @Test func ticksCoverTheAxis() {
    let axis = Axis(low: 0, high: 1, room: 300, perLabel: 40)
    #expect(axis.ticks.map(\.label) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    let rounded = Axis(low: 0.13, high: 0.87, room: 300, perLabel: 60, rounding: true)
    #expect(abs(rounded.low) < 1e-9 && abs(rounded.high - 1) < 1e-9)
    let powers = Axis(low: 0.01, high: 1000, room: 300, perLabel: 40, isLogarithmic: true)
    #expect(powers.ticks.map(\.label) == ["0.01", "0.1", "1", "10", "100", "1000"])
    #expect(Axis(low: 2, high: 2, room: 10, perLabel: 40).ticks.count >= 1)
    for (low, high) in [(-1e38, 1e38), (1e-30, 2e-30), (1e16, 1e16 + 2), (.nan, 1)] {
      #expect(Axis(low: low, high: high, room: 400, perLabel: 40).ticks.count < 30)
    }
  }

  /// The rows and columns that hold the first series' colour.
  func painted(_ chart: Chart) throws -> (rows: Set<Int>, columns: Set<Int>, image: Image) {
    let image = try chart.picture()
    var (rows, columns) = (Set<Int>(), Set<Int>())
    for y in 0..<image.height {
      for x in 0..<image.width where image.color(atX: x, y: y) == blue {
        rows.insert(y)
        columns.insert(x)
      }
    }
    return (rows, columns, image)
  }

  @Test func aLineStandsWhereItsNumbersSay() throws {
    func row(_ value: Float) throws -> Int {
      let chart = Chart().line("", [value, value]).ranging(y: 0...1)
      let rows = try painted(chart).rows
      return rows.reduce(0, +) / max(1, rows.count)
    }
    let (low, middle, high) = try (row(0.25), row(0.5), row(0.75))
    #expect(low > middle && middle > high)
    #expect(abs((low - middle) - (middle - high)) <= 1)
  }

  @Test func aNaNIsAGap() throws {
    // 41 numbers over about 650 pixels: no dots, 16 pixels between neighbours.
    var values = [Float](repeating: 1, count: 61)
    values[30] = .nan
    let whole = try painted(Chart().line("", [Float](repeating: 1, count: 61))).columns
    let gap = try painted(Chart().line("", values)).columns
    let missing = whole.subtracting(gap)
    #expect(missing.count > 10 && missing.count < 30)
    let middle = (whole.min() ?? 0) + (whole.max() ?? 0)
    #expect(missing.contains(middle / 2))
  }

  @Test func barsAreAsHighAsTheirNumbers() throws {
    let image = try Chart().bars(["a", "b"], [1, 2]).picture()
    var heights: [Int: Int] = [:]
    for x in 0..<image.width {
      heights[x] = (0..<image.height).filter { image.color(atX: x, y: $0) == blue }.count
    }
    let seen = Set(heights.values.filter { $0 > 20 })
    let (low, high) = (seen.min() ?? 0, seen.max() ?? 0)
    #expect(abs(2 * low - high) <= 3)
  }

  @Test func hardNumbersAreDrawn() throws {
    let hard: [[Float]] = [
      [], [.nan], [.infinity, 1], [0], [-3e38, 3e38], [1e-38, 2e-38], [5, 5, 5],
    ]
    for values in hard {
      _ = try Chart(title: "t").line("a", values).picture()
      _ = try Chart().line("a", values).logarithmicX().logarithmicY().picture()
      _ = try Chart().bars(values.indices.map { "\($0)" }, values).picture()
      _ = try Chart().bars(values.indices.map { "\($0)" }, values).logarithmicY().picture()
    }
    let many = (0..<50_000).map { Float($0 % 977) }
    _ = try Chart().line("", many).picture()
    _ = try Chart(width: 160, height: 120).line("a long name for a small chart", [1, 2]).picture()
    _ = try Chart().bars((0..<300).map { "\($0)" }, (0..<300).map(Float.init)).picture()
    _ = try Chart().line("", [1, 2]).ranging(x: 5...5, y: -(.infinity)...1).picture()
  }

  @Test func thinningKeepsPeaks() {
    var points = (0..<10_000).map { Point(Float($0), 0) }
    points[5003].y = 9
    points[7777].y = -9
    let thin = Chart.thinned(points, columns: 100)
    #expect(thin.count <= 400)
    #expect(thin.contains(points[5003]) && thin.contains(points[7777]))
    #expect(thin.first == points.first && thin.last == points.last)
  }

  @Test func mistakesAreNamed() {
    func error(_ chart: Chart) -> ImageError? {
      #expect(throws: ImageError.self) { try chart.picture() }
    }
    let mixed = error(Chart().bars(["a"], [1]).line("b", [1]))
    #expect(mixed?.found == "a line, \"b\"")
    #expect(
      error(Chart().line("l", x: [1, 2], y: [1]))?.found.contains("2 x and 1 values") == true)
    #expect(error(Chart().bars(["a", "b"], [1]))?.found.contains("2 names") == true)
    #expect(error(Chart().bars(["a"], [1]).bars(["b"], [1], series: "s")) != nil)
    #expect(error(Chart(width: 10, height: 10)) != nil)
    #expect(error(Chart(width: .max, height: 200)) != nil)
  }
}
