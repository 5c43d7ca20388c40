extension Tensor {
  /// The axes in another order: `[N, C, H, W].permuted([0, 2, 3, 1])` is `[N, H, W, C]`.
  ///
  /// - Throws: `ShapeError` unless `order` names every axis once.
  public func permuted(_ order: [Int]) throws -> Tensor {
    guard order.count == rank else {
      throw ShapeError(
        operation: "permuted", expected: "each of the \(rank) axes of \(shape) once",
        found: "\(order)")
    }
    _ = try Shape.axes(order, of: shape, operation: "permuted")
    let axes = try order.map { try Shape.axis($0, of: shape, operation: "permuted") }
    return try tracing("permuted", from: [self]) {
      var inverse = [Int](repeating: 0, count: rank)
      for (new, old) in axes.enumerated() { inverse[old] = new }
      return try rearranged(axes).recording("permuted", from: [self]) { [inverse] gradient in
        [try gradient.permuted(inverse)]
      }
    }
  }

  /// With the last two axes exchanged.
  ///
  /// - Throws: `ShapeError` for a tensor of fewer than two axes.
  public func transposed() throws -> Tensor {
    guard rank >= 2 else {
      throw ShapeError(
        operation: "transposed", expected: "a tensor of two axes or more", found: "shape \(shape)")
    }
    return try permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  private func rearranged(_ axes: [Int]) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.permuted(self, axes) }
    let strides = Shape.strides(shape)
    let block = StridedBlock(shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] })
    return try Tensor(shape: axes.map { shape[$0] }, operation: "permuted") { result in
      if count > 0 { withFloats { block.read(from: $0, to: result) } }
    }
  }
}
