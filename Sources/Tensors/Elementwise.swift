// The two loops under every elementwise operation. They are inlined into each, so that the compiler
// sees one tight loop over floats and vectorises it.

extension Tensor {
  /// `function` of every element; `reference` says the same in Double, for the oracle.
  @inline(__always)
  func mapped(
    _ operation: String, reference: (Double) -> Double, _ function: (Float) -> Float
  ) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.map(self, reference) }
    return try Tensor(shape: shape, operation: operation) { result in
      withFloats { x in
        Work.chunks(count) { range in
          for i in range { result[i] = function(x[i]) }
        }
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
  let plan = try Broadcast(a.shape, b.shape, operation: operation)
  if KernelChoice.isReference { return try Reference.zip(a, b, shape: plan.shape, reference) }
  let steps = plan.loops.last.map { ($0.a, $0.b) } ?? (0, 0)
  let total = try Tensor.checkedCount(plan.shape, operation: operation)
  return try Tensor(shape: plan.shape, operation: operation) { result in
    a.withFloats { a in
      b.withFloats { b in
        Work.chunks(total) { range in
          plan.forEachRun(range) { start, startA, startB, count in
            let (out, x, y) = (result + start, a + startA, b + startB)
            switch steps {
            case (1, 1): for i in 0..<count { out[i] = function(x[i], y[i]) }
            case (1, 0):
              let y = y[0]
              for i in 0..<count { out[i] = function(x[i], y) }
            case (0, 1):
              let x = x[0]
              for i in 0..<count { out[i] = function(x, y[i]) }
            default:
              let value = function(x[0], y[0])
              for i in 0..<count { out[i] = value }
            }
          }
        }
      }
    }
  }
}
