internal import CKernels

/// The matrix product, as in PyTorch and NumPy.
///
/// - `[M, K]` and `[K, N]` give `[M, N]`.
/// - More axes in front are a batch, and stretch over each other as in `+`.
/// - `[K]` on the left is a row, on the right a column; its axis is dropped from the result.
///
/// - Throws: `ShapeError` unless the inner lengths are equal and the batches fit.
/// - Example: `try matmul(Tensor([[1, 2], [3, 4]]), Tensor([10, 1]))`
public func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor {
  let shape = try MatrixProduct.Shape(a.shape, b.shape)
  return try tracing(
    "matmul", from: [a, b], flops: shape.flops, field: { _ in .pixel },
    plan: .again { try matmul($0[0], $0[1]) }
  ) {
    // The gradient of a product of matrices is the gradient times the other one, turned over.
    let left = try a.detached().reshaped(shape.left)  // [..., M, K]
    let right = try b.detached().reshaped(shape.right)  // [..., K, N]
    return try MatrixProduct.of(left, right, operation: "matmul")
      .reshaped(shape.result)
      .recording("matmul", from: [a, b]) {
        [shapeA = a.shape, shapeB = b.shape, toA = a.isTracked, toB = b.isTracked] gradient in
        let gradient = try gradient.reshaped(shape.full)  // [..., M, N]
        let da = toA ? try MatrixProduct.gradientOfLeft(gradient, left, right) : nil
        let db = toB ? try MatrixProduct.gradientOfRight(gradient, left, right) : nil
        return [try da?.reshaped(shapeA), try db?.reshaped(shapeB)]
      }
  }
}

/// Products of batches of matrices, either side read turned over if need be.
enum MatrixProduct {
  /// The shape rule of `matmul`.
  struct Shape {
    /// Both sides with at least two axes.
    let left: [Int]
    let right: [Int]
    /// The batch, M and N.
    let full: [Int]
    /// Without the axes that a vector did not have.
    let result: [Int]

    init(_ a: [Int], _ b: [Int]) throws {
      guard !a.isEmpty, !b.isEmpty else {
        throw ShapeError(
          operation: "matmul", expected: "tensors of at least 1 axis", found: "\(a) and \(b)",
          hint: "use * for a single number")
      }
      left = a.count == 1 ? [1] + a : a
      right = b.count == 1 ? b + [1] : b
      let (inner, innerRight) = (left[left.count - 1], right[right.count - 2])
      guard inner == innerRight else {
        throw ShapeError(
          operation: "matmul",
          expected: "equal inner lengths: axis \(a.count - 1) of the left side, "
            + "axis \(max(0, b.count - 2)) of the right side",
          found: "\(inner) and \(innerRight), from \(a) and \(b)",
          hint: b.count >= 2 && b[b.count - 1] == inner ? "the right side .transposed()" : "")
      }
      let batch = try Broadcast(
        Array(left.dropLast(2)), Array(right.dropLast(2)), operation: "matmul"
      ).shape
      full = batch + [left[left.count - 2], right[right.count - 1]]
      var result = full
      if b.count == 1 { result.removeLast() }
      if a.count == 1 { result.remove(at: result.count - (b.count == 1 ? 1 : 2)) }
      self.result = result
      _ = try Tensor.checkedCount(full, operation: "matmul")
    }

    var flops: Int { 2 &* full.reduce(1, &*) &* left[left.count - 1] }
  }

  /// The product of two tensors of at least two axes, over their batches.
  static func of(
    _ a: Tensor, _ b: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false,
    operation: String
  ) throws -> Tensor {
    let batchA = Array(a.shape.dropLast(2))
    let batchB = Array(b.shape.dropLast(2))
    let plan = try Broadcast(batchA, batchB, operation: operation)
    let (aRows, aColumns) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
    let (bRows, bColumns) = (b.shape[b.rank - 2], b.shape[b.rank - 1])
    let rows = transposingLeft ? aColumns : aRows
    let columns = transposingRight ? bRows : bColumns
    let shape = plan.shape + [rows, columns]
    if KernelChoice.isReference {
      return try Reference.matrixProduct(
        a, b, shape: shape, transposingLeft: transposingLeft, transposingRight: transposingRight)
    }
    // A batch on the left alone is one tall matrix.
    let isTall = batchB.reduce(1, *) == 1 && !transposingLeft
    let count = isTall ? 1 : plan.shape.reduce(1, *)
    let loops = Kernels.current.loops
    return try Tensor(shape: shape, operation: operation) { c in
      try a.withFloats { a in
        try b.withFloats { b in
          func product(_ index: Int, _ placeA: Int, _ placeB: Int, _ aRows: Int) throws {
            let left = MatrixView(a + placeA * aRows * aColumns, rows: aRows, columns: aColumns)
            let right = MatrixView(b + placeB * bRows * bColumns, rows: bRows, columns: bColumns)
            try multiply(
              transposingLeft ? left.transposed : left,
              transposingRight ? right.transposed : right,
              into: c + index * rows * columns, loops: loops)
          }
          if isTall {
            try product(0, 0, 0, plan.shape.reduce(aRows, *))
            return
          }
          let steps = plan.loops.last.map { ($0.a, $0.b) } ?? (0, 0)
          var failure: (any Error)?
          plan.forEachRun(0..<count) { start, startA, startB, length in
            for i in 0..<length where failure == nil {
              do {
                try product(start + i, startA + i * steps.0, startB + i * steps.1, aRows)
              } catch { failure = error }
            }
          }
          if let failure { throw failure }
        }
      }
    }
  }

  /// dA = dC · Bᵀ, added up over the batch axes along which A was stretched.
  static func gradientOfLeft(_ gradient: Tensor, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    try of(gradient, b, transposingRight: true, operation: "matmul").summed(to: a.shape)
  }

  /// dB = Aᵀ · dC, added up over the batch axes along which B was stretched.
  static func gradientOfRight(_ gradient: Tensor, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    if b.shape.dropLast(2).reduce(1, *) == 1, gradient.shape.dropLast(2) == a.shape.dropLast(2) {
      // One matrix on the right of many: the sum over the batch is part of the product.
      let rows = a.shape.dropLast().reduce(1, *)
      let tallA = try a.reshaped([rows, a.shape[a.rank - 1]])
      let tallGradient = try gradient.reshaped([rows, gradient.shape[gradient.rank - 1]])
      return try of(tallA, tallGradient, transposingLeft: true, operation: "matmul")
        .reshaped(b.shape)
    }
    return try of(a, gradient, transposingLeft: true, operation: "matmul").summed(to: b.shape)
  }
}
