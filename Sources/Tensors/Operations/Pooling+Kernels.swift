internal import CKernels

// One plane at a time: H×W cells in at `x`, OH×OW cells out at `out`.

/// The loops under all poolings.
enum PoolingKernel {
  /// The largest number of each window; NaN wins.
  static func maximum(
    _ x: UnsafePointer<Float>, _ plan: PoolingPlan, _ out: UnsafeMutablePointer<Float>,
    _ loops: CKTable
  ) {
    let width = plan.shape[3]
    plan.columns.withUnsafeBufferPointer { columns in
      // First the largest of each column under the row of windows, which runs along whole rows;
      // then the largest of each window.
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { buffer in
        guard let tallest = buffer.baseAddress else { return }
        var out = out
        for window in plan.rows {
          var columns = columns[...]
          if window.isPair, plan.columnPairs > 0 {
            let above = x + window.start &* width
            loops.max_pool_2x2(above, above + width, out, plan.columnPairs)
            out += plan.columnPairs
            columns = columns.dropFirst(plan.columnPairs)
            if columns.isEmpty { continue }
          }
          tallest.update(from: x + window.start &* width, count: width)
          var y = window.start &+ window.step
          while y < window.end {
            let row = x + y &* width
            for i in 0..<width { tallest[i] = larger(row[i], tallest[i]) }
            y &+= window.step
          }
          for column in columns {
            var largest = tallest[column.start]
            var i = column.start &+ column.step
            while i < column.end {
              largest = larger(tallest[i], largest)
              i &+= column.step
            }
            out[0] = largest
            out += 1
          }
        }
      }
    }
  }

  @inline(__always)
  private static func larger(_ new: Float, _ old: Float) -> Float {
    new > old || new != new ? new : old
  }

  /// Calls `body` with each window's number and the place of its winner in the plane: the first of
  /// equals, the last of several NaN, as in PyTorch.
  @inline(__always)
  static func forEachWinner(
    _ x: UnsafePointer<Float>, _ plan: PoolingPlan, _ body: (_ cell: Int, _ winner: Int) -> Void
  ) {
    let width = plan.shape[3]
    plan.columns.withUnsafeBufferPointer { columns in
      var cell = 0
      for row in plan.rows {
        for column in columns {
          var winner = row.start &* width &+ column.start
          var largest = x[winner]
          var y = row.start
          while y < row.end {
            var i = y &* width &+ column.start
            let end = y &* width &+ column.end
            while i < end {
              let value = x[i]
              if value > largest || value != value { (largest, winner) = (value, i) }
              i &+= column.step
            }
            y &+= row.step
          }
          body(cell, winner)
          cell &+= 1
        }
      }
    }
  }

  /// Sends each window's gradient `g` to its winner.
  static func maximumGradient(
    _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ plan: PoolingPlan,
    _ out: UnsafeMutablePointer<Float>
  ) {
    out.update(repeating: 0, count: plan.inputCells)
    forEachWinner(x, plan) { cell, winner in out[winner] += g[cell] }
  }

  /// The mean of each window.
  static func average(
    _ x: UnsafePointer<Float>, _ plan: PoolingPlan, _ out: UnsafeMutablePointer<Float>
  ) {
    let width = plan.shape[3]
    plan.columns.withUnsafeBufferPointer { columns in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { buffer in
        guard let sums = buffer.baseAddress else { return }
        var out = out
        for window in plan.rows {
          sums.update(from: x + window.start &* width, count: width)
          for y in (window.start &+ 1)..<max(window.end, window.start &+ 1) {
            let row = x + y &* width
            for i in 0..<width { sums[i] += row[i] }
          }
          for column in columns {
            var sum: Float = 0
            for i in column.start..<column.end { sum += sums[i] }
            out[0] = sum / Float(window.divisor &* column.divisor)
            out += 1
          }
        }
      }
    }
  }

  /// Shares each window's gradient `g` evenly among its cells.
  static func averageGradient(
    _ g: UnsafePointer<Float>, _ plan: PoolingPlan, _ out: UnsafeMutablePointer<Float>
  ) {
    let width = plan.shape[3]
    out.update(repeating: 0, count: plan.inputCells)
    plan.columns.withUnsafeBufferPointer { columns in
      var g = g
      for row in plan.rows {
        for column in columns {
          let share = g[0] / Float(row.divisor &* column.divisor)
          g += 1
          for y in row.start..<row.end {
            let line = out + y &* width
            for i in column.start..<column.end { line[i] += share }
          }
        }
      }
    }
  }
}
