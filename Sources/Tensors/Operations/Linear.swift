internal import CKernels

// K features in, O features out.

/// A fully connected layer: every output is a weighted sum of all inputs, plus its bias.
///
/// - Parameters:
///   - x: `[..., K]`, or `[K]`.
///   - weight: `[O, K]`, a row for each output, as in PyTorch.
///   - bias: `[O]`, or none.
/// - Returns: `[..., O]`.
/// - Throws: `ShapeError` that names the axis that does not fit.
/// - Example: `try linear(Tensor([1, 2]), Tensor([[1, 1], [0, 3]]), bias: Tensor([0, 10]))`
public func linear(_ x: Tensor, _ weight: Tensor, bias: Tensor? = nil) throws -> Tensor {
  let shape = try linearShape(x.shape, weight: weight.shape, bias: bias?.shape)
  let (rows, inputs) = (shape.dropLast().reduce(1, *), [x, weight] + (bias.map { [$0] } ?? []))
  if let zeros = try FlopCounter.counted(
    "linear", flops: 2 &* rows &* weight.count, given: x.shape, result: shape)
  {
    return zeros
  }
  return try tracing(
    "linear", from: inputs, flops: 2 &* rows &* weight.count, field: { _ in .pixel },
    plan: .known(.linear) { try linear($0[0], $0[1], bias: $0.dropFirst(2).first) }
  ) {
    try linearForward(x, weight, bias, shape: shape)
      .recording("linear", from: inputs) {
        [
          x = x.detached(), weight = weight.detached(), hasBias = bias != nil,
          toX = x.isTracked, toWeight = weight.isTracked
        ] gradient in
        let flatGradient = try gradient.reshaped([rows, weight.shape[0]])  // [rows, O]
        let flatX = try x.reshaped([rows, weight.shape[1]])  // [rows, K]
        let dx =
          toX
          ? try MatrixProduct.of(flatGradient, weight, operation: "linear").reshaped(x.shape) : nil
        let dWeight =
          toWeight
          ? try MatrixProduct.of(
            flatGradient, flatX, transposingLeft: true, operation: "linear") : nil
        return [dx, dWeight] + (hasBias ? [try flatGradient.sum(axes: [0])] : [])
      }
  }
}

func linearShape(_ x: [Int], weight: [Int], bias: [Int]?) throws -> [Int] {
  guard weight.count == 2 else {
    throw ShapeError(
      operation: "linear", expected: "a weight of 2 axes, [O, K]",
      found: "\(weight.count) axes, \(weight)")
  }
  guard let features = x.last else {
    throw ShapeError(
      operation: "linear", expected: "x of at least 1 axis, [..., \(weight[1])]",
      found: "a single number, of shape []")
  }
  guard features == weight[1] else {
    throw ShapeError(
      operation: "linear",
      expected: "\(weight[1]) features on the last axis of x, as on axis 1 of the weight \(weight)",
      found: "\(features), x being \(x)",
      hint: x.count > 2 && x.dropFirst().reduce(1, *) == weight[1] ? "x.flattened(from: 1)" : "")
  }
  if let bias, bias != [weight[0]] {
    throw ShapeError(
      operation: "linear", expected: "a bias of shape [\(weight[0])], one for each output",
      found: "\(bias)")
  }
  let shape = Array(x.dropLast()) + [weight[0]]
  _ = try Tensor.checkedCount(shape, operation: "linear")
  return shape
}

private func linearForward(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, shape: [Int]
) throws -> Tensor {
  if KernelChoice.isReference { return try Reference.linear(x, weight, bias, shape: shape) }
  let (outputs, features) = (weight.shape[0], weight.shape[1])
  let rows = shape.dropLast().reduce(1, *)
  return try Tensor(shape: shape, operation: "linear") { y in
    try x.withFloats { x in
      try weight.withFloats { weight in
        try withOptionalFloats(bias) { bias in
          if let bias {
            for row in 0..<rows { (y + row * outputs).update(from: bias, count: outputs) }
          }
          try multiply(
            MatrixView(x, rows: rows, columns: features),
            MatrixView(weight, rows: outputs, columns: features).transposed, into: y,
            accumulating: bias != nil, loops: Kernels.current.loops)
        }
      }
    }
  }
}
