/// Tensors one after the other along an axis.
///
/// - Throws: `ShapeError` when there are none, or when they differ along any other axis.
/// - Returns: their shape, as long along `axis` as all together: `[2, 3]` and `[1, 3]` give `[3,
///   3]`.
/// - Example: `try concatenate([Tensor([[1, 2]]), Tensor([[3, 4], [5, 6]])])`
/// - Parameter tensors: of one shape but along `axis`.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor {
  guard let first = tensors.first else {
    throw ShapeError(operation: "concatenate", expected: "at least one tensor", found: "none")
  }
  let axis = try Shape.axis(axis, of: first.shape, operation: "concatenate")
  var shape = first.shape
  shape[axis] = 0
  for (place, tensor) in tensors.enumerated() {
    var other = tensor.shape
    if axis < other.count { other[axis] = first.shape[axis] }
    guard other == first.shape else {
      throw ShapeError(
        operation: "concatenate", expected: "shapes that differ at most on axis \(axis)",
        found: "\(first.shape) and \(tensor.shape) (tensor \(place))")
    }
    shape[axis] = try Shape.sum(shape[axis], tensor.shape[axis], operation: "concatenate")
  }
  let lengths = tensors.map { $0.shape[axis] }
  return try tracing(
    "concatenate", from: tensors, plan: .joined(tensors, axis: axis, shape: shape)
  ) {
    try joined(tensors, axis: axis, shape: shape)
      .recording("concatenate", from: tensors) { gradient in
        var start = 0
        return try lengths.map { length in
          defer { start += length }
          let whole = [any TensorIndex](repeating: 0..., count: axis)
          return try gradient.sliced(whole + [start..<start + length])
        }
      }
  }
}

/// Tensors of one shape side by side along a new axis: three `[4, 5]` stacked are `[3, 4, 5]`.
///
/// - Throws: `ShapeError` when there are none, or when their shapes differ.
/// - Example: `try stack([Tensor([1, 2]), Tensor([3, 4])], axis: 1)`
public func stack(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor {
  guard let first = tensors.first else {
    throw ShapeError(operation: "stack", expected: "at least one tensor", found: "none")
  }
  if let place = tensors.firstIndex(where: { $0.shape != first.shape }) {
    throw ShapeError(
      operation: "stack", expected: "tensors of one shape",
      found: "\(first.shape) and \(tensors[place].shape) (tensor \(place))",
      hint: "concatenate joins along an axis that is already there")
  }
  let axis = try Shape.axis(axis, of: first.shape + [1], operation: "stack")
  return try tracing("stack", from: tensors, plan: .again { try stack($0, axis: axis) }) {
    try concatenate(tensors.map { try $0.unsqueezed(axis: axis) }, axis: axis)
  }
}

private func joined(_ tensors: [Tensor], axis: Int, shape: [Int]) throws -> Tensor {
  if KernelChoice.isReference {
    return try Reference.concatenate(tensors, axis: axis, shape: shape)
  }
  let outer = shape[..<axis].reduce(1, *)
  return try Tensor(shape: shape, operation: "concatenate") { result in
    if shape.contains(0) { return }
    let stride = shape[axis...].reduce(1, *)
    var target = result
    for tensor in tensors {
      let run = tensor.count / outer
      tensor.withFloats { interleave($0, run: run, count: outer, into: target, stride: stride) }
      target += run
    }
  }
}

/// Copies runs of neighbours to places `stride` floats apart: one tensor of a concatenation.
func interleave(
  _ x: UnsafePointer<Float>, run: Int, count: Int, into target: UnsafeMutablePointer<Float>,
  stride: Int
) {
  for block in 0..<count { (target + block * stride).update(from: x + block * run, count: run) }
}

extension PlanNote {
  fileprivate static func joined(_ tensors: [Tensor], axis: Int, shape: [Int]) -> PlanNote {
    let outer = shape[..<axis].reduce(1, *)
    let stride = shape[axis...].reduce(1, *)
    let runs = tensors.map { $0.count / max(outer, 1) }
    return .known(
      .concatenate(axis: axis),
      loop: { inputs, out, _ in
        var target = out
        for (x, run) in zip(inputs, runs) {
          interleave(x, run: run, count: outer, into: target, stride: stride)
          target += run
        }
      }, again: { try concatenate($0, axis: axis) })
  }
}
