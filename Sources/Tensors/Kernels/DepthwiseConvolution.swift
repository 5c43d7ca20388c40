internal import CKernels

/// A convolution with one input and one output channel a group and small square windows: each plane
/// is summed up by itself, where it lies (`depthwise.inc`).
///
/// - Source: Howard et al., "MobileNets: Efficient convolutional neural networks for mobile vision
///   applications", 2017, §3.1.
struct DepthwiseConvolution: Sendable {
  private let geometry: ConvolutionGeometry

  /// Nothing for another kind of convolution.
  init?(_ g: ConvolutionGeometry) {
    guard g.inputChannels == 1, g.outputChannels == 1, g.rows.kernel == g.columns.kernel,
      g.rows.kernel == 3 || g.rows.kernel == 5, g.rows.stride == g.columns.stride,
      g.rows.stride <= 2, g.rows.dilation == 1, g.columns.dilation == 1
    else { return nil }
    geometry = g
  }

  private var planes: Int { geometry.images * geometry.groups }

  private var shape: CKDepthwise {
    let (rows, columns) = (geometry.rows, geometry.columns)
    return CKDepthwise(
      kernel: rows.kernel, stride: rows.stride, rows: rows.input, columns: columns.input,
      row_padding: rows.padding, column_padding: columns.padding, out_rows: rows.output,
      out_columns: columns.output)
  }

  /// Rows of a plane of results that one task computes: all of them, unless they are many.
  private static func height(_ shape: CKDepthwise) -> Int {
    min(shape.out_rows, blocks(max(1, Work.grain / max(1, shape.out_columns)), of: 8) * 8)
  }

  /// - Parameters:
  ///   - x: `[images, channels, rows, columns]`.
  ///   - weight: `[channels, 1, kernel, kernel]`.
  func run(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, tail: Tail,
    into result: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let (g, shape) = (geometry, shape)
    let height = Self.height(shape)
    let pieces = blocks(shape.out_rows, of: height)
    Work.items(planes * pieces, elements: height * shape.out_columns) { task in
      let (plane, piece) = task.quotientAndRemainder(dividingBy: pieces)
      let channel = plane % g.groups
      var (shape, tail) = (shape, tail.loop(row: channel, place: plane * g.outputPlane))
      loops.depthwise(
        x + plane * g.inputPlane, &shape, weight + channel * g.taps, &tail,
        result + plane * g.outputPlane, piece * height,
        min(shape.out_rows, (piece + 1) * height))
    }
  }

  /// The gradient by the input: a convolution of stride 1 with the turned window. With a stride of 2,
  /// the results are first spread, zeros between them.
  ///
  /// - Parameters:
  ///   - y: `[images, channels, rows, columns]` of the smaller side.
  ///   - bias: one number for each channel, or none.
  func runBack(
    _ y: UnsafePointer<Float>, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    into result: UnsafeMutablePointer<Float>, loops: CKTable
  ) throws {
    let g = geometry
    let (kernel, stride) = (g.rows.kernel, g.rows.stride)
    let shape = CKDepthwise(
      kernel: kernel, stride: 1, rows: stride * (g.rows.output - 1) + 1,
      columns: stride * (g.columns.output - 1) + 1, row_padding: kernel - 1 - g.rows.padding,
      column_padding: kernel - 1 - g.columns.padding, out_rows: g.rows.input,
      out_columns: g.columns.input)
    let spreadFloats = stride == 1 ? 0 : shape.rows * shape.columns
    let spread = try Storage(count: Workers.shared.width * spreadFloats)
    let base = spread.base
    Workers.shared.parallelInSlots(planes) { plane, slot in
      let channel = plane % g.groups
      var source = y + plane * g.outputPlane
      if stride > 1 {
        let memory = base + slot * spreadFloats
        loops.spread_plane(source, g.rows.output, g.columns.output, memory)
        source = UnsafePointer(memory)
      }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: g.taps) { turned in
        guard let turned = turned.baseAddress else { return }
        for tap in 0..<g.taps { turned[tap] = weight[channel * g.taps + g.taps - 1 - tap] }
        var (shape, tail) = (shape, Tail(bias: bias).loop(row: channel, place: 0))
        loops.depthwise(
          source, &shape, turned, &tail, result + plane * g.inputPlane, 0, shape.out_rows)
      }
    }
    withExtendedLifetime(spread) {}
  }

  /// The gradient by the weight: each plane's sums in double precision, then those of all images.
  func sumWeights(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    into weight: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let (g, shape) = (geometry, shape)
    var sums = [Double](repeating: 0, count: planes * g.taps)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let sums = sums.baseAddress else { return }
      Workers.shared.parallel(planes) { plane in
        var shape = shape
        loops.depthwise_weights(
          x + plane * g.inputPlane, y + plane * g.outputPlane, &shape, sums + plane * g.taps)
      }
      for i in 0..<g.groups * g.taps {
        var total = 0.0
        for image in 0..<g.images { total += sums[image * g.groups * g.taps + i] }
        weight[i] = Float(total)
      }
    }
  }
}
