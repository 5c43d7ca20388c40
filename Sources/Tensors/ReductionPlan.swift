internal import CKernels

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

/// Sums in an order that does not depend on the number of threads: pieces of fixed size, then theirs
/// in Double.
enum SumKernel {
  /// Columns worked on at once.
  static let columns = 256

  static func run(
    _ pass: ReductionPass, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    if pass.inner == 1 {
      let sum = Kernels.current.loops.sum
      if pass.length > 2 * Work.grain {
        for row in 0..<pass.outer {
          result[row] = Float(longSum(x + row * pass.length, count: pass.length, sum))
        }
      } else {
        Work.items(pass.outer, elements: pass.length) { row in
          result[row] = Float(sum(x + row * pass.length, pass.length))
        }
      }
    } else {
      let stripes = (pass.inner - 1) / columns + 1
      Work.items(pass.outer * stripes, elements: columns * pass.length) { item in
        let (block, first) = (item / stripes, item % stripes * columns)
        addRows(
          x + block * pass.length * pass.inner + first, rows: pass.length, step: pass.inner,
          count: min(columns, pass.inner - first), to: result + block * pass.inner + first)
      }
    }
  }

  private static func longSum(
    _ x: UnsafePointer<Float>, count: Int,
    _ sum: @convention(c) (UnsafePointer<Float>, Int) -> Double
  ) -> Double {
    let pieces = (count - 1) / Work.grain + 1
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: pieces) { parts in
      guard let parts = parts.baseAddress else { return 0 }
      Work.chunks(count) { range in
        parts[range.lowerBound / Work.grain] = sum(x + range.lowerBound, range.count)
      }
      return (0..<pieces).reduce(0) { $0 + parts[$1] }
    }
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

/// The largest or smallest of each column of a pass. NaN wins.
enum ExtremeKernel {
  static func largest(
    _ pass: ReductionPass, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    let table = Kernels.current.loops
    run(pass, x, result, row: table.largest, rows: table.maximum)
  }

  static func smallest(
    _ pass: ReductionPass, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
  ) {
    let table = Kernels.current.loops
    run(pass, x, result, row: table.smallest, rows: table.minimum)
  }

  private static func run(
    _ pass: ReductionPass, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>,
    row: @convention(c) (UnsafePointer<Float>, Int) -> Float, rows: CKBinary
  ) {
    Work.items(pass.outer, elements: pass.length * pass.inner) { block in
      let (values, best) = (x + block * pass.length * pass.inner, result + block * pass.inner)
      if pass.inner == 1 {
        best[0] = row(values, pass.length)
      } else {
        best.update(from: values, count: pass.inner)
        for line in 1..<max(pass.length, 1) {
          rows(best, values + line * pass.inner, best, pass.inner)
        }
      }
    }
  }
}
