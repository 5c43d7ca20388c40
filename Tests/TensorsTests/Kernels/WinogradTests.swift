import Testing

@testable import Tensors

/// Winograd's convolutions against the naive loops, which sum in Double.
@Suite struct WinogradTests {
  static let sets = Kernels.supported.map(\.name)
  static let tiles = WinogradTile.allCases

  /// Expects every number within `bound` of the largest expected one.
  private func expectNear(
    _ found: Tensor, _ expected: Tensor, bound: Float, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.shape == expected.shape, comment, sourceLocation: sourceLocation)
    let largest = expected.values.reduce(0) { max($0, abs($1)) }
    let error = zip(found.values, expected.values).reduce(Float(0)) { worst, pair in
      let difference = abs(pair.0 - pair.1)
      return difference <= worst ? worst : difference  // NaN stays
    }
    #expect(error <= bound * largest, comment, sourceLocation: sourceLocation)
  }

  /// Forward, and back to the input, on one set of numbers. (With stride 2 the way back is direct.)
  private func check(
    x xShape: [Int], channels: Int, padding: Int, tile: WinogradTile, set: String,
    bound: Float
  ) throws {
    let weightShape = [channels, xShape[1], 3, 3]
    let shape = try ConvolutionShape(
      conv2D: xShape, weight: weightShape, bias: nil, stride: tile.stride, padding: padding,
      dilation: 1,
      groups: 1)
    let g = shape.geometry
    let x = Tensor.seeded(1, shape: xShape)
    let weight = Tensor.seeded(2, shape: weightShape)
    let bias = Tensor.seeded(3, shape: [channels])
    let back = Tensor.seeded(4, shape: [xShape[1]])
    let y = Tensor.seeded(5, shape: shape.result)
    let comment: Comment = "\(xShape) to \(channels), padding \(padding)"
    try ConvolutionChoice.$current.withValue(tile.choice) {
      try #require(Kernels.named(set)).use {
        expectNear(
          try Convolution.forward(x, weight, bias, shape: shape.result, g),
          try Reference.conv2D(x, weight, bias, shape: shape.result, g), bound: bound, comment)
        expectNear(
          try Convolution.back(y, weight, back, shape: xShape, g),
          try Reference.convTranspose2D(y, weight, back, shape: xShape, g), bound: bound, comment)
      }
    }
  }

  /// Rows and columns below, at and beyond a tile and a vector of tiles.
  @Test(arguments: sets, tiles)
  func mapsOfEverySize(set: String, tile: WinogradTile) throws {
    for rows in [1, 3, 7, 17, 49, 51] {
      for columns in [1, 3, 7, 17, 49, 51] {
        for padding in [0, 1, 2, 3] where min(rows, columns) + 2 * padding >= 3 {
          try check(
            x: [1, 2, rows, columns], channels: 3, padding: padding, tile: tile, set: set,
            bound: tile.bound)
        }
      }
    }
  }

  @Test(arguments: sets, tiles)
  func channelsOfEveryCount(set: String, tile: WinogradTile) throws {
    for inputs in [1, 3, 7, 17, 49, 51] {
      for outputs in [1, 3, 7, 17, 49, 51] {
        try check(
          x: [2, inputs, 7, 9], channels: outputs, padding: 1, tile: tile, set: set,
          bound: tile.bound)
      }
    }
  }

  /// Enough tiles for panels of their own on each thread; enough channels for several blocks of
  /// output channels and slices of input channels.
  @Test(
    arguments: sets,
    [
      ([1, 3, 130, 190], 17), ([1, 70, 19, 17], 270), ([9, 40, 18, 5], 33), ([1, 300, 6, 7], 80),
    ])
  func severalBlocks(set: String, size: (x: [Int], channels: Int)) throws {
    for tile in Self.tiles {
      try check(
        x: size.x, channels: size.channels, padding: 1, tile: tile, set: set,
        bound: tile.bound)
    }
  }

  /// Weights kept as frequencies and as taps; every tail; scratch memory full of NaN, so that nothing
  /// unwritten is read, and a guard behind what may be written.
  @Test(arguments: sets, tiles)
  func preparedWithTails(set: String, tile: WinogradTile) throws {
    for (x, channels) in [
      ([2, 5, 19, 23], 7), ([1, 3, 90, 70], 9), ([1, 140, 9, 9], 250),
      // Tiles that ride along: 49, 50 of two pictures, 100; 49 of 6×6; 49 with weights kept as taps.
      ([1, 3, 26, 27], 9), ([2, 5, 19, 20], 7), ([1, 3, 37, 39], 17), ([1, 3, 41, 38], 5),
      ([1, 140, 26, 25], 210),
      // The same of stride 2: 49 and 50 tiles, and 49 with weights kept as taps.
      ([1, 3, 52, 53], 9), ([2, 5, 39, 38], 7), ([1, 140, 51, 56], 210),
    ] {
      try checkPrepared(x: x, channels: channels, tile: tile, set: set)
    }
  }

  /// All tiles are in some panel once; a nearly empty vector is avoided where its tiles can ride along.
  @Test(arguments: sets) func tilesAreCutIntoPanels(set: String) throws {
    let loops = try #require(Kernels.named(set)).loops
    let (lanes, extra) = (Int(loops.lanes), Int(loops.tile_extra))
    for tiles in [1, 15, 16, 17, 48, 49, 50, 51, 64, 98, 100, 101, 196, 676] {
      let cut = WinogradCut(tiles: tiles, loops: loops)
      #expect(cut.panels.first?.vectors.lowerBound == 0)
      for (panel, next) in zip(cut.panels, cut.panels.dropFirst()) {
        #expect(panel.vectors.upperBound == next.vectors.lowerBound)
      }
      for panel in cut.panels {
        #expect(panel.vectors.count * lanes <= Int(loops.tile_columns) && !panel.vectors.isEmpty)
        #expect(panel.extra <= extra)
        #expect(panel.extra == 0 || panel.vectors.count * lanes == Int(loops.tile_columns))
      }
      #expect(cut.columns >= tiles && cut.columns < tiles + lanes)
      if extra == 2, [48, 49, 50, 98, 100].contains(tiles) { #expect(cut.columns == tiles) }
    }
  }

  private func checkPrepared(
    x xShape: [Int], channels: Int, tile: WinogradTile, set: String
  ) throws {
    let x = Tensor.seeded(1, shape: xShape)
    let weight = Tensor.seeded(2, shape: [channels, xShape[1], 3, 3])
    let bias = Tensor.seeded(3, shape: [channels])
    let prepared = try ConvolutionChoice.$current.withValue(tile.choice) {
      try #require(Kernels.named(set)).use {
        try PreparedConvolution(
          weight: weight, bias: bias, stride: tile.stride, padding: 1, inputShape: xShape)
      }
    }
    #expect(prepared.algorithm == tile.algorithm)
    let residual = Tensor.seeded(4, shape: prepared.outputShape)
    let sums = try withReferenceKernels { try conv2D(x, weight, stride: tile.stride, padding: 1) }
      .values
    let plane = prepared.outputShape[2] * prepared.outputShape[3]
    let guardValue: Float = 12345
    for activation in [FusedActivation.none, .relu, .leakyReLU(slope: 0.125)] {
      for isLast in [false, true] {
        let scratch = try Storage(count: prepared.scratchFloats + 64)
        scratch.base.update(repeating: .nan, count: prepared.scratchFloats)
        (scratch.base + prepared.scratchFloats).update(repeating: guardValue, count: 64)
        let result = try Storage(count: sums.count + 64)
        (result.base + sums.count).update(repeating: guardValue, count: 64)
        let expected = try residual.withFloats { residual in
          try x.withFloats {
            try prepared.run(
              $0, residual: residual, activation: activation, residualLast: isLast,
              into: result.base, scratch: scratch.base)
          }
          return bias.withFloats { bias in
            let tail = Tail(
              bias: bias, residual: residual, activation: activation, addsResidualLast: isLast)
            return sums.indices.map {
              tail.applied(to: sums[$0], row: $0 / plane % channels, place: $0)
            }
          }
        }
        expectNear(
          try Tensor((0..<sums.count).map { result.base[$0] }, shape: prepared.outputShape),
          try Tensor(expected, shape: prepared.outputShape),
          bound: tile.bound, "\(xShape) \(activation) \(isLast)")
        #expect((0..<64).allSatisfy { result.base[sums.count + $0] == guardValue })
        #expect(
          (0..<64).allSatisfy { scratch.base[prepared.scratchFloats + $0] == guardValue })
      }
    }
  }

  @Test(arguments: sets, tiles)
  func theNumberOfThreadsChangesNoBit(set: String, tile: WinogradTile) throws {
    func everything() throws -> [[UInt32]] {
      try [([2, 5, 70, 90], 19), ([1, 33, 15, 17], 290)].flatMap { size, channels in
        let x = Parameter(.seeded(1, shape: size))
        let weight = Parameter(.seeded(2, shape: [channels, size[1], 3, 3]))
        let y = try conv2D(x.tracked, weight.tracked, stride: tile.stride, padding: 1)
        try (y * y).mean().backward()
        return [y.values, try #require(x.gradient).values].map { $0.map(\.bitPattern) }
      }
    }
    try ConvolutionChoice.$current.withValue(tile.choice) {
      try #require(Kernels.named(set)).use {
        let parallel = try everything()
        #expect(try parallel == everything())
        #expect(try parallel == Workers.$limit.withValue(1) { try everything() })
      }
    }
  }

  // MARK: NaN and infinity

  /// A NaN reaches at least the results whose windows hold it, and none beyond their tiles; an
  /// infinity becomes no finite number.
  @Test(arguments: sets, tiles)
  func whatIsNotFiniteIsNeverLost(set: String, tile: WinogradTile) throws {
    let (side, stride) = (tile.side, tile.stride)
    let weight = Tensor.seeded(1, shape: [9, 2, 3, 3])
    try ConvolutionChoice.$current.withValue(tile.choice) {
      try #require(Kernels.named(set)).use {
        for special in [Float.nan, .infinity, -.infinity] {
          for (row, column) in [(0, 0), (0, 20), (8, 0), (8, 20), (4, 5), (3, 12), (6, 18)] {
            let x = try Tensor.seeded(2, shape: [2, 2, 9, 21])
              .replacing(at: 1, 0, row, column, with: special)
            let y = try conv2D(x, weight, stride: stride, padding: 1)  // [2, 9, 9, 21], or half
            let values = y.values
            for p in Reference.positions(in: y.shape) {
              let value = values[Reference.place(of: p, in: y.shape)]
              let isInWindow =
                p[0] == 1 && abs(p[2] * stride - row) <= 1 && abs(p[3] * stride - column) <= 1
              // The cells that the result's tile sees.
              let (firstRow, firstColumn) = (
                p[2] / side * side * stride - 1, p[3] / side * side * stride - 1
              )
              let isInTile =
                p[0] == 1 && (firstRow..<firstRow + tile.seen).contains(row)
                && (firstColumn..<firstColumn + tile.seen).contains(column)
              if isInWindow {
                #expect(!value.isFinite, "\(special) at \(row), \(column) is lost at \(p)")
              } else if !isInTile {
                #expect(value.isFinite, "\(special) at \(row), \(column) reaches \(p): \(value)")
              }
            }
          }
        }
      }
    }
  }

  // MARK: Choosing

  /// The layers of known networks, as the best instruction set would compute them.
  @Test func theFastestIsTakenBySize() throws {
    func algorithm(
      _ inputs: Int, _ outputs: Int, _ side: Int, stride: Int = 1
    ) throws -> ConvolutionAlgorithm {
      try ConvolutionChoice.$current.withValue(.automatic) {
        try PreparedConvolution(
          weight: .zeros([outputs, inputs, 3, 3]), stride: stride, padding: 1,
          inputShape: [1, inputs, side, side]
        ).algorithm
      }
    }
    #expect(try algorithm(64, 64, 300) == .winograd6)
    #expect(try algorithm(64, 64, 56) == .winograd4)
    #expect(try algorithm(512, 512, 7) == .implicitProduct)
    #expect(try algorithm(16, 16, 5) == .implicitProduct)
    #expect(try algorithm(128, 256, 104, stride: 2) == .winograd4ByTwo)
    #expect(try algorithm(3, 32, 104, stride: 2) == .implicitProduct)
  }

  @Test func directSumsStayWhereWinogradDoesNotFit() throws {
    let x = Tensor.seeded(1, shape: [1, 4, 20, 20])
    let weight = Tensor.seeded(2, shape: [6, 4, 3, 3])
    func bits(_ choice: ConvolutionChoice, _ body: () throws -> Tensor) throws -> [UInt32] {
      try ConvolutionChoice.$current.withValue(choice) { try body().values.map(\.bitPattern) }
    }
    for choice in [ConvolutionChoice.winograd4, .winograd6] {
      #expect(
        try bits(choice) { try conv2D(x, weight, padding: 1) }
          != bits(.direct) { try conv2D(x, weight, padding: 1) }, "Winograd rounds differently")
      for stride in choice == .winograd4 ? [3] : [2, 3] {
        #expect(
          try bits(choice) { try conv2D(x, weight, stride: stride) }
            == bits(.direct) { try conv2D(x, weight, stride: stride) },
          "stride \(stride)")
      }
      #expect(
        try bits(choice) { try conv2D(x, weight, dilation: 2) }
          == bits(.direct) { try conv2D(x, weight, dilation: 2) })
      let grouped = Tensor.seeded(3, shape: [6, 2, 3, 3])
      #expect(
        try bits(choice) { try conv2D(x, grouped, groups: 2) }
          == bits(.direct) { try conv2D(x, grouped, groups: 2) })
    }
  }
}

extension WinogradTile {
  /// What makes a convolution of its stride take it.
  fileprivate var choice: ConvolutionChoice { self == .six ? .winograd6 : .winograd4 }
  /// The largest error that is allowed, of the largest result.
  fileprivate var bound: Float { self == .six ? 1e-4 : 1e-5 }
}
