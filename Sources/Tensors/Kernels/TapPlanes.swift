internal import CKernels

// Implicit GEMM. A convolution is a product of the weights [O, C·taps] with a matrix that has a row
// for each channel and tap and a column for each output cell. That matrix is never made: its rows
// are shifted views of zero-padded planes, and packing copies straight out of those.
//
// - Source: Chetlur et al., "cuDNN: Efficient Primitives for Deep Learning", 2014, §3.

/// A grid of cells, each of which sees the same offsets into some planes.
struct TapPlanes {
  /// The first channel of image 0.
  let base: UnsafePointer<Float>
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
  /// Keeps the planes alive; nil when they are the caller's own tensor.
  private let storage: Storage?

  var cells: Int { gridRows * gridColumns }

  init(
    base: UnsafePointer<Float>, storage: Storage?, images: Int, imageStride: Int,
    channelStride: Int, pitch: Int, gridRows: Int, gridColumns: Int, tapOffsets: [Int]
  ) {
    self.base = base
    self.storage = storage
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

  /// Packs a block of the implicit matrix; columns are counted through all images.
  func pack(
    offsets: UnsafePointer<Int>, depth: Range<Int>, columns: Range<Int>,
    into out: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let panel = Int(loops.tile_columns)
    withUnsafeTemporaryAllocation(of: CKRun.self, capacity: panel) { runs in
      guard let firstRun = runs.baseAddress else { return }
      for first in stride(from: columns.lowerBound, to: columns.upperBound, by: panel) {
        let width = min(panel, columns.upperBound - first)
        var count = 0
        forEachRun(first..<first + width) { column, place, length in
          runs[count] = CKRun(
            start: place, column: Int32(column - first), length: Int32(length))
          count += 1
        }
        loops.pack_runs(
          base, offsets + depth.lowerBound, depth.count, firstRun, Int32(count),
          out + (first - columns.lowerBound) * depth.count, loops.padded(width))
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

// MARK: - Planes of a convolution's input

extension TapPlanes {
  /// The planes that the output cells of a convolution see: the input itself where nothing is padded
  /// or skipped, otherwise a copy with a plane for each residue of rows and columns.
  ///
  /// - Parameter input: `[images, channels of all groups, rows, columns]`.
  init(input: UnsafePointer<Float>, geometry g: ConvolutionGeometry) throws {
    let (rows, columns) = (g.rows, g.columns)
    let channels = g.inputChannels * g.groups
    if rows.readsInputDirectly && columns.readsInputDirectly {
      self.init(
        base: input, storage: nil, images: g.images, imageStride: channels * g.inputPlane,
        channelStride: g.inputPlane, pitch: columns.input, gridRows: rows.output,
        gridColumns: columns.output,
        tapOffsets: TapPlanes.offsets(rows, columns) { row, column in
          row.shift * columns.input + column.shift
        })
      return
    }
    let (height, width) = (rows.planeLength, columns.planeLength)
    let (rowResidues, columnResidues) = (rows.residues, columns.residues)
    let channelStride = try Tensor.checkedCount(
      [rowResidues.count, columnResidues.count, height, width], operation: "conv2D")
    let storage = try Storage(
      count: Tensor.checkedCount([g.images, channels, channelStride], operation: "conv2D"))
    let base = storage.base
    Workers.shared.parallel(g.images * channels) { channel in
      let source = input + channel * g.inputPlane
      var plane = base + channel * channelStride
      for rowResidue in rowResidues {
        for columnResidue in columnResidues {
          copyResidue(
            source, rows, columns, rowResidue, columnResidue, to: plane, height, width)
          plane += height * width
        }
      }
    }
    self.init(
      base: base, storage: storage, images: g.images, imageStride: channels * channelStride,
      channelStride: channelStride, pitch: width, gridRows: rows.output,
      gridColumns: columns.output,
      tapOffsets: TapPlanes.offsets(rows, columns) { row, column in
        let plane =
          (rowResidues.firstIndex(of: row.residue) ?? 0) * columnResidues.count
          + (columnResidues.firstIndex(of: column.residue) ?? 0)
        return (plane * height + row.shift) * width + column.shift
      })
  }

  private typealias Tap = (residue: Int, shift: Int)

  private static func offsets(
    _ rows: ConvolutionAxis, _ columns: ConvolutionAxis, _ place: (Tap, Tap) -> Int
  ) -> [Int] {
    (0..<rows.kernel).flatMap { i in
      (0..<columns.kernel).map { j in
        place((rows.residue(i), rows.shift(i)), (columns.residue(j), columns.shift(j)))
      }
    }
  }
}

/// Copies the cells of one residue of one channel, zeros where there is padding.
private func copyResidue(
  _ source: UnsafePointer<Float>, _ rows: ConvolutionAxis, _ columns: ConvolutionAxis,
  _ rowResidue: Int, _ columnResidue: Int, to plane: UnsafeMutablePointer<Float>, _ height: Int,
  _ width: Int
) {
  // The first and last step whose column lies inside the input.
  let inside = columns.steps(phase: columnResidue).clamped(to: 0..<width)
  for step in 0..<height {
    let to = plane + step * width
    let row = rows.cell(phase: rowResidue, step: step)
    guard row >= 0, row < rows.input, !inside.isEmpty else {
      to.update(repeating: 0, count: width)
      continue
    }
    (to).update(repeating: 0, count: inside.lowerBound)
    let from =
      source + row * columns.input
      + columns.cell(phase: columnResidue, step: inside.lowerBound)
    if columns.stride == 1 {
      (to + inside.lowerBound).update(from: from, count: inside.count)
    } else {
      let first = to + inside.lowerBound
      for i in 0..<inside.count { first[i] = from[i * columns.stride] }
    }
    (to + inside.upperBound).update(repeating: 0, count: width - inside.upperBound)
  }
}

// MARK: - Planes of a convolution's output, for the way back

extension TapPlanes {
  /// The output with zeros around it as far as the way back reaches: what all phases read.
  struct Reached {
    let base: UnsafePointer<Float>
    let storage: Storage?
    let channelStride: Int
    let pitch: Int
    /// The output row and column at the first float.
    let firstRow: Int
    let firstColumn: Int

    /// - Parameter output: `[images, channels of all groups, rows, columns]`.
    init(output: UnsafePointer<Float>, geometry g: ConvolutionGeometry) throws {
      let (rows, columns) = (g.rows.reach, g.columns.reach)
      if rows == 0..<g.rows.output, columns == 0..<g.columns.output {
        base = output
        storage = nil
        channelStride = g.outputPlane
        (pitch, firstRow, firstColumn) = (g.columns.output, 0, 0)
        return
      }
      let channels = g.outputChannels * g.groups
      let size = try Tensor.checkedCount([rows.count, columns.count], operation: "conv2D")
      let copy = try Storage(
        count: Tensor.checkedCount([g.images, channels, size], operation: "conv2D"))
      let real = columns.clamped(to: 0..<g.columns.output)
      let target = copy.base
      Workers.shared.parallel(g.images * channels) { channel in
        let source = output + channel * g.outputPlane
        var to = target + channel * size
        for row in rows {
          if row >= 0, row < g.rows.output, !real.isEmpty {
            let before = real.lowerBound - columns.lowerBound
            to.update(repeating: 0, count: before)
            (to + before).update(
              from: source + row * g.columns.output + real.lowerBound, count: real.count)
            (to + before + real.count)
              .update(repeating: 0, count: columns.count - before - real.count)
          } else {
            to.update(repeating: 0, count: columns.count)
          }
          to += columns.count
        }
      }
      base = UnsafePointer(target)
      storage = copy
      channelStride = size
      (pitch, firstRow, firstColumn) = (columns.count, rows.lowerBound, columns.lowerBound)
    }
  }

  /// What the input cells of one phase see of the output.
  init(
    _ reached: Reached, geometry g: ConvolutionGeometry, rowPhase: Int, columnPhase: Int
  ) {
    let (rows, columns) = (g.rows, g.columns)
    let (rowSteps, columnSteps) = (rows.steps(phase: rowPhase), columns.steps(phase: columnPhase))
    self.init(
      base: reached.base, storage: reached.storage, images: g.images,
      imageStride: g.outputChannels * g.groups * reached.channelStride,
      channelStride: reached.channelStride, pitch: reached.pitch, gridRows: rowSteps.count,
      gridColumns: columnSteps.count,
      tapOffsets: rows.taps(phase: rowPhase).flatMap { i in
        columns.taps(phase: columnPhase).map { j in
          (rowSteps.lowerBound - rows.shift(i) - reached.firstRow) * reached.pitch
            + columnSteps.lowerBound - columns.shift(j) - reached.firstColumn
        }
      })
  }
}
