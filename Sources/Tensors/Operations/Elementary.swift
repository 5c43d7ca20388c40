internal import CKernels

// Exponentials, roots and powers, element by element. NaN goes in, NaN comes out.

extension Tensor {
  /// e to the power of every element.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([0, 1]).exp()`
  public func exp() throws -> Tensor {
    try tracing(
      "exp", from: [self], flops: count,
      plan: .elementwise(count, { $0.exp }) { try $0[0].exp() }
    ) {
      let y = try mapped("exp", reference: Reference.exp, loop: \.exp)
      return y.recording("exp", from: [self]) { gradient in [try gradient * y] }
    }
  }

  /// The natural logarithm of every element; -∞ of 0, NaN of a negative number.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([1, 10]).log()`
  public func log() throws -> Tensor {
    try tracing(
      "log", from: [self], flops: count,
      plan: .elementwise(count, { $0.log }) { try $0[0].log() }
    ) {
      try mapped("log", reference: Reference.log, loop: \.log)
        .recording("log", from: [self]) { [x = detached()] gradient in [try gradient / x] }
    }
  }

  /// The square root of every element; NaN of a negative number.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([4, 9]).squareRoot()`
  public func squareRoot() throws -> Tensor {
    try tracing(
      "squareRoot", from: [self], flops: count,
      plan: .elementwise(count, { $0.square_root }) { try $0[0].squareRoot() }
    ) {
      let y = try mapped("squareRoot", reference: { $0.squareRoot() }, loop: \.square_root)
      return y.recording("squareRoot", from: [self]) { gradient in [try gradient / (y * 2)] }
    }
  }

  /// Every element to the power of a number; NaN of a negative element unless the exponent is whole.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([2, 3]).power(2)`
  public func power(_ exponent: Float) throws -> Tensor {
    try tracing(
      "power", from: [self], flops: count, plan: .again { try $0[0].power(exponent) }
    ) {
      let reference = { Reference.power($0, $1) }
      let y =
        switch exponent {
        case 1: try mapped("power", reference: { $0 }, row: { each($0, $1, $2) { $0 } })
        case 2: try mapped("power", reference: { $0 * $0 }, row: { each($0, $1, $2) { $0 * $0 } })
        default: try mapped("power", with: exponent, reference: reference, loop: \.power)
        }
      return y.recording("power", from: [self]) { [x = detached()] gradient in
        if exponent == 0 { return [try gradient * 0] }
        if exponent == 1 { return [gradient] }
        return [try gradient * x.power(exponent - 1) * exponent]
      }
    }
  }

  /// Every element without its sign. At 0 the gradient is 0.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([-4, 9]).abs()`
  public func abs() throws -> Tensor {
    try tracing("abs", from: [self], flops: count, plan: .again { try $0[0].abs() }) {
      try mapped("abs", reference: \.magnitude, row: { each($0, $1, $2) { $0.magnitude } })
        .recording("abs", from: [self]) { [x = detached()] gradient in
          [
            try backpropagated("abs", gradient, x) {
              each($0, $1, $2, $3) { g, x in x > 0 ? g : x < 0 ? -g : g * x }
            }
          ]
        }
    }
  }

  /// Every element moved into `range` where it lies outside; NaN stays. The gradient passes where
  /// nothing was moved.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor([-1, 0.5, 2]).clamp(0...1)`
  public func clamp(_ range: ClosedRange<Float>) throws -> Tensor {
    let (low, high) = (range.lowerBound, range.upperBound)
    return try tracing(
      "clamp", from: [self], flops: count, plan: .again { try $0[0].clamp(range) }
    ) {
      try mapped(
        "clamp",
        reference: { $0 < Double(low) ? Double(low) : $0 > Double(high) ? Double(high) : $0 },
        row: { each($0, $1, $2) { $0 < low ? low : $0 > high ? high : $0 } }
      )
      .recording("clamp", from: [self]) { [x = detached()] gradient in
        [
          try backpropagated("clamp", gradient, x) {
            each($0, $1, $2, $3) { g, x in x < low || x > high ? 0 : g }
          }
        ]
      }
    }
  }
}
