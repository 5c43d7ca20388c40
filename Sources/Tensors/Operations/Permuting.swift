internal import CKernels

extension Tensor {
  /// The axes in another order: `[N, C, H, W].permuted([0, 2, 3, 1])` is `[N, H, W, C]`.
  ///
  /// - Throws: `ShapeError` unless `order` names every axis once.
  /// - Example: `try Tensor.zeros([1, 3, 4, 5]).permuted([0, 2, 3, 1]).shape`
  public func permuted(_ order: [Int]) throws -> Tensor {
    guard order.count == rank else {
      throw ShapeError(
        operation: "permuted", expected: "each of the \(rank) axes of \(shape) once",
        found: "\(order)")
    }
    _ = try Shape.axes(order, of: shape, operation: "permuted")
    let axes = try order.map { try Shape.axis($0, of: shape, operation: "permuted") }
    return try tracing("permuted", from: [self], plan: permutationNote(axes)) {
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
  /// - Returns: `[…, W, H]` of `[…, H, W]`.
  /// - Example: `try Tensor([[1, 2, 3], [4, 5, 6]]).transposed()`
  public func transposed() throws -> Tensor {
    guard rank >= 2 else {
      throw ShapeError(
        operation: "transposed", expected: "a tensor of two axes or more", found: "shape \(shape)")
    }
    return try permuted(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// Where the numbers of the result lie in this tensor.
  private func turned(_ axes: [Int]) -> StridedBlock {
    let strides = Shape.strides(shape)
    return StridedBlock(shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] })
  }

  private func permutationNote(_ axes: [Int]) -> PlanNote {
    let (block, isEmpty) = (turned(axes), count == 0)
    return .loop(
      { inputs, out, loops in
        if !isEmpty { block.read(from: inputs[0], to: out, loops: loops) }
      }, again: { try $0[0].permuted(axes) })
  }

  private func rearranged(_ axes: [Int]) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.permuted(self, axes) }
    let block = turned(axes)
    return try Tensor(shape: axes.map { shape[$0] }, operation: "permuted") { result in
      if count > 0 {
        withFloats { block.read(from: $0, to: result, loops: Kernels.current.loops) }
      }
    }
  }
}
