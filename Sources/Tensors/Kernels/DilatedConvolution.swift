internal import CKernels

// A window of dilation d sees every d-th cell, so cells whose rows, or columns, leave different
// remainders modulo d never meet. A dilated convolution is d² ordinary ones, each over a map of its own
// that is d times smaller each way.

/// A dilated 3×3 convolution as an ordinary one over d² small maps, by Winograd's transforms, which know
/// no dilation.
struct DilatedConvolution: @unchecked Sendable {  // nothing is written after `init`
  private let geometry: ConvolutionGeometry
  private let maps: ConvolutionGeometry
  private let dilation: Int
  private let convolution: WinogradConvolution
  /// Floats of the small maps, and of their results, both with the slack that loops may read.
  private let inputFloats, outputFloats: Int

  var scratchFloats: Int { inputFloats + outputFloats + convolution.scratchCount }
  var weightFloats: Int { convolution.weights.floats }

  /// `nil` where direct sums are faster, or all there is.
  ///
  /// - Parameter weight: `[O, C, 3, 3]`.
  /// - Throws: `ShapeError` for maps of an impossible size, `AllocationError`.
  init?(weight: UnsafePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable) throws {
    guard let maps = g.smallMaps, let shape = WinogradShape(forward: maps),
      let tile = ConvolutionChoice.winogradTile(
        shape, isPrepared: true, cells: g.images * g.outputPlane, loops: loops)
    else { return nil }
    geometry = g
    self.maps = maps
    dilation = g.rows.dilation
    func floats(_ channels: Int, _ plane: Int) throws -> Int {
      let count = try Tensor.checkedCount([maps.images, channels, plane], operation: "conv2D")
      return blocks(try Shape.sum(count, 64, operation: "conv2D"), of: 16) * 16
    }
    inputFloats = try floats(g.inputChannels, maps.inputPlane)
    outputFloats = try floats(g.outputChannels, maps.outputPlane)
    convolution = try WinogradConvolution(
      weight: weight, shape: shape, tile: tile, isPrepared: true, loops: loops)
  }

  /// - Parameters:
  ///   - x: `[N, C, H, W]`.
  ///   - result: `[N, O, H', W']`.
  ///   - scratch: `scratchFloats` floats.
  func run(
    _ x: UnsafePointer<Float>, tail: Tail, into result: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let sums = scratch + inputFloats
    takeApart(x, to: scratch)
    // The residual lies as the whole result does: what comes behind the bias waits for it.
    var (first, rest): (Tail, Tail?) = (tail, nil)
    if tail.residual != nil {
      first = Tail(bias: tail.bias)
      rest = tail
      rest?.bias = nil
    }
    convolution.run(scratch, tail: first, into: sums, scratch: sums + outputFloats)
    putTogether(sums, tail: rest, into: result)
  }

  /// `[N, C, H, W]` to `[N · d², C, h, w]`, with zeros where a small map has a cell too many.
  private func takeApart(_ x: UnsafePointer<Float>, to cells: UnsafeMutablePointer<Float>) {
    let (rows, columns) = (geometry.rows.input, geometry.columns.input)
    eachPlane(geometry.inputChannels, maps.rows.input, maps.columns.input) {
      plane, map, row, column, width in
      let line = cells + map + (row / dilation) * width
      let inside = row < rows ? (columns - column + dilation - 1) / dilation : 0
      let from = x + plane * rows * columns + row * columns + column
      for i in 0..<inside { line[i] = from[i * dilation] }
      for i in inside..<width { line[i] = 0 }
    }
  }

  /// `[N · d², O, h', w']` to `[N, O, H', W']`.
  private func putTogether(
    _ sums: UnsafePointer<Float>, tail: Tail?, into result: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (geometry.rows.output, geometry.columns.output)
    eachPlane(geometry.outputChannels, maps.rows.output, maps.columns.output) {
      plane, map, row, column, width in
      guard row < rows else { return }
      let line = sums + map + (row / dilation) * width
      let place = plane * rows * columns + row * columns + column
      let count = (columns - column + dilation - 1) / dilation
      guard let tail else {
        for i in 0..<count { result[place + i * dilation] = line[i] }
        return
      }
      for i in 0..<count {
        let at = place + i * dilation
        result[at] = tail.applied(to: line[i], row: 0, place: at)
      }
    }
  }

  /// Every line of every small map: `body(plane, map, row, column, width)` with the plane of the large
  /// tensor, the floats before the small map, the line's row in the large map and its first column
  /// there, and the small map's width.
  private func eachPlane(
    _ channels: Int, _ height: Int, _ width: Int, _ body: (Int, Int, Int, Int, Int) -> Void
  ) {
    let d = dilation
    Workers.shared.parallel(geometry.images * channels) { plane in
      let (image, channel) = plane.quotientAndRemainder(dividingBy: channels)
      for remainder in 0..<d * d {
        let map = ((image * d * d + remainder) * channels + channel) * height * width
        for y in 0..<height { body(plane, map, y * d + remainder / d, remainder % d, width) }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// The ordinary convolution that a dilated one of stride 1 falls into: d² maps for each of its own.
  /// `nil` for other convolutions, and where the padding is no whole number of small cells.
  fileprivate var smallMaps: ConvolutionGeometry? {
    let d = rows.dilation
    guard d > 1, groups == 1, images > 0, rows.padding % d == 0, columns.padding % d == 0,
      rows.stride == 1, columns.stride == 1, columns.dilation == d, rows.input >= d,
      columns.input >= d, d <= 1 << 10, images <= 1 << 20
    else { return nil }
    func small(_ axis: ConvolutionAxis) -> ConvolutionAxis {
      let (length, padding) = (blocks(axis.input, of: d), axis.padding / d)
      return ConvolutionAxis(
        input: length, output: length + 2 * padding - (axis.kernel - 1), kernel: axis.kernel,
        stride: 1, padding: padding, dilation: 1)
    }
    return ConvolutionGeometry(
      images: images * d * d, inputChannels: inputChannels, outputChannels: outputChannels,
      groups: 1, rows: small(rows), columns: small(columns))
  }
}
