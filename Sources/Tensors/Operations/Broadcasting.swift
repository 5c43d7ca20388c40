extension Tensor {
  /// Repeated along axes of length 1, and along new leading axes, to the given shape.
  ///
  /// - Throws: `ShapeError` when an axis is neither 1 nor as long as asked.
  /// - Parameter shape: what it is stretched to: `[C, 1, 1]` to `[N, C, H, W]`.
  /// - Returns: that shape.
  /// - Example: `try Tensor([1, 2]).broadcasted(to: [3, 2])`
  public func broadcasted(to shape: [Int]) throws -> Tensor {
    try broadcasted(to: shape, operation: "broadcasted")
  }

  func broadcasted(to target: [Int], operation: String) throws -> Tensor {
    if target == shape { return self }
    let plan = try Broadcast(shape, target, operation: operation)
    guard plan.shape == target else {
      throw ShapeError(
        operation: operation, expected: "a shape that stretches to \(target)", found: "\(shape)",
        hint: "only axes of length 1 repeat")
    }
    let total = try Tensor.checkedCount(target, operation: operation)
    let step = plan.loops.last?.a ?? 0
    return try tracing(
      operation, from: [self],
      plan: .again { try $0[0].broadcasted(to: target, operation: operation) }
    ) { [shape] in
      try Tensor(shape: target, operation: operation) { result in
        withFloats { x in
          Work.chunks(total) { range in
            plan.forEachRun(range) { start, a, _, count in
              if step == 1 {
                (result + start).update(from: x + a, count: count)
              } else {
                (result + start).update(repeating: x[a], count: count)
              }
            }
          }
        }
      }
      .recording(operation, from: [self]) { gradient in [try gradient.summed(to: shape)] }
    }
  }

  /// Added up over the axes along which `shape` was stretched to this one: the gradient of
  /// broadcasting.
  package func summed(to target: [Int]) throws -> Tensor {
    if target == shape { return self }
    let padded = [Int](repeating: 1, count: Swift.max(rank - target.count, 0)) + target
    let stretched = shape.indices.filter { padded[$0] == 1 && shape[$0] != 1 }
    let total = stretched.isEmpty ? self : try sum(axes: stretched, keepingAxes: true)
    return try total.reshaped(target)
  }
}
