internal import CKernels

/// How a convolution is computed: what a profile calls it.
package enum ConvolutionAlgorithm: String, Sendable {
  /// The naive loops.
  case reference
  /// A product with the picture itself: 1×1 windows, stride 1.
  case product
  /// A product with the implicit matrix of all windows.
  case implicitProduct = "implicit product"
  /// A window of its own for each channel.
  case depthwise
  /// One or two output channels a group: each row of cells summed up tap by tap.
  case tapByTap = "tap by tap"
  /// Winograd's transforms, for tiles of 4×4 and 6×6 results.
  case winograd4 = "Winograd 4×4"
  case winograd6 = "Winograd 6×6"
  /// The same for 4×4 results of stride 2.
  case winograd4ByTwo = "Winograd 4×4/2"
  /// The same for a dilated window, over small maps of the cells that meet.
  case winogradDilated = "Winograd, small maps"
}

/// A convolution of one shape with its weights packed once, all of whose temporary memory belongs to
/// the caller: what an inference plan is made of.
///
/// ```swift
/// let layer = try PreparedConvolution(weight: w, bias: b, padding: 1, inputShape: [1, 64, 56, 56])
/// try layer.run(x, activation: .relu, into: y, scratch: scratch)
/// ```
package final class PreparedConvolution: Sendable {
  /// `[N, O, H', W']`.
  package let outputShape: [Int]
  /// The floats that `run` needs to work in; their contents mean nothing between runs.
  package let scratchFloats: Int
  /// What the weights and biases take in the form they are kept in.
  package let weightBytes: Int
  package let algorithm: ConvolutionAlgorithm
  /// Multiplications and additions of one run.
  package var flops: Int { geometry.flops }

  private let geometry: ConvolutionGeometry
  private let kernels: Kernels
  private let bias: Tensor?
  private let method: Method

  private enum Method: Sendable {
    case reference(weight: Tensor, inputShape: [Int])
    case product(ImplicitProduct)
    case winograd(WinogradConvolution)
    case dilated(DilatedConvolution)
    case depthwise(DepthwiseConvolution, weight: Tensor)
    case taps(TapSums, weight: Tensor)
  }

  /// - Parameters:
  ///   - weight: `[O, C / groups, rows, columns]`.
  ///   - bias: `[O]`, or none.
  ///   - stride: cells between neighbouring windows.
  ///   - padding: zeros added on all four sides.
  ///   - dilation: cells between neighbouring taps of the window.
  ///   - groups: channels are cut into so many groups that do not see each other.
  ///   - inputShape: `[N, C, H, W]`.
  /// - Throws: `ShapeError` as `conv2D` does, `AllocationError`.
  package init(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, inputShape: [Int]
  ) throws {
    let shape = try ConvolutionShape(
      conv2D: inputShape, weight: weight.shape, bias: bias?.shape, stride: stride,
      padding: padding, dilation: dilation, groups: groups)
    let (g, kernels) = (shape.geometry, Kernels.current)
    outputShape = shape.result
    geometry = g
    self.kernels = kernels
    self.bias = bias?.detached()
    let weight = weight.detached()
    var bytes = weight.count * 4

    if kernels.isReference {
      method = .reference(weight: weight, inputShape: inputShape)
      algorithm = .reference
      scratchFloats = 0
    } else if let depthwise = DepthwiseConvolution(g) {
      method = .depthwise(depthwise, weight: weight)
      algorithm = .depthwise
      scratchFloats = 0
    } else if g.outputChannels <= 2 {
      let sums = try TapSums(geometry: g, threads: Workers.shared.threads)
      method = .taps(sums, weight: weight)
      algorithm = .tapByTap
      scratchFloats = sums.scratchFloats
    } else if let shape = WinogradShape(forward: g),
      let tile = ConvolutionChoice.winogradTile(
        shape, isPrepared: true, loops: kernels.loops)
    {
      let winograd = try weight.withFloats {
        try WinogradConvolution(
          weight: $0, shape: shape, tile: tile, isPrepared: true, loops: kernels.loops)
      }
      bytes = winograd.weights.floats * 4
      method = .winograd(winograd)
      algorithm = tile.algorithm
      scratchFloats = winograd.scratchCount
    } else if let dilated = try weight.withFloats({
      try DilatedConvolution(weight: $0, geometry: g, loops: kernels.loops)
    }) {
      bytes = dilated.weightFloats * 4
      method = .dilated(dilated)
      algorithm = .winogradDilated
      scratchFloats = dilated.scratchFloats
    } else {
      let product = try weight.withFloats {
        try ImplicitProduct(
          weight: $0, geometry: g, loops: kernels.loops, threads: Workers.shared.threads)
      }
      bytes = product.weightFloats * 4
      method = .product(product)
      algorithm = g.readsPictureAsMatrix ? .product : .implicitProduct
      scratchFloats = product.scratchFloats
    }
    weightBytes = bytes + (bias?.count ?? 0) * 4
  }

  /// Computes `activation(convolution + bias + residual)`.
  ///
  /// - Parameters:
  ///   - x: `[N, C, H, W]`, with 64 floats behind it that may be read.
  ///   - residual: laid out as the result, or nil; must not overlap it.
  ///   - residualLast: computes `activation(convolution + bias) + residual` instead.
  ///   - result: `[N, O, H', W']`; must not overlap `x`.
  ///   - scratch: `scratchFloats` floats, 64-byte aligned for speed.
  package func run(
    _ x: UnsafePointer<Float>, residual: UnsafePointer<Float>? = nil,
    activation: FusedActivation = .none, residualLast: Bool = false,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) throws {
    try withOptionalFloats(bias) { bias in
      let tail = Tail(
        bias: bias, residual: residual, activation: activation, addsResidualLast: residualLast)
      switch method {
      case .reference(let weight, let inputShape):
        try runReference(x, weight, inputShape, tail: tail, into: result)
      case .product(let product):
        product.run(
          x, tail: tail, into: result, scratch: scratch, loops: kernels.loops)
      case .winograd(let winograd):
        winograd.run(x, tail: tail, into: result, scratch: scratch)
      case .dilated(let dilated):
        dilated.run(x, tail: tail, into: result, scratch: scratch)
      case .depthwise(let depthwise, let weight):
        weight.withFloats {
          depthwise.run(x, weight: $0, tail: tail, into: result, loops: kernels.loops)
        }
      case .taps(let sums, let weight):
        weight.withFloats {
          sums.run(
            x, weight: $0, tail: tail, into: result, scratch: scratch, loops: kernels.loops)
        }
      }
    }
  }

  private func runReference(
    _ x: UnsafePointer<Float>, _ weight: Tensor, _ shape: [Int], tail: Tail,
    into result: UnsafeMutablePointer<Float>
  ) throws {
    let input = try Tensor(shape: shape, operation: "conv2D") { copy in
      copy.update(from: x, count: shape.reduce(1, *))
    }
    let sums = try Reference.conv2D(input, weight, nil, shape: outputShape, geometry)
    let plane = geometry.outputPlane
    for (i, sum) in sums.values.enumerated() {
      result[i] = tail.applied(to: sum, row: i / plane % outputShape[1], place: i)
    }
  }
}

extension WinogradTile {
  var algorithm: ConvolutionAlgorithm {
    switch self {
    case .four: .winograd4
    case .six: .winograd6
    case .fourByTwo: .winograd4ByTwo
    }
  }
}

extension ConvolutionGeometry {
  /// Whether the input as it is serves as the only plane.
  var readsInputDirectly: Bool { rows.readsInputDirectly && columns.readsInputDirectly }
  /// Whether the implicit matrix is the input.
  var readsPictureAsMatrix: Bool { readsInputDirectly && taps == 1 }
}
