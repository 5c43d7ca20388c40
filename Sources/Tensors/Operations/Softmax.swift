#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Tensor {
  /// Positive numbers that add up to 1 along `axis`: `e^x / Σ e^x`, computed from `x - max x` so that
  /// no exponential overflows.
  ///
  /// - Throws: `ShapeError` for a bad axis.
  public func softmax(axis: Int) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "softmax")
    return try tracing("softmax", from: [self], flops: 4 * count) {
      let y =
        try KernelChoice.isReference
        ? Reference.softmax(self, axis: axis)
        : normalized("softmax", axis: axis) { x, _, total in expf(x) / total }
      return y.recording("softmax", from: [self]) { gradient in
        let weighted = try gradient * y
        return [try weighted - y * weighted.sum(axes: [axis], keepingAxes: true)]
      }
    }
  }

  /// The logarithm of `softmax`, exact also where that is too small for a float.
  ///
  /// - Throws: `ShapeError` for a bad axis.
  public func logSoftmax(axis: Int) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "logSoftmax")
    return try tracing("logSoftmax", from: [self], flops: 4 * count) {
      let y =
        try KernelChoice.isReference
        ? Reference.logSoftmax(self, axis: axis)
        : normalized("logSoftmax", axis: axis) { x, logTotal, _ in x - logTotal }
      return y.recording("logSoftmax", from: [self]) { gradient in
        [try gradient - y.exp() * gradient.sum(axes: [axis], keepingAxes: true)]
      }
    }
  }

  /// `function` of every `x - max x`, of `log Σ e^(x - max x)` and of `Σ e^(x - max x)`.
  ///
  /// Works on up to 256 neighbouring columns at once, so that every axis is read row by row.
  @inline(__always)
  private func normalized(
    _ operation: String, axis: Int, _ function: (Float, Float, Float) -> Float
  ) throws -> Tensor {
    let (length, inner) = (shape[axis], shape[(axis + 1)...].reduce(1, *))
    let outer = shape[..<axis].reduce(1, *)
    return try Tensor(shape: shape, operation: operation) { result in
      if count == 0 { return }
      withFloats { x in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * SumKernel.columns) { buffer in
          guard let largest = buffer.baseAddress else { return }
          let total = largest + SumKernel.columns
          let logTotal = total + SumKernel.columns
          for block in 0..<outer {
            Work.chunks(inner, grain: SumKernel.columns) { range in
              let start = block * length * inner + range.lowerBound
              largest.initialize(repeating: -.infinity, count: range.count)
              total.initialize(repeating: 0, count: range.count)
              for row in 0..<length {
                let line = x + start + row * inner
                for i in 0..<range.count {
                  largest[i] = line[i] > largest[i] ? line[i] : largest[i]
                }
              }
              for row in 0..<length {
                let line = x + start + row * inner
                for i in 0..<range.count { total[i] += expf(line[i] - largest[i]) }
              }
              for i in 0..<range.count { logTotal[i] = logf(total[i]) }
              for row in 0..<length {
                let (line, out) = (x + start + row * inner, result + start + row * inner)
                for i in 0..<range.count {
                  out[i] = function(line[i] - largest[i], logTotal[i], total[i])
                }
              }
            }
          }
        }
      }
    }
  }
}
