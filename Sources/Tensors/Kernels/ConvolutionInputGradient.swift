internal import CKernels

// x[n, c, cell] = bias[c] + sum over output channels and taps of weight[o, c, tap] * y[n, o, output],
// over all outputs that saw the cell through that tap. This is the gradient of a convolution by its
// input, and it is a transposed convolution.
//
// With a stride, cells fall into phases: those of one phase are reached by the same taps, and
// neighbours of a phase see neighbouring outputs. So each phase is a convolution of stride 1.
//
// - Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, §4;
//   the phases are Shi et al.'s, "Is the deconvolution layer the same as a convolutional layer?",
//   2016.

/// Writes `[images, input channels of all groups, rows, columns]` to `input`.
func convolveBack(
  output: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  input: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable
) throws {
  if let shape = WinogradShape(back: g),
    let tile = ConvolutionChoice.winogradTile(shape, isPrepared: false, loops: loops)
  {
    try WinogradConvolution(
      weight: weight, shape: shape, tile: tile, isPrepared: false, loops: loops
    )
    .run(output, tail: Tail(bias: bias), into: input)
    return
  }
  if let depthwise = DepthwiseConvolution(g) {
    try depthwise.runBack(output, weight: weight, bias: bias, into: input, loops: loops)
    return
  }
  let reached = try TapPlanes.Reached(output: output, geometry: g)
  for group in 0..<g.groups {
    let transposed = TransposedWeights(base: weight + group * g.groupWeights, geometry: g)
    let first = group * g.inputChannels
    let bias = bias.map { $0 + first }
    for rowPhase in g.rows.phases {
      for columnPhase in g.columns.phases {
        try convolvePhase(
          reached, transposed, bias: bias, input: input + first * g.inputPlane, geometry: g,
          group: group, rowPhase: rowPhase, columnPhase: columnPhase, loops: loops)
      }
    }
  }
}

private func convolvePhase(
  _ reached: TapPlanes.Reached, _ weights: TransposedWeights, bias: UnsafePointer<Float>?,
  input: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, group: Int, rowPhase: Int,
  columnPhase: Int, loops: CKTable
) throws {
  let rowSteps = g.rows.steps(phase: rowPhase)
  let columnSteps = g.columns.steps(phase: columnPhase)
  guard !rowSteps.isEmpty, !columnSteps.isEmpty else { return }
  let imageStride = g.inputChannels * g.groups * g.inputPlane
  let planes = TapPlanes(reached, geometry: g, rowPhase: rowPhase, columnPhase: columnPhase)
  let taps = g.rows.taps(phase: rowPhase).flatMap { i in
    g.columns.taps(phase: columnPhase).map { j in i * g.columns.kernel + j }
  }
  let channels = group * g.outputChannels..<(group + 1) * g.outputChannels

  if g.rows.stride == 1, g.columns.stride == 1 {
    try weights.multiply(
      taps, planes, channels: channels, tail: bias.map { Tail(bias: $0) },
      into: ColumnLayout(
        input, images: g.images, columns: g.inputPlane, imageStride: imageStride,
        rowStride: g.inputPlane),
      loops: loops)
    return
  }
  // The phase on its own first, then each of its cells to its place.
  let cells = rowSteps.count * columnSteps.count
  let phase =
    taps.isEmpty
    ? nil
    : try Storage(
      count: Tensor.checkedCount([g.images, g.inputChannels, cells], operation: "conv2D"))
  if let phase {
    try weights.multiply(
      taps, planes, channels: channels, tail: bias.map { Tail(bias: $0) },
      into: ColumnLayout(
        phase.base, images: g.images, columns: cells, imageStride: g.inputChannels * cells,
        rowStride: cells),
      loops: loops)
  }
  let firstRow = g.rows.cell(phase: rowPhase, step: rowSteps.lowerBound)
  let firstColumn = g.columns.cell(phase: columnPhase, step: columnSteps.lowerBound)
  Workers.shared.parallel(g.images * g.inputChannels) { channel in
    let (image, within) = channel.quotientAndRemainder(dividingBy: g.inputChannels)
    let unseen = bias.map { $0[within] } ?? 0
    let plane = input + image * imageStride + within * g.inputPlane
    for row in 0..<rowSteps.count {
      let target = plane + (firstRow + row * g.rows.stride) * g.columns.input + firstColumn
      if let phase {
        let source = phase.base + channel * cells + row * columnSteps.count
        for column in 0..<columnSteps.count { target[column * g.columns.stride] = source[column] }
      } else {
        for column in 0..<columnSteps.count { target[column * g.columns.stride] = unseen }
      }
    }
  }
}

/// The weights of one group seen with a row for each input channel, and a column for each output
/// channel and tap.
private struct TransposedWeights {
  let base: UnsafePointer<Float>
  let geometry: ConvolutionGeometry

  /// The weights of some of the taps times what the cells of a phase see.
  func multiply(
    _ taps: [Int], _ planes: TapPlanes, channels: Range<Int>, tail: Tail?,
    into result: ColumnLayout, loops: CKTable
  ) throws {
    let (rows, depth) = (geometry.inputChannels, geometry.outputChannels * taps.count)
    if rows <= 2 {
      let copy = try Storage(count: rows * depth)
      forEach(taps, rows: 0..<rows) { row, k, number in copy.base[row * depth + k] = number }
      try Tensors.multiply(
        weight: MatrixView(copy.base, rows: rows, columns: depth), planes: planes,
        channels: channels, tail: tail, into: result, loops: loops)
      return
    }
    let tileRows = Int(loops.tile_rows)
    let packed = try PackedRows(rows: rows, depth: depth, loops: loops) { rows, panel in
      if taps.count == geometry.taps {
        packAll(rows, into: panel, loops: loops)
        return
      }
      forEach(taps, rows: rows) { row, k, number in
        panel[k * tileRows + row - rows.lowerBound] = number
      }
    }
    try Tensors.multiply(
      packed, planes: planes, offsets: planes.layout.offsets(channels: channels), tail: tail,
      into: result, loops: loops)
  }

  /// One panel of rows with all taps: those of one output channel are neighbours in memory.
  private func packAll(
    _ rows: Range<Int>, into panel: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let taps = geometry.taps
    withOffsets(rows.count, apart: taps) { offsets in
      for output in 0..<geometry.outputChannels {
        loops.pack_columns(
          base + (output * geometry.inputChannels + rows.lowerBound) * taps, offsets,
          Int32(rows.count), taps, panel + output * taps * Int(loops.tile_rows), loops.tile_rows)
      }
    }
  }

  /// In the order of memory.
  @inline(__always)
  private func forEach(
    _ taps: [Int], rows: Range<Int>, _ body: (_ row: Int, _ k: Int, _ number: Float) -> Void
  ) {
    for output in 0..<geometry.outputChannels {
      for row in rows {
        let source = base + (output * geometry.inputChannels + row) * geometry.taps
        for (i, tap) in taps.enumerated() { body(row, output * taps.count + i, source[tap]) }
      }
    }
  }
}
