import Boxes
import Tensors
import Testing

@testable import Images

/// How many pixels have exactly this colour.
func count(_ color: Color, in image: Image) -> Int {
  var count = 0
  for y in 0..<image.height {
    for x in 0..<image.width where image.color(atX: x, y: y) == color { count += 1 }
  }
  return count
}

@Suite struct MapTests {
  /// Oracle: the published tables of viridis and magma, at 0, ¼, ½, ¾ and 1.
  @Test(arguments: [
    (Colormap.viridis, [0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725] as [UInt32]),
    (Colormap.magma, [0x000004, 0x51127C, 0xB73779, 0xFC8961, 0xFCFDBF]),
    (Colormap.grey, [0x000000, 0x404040, 0x808080, 0xBFBFBF, 0xFFFFFF]),
  ])
  func colorMapsAreTheKnownOnes(map: Colormap, expected: [UInt32]) {
    for (i, hex) in expected.enumerated() {
      let (found, known) = (map.color(Float(i) / 4), Color(hex: hex))
      for (a, b) in [
        (found.red, known.red), (found.green, known.green), (found.blue, known.blue),
      ] { #expect(abs(Int(a) - Int(b)) <= 6, "\(map) at \(i)/4: \(found), not \(known)") }
    }
  }

  @Test(arguments: [Colormap.viridis, .magma, .grey])
  func brighterMeansMore(_ map: Colormap) {
    let steps = map.table().map { Int($0.luma) }
    for (a, b) in zip(steps, steps.dropFirst()) { #expect(b >= a - 1) }
    #expect(steps[255] - steps[0] > 150)
  }

  @Test func theDivergingMapIsPaleInTheMiddle() {
    #expect(Colormap.diverging.color(0.5).luma > 240)
    let (low, high) = (Colormap.diverging.color(0), Colormap.diverging.color(1))
    #expect(low.blue > low.red && high.red > high.blue)
  }

  @Test func outsideAndNaN() {
    #expect(Colormap.viridis.color(-3) == Colormap.viridis.color(0))
    #expect(Colormap.viridis.color(.infinity) == Colormap.viridis.color(1))
    #expect(Colormap.viridis.color(.nan) == Colormap.missing)
  }

  @Test func rangesAreNeverEmpty() {
    func range(_ values: [Float], _ map: Colormap = .viridis) -> [Float] {
      let range = ValueRange(of: values, asked: nil, for: map)
      return [range.low, range.high]
    }
    #expect(range([1, .nan, 3, .infinity]) == [1, 3])
    #expect(range([]) == [0, 1])
    #expect(range([.nan]) == [0, 1])
    #expect(range([2, 2]) == [2, 4])
    #expect(range([0]) == [0, 1])
    #expect(range([0], .diverging) == [-1, 1])
    #expect(range([-1, 3], .diverging) == [-3, 3])
    let widest = ValueRange(
      of: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude], asked: nil, for: .grey)
    #expect(widest.unit(0) == 0.5)
  }

  @Test func aHeatMapShowsItsNumbers() throws {
    let values = (0..<600).map(Float.init) + [.nan]
    let tensor = try Tensor(Array(values.dropFirst()), shape: [20, 30])
    let image = try tensor.heatMap(showsBar: false)
    #expect(image.width == 480 && image.height == 320)
    #expect(try image.pixel(x: 0, y: 0) == Colormap.viridis.color(0))
    #expect(try image.pixel(x: 463, y: 319) == Colormap.viridis.color(1))
    #expect(try image.pixel(x: 479, y: 319) == Colormap.missing)
    let fixed = try tensor.heatMap(range: -1000...1, showsBar: false)
    #expect(try fixed.pixel(x: 0, y: 0) == Colormap.viridis.color(1))
    let withBar = try tensor.heatMap()
    #expect(withBar.width > 500)
    #expect(throws: ShapeError.self) { try Tensor.full([2, 3, 4], 0).heatMap() }
    #expect(throws: ShapeError.self) { try Tensor.full([0, 4], 0).heatMap() }
    #expect(throws: ShapeError.self) { try Tensor.full([4], 0).heatMap() }
  }

  @Test func fewCellsCarryTheirNumbers() throws {
    let plain = try Tensor([0, 1, 2, 3], shape: [2, 2]).heatMap(showsBar: false)
    #expect(plain.width == 96)
    // Ink of the other colour in every cell.
    for (x, y) in [(0, 0), (48, 0), (0, 48), (48, 48)] {
      let cell = try plain.cropped(
        to: .init(x: Float(x), y: Float(y), width: 48, height: 48))
      #expect(count(try cell.pixel(x: 0, y: 0), in: cell) < 48 * 48 - 8)
    }
  }

  @Test func aMosaicHasEveryMap() throws {
    let values = (0..<4).flatMap { [Float](repeating: Float($0), count: 12) }
    let tensor = try Tensor(values, shape: [4, 3, 4])
    let sheet = try tensor.mosaic(range: .shared)
    for map in 0..<4 {
      let color = Colormap.viridis.color(Float(map) / 3)
      #expect(count(color, in: sheet) >= 200 * 150, "map \(map)")
    }
    let fixed = try tensor.mosaic(range: .fixed(0...1))
    #expect(count(Colormap.viridis.color(1), in: fixed) >= 3 * 200 * 150)
    #expect(try Tensor(values, shape: [4, 1, 3, 4]).mosaic() == tensor.mosaic())
    #expect(try Tensor(values, shape: [1, 4, 3, 4]).mosaic() == tensor.mosaic())
    #expect(throws: ImageError.self) { try tensor.mosaic(captions: ["one"]) }
    #expect(throws: ShapeError.self) { try Tensor.full([2, 2, 3, 4], 0).mosaic() }
    #expect(throws: ShapeError.self) { try Tensor.full([2, 0, 4], 0).mosaic() }
    #expect(throws: (any Error).self) { try Tensor.full([1, 20_000, 2], 0).mosaic() }
    #expect(try Tensor.full([512, 7, 7], 1).mosaic().width < 2000)
  }

  @Test func gridsPlaceEveryPictureAndCaption() throws {
    let colors = [Color(200, 0, 0), Color(0, 200, 0), Color(0, 0, 200)]
    let tiles = try colors.enumerated().map {
      try Image(width: 40 + 10 * $0.offset, height: 30, color: $0.element)
    }
    let bare = try Image.grid(tiles, columns: 2)
    for (tile, color) in zip(tiles, colors) {
      #expect(count(color, in: bare) == tile.width * tile.height)
    }
    #expect(bare.width == 2 * (60 + 8) + 8 && bare.height == 2 * (30 + 8) + 8)
    let captioned = try Image.grid(tiles, captions: ["a", "b", "c"], columns: 2)
    #expect(captioned.height > bare.height)
    #expect(count(.black, in: captioned) > 0 && count(.black, in: bare) == 0)
    #expect(throws: ImageError.self) { try Image.grid([]) }
    #expect(throws: ImageError.self) { try Image.grid(tiles, columns: 0) }
    #expect(throws: ImageError.self) { try Image.grid(tiles, captions: ["a"]) }
    #expect(throws: ImageError.self) { try Image.grid(tiles, gap: .max) }
    let wide = try Image(width: 16_000, height: 2)
    #expect(throws: ImageError.self) { try Image.grid([wide, wide], columns: 2) }
  }

  @Test func aHeatMapOverAPicture() throws {
    var numbers = [Float](repeating: 0, count: 12)
    numbers[5] = 1  // row 1, column 1 of 3×4
    let paper = try Image(width: 480, height: 360)
    let image = try paper.drawing(heatMap: Tensor(numbers, shape: [3, 4]), showsBar: false)
    #expect(image.width == 480 && image.height == 360)
    let (hot, cold) = try (image.pixel(x: 180, y: 180), image.pixel(x: 470, y: 350))
    #expect(hot.blue < 220 && hot.red > hot.blue)
    #expect(cold.red == cold.blue && cold.luma > 180)
    // In a frame: nothing outside it, and the hot cell's centre where it belongs.
    let frame = Box(x1: 100, y1: 60, x2: 180, y2: 120)
    let framed = try paper.drawing(
      heatMap: Tensor(numbers, shape: [3, 4]), in: frame, showsBar: false)
    #expect(try framed.pixel(x: 99, y: 90) == framed.pixel(x: 5, y: 5))
    #expect(try framed.pixel(x: 130, y: 90).blue < framed.pixel(x: 150, y: 90).blue)
    #expect(try framed.pixel(x: 101, y: 61) != framed.pixel(x: 5, y: 5))
    #expect(throws: ImageError.self) {
      try paper.drawing(
        heatMap: Tensor([1, 2], shape: [1, 2]), in: Box(x1: 1, y1: 1, x2: 1, y2: 9))
    }
    let far = Box(x1: 9000, y1: 9000, x2: 9100, y2: 9100)
    _ = try paper.drawing(heatMap: Tensor(numbers, shape: [3, 4]), in: far)
    let bar = try paper.drawing(heatMap: Tensor(numbers, shape: [1, 1, 3, 4]))
    #expect(bar.width > 480)
    #expect(throws: ShapeError.self) { try paper.drawing(heatMap: Tensor(numbers)) }
    let nan = try paper.drawing(
      heatMap: Tensor([.nan], shape: [1, 1]), opacity: 1, showsBar: false)
    #expect(try nan.pixel(x: 5, y: 5) == Colormap.missing)
  }

