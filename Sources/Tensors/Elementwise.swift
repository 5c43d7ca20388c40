internal import CKernels

// The loops under every elementwise operation. Frequent operations run a loop of `CKernels`; for the
// others a closure is inlined here, so that the compiler sees one tight loop over floats.

extension Tensor {
  /// `function` of every element; `reference` says the same in Double, for the oracle.
  @inline(__always)
  func mapped(
    _ operation: String, reference: (Double) -> Double, _ function: (Float) -> Float
  ) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.map(self, reference) }
    return try mappedPieces(operation) { x, result, count in
      for i in 0..<count { result[i] = function(x[i]) }
    }
  }

  /// The same with a loop of `CKernels`.
  func mapped(
    _ operation: String, reference: (Double) -> Double, loop: (CKTable) -> CKUnary
  ) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.map(self, reference) }
    let loop = loop(Kernels.current.loops)
    return try mappedPieces(operation) { x, result, count in loop(x, result, count) }
  }

  /// The same with a loop of `CKernels` that takes a number beside.
  func mapped(
    _ operation: String, with number: Float, reference: (Double, Double) -> Double,
    loop: (CKTable) -> CKScalar
  ) throws -> Tensor {
    if KernelChoice.isReference {
      return try Reference.map(self) { reference($0, Double(number)) }
    }
    let loop = loop(Kernels.current.loops)
    return try mappedPieces(operation) { x, result, count in loop(x, number, result, count) }
  }

  @inline(__always)
  private func mappedPieces(
    _ operation: String, _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) throws -> Tensor {
    try Tensor(shape: shape, operation: operation) { result in
      withFloats { x in
        Work.chunks(count) { body(x + $0.lowerBound, result + $0.lowerBound, $0.count) }
      }
    }
  }
}

/// `function` of each pair of elements, after stretching both sides to the same shape.
@inline(__always)
func zipped(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  _ function: (Float, Float) -> Float
) throws -> Tensor {
  try zippedRuns(operation, a, b, reference: reference) { steps, x, y, out, count in
    switch steps {
    case .both: for i in 0..<count { out[i] = function(x[i], y[i]) }
    case .left:
      let y = y[0]
      for i in 0..<count { out[i] = function(x[i], y) }
    case .right:
      let x = x[0]
      for i in 0..<count { out[i] = function(x, y[i]) }
    case .neither: out.update(repeating: function(x[0], y[0]), count: count)
    }
  }
}

/// The loops of `CKernels` for one operator: between two rows, and with one number on either side.
struct BinaryLoops {
  let rows: CKBinary
  /// `row ∘ number`. The number is turned first by `turned`: `a - b` runs as `a + (-b)`.
  let right: CKScalar
  var turned: (Float) -> Float = { $0 }
  /// `number ∘ row`.
  let left: CKScalar
}

/// The same with loops of `CKernels`.
func zipped(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  loops: (CKTable) -> BinaryLoops
) throws -> Tensor {
  let loops = loops(Kernels.current.loops)
  return try zippedRuns(operation, a, b, reference: reference) { steps, x, y, out, count in
    switch steps {
    case .both: loops.rows(x, y, out, count)
    case .left: loops.right(x, loops.turned(y[0]), out, count)
    case .right: loops.left(y, x[0], out, count)
    case .neither:
      loops.rows(x, y, out, 1)
      out.update(repeating: out[0], count: count)
    }
  }
}

/// Which side of a broadcast advances along the innermost loop.
private enum Advancing { case both, left, right, neither }

@inline(__always)
private func zippedRuns(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  _ body: (
    Advancing, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
  ) -> Void
) throws -> Tensor {
  let plan = try Broadcast(a.shape, b.shape, operation: operation)
  if KernelChoice.isReference { return try Reference.zip(a, b, shape: plan.shape, reference) }
  let advancing: Advancing =
    switch plan.loops.last.map({ ($0.a, $0.b) }) ?? (0, 0) {
    case (1, 1): .both
    case (1, 0): .left
    case (0, 1): .right
    default: .neither
    }
  let total = try Tensor.checkedCount(plan.shape, operation: operation)
  return try Tensor(shape: plan.shape, operation: operation) { result in
    a.withFloats { a in
      b.withFloats { b in
        Work.chunks(total) { range in
          plan.forEachRun(range) { start, startA, startB, count in
            body(advancing, a + startA, b + startB, result + start, count)
          }
        }
      }
    }
  }
}

/// The gradient of an elementwise operation: `function` of the gradient that came and of the
/// operation's input or result.
@inline(__always)
func backpropagated(
  _ operation: String, _ gradient: Tensor, _ x: Tensor, _ function: (Float, Float) -> Float
) throws -> Tensor {
  try zipped(
    operation, gradient, x, reference: { Double(function(Float($0), Float($1))) }, function)
}
