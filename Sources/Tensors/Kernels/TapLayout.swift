internal import CKernels

// Implicit GEMM. A convolution is a product of the weights [O, C·taps] with a matrix that has a row
// for each channel and tap and a column for each output cell. That matrix is never made: its rows
// are shifted views of zero-padded planes, and packing copies straight out of those.
//
// - Source: Chetlur et al., "cuDNN: Efficient Primitives for Deep Learning", 2014, §3.

/// A grid of cells, each of which sees the same offsets into some planes. It says where things lie,
/// not in which memory.
struct TapLayout: Sendable {
  let images: Int
  let imageStride: Int
  /// Floats from one channel's planes to the next channel's.
  let channelStride: Int
  /// Floats from one row of the grid to the next.
  let pitch: Int
  let gridRows: Int
  let gridColumns: Int
  /// Where each tap of a channel reads, from a cell's place in the first plane.
  let tapOffsets: [Int]

  var cells: Int { gridRows * gridColumns }

  init(
    images: Int, imageStride: Int, channelStride: Int, pitch: Int, gridRows: Int,
    gridColumns: Int, tapOffsets: [Int]
  ) {
    self.images = images
    self.imageStride = imageStride
    self.channelStride = channelStride
    self.tapOffsets = tapOffsets
    // Without gaps between its rows, a grid is one long row.
    let isFlat = pitch == gridColumns
    self.pitch = isFlat ? gridRows * gridColumns : pitch
    self.gridRows = isFlat ? 1 : gridRows
    self.gridColumns = isFlat ? gridRows * gridColumns : gridColumns
  }

  /// Offsets of every row of the implicit matrix: channel by channel, tap by tap.
  func offsets(channels: Range<Int>) -> [Int] {
    channels.flatMap { channel in tapOffsets.map { channel * channelStride + $0 } }
  }

  /// Packs the columns of one tile of the implicit matrix of the planes at `base`; columns are
  /// counted through all images.
  func pack(
    _ base: UnsafePointer<Float>, offsets: UnsafePointer<Int>, depth: Range<Int>,
    columns: Range<Int>, into out: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let width = min(columns.count, Int(loops.tile_columns))
    let first = columns.lowerBound
    let offsets = offsets + depth.lowerBound
    withUnsafeTemporaryAllocation(of: CKRun.self, capacity: width) { runs in
      guard let firstRun = runs.baseAddress else { return }
      var count = 0
      forEachRun(first..<first + width) { column, place, length in
        runs[count] = CKRun(start: place, column: Int32(column - first), length: Int32(length))
        count += 1
      }
      loops.pack_runs(
        base, offsets, depth.count, firstRun, Int32(count), out, loops.padded(width))
    }
    // Single columns go behind the others.
    let extra = columns.count - width
    guard extra > 0 else { return }
    forEachRun(first + width..<columns.upperBound) { column, place, length in
      for j in 0..<length {
        let to = out + depth.count * width + column + j - first - width
        let cell = base + place + j
        for k in 0..<depth.count { to[k * extra] = cell[offsets[k]] }
      }
    }
  }

  /// Splits cells that are counted through all images into stretches of one row of one grid.
  @inline(__always)
  func forEachRun(_ range: Range<Int>, _ body: (_ cell: Int, _ place: Int, _ count: Int) -> Void) {
    var cell = range.lowerBound
    var (image, within) = cell.quotientAndRemainder(dividingBy: cells)
    var (row, column) = within.quotientAndRemainder(dividingBy: gridColumns)
    within = 0
    while cell < range.upperBound {
      let count = min(gridColumns - column, range.upperBound - cell)
      body(cell, image * imageStride + row * pitch + column, count)
      cell += count
      column = 0
      row += 1
      if row == gridRows { (row, image) = (0, image + 1) }
    }
  }
}
