internal import CKernels

// The loops under every elementwise operation. Frequent operations run a loop of `CKernels`. The others
// bring a loop over one row of floats, written with `each`, so that the compiler sees it whole and
// vectorises it: a function called for every single element would take ten times as long.

/// Reads one row and writes another.
typealias RowLoop = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
/// Reads two rows and writes a third.
typealias PairLoop =
  @Sendable (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
  ) -> Void

/// `out = function(x)` along a row.
@inline(__always)
func each(
  _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ count: Int,
  _ function: (Float) -> Float
) {
  for i in 0..<count { out[i] = function(x[i]) }
}

/// `out = function(x, y)` along a row.
@inline(__always)
func each(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
  _ count: Int, _ function: (Float, Float) -> Float
) {
  for i in 0..<count { out[i] = function(x[i], y[i]) }
}

extension Tensor {
  /// Every element through the loop `row`; `reference` says the same in Double, for the oracle.
  func mapped(
    _ operation: String, reference: (Double) -> Double, row: RowLoop
  ) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.map(self, reference) }
    return try Tensor(shape: shape, operation: operation) { result in
      withFloats { x in
        Work.chunks(count) { row(x + $0.lowerBound, result + $0.lowerBound, $0.count) }
      }
    }
  }

  /// The same with a loop of `CKernels`.
  func mapped(
    _ operation: String, reference: (Double) -> Double, loop: (CKTable) -> CKUnary
  ) throws -> Tensor {
    let loop = loop(Kernels.current.loops)
    return try mapped(operation, reference: reference, row: { loop($0, $1, $2) })
  }

  /// The same with a loop of `CKernels` that takes a number beside.
  func mapped(
    _ operation: String, with number: Float, reference: (Double, Double) -> Double,
    loop: (CKTable) -> CKScalar
  ) throws -> Tensor {
    let loop = loop(Kernels.current.loops)
    return try mapped(
      operation, reference: { reference($0, Double(number)) },
      row: { loop($0, number, $1, $2) })
  }
}

/// Each pair of elements through the loop `row`, after stretching both sides to the same shape.
func zipped(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  row: PairLoop
) throws -> Tensor {
  try zippedRuns(operation, a, b, reference: reference) { advancing, x, y, out, count in
    if advancing == .both { return row(x, y, out, count) }
    // The side that stands still is written out, a stretch at a time.
    let stretch = min(count, 256)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * stretch) { buffer in
      guard let still = buffer.baseAddress else { return }
      let other = still + stretch
      still.update(repeating: advancing == .left ? y[0] : x[0], count: stretch)
      other.update(repeating: y[0], count: stretch)
      for start in stride(from: 0, to: count, by: stretch) {
        let length = min(stretch, count - start)
        switch advancing {
        case .left: row(x + start, still, out + start, length)
        case .right: row(still, y + start, out + start, length)
        default: row(still, other, out + start, length)
        }
      }
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

  @inline(__always)
  fileprivate func run(
    _ steps: Advancing, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    _ out: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch steps {
    case .both: rows(x, y, out, count)
    case .left: right(x, turned(y[0]), out, count)
    case .right: left(y, x[0], out, count)
    case .neither:
      rows(x, y, out, 1)
      out.update(repeating: out[0], count: count)
    }
  }
}

/// Two tensors of one shape through a loop of `CKernels`.
func zipped(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  loop: (CKTable) -> CKBinary
) throws -> Tensor {
  if KernelChoice.isReference { return try Reference.zip(a, b, shape: a.shape, reference) }
  let (loop, count) = (loop(Kernels.current.loops), a.count)
  return try Tensor(shape: a.shape, operation: operation) { out in
    a.withFloats { a in
      b.withFloats { b in
        Work.chunks(count) {
          loop(a + $0.lowerBound, b + $0.lowerBound, out + $0.lowerBound, $0.count)
        }
      }
    }
  }
}

/// The same with loops of `CKernels` for rows and numbers, stretched over each other.
func zipped(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  loops: (CKTable) -> BinaryLoops
) throws -> Tensor {
  let loops = loops(Kernels.current.loops)
  return try zippedRuns(operation, a, b, reference: reference) { loops.run($0, $1, $2, $3, $4) }
}

/// Which side of a broadcast advances along the innermost loop.
fileprivate enum Advancing { case both, left, right, neither }

private func zippedRuns(
  _ operation: String, _ a: Tensor, _ b: Tensor, reference: (Double, Double) -> Double,
  _ body: (
    Advancing, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
  ) -> Void
) throws -> Tensor {
  let plan = try Broadcast(a.shape, b.shape, operation: operation)
  if KernelChoice.isReference { return try Reference.zip(a, b, shape: plan.shape, reference) }
  return try Tensor(shape: plan.shape, operation: operation) { result in
    a.withFloats { a in b.withFloats { b in plan.zip(a, b, into: result, body) } }
  }
}

extension Broadcast {
  fileprivate typealias Body = (
    Advancing, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
  ) -> Void

  /// Calls `body` for all stretches of the result, on several threads.
  @inline(__always)
  fileprivate func zip(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>, _ body: Body
  ) {
    let advancing: Advancing =
      switch loops.last.map({ ($0.a, $0.b) }) ?? (0, 0) {
      case (1, 1): .both
      case (1, 0): .left
      case (0, 1): .right
      default: .neither
      }
    Work.chunks(shape.reduce(1, *)) { range in
      forEachRun(range) { start, startA, startB, count in
        body(advancing, a + startA, b + startB, result + start, count)
      }
    }
  }
}

extension PlanNote {
  /// An operator between two tensors.
  static func zipped(
    _ arithmetic: PlanArithmetic, _ a: [Int], _ b: [Int],
    _ loops: @escaping @Sendable (CKTable) -> BinaryLoops, again: @escaping Again
  ) -> PlanNote {
    guard let plan = try? Broadcast(a, b, operation: "") else { return .again(again) }
    return .known(
      .arithmetic(arithmetic),
      loop: { inputs, out, table in
        let loops = loops(table)
        plan.zip(inputs[0], inputs[1], into: out) { loops.run($0, $1, $2, $3, $4) }
      }, again: again)
  }
}

/// The gradient of an elementwise operation: a loop over the gradient that came and the operation's
/// input or result.
func backpropagated(
  _ operation: String, _ gradient: Tensor, _ x: Tensor, row: PairLoop
) throws -> Tensor {
  try zipped(operation, gradient, x, reference: { single(row, $0, $1) }, row: row)
}

/// The same with a loop of `CKernels`, which takes the input or result before the gradient.
func backpropagated(
  _ operation: String, _ gradient: Tensor, _ x: Tensor, reference: (Double, Double) -> Double,
  loop: (CKTable) -> CKBinary
) throws -> Tensor {
  try zipped(operation, x, gradient, reference: { reference($1, $0) }, loop: loop)
}

/// A loop over one pair only.
func single(_ row: PairLoop, _ x: Double, _ y: Double) -> Double {
  var (x, y, out) = (Float(x), Float(y), Float(0))
  row(&x, &y, &out, 1)
  return Double(out)
}
