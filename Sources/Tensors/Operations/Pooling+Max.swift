internal import CKernels

// N images, C channels, H×W cells in, OH×OW cells out.

extension Tensor {
  /// The largest number under each window. NaN under a window wins it.
  ///
  /// - Parameters:
  ///   - size: cells on a side of the square window.
  ///   - stride: cells from window to window; as many as the window has, unless you say.
  ///   - padding: rows and columns around the picture, which never win; at most half the window.
  ///   - dilation: cells between neighbouring taps of a window.
  ///   - ceilMode: whether a last window may hang over the edge, if it begins inside.
  /// - Returns: `[N, C, OH, OW]`; the gradient goes to the first of equal winners.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]` and at least one window fits.
  /// - Example: `try Tensor.range(0..<16).reshaped([1, 1, 4, 4]).maxPool2D(size: 2)`
  public func maxPool2D(
    size: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, ceilMode: Bool = false
  ) throws -> Tensor {
    let window = SlidingWindow(
      size: size, stride: stride ?? size, padding: padding, dilation: dilation, ceilMode: ceilMode)
    let plan = try window.plan("maxPool2D", shape: shape)
    return try tracing(
      "maxPool2D", from: [self], flops: plan.flops,
      field: { $0.sliding(kernel: window.extent, stride: window.stride, padding: padding) },
      plan: maxPoolNote("maxPool2D", plan)
    ) {
      try maxPooled("maxPool2D", plan)
    }
  }

  /// `maxPool2D`, and where in its plane each winner stood: the "switches" of an unpooling.
  ///
  /// - Returns: both `[N, C, OH, OW]`. The indices are whole numbers in a tensor: `row · W + column`
  ///   within the H×W plane of that image and channel, as in PyTorch; `maxUnpool2D` takes them.
  /// - Throws: `ShapeError` as `maxPool2D`, and for a plane of more than 2²⁴ cells, which a 32-bit
  ///   float cannot number.
  /// - Source: Zeiler et al., "Adaptive Deconvolutional Networks", ICCV 2011, §2.2.
  /// - Example: `try Tensor.range(0..<16).reshaped([1, 1, 4, 4]).maxPool2DWithIndices(size: 2).indices`
  /// - Parameters:
  ///   - size: cells on a side of the square window.
  ///   - stride: cells from window to window; as many as the window has, unless you say.
  ///   - padding: rows and columns around the picture, which never win.
  ///   - dilation: cells between neighbouring taps of a window.
  ///   - ceilMode: whether a last window may hang over the edge, if it begins inside.
  public func maxPool2DWithIndices(
    size: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, ceilMode: Bool = false
  ) throws -> (values: Tensor, indices: Tensor) {
    let operation = "maxPool2DWithIndices"
    let values = try maxPool2D(
      size: size, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    let plan = try SlidingWindow(
      size: size, stride: stride ?? size, padding: padding, dilation: dilation, ceilMode: ceilMode
    ).plan(operation, shape: shape)
    guard plan.inputCells <= 1 << 24 else {
      throw ShapeError(
        operation: operation, expected: "planes of at most \(1 << 24) cells",
        found: "\(shape[2]) × \(shape[3])", hint: "pool in tiles")
    }
    let indices = try tracing(
      operation, from: [self], flops: plan.flops,
      plan: .again { try $0[0].winners(operation, plan) }
    ) { try winners(operation, plan) }
    return (values, indices)
  }

  private func winners(_ operation: String, _ plan: PoolingPlan) throws -> Tensor {
    try Tensor(shape: plan.outputShape, operation: operation) { out in
      withFloats { x in
        forEachPlane(plan.planes) { plane in
          let input = x + plane * plan.inputCells
          let output = out + plane * plan.outputCells
          PoolingKernel.forEachWinner(input, plan) { cell, winner in output[cell] = Float(winner) }
        }
      }
    }
  }

  /// The largest number of each bin; bins are laid out by ``adaptiveAveragePool2D(outputSize:)``'s
  /// rule.
  ///
  /// - Parameter outputSize: `[OH, OW]`; may be larger than the picture.
  /// - Returns: `[N, C, OH, OW]`.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]` and the size is at least 1×1.
  /// - Example: `try Tensor.range(0..<25).reshaped([1, 1, 5, 5]).adaptiveMaxPool2D(outputSize: [2, 2])`
  public func adaptiveMaxPool2D(outputSize: [Int]) throws -> Tensor {
    let plan = try adaptivePlan("adaptiveMaxPool2D", shape: shape, outputSize: outputSize)
    return try tracing(
      "adaptiveMaxPool2D", from: [self], flops: plan.flops,
      field: { $0.binned(shape[2], into: outputSize[0]) },
      plan: maxPoolNote("adaptiveMaxPool2D", plan)
    ) {
      try maxPooled("adaptiveMaxPool2D", plan)
    }
  }

  private func maxPoolNote(_ operation: String, _ plan: PoolingPlan) -> PlanNote {
    .loop({ inputs, out, loops in plan.maximum(inputs[0], out, loops) }) {
      try $0[0].maxPooled(operation, plan)
    }
  }

  private func maxPooled(_ operation: String, _ plan: PoolingPlan) throws -> Tensor {
    let x = detached()
    let loops = Kernels.current.loops
    let result =
      try KernelChoice.isReference
      ? Reference.maxPool(x, plan)
      : Tensor(shape: plan.outputShape, operation: operation) { out in
        x.withFloats { plan.maximum($0, out, loops) }
      }
    return result.recording(operation, from: [self]) { gradient in
      let loops = Kernels.current.loops
      return [
        try Tensor(shape: x.shape, operation: operation) { out in
          x.withFloats { x in
            gradient.withFloats { plan.maximumGradient(x, $0, out, loops) }
          }
        }
      ]
    }
  }
}

extension PoolingPlan {
  /// The largest number of each window, of all planes.
  fileprivate func maximum(
    _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    forEachPlane(planes) { plane in
      PoolingKernel.maximum(x + plane * inputCells, self, out + plane * outputCells, loops)
    }
  }

  /// Sends the gradient `g` of each window to its winner, in all planes.
  fileprivate func maximumGradient(
    _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    _ loops: CKTable
  ) {
    forEachPlane(planes) { plane in
      PoolingKernel.maximumGradient(
        x + plane * inputCells, g + plane * outputCells, self, out + plane * inputCells, loops)
    }
  }
}

extension ReceptiveField {
  /// The field of one of `count` bins over `length` cells: about, where they do not divide.
  func binned(_ length: Int, into count: Int) -> ReceptiveField {
    let bin = Float(length) / Float(max(count, 1))
    return ReceptiveField(
      stride: stride * bin, size: size + (bin.rounded(.up) - 1) * stride, start: start)
  }
}
