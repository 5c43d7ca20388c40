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
            loops.maximum(x + y &* width, tallest, tallest, width)
            y &+= window.step
          }
          largestAcross(tallest, columns, plan, out, loops)
          out += columns.count
        }
      }
    }
  }

  /// The largest number of `line` in each window. The plan's even columns all take one tap after the
  /// other.
  @inline(__always)
  private static func largestAcross(
    _ line: UnsafePointer<Float>, _ columns: Slice<UnsafeBufferPointer<PoolingWindow>>,
    _ plan: PoolingPlan, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    let even = plan.evenColumns
    let first = columns.startIndex
    for (i, column) in columns.enumerated() where !even.contains(first + i) {
      var largest = line[column.start]
      var j = column.start &+ column.step
      while j < column.end {
        largest = larger(line[j], largest)
        j &+= column.step
      }
      out[i] = largest
    }
    guard let start = even.first, start >= first else { return }
    let (window, out) = (columns[start], out + (start - first))
    if plan.evenStep == 2 {
      out.update(repeating: -.infinity, count: even.count)
      for tap in stride(from: window.start, to: window.end, by: window.step) {
        loops.maximum_of_evens(line + tap, out, even.count)
      }
      return
    }
    out.update(from: line + window.start, count: even.count)
    var tap = window.start &+ window.step
    while tap < window.end {
      loops.maximum(line + tap, out, out, even.count)
      tap &+= window.step
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
          body(cell, winner(x, row, column, width))
          cell &+= 1
        }
      }
    }
  }

  /// The place of the winner of one window.
  @inline(__always)
  private static func winner(
    _ x: UnsafePointer<Float>, _ row: PoolingWindow, _ column: PoolingWindow, _ width: Int
  ) -> Int {
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
    return winner
  }

  /// Sends each window's gradient `g` to its winner.
  static func maximumGradient(
    _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ plan: PoolingPlan,
    _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    if plan.isAllPairs { return maximumGradientOfPairs(x, g, plan, out, loops) }
    out.update(repeating: 0, count: plan.inputCells)
    guard !plan.evenColumns.isEmpty, plan.inputCells <= 1 << 24 else {
      forEachWinner(x, plan) { cell, winner in out[winner] += g[cell] }
      return
    }
    let (width, even) = (plan.shape[3], plan.evenColumns)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * even.count) { buffer in
      guard let largest = buffer.baseAddress else { return }
      let winners = largest + even.count
      var g = g
      for row in plan.rows {
        evenWinners(x, row, plan, largest, winners, loops)
        for (i, column) in plan.columns.enumerated() {
          let place =
            even.contains(i)
            ? Int(winners[i &- even.lowerBound]) : winner(x, row, column, width)
          out[place] += g[i]
        }
        g += plan.columns.count
      }
    }
  }

  /// The places of the winners of the even columns of one row of windows, all of them a tap at a
  /// time.
  private static func evenWinners(
    _ x: UnsafePointer<Float>, _ row: PoolingWindow, _ plan: PoolingPlan,
    _ largest: UnsafeMutablePointer<Float>, _ winners: UnsafeMutablePointer<Float>,
    _ loops: CKTable
  ) {
    let (width, count) = (plan.shape[3], plan.evenColumns.count)
    let window = plan.columns[plan.evenColumns.lowerBound]
    let first = row.start &* width &+ window.start
    largest.update(repeating: -.infinity, count: count)
    for i in 0..<count { winners[i] = Float(first &+ i &* plan.evenStep) }
    for y in stride(from: row.start, to: row.end, by: row.step) {
      for column in stride(from: window.start, to: window.end, by: window.step) {
        let place = y &* width &+ column
        loops.winners(x + place, plan.evenStep, Float(place), largest, winners, count)
      }
    }
  }

  /// The same where every window is a 2×2 block of its own: no zeros first, no search.
  private static func maximumGradientOfPairs(
    _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ plan: PoolingPlan,
    _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    let (width, count) = (plan.shape[3], plan.columnPairs)
    for row in 0..<plan.rows.count {
      let (above, to) = (x + 2 &* row &* width, out + 2 &* row &* width)
      loops.max_pool_2x2_gradient(
        above, above + width, g + row &* count, to, to + width, count)
    }
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
