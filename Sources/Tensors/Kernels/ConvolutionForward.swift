internal import CKernels

// y[n, o, cell] = bias[o] + sum over channels and taps of weight[o, c, tap] * x[n, c, cell's tap].

/// Writes `[images, output channels of all groups, rows, columns]` to `output`.
func convolve(
  input: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  output: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable
) throws {
  let (tail, threads) = (Tail(bias: bias), Workers.shared.width)
  if let shape = WinogradShape(forward: g),
    let tile = ConvolutionChoice.winogradTile(shape, isPrepared: false, loops: loops)
  {
    try WinogradConvolution(
      weight: weight, shape: shape, tile: tile, isPrepared: false, loops: loops
    )
    .run(input, tail: tail, into: output)
    return
  }
  if let depthwise = DepthwiseConvolution(g) {
    depthwise.run(input, weight: weight, tail: tail, into: output, loops: loops)
  } else if g.outputChannels <= 2 {
    let sums = try TapSums(geometry: g, threads: threads)
    let scratch = try Storage(count: sums.scratchFloats)
    sums.run(input, weight: weight, tail: tail, into: output, scratch: scratch.base, loops: loops)
  } else {
    let product = try ImplicitProduct(
      weight: weight, geometry: g, loops: loops, threads: threads)
    let scratch = try Storage(count: product.scratchFloats)
    product.run(input, tail: tail, into: output, scratch: scratch.base, loops: loops)
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

/// One or two rows: too few for a tile, so each plane is summed up tap by tap.
private func sumTaps(
  weight: MatrixView, planes: TapPlanes, offsets: [Int], tail: Tail?, into result: ColumnLayout,
  loops: CKTable
) {
  offsets.withUnsafeBufferPointer { offsets in
    guard let offsets = offsets.baseAddress else { return }
    Workers.shared.parallel(planes.layout.images * weight.rows) { task in
      let (image, row) = task.quotientAndRemainder(dividingBy: weight.rows)
      planes.layout.sum(
        planes.base + image * planes.layout.imageStride, offsets,
        weight.base + row * weight.rowStride, depth: weight.columns, piece: 0, of: 1, row: row,
        place: image * result.imageStride + row * result.rowStride, tail: tail ?? Tail(),
        into: result.base, loops: loops)
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
}
