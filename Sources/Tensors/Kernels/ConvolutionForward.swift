internal import CKernels

// y[n, o, cell] = bias[o] + sum over channels and taps of weight[o, c, tap] * x[n, c, cell's tap].

/// Writes `[images, output channels of all groups, rows, columns]` to `output`.
func convolve(
  input: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  output: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable
) throws {
  let planes = try TapPlanes(input: input, geometry: g)
  let depth = g.inputChannels * g.taps
  for group in 0..<g.groups {
    let first = group * g.outputChannels
    try multiply(
      weight: MatrixView(
        weight + group * g.groupWeights, rows: g.outputChannels, columns: depth),
      planes: planes,
      channels: group * g.inputChannels..<(group + 1) * g.inputChannels,
      tail: bias.map { Tail(bias: $0 + first) },
      into: ColumnLayout(
        output + first * g.outputPlane, images: g.images, columns: g.outputPlane,
        imageStride: g.outputChannels * g.groups * g.outputPlane, rowStride: g.outputPlane),
      loops: loops)
  }
}

/// A product of weights with the implicit matrix of some planes.
///
/// - Parameter weight: a row for each channel of the result, a column for each channel and tap.
func multiply(
  weight: MatrixView, planes: TapPlanes, channels: Range<Int>, tail: Tail?,
  into result: ColumnLayout, loops: CKTable
) throws {
  let offsets = planes.offsets(channels: channels)
  if weight.rows <= 2, weight.isRowMajor {
    sumTaps(
      weight: weight, planes: planes, offsets: offsets, tail: tail, into: result, loops: loops)
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

/// One or two channels, as in a depthwise convolution: too few rows for a tile, so each row of cells
/// is summed up tap by tap.
private func sumTaps(
  weight: MatrixView, planes: TapPlanes, offsets: [Int], tail: Tail?,
  into result: ColumnLayout, loops: CKTable
) {
  offsets.withUnsafeBufferPointer { offsets in
    guard let offsets = offsets.baseAddress else { return }
    Workers.shared.parallel(planes.images * weight.rows) { task in
      let (image, row) = task.quotientAndRemainder(dividingBy: weight.rows)
      let cells = image * planes.cells..<(image + 1) * planes.cells
      let to = result.base + image * result.imageStride + row * result.rowStride
      planes.forEachRun(cells) { cell, place, count in
        let part = to + (cell - cells.lowerBound)
        loops.weighted_sum(
          planes.base + place, offsets, weight.base + row * weight.rowStride, weight.columns, 0,
          part, count)
        withLoop(tail, row: row, place: part - result.base) {
          if let tail = $0 { loops.finish(part, tail, part, count) }
        }
      }
    }
  }
}