  /// Shape, a number that fills it, and what is drawn: "samples" is the picture pixel by pixel.
  @Test(
    arguments: [
      ([1, 20, 30], 0.5, "samples"), ([3, 20, 30], 0.5, "samples"), ([1, 3, 20, 30], 1, "samples"),
      ([1, 20, 30], 7, "drawn"), ([3, 20, 30], -1, "drawn"), ([5, 20, 30], 0.5, "drawn"),
      ([20, 30], 0.5, "drawn"), ([2, 3, 20, 30], 0.5, "drawn"), ([4, 1, 20, 30], 7, "drawn"),
      ([7], 1, "drawn"), ([70], 1, "drawn"), ([3, 2, 2], .nan, "drawn"),
      ([], 1, "error"), ([2, 3, 20, 30], 2, "error"), ([2, 4, 20, 30], 0, "error"),
      ([1, 1, 2, 3, 4], 0, "error"), ([0, 3], 0, "error"), ([3, 0, 4], 0, "error"),
    ] as [([Int], Float, String)])
  func tensorsAreDrawnByTheirShape(shape: [Int], value: Float, drawn: String) throws {
    let tensor = try Tensor.full(shape, value)
    if drawn == "error" {
      let error = #expect(throws: ShapeError.self) { try tensor.picture() }
      #expect(error?.hint != "")
      return
    }
    let image = try tensor.picture()
    #expect((image.width == 30 && image.height == 20) == (drawn == "samples"))
    if drawn == "drawn" { #expect(Set(image.samples).count >= 2) }
  }

  @Test func aPictureBesideAnother() throws {
    let small = try Image(width: 20, height: 10, color: .red)
    let large = try Image(width: 45, height: 30, color: .blue)
    let pair = try small.beside(large)
    #expect(count(.red, in: pair) == 40 * 20)  // enlarged twice
    #expect(count(.blue, in: pair) == 45 * 30)
  }

  /// Under each kind of colour blindness any two class colours stay apart.
  ///
  /// Oracle: Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
  /// Color Vision Deficiency", 2009, severity 1 (applied to sRGB values, as a rough test).
  @Test func thePaletteIsSafeForColorBlindReaders() {
    let simulations: [[Float]] = [
      [1, 0, 0, 0, 1, 0, 0, 0, 1],
      [0.152, 1.053, -0.205, 0.115, 0.786, 0.099, -0.004, -0.048, 1.052],
      [0.367, 0.861, -0.228, 0.280, 0.673, 0.047, -0.012, 0.043, 0.969],
    ]
    for m in simulations {
      let seen = Palette.categorical.map { color -> [Float] in
        let (r, g, b) = (Float(color.red), Float(color.green), Float(color.blue))
        return (0..<3).map { m[3 * $0] * r + m[3 * $0 + 1] * g + m[3 * $0 + 2] * b }
      }
      for i in seen.indices {
        for j in seen.indices where j < i {
          let squares = zip(seen[i], seen[j]).map { ($0 - $1) * ($0 - $1) }
          let distance = squares.reduce(0, +).squareRoot()
          #expect(distance > 45, "colours \(j) and \(i), \(distance) apart")
        }
      }
    }
  }
}
