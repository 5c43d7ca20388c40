// N images, C channels, H×W cells in, OH×OW cells out.

extension Tensor {
  /// The mean of the numbers under each window.
  ///
  /// - Parameters:
  ///   - size: cells on a side of the square window.
  ///   - stride: cells from window to window; as many as the window has, unless you say.
  ///   - padding: rows and columns of zeros around the picture; at most half the window.
  ///   - ceilMode: whether a last window may hang over the edge, if it begins inside.
  ///   - countIncludingPadding: whether the mean divides by the zeros of the padding too (PyTorch's
  ///     default). What hangs over the padding's edge never counts.
  /// - Returns: `[N, C, OH, OW]`.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]` and at least one window fits.
  /// - Example: `try Tensor.range(0..<16).reshaped([1, 1, 4, 4]).averagePool2D(size: 2)`
  public func averagePool2D(
    size: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false,
    countIncludingPadding: Bool = true
  ) throws -> Tensor {
    let window = SlidingWindow(
      size: size, stride: stride ?? size, padding: padding, ceilMode: ceilMode,
      countIncludingPadding: countIncludingPadding)
    let plan = try window.plan("averagePool2D", shape: shape)
    return try tracing(
      "averagePool2D", from: [self], flops: plan.flops,
      field: { $0.sliding(kernel: size, stride: window.stride, padding: padding) },
      plan: averagePoolNote("averagePool2D", plan)
    ) {
      try averagePooled("averagePool2D", plan)
    }
  }

  /// The mean of each of OH×OW bins, whatever the size of the picture.
  ///
  /// Bin `i` of `n` covers the rows from ⌊i·H/n⌋ to below ⌈(i + 1)·H/n⌉, and columns likewise, so
  /// bins overlap by a cell where they do not divide evenly: 11 rows in 4 bins are 0…2, 2…5, 5…8,
  /// 8…10.
  ///
  /// - Parameter outputSize: `[OH, OW]`; may be larger than the picture.
  /// - Returns: `[N, C, OH, OW]`.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]` and the size is at least 1×1.
  /// - Source: the rule of the bins is PyTorch's `AdaptiveAvgPool2d`.
  /// - Example: `try Tensor.range(0..<25).reshaped([1, 1, 5, 5]).adaptiveAveragePool2D(outputSize: [2, 2])`
  public func adaptiveAveragePool2D(outputSize: [Int]) throws -> Tensor {
    let plan = try adaptivePlan("adaptiveAveragePool2D", shape: shape, outputSize: outputSize)
    return try tracing(
      "adaptiveAveragePool2D", from: [self], flops: plan.flops,
      field: { $0.binned(shape[2], into: outputSize[0]) },
      plan: averagePoolNote("adaptiveAveragePool2D", plan)
    ) {
      try averagePooled("adaptiveAveragePool2D", plan)
    }
  }

  private func averagePoolNote(_ operation: String, _ plan: PoolingPlan) -> PlanNote {
    .loop({ inputs, out, _ in plan.average(inputs[0], out) }) {
      try $0[0].averagePooled(operation, plan)
    }
  }

  private func averagePooled(_ operation: String, _ plan: PoolingPlan) throws -> Tensor {
    let result =
      try KernelChoice.isReference
      ? Reference.averagePool(self, plan)
      : Tensor(shape: plan.outputShape, operation: operation) { out in
        withFloats { plan.average($0, out) }
      }
    return result.recording(operation, from: [self]) { gradient in
      [
        try Tensor(shape: plan.shape, operation: operation) { out in
          gradient.withFloats { g in
            forEachPlane(plan.planes) { plane in
              PoolingKernel.averageGradient(
                g + plane * plan.outputCells, plan, out + plane * plan.inputCells)
            }
          }
        }
      ]
    }
  }
}

extension PoolingPlan {
  /// The mean of each window, of all planes.
  fileprivate func average(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>) {
    forEachPlane(planes) { plane in
      PoolingKernel.average(x + plane * inputCells, self, out + plane * outputCells)
    }
  }
}
