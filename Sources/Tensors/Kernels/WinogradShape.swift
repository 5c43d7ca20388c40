internal import CKernels

// N images, C and O channels in and out, H×W cells; tiles of S×S results.

/// A 3×3 convolution of stride 1 or 2, as Winograd's loops see it: forward, or the way back.
struct WinogradShape: Equatable, Sendable {
  let images: Int
  let inputChannels: Int
  let outputChannels: Int
  /// Of the map that is read.
  let inputRows: Int
  let inputColumns: Int
  /// Of the map that is made.
  let outputRows: Int
  let outputColumns: Int
  /// Zeros above and left of the map that is read; below 0 where its first cells are not read.
  let rowPadding: Int
  let columnPadding: Int
  /// Cells between neighbouring windows.
  let stride: Int
  /// Whether it is the gradient by the input.
  let isBack: Bool

  /// The forward convolution, where it is one that Winograd's transforms are made for.
  init?(forward g: ConvolutionGeometry) {
    guard Self.fits(g), 1...2 ~= g.rows.stride else { return nil }
    (images, inputChannels, outputChannels) = (g.images, g.inputChannels, g.outputChannels)
    stride = g.rows.stride
    (inputRows, inputColumns) = (g.rows.input, g.columns.input)
    (outputRows, outputColumns) = (g.rows.output, g.columns.output)
    (rowPadding, columnPadding) = (g.rows.padding, g.columns.padding)
    isBack = false
  }

  /// The gradient by the input: a convolution of the output's gradient with the weights turned by
  /// 180° and their channels exchanged.
  init?(back g: ConvolutionGeometry) {
    guard Self.fits(g), g.rows.stride == 1 else { return nil }
    (images, inputChannels, outputChannels) = (g.images, g.outputChannels, g.inputChannels)
    stride = 1
    (inputRows, inputColumns) = (g.rows.output, g.columns.output)
    (outputRows, outputColumns) = (g.rows.input, g.columns.input)
    (rowPadding, columnPadding) = (2 - g.rows.padding, 2 - g.columns.padding)
    isBack = true
  }

  private static func fits(_ g: ConvolutionGeometry) -> Bool {
    guard g.groups == 1, g.images > 0, g.inputChannels > 0, g.outputChannels > 0 else {
      return false
    }
    return [g.rows, g.columns].allSatisfy { axis in
      axis.kernel == 3 && axis.stride == g.rows.stride && axis.dilation == 1
        // The loops count cells of one plane in 32 bits.
        && axis.input < 1 << 24 && axis.output < 1 << 24 && axis.padding < 1 << 24
    }
  }

  var inputMap: CKMap {
    CKMap(
      image_stride: inputChannels * inputRows * inputColumns,
      channel_stride: inputRows * inputColumns, rows: Int32(inputRows),
      columns: Int32(inputColumns), row_padding: Int32(rowPadding),
      column_padding: Int32(columnPadding))
  }
  var outputMap: CKMap {
    CKMap(
      image_stride: outputChannels * outputRows * outputColumns,
      channel_stride: outputRows * outputColumns, rows: Int32(outputRows),
      columns: Int32(outputColumns), row_padding: 0, column_padding: 0)
  }

  /// How many tiles cover the map that is made.
  func tiles(side: Int) -> Int {
    images * blocks(outputRows, of: side) * blocks(outputColumns, of: side)
  }
}

/// How many tiles are grouped to vectors and panels. Where the last vector would be nearly empty, as
/// with the 49 tiles of a map of 26×26 or 28×28, its tiles ride along with the panels of three whole
/// vectors, one or two with each.
struct WinogradCut {
  /// Tiles of each panel that fill whole vectors (but the last), and single ones beside.
  let panels: [(vectors: Range<Int>, extra: Int)]
  private let lanes: Int

  /// - Parameter mayCarry: whether single tiles may ride along.
  init(tiles: Int, mayCarry: Bool = true, loops: CKTable) {
    lanes = Int(loops.lanes)
    let (whole, rest) = tiles.quotientAndRemainder(dividingBy: lanes)
    let widest = Int(loops.tile_columns) / lanes
    let carriers = whole / widest
    // Measured: with more panels the empty places cost less than the transforms of single tiles.
    let carries =
      mayCarry && rest > 0 && whole % widest == 0 && carriers <= 2
      && rest <= Int(loops.tile_extra) * carriers
    let vectors = carries ? whole : blocks(tiles, of: lanes)
    let count = blocks(vectors, of: widest)
    panels = (0..<count).map { index in
      let extra = carries ? rest * (index + 1) / count - rest * index / count : 0
      return (vectors * index / count..<vectors * (index + 1) / count, extra)
    }
  }

  var vectors: Int { panels.last?.vectors.upperBound ?? 0 }
  /// Tiles that are multiplied, the empty places of vectors included.
  var columns: Int { vectors * lanes + panels.reduce(0) { $0 + $1.extra } }
}

/// The tiles of a map in the order in which they fill vectors: along the rows of tiles, through all
/// images. Vectors are grouped to panels that the product keeps in registers.
struct WinogradTiles {
  /// Some whole vectors, and single tiles in a vector of their own.
  struct Panel {
    let vectors: Range<Int>
    let extra: Int
    let extraVector: Int
    /// Floats of the whole vectors, and of everything, for one channel and frequency.
    let wide: Int
    var columns: Int { wide + extra }
  }

  let lanes: Int
  let panels: [Panel]
  /// Vectors of tiles, those that ride along not counted.
  let vectors: Int
  private let runs: [CKTileRun]
  /// The first run of each vector, and the end.
  private let starts: [Int]

  init(_ shape: WinogradShape, tile kind: WinogradTile, mayCarry: Bool = true, loops: CKTable) {
    let side = kind.side
    let lanes = Int(loops.lanes)
    self.lanes = lanes
    let columns = blocks(shape.outputColumns, of: side)
    let rows = blocks(shape.outputRows, of: side)
    let tiles = shape.tiles(side: side)
    let cut = WinogradCut(tiles: tiles, mayCarry: mayCarry, loops: loops)
    vectors = cut.vectors
    var runs: [CKTileRun] = []
    var starts: [Int] = []
    var tile = 0
    for length in [Int](repeating: lanes, count: cut.vectors) + cut.panels.map(\.extra) {
      starts.append(runs.count)
      let end = min(tiles, tile + length)
      while tile < end {
        let (row, column) = tile.quotientAndRemainder(dividingBy: columns)
        let count = min(columns - column, end - tile)
        runs.append(
          CKTileRun(
            image: row / rows, row: Int32(row % rows), column: Int32(column), count: Int32(count)))
        tile += count
      }
    }
    self.runs = runs
    self.starts = starts + [runs.count]
    panels = cut.panels.enumerated().map { index, panel in
      Panel(
        vectors: panel.vectors, extra: panel.extra, extraVector: cut.vectors + index,
        wide: panel.vectors.count * lanes)
    }
  }

  /// Columns of the widest panel.
  var widest: Int { panels.map(\.columns).max() ?? 0 }

  /// Calls `body` with all vectors, as the loops want them.
  func withVectors<R>(_ body: (UnsafePointer<CKTileVector>) throws -> R) rethrows -> R {
    try runs.withUnsafeBufferPointer { runs in
      let vectors = zip(starts, starts.dropFirst()).compactMap { start, end in
        runs.baseAddress.map { CKTileVector(runs: $0 + start, run_count: Int32(end - start)) }
      }
      return try vectors.withUnsafeBufferPointer { vectors in
        try vectors.baseAddress.map(body) ?? body([])
      }
    }
  }
}
