internal import CKernels

extension Tensor {
  /// Positive numbers that add up to 1 along `axis`: `e^x / Σ e^x`, computed from `x - max x` so that
  /// no exponential overflows.
  ///
  /// - Throws: `ShapeError` for a bad axis.
  /// - Parameter axis: classes stand along it: 1 in `[N, C]` and in `[N, C, H, W]`.
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([1, 2, 3]).softmax(axis: 0)`
  public func softmax(axis: Int) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "softmax")
    return try tracing(
      "softmax", from: [self], flops: 4 * count,
      plan: softmaxNote(axis: axis, isLogarithm: false) { try $0[0].softmax(axis: axis) }
    ) {
      let y =
        try KernelChoice.isReference
        ? Reference.softmax(self, axis: axis)
        : normalized("softmax", axis: axis, isLogarithm: false)
      return y.recording("softmax", from: [self]) { gradient in
        let weighted = try gradient * y
        return [try weighted - y * weighted.sum(axes: [axis], keepingAxes: true)]
      }
    }
  }

  /// The logarithm of `softmax`, exact also where that is too small for a float.
  ///
  /// - Throws: `ShapeError` for a bad axis.
  /// - Parameter axis: classes stand along it.
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([0, 200]).logSoftmax(axis: 0)`
  public func logSoftmax(axis: Int) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "logSoftmax")
    return try tracing(
      "logSoftmax", from: [self], flops: 4 * count,
      plan: softmaxNote(axis: axis, isLogarithm: true) { try $0[0].logSoftmax(axis: axis) }
    ) {
      let y =
        try KernelChoice.isReference
        ? Reference.logSoftmax(self, axis: axis)
        : normalized("logSoftmax", axis: axis, isLogarithm: true)
      return y.recording("logSoftmax", from: [self]) { gradient in
        [try gradient - y.exp() * gradient.sum(axes: [axis], keepingAxes: true)]
      }
    }
  }

  private func softmaxNote(
    axis: Int, isLogarithm: Bool, again: @escaping PlanNote.Again
  ) -> PlanNote {
    let kernel = SoftmaxKernel(shape: shape, axis: axis, isLogarithm: isLogarithm)
    return .loop({ inputs, out, table in kernel.run(inputs[0], out, table) }, again: again)
  }

  private func normalized(_ operation: String, axis: Int, isLogarithm: Bool) throws -> Tensor {
    let kernel = SoftmaxKernel(shape: shape, axis: axis, isLogarithm: isLogarithm)
    return try Tensor(shape: shape, operation: operation) { result in
      withFloats { kernel.run($0, result, Kernels.current.loops) }
    }
  }
}

/// Softmax along an axis: along the last row by row; along any other a stripe of neighbouring columns
/// is read row by row, so that the cache is used whole.
private struct SoftmaxKernel: Sendable {
  static let columns = 256
  let (outer, length, inner): (Int, Int, Int)
  let isLogarithm: Bool

  init(shape: [Int], axis: Int, isLogarithm: Bool) {
    (outer, length) = (shape[..<axis].reduce(1, *), shape[axis])
    inner = shape[(axis + 1)...].reduce(1, *)
    self.isLogarithm = isLogarithm
  }

  func run(_ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>, _ table: CKTable) {
    if outer * length * inner == 0 { return }
    if inner == 1 {
      let row = isLogarithm ? table.log_softmax : table.softmax
      Work.items(outer, elements: length) { row(x + $0 * length, result + $0 * length, length) }
      return
    }
    let stripes = (inner - 1) / Self.columns + 1
    Work.items(outer * stripes, elements: Self.columns * length) { item in
      let first = item % stripes * Self.columns
      let start = item / stripes * length * inner + first
      Self.run(
        x + start, rows: length, step: inner, count: min(Self.columns, inner - first),
        to: result + start, isLogarithm: isLogarithm, table)
    }
  }

  /// - Parameters:
  ///   - step: floats from one row to the next, in `x` and in `result`.
  ///   - count: columns in the stripe, at most `columns`.
  private static func run(
    _ x: UnsafePointer<Float>, rows: Int, step: Int, count: Int,
    to result: UnsafeMutablePointer<Float>, isLogarithm: Bool, _ table: CKTable
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * columns) { buffer in
      guard let largest = buffer.baseAddress else { return }
      let (total, power) = (largest + columns, largest + 2 * columns)
      largest.update(from: x, count: count)
      for row in 1..<max(rows, 1) { table.maximum(largest, x + row * step, largest, count) }
      total.update(repeating: 0, count: count)
      for row in 0..<rows {
        let out = result + row * step
        table.subtract(x + row * step, largest, out, count)
        table.exp(out, power, count)
        table.add(total, power, total, count)
        if !isLogarithm { out.update(from: power, count: count) }
      }
      if isLogarithm { table.log(total, total, count) }
      let finish = isLogarithm ? table.subtract : table.divide
      for row in 0..<rows { finish(result + row * step, total, result + row * step, count) }
    }
  }
}
