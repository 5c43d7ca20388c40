internal import CKernels

// y[n, o, cell] = bias[o] + sum over channels and taps of weight[o, c, tap] * x[n, c, cell's tap].

/// Writes `[images, output channels of all groups, rows, columns]` to `output`.
func convolve(
  input: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  output: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable
) throws {
  if let shape = WinogradShape(forward: g),
    let side = ConvolutionChoice.winogradSide(shape, isPrepared: false, loops: loops)
  {
    try WinogradConvolution(
      weight: weight, shape: shape, side: side, isPrepared: false, loops: loops
    )
    .run(input, tail: Tail(bias: bias), into: output)
    return
  }
  let planes = try TapPlanes(input: input, geometry: g, loops: loops)
  let tail = bias.map { Tail(bias: $0) }
  if g.outputChannels <= 2 {
    g.sumTaps(weight, planes: planes, tail: tail, into: output, loops: loops)
    return
  }
  let depth = g.inputChannels * g.taps
  for group in 0..<g.groups {
    let first = group * g.outputChannels
    try multiply(
      weight: MatrixView(
        weight + group * g.groupWeights, rows: g.outputChannels, columns: depth),
      planes: planes,
      channels: group * g.inputChannels..<(group + 1) * g.inputChannels,
      tail: tail?.moved(rows: first, places: first * g.outputPlane),
      into: g.outputLayout(group: group, of: output), loops: loops)
  }
}

/// A product of weights with the implicit matrix of some planes.
///
/// - Parameter weight: a row for each channel of the result, a column for each channel and tap.
func multiply(
  weight: MatrixView, planes: TapPlanes, channels: Range<Int>, tail: Tail?,
  into result: ColumnLayout, loops: CKTable
) throws {
  let offsets = planes.layout.offsets(channels: channels)
  if weight.rows <= 2, weight.isRowMajor {
    sumTaps(
      weight: weight, planes: planes, offsets: offsets, groupRows: weight.rows, groupStride: 0,
      tail: tail, into: result, loops: loops)
    return
  }
  let left = try PackedRows(weight, loops: loops)
  try multiply(left, planes: planes, offsets: offsets, tail: tail, into: result, loops: loops)
}

/// The same with weights that are packed already.
func multiply(
  _ left: PackedRows, planes: TapPlanes, offsets: [Int], tail: Tail?,
  into result: ColumnLayout, loops: CKTable
) throws {
  try offsets.withUnsafeBufferPointer { offsets in
    guard let offsets = offsets.baseAddress else { return }
    try multiply(left, into: result, tail: tail, loops: loops) { depth, columns, out in
      planes.pack(offsets: offsets, depth: depth, columns: columns, into: out, loops: loops)
    }
  }
}

/// One or two output channels a group, as in a depthwise convolution: too few rows for a tile, so
/// each row of cells is summed up tap by tap.
///
/// - Parameters:
///   - weight: the rows of all groups.
///   - planes: those of the first group.
///   - groupRows: how many rows see the same planes, before the next ones see those `groupStride`
///     floats on.
func sumTaps(
  weight: MatrixView, planes: TapPlanes, offsets: [Int], groupRows: Int, groupStride: Int,
  tail: Tail?, into result: ColumnLayout, loops: CKTable
) {
  let layout = planes.layout
  offsets.withUnsafeBufferPointer { offsets in
    guard let offsets = offsets.baseAddress else { return }
    Workers.shared.parallel(layout.images * weight.rows) { task in
      let (image, row) = task.quotientAndRemainder(dividingBy: weight.rows)
      let base = planes.base + row / groupRows * groupStride
      let cells = image * layout.cells..<(image + 1) * layout.cells
      let to = result.base + image * result.imageStride + row * result.rowStride
      layout.forEachRun(cells) { cell, place, count in
        let part = to + (cell - cells.lowerBound)
        loops.weighted_sum(
          base + place, offsets, weight.base + row * weight.rowStride, weight.columns, 0, part,
          count)
        withLoop(tail, row: row, place: part - result.base) {
          if let tail = $0 { loops.finish(part, tail, part, count) }
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// Where the output channels of one group go.
  func outputLayout(
    group: Int, of output: UnsafeMutablePointer<Float>
  ) -> ColumnLayout {
    ColumnLayout(
      output + group * outputChannels * outputPlane, images: images, columns: outputPlane,
      imageStride: outputChannels * groups * outputPlane, rowStride: outputPlane)
  }

  /// `sumTaps` of a forward convolution, all groups.
  func sumTaps(
    _ weight: UnsafePointer<Float>, planes: TapPlanes, tail: Tail?,
    into output: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    Tensors.sumTaps(
      weight: MatrixView(
        weight, rows: outputChannels * groups, columns: inputChannels * taps),
      planes: planes, offsets: planes.layout.offsets(channels: 0..<inputChannels),
      groupRows: outputChannels, groupStride: inputChannels * planes.layout.channelStride,
      tail: tail, into: outputLayout(group: 0, of: output), loops: loops)
  }
}
