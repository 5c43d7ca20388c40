extension Tensor {
  /// With a frame of one number around the last two axes: rows and columns.
  ///
  /// - Throws: `ShapeError` for a tensor of fewer than two axes, or a negative width.
  /// - Parameter value: what stands in the frame.
  /// - Returns: `[…, top + H + bottom, left + W + right]`.
  /// - Example: `try Tensor.ones([2, 2]).padded(top: 1, right: 2)`
  public func padded(
    top: Int = 0, bottom: Int = 0, left: Int = 0, right: Int = 0, with value: Float = 0
  ) throws -> Tensor {
    guard rank >= 2 else {
      throw ShapeError(
        operation: "padded", expected: "a tensor of two axes or more", found: "shape \(shape)")
    }
    let before = [(before: Int, after: Int)](repeating: (0, 0), count: rank - 2)
    return try padded(before + [(top, bottom), (left, right)], with: value)
  }

  /// With the same frame on all four sides of the last two axes.
  ///
  /// - Parameter width: rows and columns added on each side.
  /// - Returns: `[…, H + 2·width, W + 2·width]`.
  /// - Example: `try Tensor.ones([2, 2]).padded(by: 1)`
  public func padded(by width: Int, with value: Float = 0) throws -> Tensor {
    try padded(top: width, bottom: width, left: width, right: width, with: value)
  }

  /// With numbers added before and after along every axis.
  ///
  /// - Throws: `ShapeError` unless there is a pair for every axis, none of it negative.
  public func padded(_ widths: [(before: Int, after: Int)], with value: Float = 0) throws -> Tensor
  {
    guard widths.count == rank else {
      throw ShapeError(
        operation: "padded", expected: "a pair of widths for each of the \(rank) axes",
        found: "\(widths.count) pairs")
    }
    if let axis = widths.firstIndex(where: { $0.before < 0 || $0.after < 0 }) {
      throw ShapeError(
        operation: "padded", expected: "widths of at least 0",
        found: "\(widths[axis].before) and \(widths[axis].after) on axis \(axis)",
        hint: "to cut, take a slice: x[0..., 2..<8]")
    }
    let result = try zip(shape, widths).map {
      try Shape.sum($0, $1.before, $1.after, operation: "padded")
    }
    let inside = try Region(
      zip(shape, widths).map { $1.before..<$1.before + $0 }, of: result, operation: "padded")
    return try tracing(
      "padded", from: [self],
      field: {
        $0.sliding(kernel: 1, stride: 1, padding: rank >= 2 ? widths[rank - 1].before : 0)
      },
      plan: .loop({ [count] inputs, out, _ in
        let total = result.reduce(1, *)
        if count < total { out.update(repeating: value, count: total) }
        if count > 0 { inside.block(in: result).write(inputs[0], to: out) }
      }) { try $0[0].padded(widths, with: value) }
    ) {
      let total = try Tensor.checkedCount(result, operation: "padded")
      return try Tensor(shape: result, operation: "padded") { target in
        if count < total { target.update(repeating: value, count: total) }
        if count > 0 { withFloats { inside.block(in: result).write($0, to: target) } }
      }
      .recording("padded", from: [self]) { gradient in [try gradient.picked(inside)] }
    }
  }
}
