#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

// The functions between a network's layers. NaN goes in, NaN comes out: also of `relu`.

extension Tensor {
  /// Negative numbers made 0.
  ///
  /// - Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines",
  ///   ICML 2010.
  public func relu() throws -> Tensor {
    try tracing("relu", from: [self], flops: count) {
      let y = try mapped("relu", reference: Reference.relu) { $0 < 0 ? 0 : $0 }
      return y.recording("relu", from: [self]) { gradient in
        [try backpropagated("relu", gradient, y) { g, y in y <= 0 ? 0 : g }]
      }
    }
  }

  /// Negative numbers made small: multiplied by `slope` (0.1 in YOLO).
  ///
  /// - Source: Maas et al., "Rectifier nonlinearities improve neural network acoustic models",
  ///   ICML 2013, §2.
  public func leakyReLU(slope: Float = 0.01) throws -> Tensor {
    try tracing("leakyReLU", from: [self], flops: count) {
      try mapped("leakyReLU", reference: { $0 < 0 ? Double(slope) * $0 : $0 }) {
        $0 < 0 ? slope * $0 : $0
      }
      .recording("leakyReLU", from: [self]) { [x = detached()] gradient in
        [try backpropagated("leakyReLU", gradient, x) { g, x in x <= 0 ? slope * g : g }]
      }
    }
  }

  /// `1 / (1 + e⁻ˣ)`: any number to 0 … 1.
  public func sigmoid() throws -> Tensor {
    try tracing("sigmoid", from: [self], flops: 4 * count) {
      let y = try mapped("sigmoid", reference: Reference.sigmoid) { 1 / (1 + expf(-$0)) }
      return y.recording("sigmoid", from: [self]) { gradient in
        [try backpropagated("sigmoid", gradient, y) { g, y in g * y * (1 - y) }]
      }
    }
  }

  /// The hyperbolic tangent: any number to -1 … 1.
  public func tanh() throws -> Tensor {
    try tracing("tanh", from: [self], flops: 4 * count) {
      let y = try mapped("tanh", reference: Reference.tanh) { tanhf($0) }
      return y.recording("tanh", from: [self]) { gradient in
        [try backpropagated("tanh", gradient, y) { g, y in g * (1 - y * y) }]
      }
    }
  }
}
