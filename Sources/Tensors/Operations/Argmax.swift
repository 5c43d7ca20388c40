extension Tensor {
  /// Where the largest number stands among `values`, the first of equals; a NaN counts as largest,
  /// as in PyTorch.
  ///
  /// - Throws: `ShapeError` for an empty tensor.
  public func argmax() throws -> Int {
    guard count > 0 else {
      throw ShapeError(
        operation: "argmax", expected: "at least one number", found: "shape \(shape)")
    }
    return withFloats { x in
      var best = 0
      for i in 1..<Swift.max(count, 1) where Tensor.beats(x[i], x[best]) { best = i }
      return best
    }
  }

  /// Where along `axis` the largest number stands, the first of equals, as whole numbers in a tensor
  /// (see `wholeNumbers()`). A NaN counts as largest, as in PyTorch.
  ///
  /// - Throws: `ShapeError` for a bad or empty axis, or one longer than 2²⁴, whose places a 32-bit
  ///   float cannot number.
  public func argmax(axis: Int, keepingAxes: Bool = false) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "argmax")
    try refuseEmpty([axis], operation: "argmax")
    let length = shape[axis]
    guard length <= 1 << 24 else {
      throw ShapeError(
        operation: "argmax", expected: "an axis of at most \(1 << 24) places",
        found: "\(length) on axis \(axis)", hint: "argmax() without an axis answers an Int")
    }
    let result = Shape.reducing(shape, axes: [axis], keepingAxes: keepingAxes)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    return try tracing(
      "argmax", from: [self], flops: count,
      plan: .again { try $0[0].argmax(axis: axis, keepingAxes: keepingAxes) }
    ) {
      if KernelChoice.isReference {
        return try Reference.argmax(self, axis: axis, shape: result)
      }
      return try Tensor(shape: result, operation: "argmax") { result in
        withFloats { x in
          Work.items(outer, elements: length * inner) { block in
            for column in 0..<inner {
              let values = x + block * length * inner + column
              var best = 0
              for i in 1..<Swift.max(length, 1)
              where Tensor.beats(values[i * inner], values[best * inner]) { best = i }
              result[block * inner + column] = Float(best)
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func beats(_ new: Float, _ best: Float) -> Bool {
    new > best || (new != new && best == best)
  }
}
