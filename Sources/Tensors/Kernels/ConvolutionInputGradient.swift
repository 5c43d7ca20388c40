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
    let side = ConvolutionChoice.winogradSide(shape, isPrepared: false, loops: loops)
  {
    try WinogradConvolution(
      weight: weight, shape: shape, side: side, isPrepared: false, loops: loops
    )
    .run(output, tail: Tail(bias: bias), into: input)
    return
  }
  let reached = try TapPlanes.Reached(output: output, geometry: g)
  for group in 0..<g.groups {
    let transposed = try TransposedWeights(weight + group * g.groupWeights, geometry: g)
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
    try multiply(
      weight: weights.view(of: taps), planes: planes, channels: channels,
      tail: bias.map { Tail(bias: $0) },
      into: ColumnLayout(
        input, images: g.images, columns: g.inputPlane, imageStride: imageStride,
        rowStride: g.inputPlane),
      loops: loops)
    return
  }
  // The phase on its own first, then each of its cells to its place.
  let cells = rowSteps.count * columnSteps.count
  let phase = try Storage(
    count: Tensor.checkedCount([g.images, g.inputChannels, cells], operation: "conv2D"))
  if taps.isEmpty {
    for channel in 0..<g.images * g.inputChannels {
      (phase.base + channel * cells)
        .update(repeating: bias.map { $0[channel % g.inputChannels] } ?? 0, count: cells)
    }
  } else {
    try multiply(
      weight: weights.view(of: taps), planes: planes, channels: channels,
      tail: bias.map { Tail(bias: $0) },
      into: ColumnLayout(
        phase.base, images: g.images, columns: cells, imageStride: g.inputChannels * cells,
        rowStride: cells),
      loops: loops)
  }
  let firstRow = g.rows.cell(phase: rowPhase, step: rowSteps.lowerBound)
  let firstColumn = g.columns.cell(phase: columnPhase, step: columnSteps.lowerBound)
  let from = phase.base
  Workers.shared.parallel(g.images * g.inputChannels) { channel in
    let (image, within) = channel.quotientAndRemainder(dividingBy: g.inputChannels)
    let plane = input + image * imageStride + within * g.inputPlane
    for row in 0..<rowSteps.count {
      let source = from + channel * cells + row * columnSteps.count
      let target = plane + (firstRow + row * g.rows.stride) * g.columns.input + firstColumn
      for column in 0..<columnSteps.count {
        target[column * g.columns.stride] = source[column]
      }
    }
  }
}

/// The weights of one group with a row for each input channel, and a column for each output channel
/// and tap.
private final class TransposedWeights {
  private let storage: Storage
  private let geometry: ConvolutionGeometry
  private var phase: Storage?

  init(_ weight: UnsafePointer<Float>, geometry g: ConvolutionGeometry) throws {
    storage = try Storage(count: g.groupWeights)
    geometry = g
    let to = storage.base
    Workers.shared.parallel(g.inputChannels) { channel in
      var target = to + channel * g.outputChannels * g.taps
      for output in 0..<g.outputChannels {
        target.update(from: weight + (output * g.inputChannels + channel) * g.taps, count: g.taps)
        target += g.taps
      }
    }
  }

  /// The weights of some of the taps; valid until the next call.
  func view(of taps: [Int]) throws -> MatrixView {
    let g = geometry
    let width = g.outputChannels * taps.count
    if taps.count == g.taps {
      return MatrixView(storage.base, rows: g.inputChannels, columns: width)
    }
    let kept = try Storage(count: g.inputChannels * width)
    let (from, to) = (storage.base, kept.base)
    Workers.shared.parallel(g.inputChannels) { channel in
      var target = to + channel * width
      for output in 0..<g.outputChannels {
        let source = from + (channel * g.outputChannels + output) * g.taps
        for (i, tap) in taps.enumerated() { target[i] = source[tap] }
        target += taps.count
      }
    }
    phase = kept
    return MatrixView(kept.base, rows: g.inputChannels, columns: width)
  }
}
