internal import CKernels

// The functions between a network's layers. NaN goes in, NaN comes out: also of `relu`.

extension Tensor {
  /// Negative numbers made 0.
  ///
  /// - Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines",
  ///   ICML 2010.
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([-1, 2]).relu()`
  public func relu() throws -> Tensor {
    try tracing(
      "relu", from: [self], flops: count,
      plan: .known(.activation(.relu)) { try $0[0].relu() }
    ) {
      let y = try mapped("relu", reference: Reference.relu, loop: \.relu)
      return y.recording("relu", from: [self]) { gradient in
        [
          try backpropagated(
            "relu", gradient, y, reference: { g, y in y <= 0 ? 0 : g }, loop: \.relu_gradient)
        ]
      }
    }
  }

  /// Negative numbers made small: multiplied by `slope` (0.1 in YOLO).
  ///
  /// - Source: Maas et al., "Rectifier nonlinearities improve neural network acoustic models",
  ///   ICML 2013, §2.
  /// - Parameter slope: what negative numbers are multiplied by.
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([-10, 2]).leakyReLU(slope: 0.1)`
  public func leakyReLU(slope: Float = 0.01) throws -> Tensor {
    try tracing(
      "leakyReLU", from: [self], flops: count,
      plan: .known(.activation(.leakyReLU(slope: slope))) { try $0[0].leakyReLU(slope: slope) }
    ) {
      try mapped(
        "leakyReLU", with: slope, reference: { $0 < 0 ? $1 * $0 : $0 }, loop: \.leaky_relu
      )
      .recording("leakyReLU", from: [self]) { [x = detached()] gradient in
        [
          try backpropagated("leakyReLU", gradient, x) {
            each($0, $1, $2, $3) { g, x in x <= 0 ? slope * g : g }
          }
        ]
      }
    }
  }

  /// `1 / (1 + e⁻ˣ)`: any number to 0 … 1.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([-2, 0, 2]).sigmoid()`
  public func sigmoid() throws -> Tensor {
    try tracing(
      "sigmoid", from: [self], flops: 4 * count,
      plan: .elementwise(count, { $0.sigmoid }) { try $0[0].sigmoid() }
    ) {
      let y = try mapped("sigmoid", reference: Reference.sigmoid, loop: \.sigmoid)
      return y.recording("sigmoid", from: [self]) { gradient in
        [
          try backpropagated("sigmoid", gradient, y) {
            each($0, $1, $2, $3) { g, y in g * y * (1 - y) }
          }
        ]
      }
    }
  }

  /// The hyperbolic tangent: any number to -1 … 1.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([-2, 0, 2]).tanh()`
  public func tanh() throws -> Tensor {
    try tracing(
      "tanh", from: [self], flops: 4 * count,
      plan: .elementwise(count, { $0.tanh }) { try $0[0].tanh() }
    ) {
      let y = try mapped("tanh", reference: Reference.tanh, loop: \.tanh)
      return y.recording("tanh", from: [self]) { gradient in
        [
          try backpropagated("tanh", gradient, y) {
            each($0, $1, $2, $3) { g, y in g * (1 - y * y) }
          }
        ]
      }
    }
  }
}
