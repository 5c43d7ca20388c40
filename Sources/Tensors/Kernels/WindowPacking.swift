internal import CKernels

/// Packs the implicit matrix of a convolution straight out of its input: no padded copy is made. The
/// depth is cut between channels only.
struct WindowPacking: Sendable {
  private let geometry: ConvolutionGeometry

  init(_ geometry: ConvolutionGeometry) { self.geometry = geometry }

  /// Packs the columns of one tile, counted through all images.
  ///
  /// - Parameter input: the first channel of the group in image 0.
  func pack(
    _ input: UnsafePointer<Float>, depth: Range<Int>, columns: Range<Int>,
    into out: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let g = geometry
    var windows = CKWindows(
      rows: CKAxis(first: -g.rows.padding, stride: g.rows.stride, length: g.rows.input),
      columns: CKAxis(
        first: -g.columns.padding, stride: g.columns.stride, length: g.columns.input),
      kernel_rows: g.rows.kernel, kernel_columns: g.columns.kernel,
      row_dilation: g.rows.dilation, column_dilation: g.columns.dilation, plane: g.inputPlane)
    let channels = depth.lowerBound / g.taps..<depth.upperBound / g.taps
    let base = input + channels.lowerBound * g.inputPlane
    let width = min(columns.count, Int(loops.tile_columns))
    let whole = columns.lowerBound..<columns.lowerBound + width
    withCells(whole) { cells, count in
      loops.pack_windows(
        base, &windows, cells, count, channels.count, out, loops.padded(width))
    }
    // Single columns go behind the others.
    guard whole.upperBound < columns.upperBound else { return }
    let extra = columns.count - width
    withCells(whole.upperBound..<columns.upperBound) { cells, count in
      loops.pack_windows(
        base, &windows, cells, count, channels.count, out + depth.count * width, Int32(extra))
    }
  }

  /// Splits columns into stretches of one row of one image.
  private func withCells(
    _ columns: Range<Int>, _ body: (UnsafePointer<CKCells>, Int32) -> Void
  ) {
    let g = geometry
    withUnsafeTemporaryAllocation(of: CKCells.self, capacity: columns.count) { cells in
      var (image, within) = columns.lowerBound.quotientAndRemainder(dividingBy: g.outputPlane)
      var (row, column) = within.quotientAndRemainder(dividingBy: g.columns.output)
      within = 0
      var count = 0
      while within < columns.count {
        let length = min(g.columns.output - column, columns.count - within)
        cells[count] = CKCells(
          base: image * g.inputChannels * g.groups * g.inputPlane, row: row, column: column,
          length: Int32(length), to: Int32(within))
        count += 1
        within += length
        (row, column) = (row + 1, 0)
        if row == g.rows.output { (image, row) = (image + 1, 0) }
      }
      guard let first = cells.baseAddress else { return }
      body(first, Int32(count))
    }
  }
}
