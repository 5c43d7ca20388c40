// A reduction seen as matrices: `outer` blocks of `length` rows of `inner` columns, rows reduced.

/// One pass of a reduction.
struct ReductionPass {
  let outer, length, inner: Int
}

extension Tensor {
  /// Runs `kernel` once for each stretch of neighbouring axes to reduce, last stretch first.
  ///
  /// - Parameter axes: resolved and ascending.
  func reduced(
    _ operation: String, axes: [Int], keepingAxes: Bool,
    kernel: (ReductionPass, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) throws -> Tensor {
    let result = Shape.reducing(shape, axes: axes, keepingAxes: keepingAxes)
    var stretches: [(length: Int, isReduced: Bool)] = []
    for axis in shape.indices where shape[axis] != 1 {
      let isReduced = axes.contains(axis)
      if let last = stretches.last, last.isReduced == isReduced {
        stretches[stretches.count - 1].length *= shape[axis]
      } else {
        stretches.append((shape[axis], isReduced))
      }
    }
    var current = detached()
    while let index = stretches.lastIndex(where: \.isReduced) {
      let pass = ReductionPass(
        outer: stretches[..<index].reduce(1) { $0 * $1.length }, length: stretches[index].length,
        inner: stretches[(index + 1)...].reduce(1) { $0 * $1.length })
      stretches.remove(at: index)
      let remaining = try Tensor.checkedCount([pass.outer, pass.inner], operation: operation)
      current = try Tensor(shape: [remaining], operation: operation) { target in
        if remaining > 0 { current.withFloats { kernel(pass, $0, target) } }
      }
    }
    return Tensor(shape: result, storage: current.storage, offset: current.offset)
  }
}

/// Sums in Double, in an order that does not depend on the number of threads.
enum SumKernel {
  static let columns = 256

  static func run(
    _ pass: ReductionPass, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    if pass.inner == 1 {
      for row in 0..<pass.outer {
        result[row] = Float(sum(x + row * pass.length, count: pass.length))
      }
    } else {
      for block in 0..<pass.outer {
        Work.chunks(pass.inner, grain: columns) { range in
          addRows(
            x + block * pass.length * pass.inner + range.lowerBound, rows: pass.length,
            step: pass.inner, count: range.count,
            to: result + block * pass.inner + range.lowerBound)
        }
      }
    }
  }

  /// Eight running sums, then theirs.
  static func sum(_ x: UnsafePointer<Float>, count: Int) -> Double {
    var lanes = SIMD8<Double>(repeating: 0)
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      lanes += SIMD8<Double>(
        UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Float>.self))
    }
    var total = lanes.sum()
    for i in whole..<count { total += Double(x[i]) }
    return total
  }

  private static func addRows(
    _ x: UnsafePointer<Float>, rows: Int, step: Int, count: Int,
    to result: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { buffer in
      guard let totals = buffer.baseAddress else { return }
      totals.initialize(repeating: 0, count: columns)
      for row in 0..<rows {
        let line = x + row * step
        for column in 0..<count { totals[column] += Double(line[column]) }
      }
      for column in 0..<count { result[column] = Float(totals[column]) }
    }
  }
}

/// The largest of each column of a pass (`sign` 1), or the smallest (`sign` -1). NaN wins.
enum ExtremeKernel {
  @inline(__always)
  static func run(
    _ pass: ReductionPass, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>,
    isBetter: (Float, Float) -> Bool
  ) {
    for block in 0..<pass.outer {
      let (rows, best) = (x + block * pass.length * pass.inner, result + block * pass.inner)
      if pass.inner == 1 {
        var value = rows[0]
        for i in 0..<pass.length {
          let next = rows[i]
          value = isBetter(next, value) || next != next ? next : value
        }
        best[0] = value
      } else {
        best.update(from: rows, count: pass.inner)
        for row in 1..<max(pass.length, 1) {
          let line = rows + row * pass.inner
          for i in 0..<pass.inner {
            best[i] = isBetter(line[i], best[i]) || line[i] != line[i] ? line[i] : best[i]
          }
        }
      }
    }
  }
}
