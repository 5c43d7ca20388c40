extension Tensor {
  /// Where the largest number stands among `values`, the first of equals; a NaN counts as largest,
  /// as in PyTorch.
  ///
  /// - Throws: `ShapeError` for an empty tensor.
  /// - Returns: a place in `values`, whatever the shape.
  /// - Example: `try Tensor([3, 9, 4]).argmax()`
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
  /// - Parameter axis: the axis that is searched; negative ones count from the end.
  /// - Parameter keepingAxes: whether that axis stays, with length 1.
  /// - Returns: the shape of `self` without `axis`: `[N, C]` along axis 1 gives `[N]`.
  /// - Example: `try Tensor([[3, 9, 4], [7, 1, 2]]).argmax(axis: 1).wholeNumbers()`
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
          // A stretch of cells at a time, place after place, so that memory is read as it lies.
          let stretches = blocks(inner, of: Tensor.argmaxStretch)
          let width = Swift.min(Tensor.argmaxStretch, inner)
          Work.items(outer * stretches, elements: length * width) { item in
            let (block, stretch) = item.quotientAndRemainder(dividingBy: stretches)
            let first = stretch * Tensor.argmaxStretch
            Tensor.argmax(
              x + block * length * inner + first, length: length, step: inner,
              width: Swift.min(width, inner - first),
              into: result + block * inner + first)
          }
        }
      }
    }
  }

  private static let argmaxStretch = 512

  /// The place of the largest number for each of `width` neighbours, `length` places `step` apart.
  private static func argmax(
    _ x: UnsafePointer<Float>, length: Int, step: Int, width: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    if width == 1 {
      var best = 0
      for place in 1..<Swift.max(length, 1) where beats(x[place * step], x[best * step]) {
        best = place
      }
      result[0] = Float(best)
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { best in
      for column in 0..<width {
        best[column] = x[column]
        result[column] = 0
      }
      for place in 1..<Swift.max(length, 1) {
        let row = x + place * step
        let number = Float(place)
        for column in 0..<width {
          let wins = beats(row[column], best[column])
          best[column] = wins ? row[column] : best[column]
          result[column] = wins ? number : result[column]
        }
      }
    }
  }

  @inline(__always)
  private static func beats(_ new: Float, _ best: Float) -> Bool {
    new > best || (new != new && best == best)
  }
}
