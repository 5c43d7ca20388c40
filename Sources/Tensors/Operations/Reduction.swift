// Sums, means, extremes. `axes: nil` reduces all axes to a single number of shape `[]`;
// `keepingAxes` leaves a length of 1 in place of each reduced axis.

extension Tensor {
  /// The sum over the given axes; 0 where there is nothing to add.
  ///
  /// - Throws: `ShapeError` for an axis that is not there, or given twice.
  /// - Parameter axes: the axes that go; all of them when left out.
  /// - Parameter keepingAxes: whether they stay, with length 1.
  /// - Returns: the shape of `self` without `axes`: `[N, C, H, W]` over `[2, 3]` gives `[N, C]`,
  ///   over all `[]`.
  /// - Example: `try Tensor([[1, 2], [3, 4]]).sum(axes: [1])`
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let axes = try Shape.axes(axes, of: shape, operation: "sum")
    return try tracing(
      "sum", from: [self], flops: count,
      plan: .again { try $0[0].sum(axes: axes, keepingAxes: keepingAxes) }
    ) {
      try summed(axes, keepingAxes).recording("sum", from: [self]) { [shape] gradient in
        [try gradient.restored(to: shape, reducedAxes: axes)]
      }
    }
  }

  /// The mean over the given axes; NaN where there is nothing to average, as in PyTorch.
  ///
  /// - Throws: `ShapeError` for an axis that is not there, or given twice.
  /// - Parameter axes: the axes that go; all of them when left out.
  /// - Parameter keepingAxes: whether they stay, with length 1.
  /// - Returns: the shape of `self` without `axes`: `[N, C, H, W]` over `[2, 3]` gives `[N, C]`,
  ///   over all `[]`.
  /// - Example: `try Tensor([[1, 2], [3, 4]]).mean(axes: [0], keepingAxes: true)`
  public func mean(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    let axes = try Shape.axes(axes, of: shape, operation: "mean")
    let number = axes.reduce(Float(1)) { $0 * Float(shape[$1]) }
    return try tracing(
      "mean", from: [self], flops: count,
      plan: .again { try $0[0].mean(axes: axes, keepingAxes: keepingAxes) }
    ) {
      try (summed(axes, keepingAxes) / number)
        .recording("mean", from: [self]) { [shape] gradient in
          [try (gradient / number).restored(to: shape, reducedAxes: axes)]
        }
    }
  }

  /// The mean squared distance from the mean over the given axes.
  ///
  /// - Parameter correction: subtracted from the number of values: 0 is the variance of these very
  ///   numbers (as batch norm uses it), 1 the unbiased estimate (PyTorch's default).
  /// - Returns: the shape of `self` without `axes`; NaN or infinity where `correction` leaves
  ///   nothing to divide by.
  /// - Throws: `ShapeError` for an axis that is not there, or given twice.
  /// - Parameter axes: the axes that go, as for `mean`: `[N, C, H, W]` over `[0, 2, 3]` gives
  ///   `[C]`.
  /// - Parameter keepingAxes: whether they stay, with length 1.
  /// - Example: `try Tensor([1, 3]).variance()`
  public func variance(
    axes: [Int]? = nil, keepingAxes: Bool = false, correction: Int = 0
  ) throws -> Tensor {
    let axes = try Shape.axes(axes, of: shape, operation: "variance")
    let number = axes.reduce(Float(1)) { $0 * Float(shape[$1]) }
    let divisor = Swift.max(number - Float(correction), 0)
    return try tracing(
      "variance", from: [self], flops: 3 * count,
      plan: .again {
        try $0[0].variance(axes: axes, keepingAxes: keepingAxes, correction: correction)
      }
    ) {
      let x = detached()
      let centered = try x - (x.summed(axes, true) / number)
      return try ((centered * centered).summed(axes, keepingAxes) / divisor)
        .recording("variance", from: [self]) { [shape] gradient in
          [try (gradient * (2 / divisor)).restored(to: shape, reducedAxes: axes) * centered]
        }
    }
  }

  /// The largest number along the given axes; NaN where there is one. Equal largest numbers share
  /// the gradient evenly.
  ///
  /// - Throws: `ShapeError` for a bad axis, or an empty one: nothing has no largest.
  /// - Parameter axes: the axes that go; all of them when left out.
  /// - Parameter keepingAxes: whether they stay, with length 1.
  /// - Returns: the shape of `self` without `axes`.
  /// - Example: `try Tensor([[1, 2], [4, 3]]).max(axes: [1])`
  public func max(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try extreme(
      "max", axes: axes, keepingAxes: keepingAxes, kernel: ExtremeKernel.largest)
  }

  /// The smallest number along the given axes; NaN where there is one. Equal smallest numbers share
  /// the gradient evenly.
  ///
  /// - Throws: `ShapeError` for a bad axis, or an empty one: nothing has no smallest.
  /// - Parameter axes: the axes that go; all of them when left out.
  /// - Parameter keepingAxes: whether they stay, with length 1.
  /// - Returns: the shape of `self` without `axes`.
  /// - Example: `try Tensor([[1, 2], [4, 3]]).min()`
  public func min(axes: [Int]? = nil, keepingAxes: Bool = false) throws -> Tensor {
    try extreme(
      "min", axes: axes, keepingAxes: keepingAxes, kernel: ExtremeKernel.smallest)
  }

  private func extreme(
    _ operation: String, axes: [Int]?, keepingAxes: Bool,
    kernel:
      @escaping @Sendable (ReductionPass, UnsafePointer<Float>, UnsafeMutablePointer<Float>)
      -> Void
  ) throws -> Tensor {
    let axes = try Shape.axes(axes, of: shape, operation: operation)
    try refuseEmpty(axes, operation: operation)
    return try tracing(
      operation, from: [self], flops: count,
      plan: .again {
        try $0[0].extreme(operation, axes: axes, keepingAxes: keepingAxes, kernel: kernel)
      }
    ) {
      let isLargest = operation == "max"
      let result =
        try KernelChoice.isReference
        ? Reference.extreme(self, axes: axes, keepingAxes: keepingAxes, largest: isLargest)
        : reduced(operation, axes: axes, keepingAxes: keepingAxes, kernel: kernel)
      let x = detached()
      return result.recording(operation, from: [self]) { gradient in
        let kept = Shape.reducing(x.shape, axes: axes, keepingAxes: true)
        let isBest = try x .== result.reshaped(kept)
        let share = try gradient.reshaped(kept) / isBest.sum(axes: axes, keepingAxes: true)
        return [try isBest * share]
      }
    }
  }

  private func summed(_ axes: [Int], _ keepingAxes: Bool) throws -> Tensor {
    try KernelChoice.isReference
      ? Reference.sum(self, axes: axes, keepingAxes: keepingAxes)
      : reduced("sum", axes: axes, keepingAxes: keepingAxes, kernel: SumKernel.run)
  }

  /// The gradient of a reduction, back in the shape before it.
  private func restored(to shape: [Int], reducedAxes axes: [Int]) throws -> Tensor {
    try reshaped(Shape.reducing(shape, axes: axes, keepingAxes: true)).broadcasted(to: shape)
  }

  func refuseEmpty(_ axes: [Int], operation: String) throws {
    for axis in axes where shape[axis] == 0 {
      throw ShapeError(
        operation: operation, expected: "at least one number along axis \(axis)",
        found: "shape \(shape)", hint: "an empty tensor has no largest or smallest number")
    }
  }
}
