import Boxes
import Layers
import Tensors
import Testing

@testable import Detectors

/// From the picture to the map: He et al. 2014, appendix A.
@Suite struct MapGridTests {
  static let grid = MapGrid(stride: 4, center: 2)

  // Oracle: every cell, asked whether its centre lies inside.
  @Test(arguments: [
    Box(x1: 0, y1: 0, x2: 48, y2: 36), Box(x1: 3, y1: 5, x2: 21, y2: 30.5),
    Box(x1: -9, y1: -9, x2: 11, y2: 7), Box(x1: 30, y1: 20, x2: 90, y2: 70),
    Box(x1: 10, y1: 14, x2: 18, y2: 22),
  ])
  func aWindowHoldsTheCellsWhoseCentresLieInside(_ box: Box) throws {
    let window = try Self.grid.window(of: box, rows: 9, columns: 12)
    let rows = (0..<9).filter { box.y1 < 2 + 4 * Float($0) && 2 + 4 * Float($0) < box.y2 }
    let columns = (0..<12).filter { box.x1 < 2 + 4 * Float($0) && 2 + 4 * Float($0) < box.x2 }
    #expect(Array(window.rows) == rows && Array(window.columns) == columns)
    #expect(!rows.isEmpty && !columns.isEmpty)
  }

  @Test func aWindowWithoutACentreIsItsNearestCell() throws {
    let small = try Self.grid.window(
      of: Box(x1: 15, y1: 7, x2: 17, y2: 9.5), rows: 9, columns: 12)
    #expect(small.columns == 4...4 && small.rows == 2...2)  // middles 16 and 8.25
    let outside = try Self.grid.window(
      of: Box(x1: 100, y1: -30, x2: 120, y2: -20), rows: 9, columns: 12)
    #expect(outside.columns == 11...11 && outside.rows == 0...0)
    let empty = try Self.grid.window(of: Box(x1: 6, y1: 6, x2: 6, y2: 6), rows: 9, columns: 12)
    #expect(empty.columns == 1...1 && empty.rows == 1...1)
  }

  @Test func whatIsNoBoxOrNoMapIsRefused() {
    for box in [
      Box(x1: .nan, y1: 0, x2: 1, y2: 1), Box(x1: 0, y1: 0, x2: .infinity, y2: 1),
      Box(x1: 5, y1: 0, x2: 1, y2: 1),
    ] {
      #expect(throws: BoxError.self) { try Self.grid.window(of: box, rows: 9, columns: 12) }
    }
    #expect(throws: ShapeError.self) {
      try Self.grid.window(of: Box(x1: 0, y1: 0, x2: 1, y2: 1), rows: 0, columns: 12)
    }
    let huge = Box(x1: -3e38, y1: -3e38, x2: 3e38, y2: 3e38)
    let all = try? Self.grid.window(of: huge, rows: 9, columns: 12)
    #expect(all?.rows == 0...8 && all?.columns == 0...11)
  }

  @Test func pixelsOfAWindowLeadBackToIt() throws {
    let window = try Self.grid.window(
      of: Box(x1: 9, y1: 5, x2: 31, y2: 23), rows: 9, columns: 12)
    let pixels = Self.grid.pixels(of: window)
    #expect(pixels == Box(x1: 8, y1: 4, x2: 32, y2: 24))
    #expect(try Self.grid.window(of: pixels, rows: 9, columns: 12) == window)
  }

  // Oracle: what each layer does to the place and distance of centres, added up.
  @Test func theGridsAreTheTrunks() throws {
    var maker = LayerMaker.withoutWeights
    try check(PastureTrunk.self, PastureTrunk.makeTrunk(by: &maker))
    try check(VGG16.self, VGG16.makeTrunk(by: &maker))
    try check(ZF5.self, ZF5.makeTrunk(by: &maker))
  }

  private func check<T: SPPnetTrunk>(_ trunk: T.Type, _ layers: Sequential) throws {
    var (jump, center) = (1, Float(0.5))  // a pixel is centred on its own half
    func pass(kernel: Int, stride: Int, padding: Int) {
      center += (Float(kernel - 1) / 2 - Float(padding)) * Float(jump)
      jump *= stride
    }
    for (_, layer) in layers.stages {
      if let layer = layer as? Conv2D {
        pass(
          kernel: layer.weight.value.shape[3], stride: layer.stride, padding: layer.padding)
      } else if let layer = layer as? MaxPool2D {
        pass(kernel: layer.size, stride: layer.stride, padding: layer.padding)
      }
    }
    #expect(T.grid.stride == jump && T.grid.center == center, "\(trunk)")
  }

  // A light that moves along a row: the first and the last pixel that reach a cell.
  @Test func aCellSeesTwelvePixelsMoreOnEachSide() throws {
    var maker = LayerMaker.withoutWeights
    let trunk = try PastureTrunk.makeTrunk(by: &maker)
    for named in trunk.namedParameters() {
      let shape = named.parameter.value.shape
      let isOne = named.name.hasSuffix("running_var") || named.role == .scale
      let value: Float =
        named.role == .weight ? 1 / Float(shape.dropFirst().reduce(1, *)) : isOne ? 1 : 0
      named.parameter.value = try Tensor.full(shape, value)
    }
    var seen: [Int] = []
    for x in 0..<64 {
      var row = [Float](repeating: 0, count: 64)
      row[x] = 1
      let light = try Tensor(
        Array(repeating: row, count: 3 * 16).flatMap { $0 }, shape: [1, 3, 16, 64])
      let map = try ConvolutionChoice.$current.withValue(.direct) {
        try withoutGradient { try trunk(light) }
      }
      if try map[0, 0, 2, 8].item() > 0 { seen.append(x) }
    }
    #expect(seen == Array(20..<48))  // 34 ± 14: the cell's own 4 pixels, and 12 on each side
  }
}
