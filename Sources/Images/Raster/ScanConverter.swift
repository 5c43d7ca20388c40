// Coordinates are whole numbers of 1/256 pixel from here on: the last bits of the floats before
// them no longer matter, and nothing after them rounds.

/// Turns outlines into coverage, a row of pixels at a time.
///
/// Each row is crossed by `subrows` horizontal lines. On each, the outline's crossings are sorted
/// and walked with the non-zero winding rule; the spans inside add their exact length (to 1/256
/// pixel) to the pixels under them. Keeps its scratch space, so one converter can draw many paths.
///
/// - Source: the scanline algorithm with an active edge list; Foley, van Dam, Feiner and Hughes,
///   "Computer Graphics", 2nd edition, §3.6.
package struct ScanConverter {
  /// Horizontal sample lines per row of pixels.
  static let subrows = 8
  private static let subrowHeight = 256 / subrows

  private struct Edge {
    var first, last: Int  // sample lines crossed: first ..< last
    var x: Int  // where it crosses the next sample line, in 1/256 pixel × 2¹⁶
    var step: Int  // how far x moves from one sample line to the next
    var winding: Int
  }

  private var edges: [Edge] = []
  private var active: [Edge] = []
  private var changes: [Int32] = []  // difference from each pixel to the next
  private var row: [UInt8] = []

  package init() {}

  /// Coverage of `path` on the pixels `columns` × `rows`.
  ///
  /// - Parameter emit: called once per row that the path touches, with the row, the first column of
  ///   the coverage given, and one value per pixel: 0 outside, 255 inside.
  package mutating func scan(
    _ path: Path, through transform: Transform = .identity, columns: Range<Int>,
    rows: Range<Int>, emit: (_ y: Int, _ x: Int, _ coverage: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard !columns.isEmpty, !rows.isEmpty else { return }
    edges.removeAll(keepingCapacity: true)
    let lines = (rows.lowerBound * Self.subrows)..<(rows.upperBound * Self.subrows)
    var (left, right) = (Int.max, Int.min)
    path.forEachContour(through: transform) { points, _ in
      guard let last = points.last else { return }
      var from = Self.quantised(last)
      for point in points {
        let to = Self.quantised(point)
        left = min(left, to.x)
        right = max(right, to.x)
        addEdge(from: from, to: to, lines: lines)
        from = to
      }
    }
    guard !edges.isEmpty else { return }
    let firstColumn = max(columns.lowerBound, left >> 8)
    let lastColumn = min(columns.upperBound, (right >> 8) + 1)
    guard firstColumn < lastColumn else { return }
    walk(columns: firstColumn..<lastColumn, emit: emit)
  }

  private static func quantised(_ p: Point) -> (x: Int, y: Int) {
    let limit: Float = 0x1p20
    return (
      x: Int((max(-limit, min(limit, p.x)) * 256).rounded()),
      y: Int((max(-limit, min(limit, p.y)) * 256).rounded())
    )
  }

  private mutating func addEdge(
    from: (x: Int, y: Int), to: (x: Int, y: Int), lines: Range<Int>
  ) {
    guard from.y != to.y else { return }
    let (top, bottom) = from.y < to.y ? (from, to) : (to, from)
    // Sample line k stands at y = k · subrowHeight + subrowHeight / 2.
    let half = Self.subrowHeight / 2
    func firstLine(atOrBelow y: Int) -> Int {
      (y - half + Self.subrowHeight - 1) >> (Self.subrowHeight.trailingZeroBitCount)
    }
    let first = max(lines.lowerBound, firstLine(atOrBelow: top.y))
    let last = min(lines.upperBound, firstLine(atOrBelow: bottom.y))
    guard first < last else { return }
    let slope = ((bottom.x - top.x) << 16) / (bottom.y - top.y)
    let y = first * Self.subrowHeight + half
    edges.append(
      Edge(
        first: first, last: last, x: (top.x << 16) + slope * (y - top.y),
        step: slope * Self.subrowHeight, winding: from.y < to.y ? 1 : -1))
  }

  private mutating func walk(
    columns: Range<Int>,
    emit: (_ y: Int, _ x: Int, _ coverage: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    edges.sort { ($0.first, $0.x, $0.step) < ($1.first, $1.x, $1.step) }
    active.removeAll(keepingCapacity: true)
    let width = columns.count
    if changes.count < width + 2 {
      changes = Array(repeating: 0, count: width + 2)
      row = Array(repeating: 0, count: width + 2)
    }
    let origin = columns.lowerBound << 8
    let limit = width << 8
    var next = 0
    var line = edges[0].first
    while next < edges.count || !active.isEmpty {
      if active.isEmpty { line = max(line, edges[next].first) }
      let y = line >> Self.subrows.trailingZeroBitCount
      var touched = (low: width, high: 0)
      while line < (y + 1) * Self.subrows {
        while next < edges.count, edges[next].first <= line {
          active.append(edges[next])
          next += 1
        }
        active.removeAll { $0.last <= line }
        sortActive()
        var winding = 0
        var start = 0
        for i in active.indices {
          let x = max(0, min(limit, (active[i].x >> 16) - origin))
          active[i].x += active[i].step
          let before = winding
          winding += active[i].winding
          if before == 0 {
            start = x
          } else if winding == 0, x > start {
            let (a, b) = (start >> 8, x >> 8)
            let (fromA, fromB) = (Int32(start & 255), Int32(x & 255))
            changes[a] += 256 - fromA
            changes[a + 1] += fromA
            changes[b] -= 256 - fromB
            changes[b + 1] -= fromB
            touched = (min(touched.low, a), max(touched.high, min(width, b + 1)))
          }
        }
        line += 1
        if active.isEmpty, next >= edges.count { break }
      }
      if touched.low < touched.high { emitRow(y, touched.low..<touched.high, columns, emit) }
    }
  }

  /// Nearly sorted from line to line, so insertion is quickest.
  private mutating func sortActive() {
    guard active.count > 1 else { return }
    for i in 1..<active.count {
      let edge = active[i]
      var j = i
      while j > 0, active[j - 1].x > edge.x {
        active[j] = active[j - 1]
        j -= 1
      }
      active[j] = edge
    }
  }

  private mutating func emitRow(
    _ y: Int, _ touched: Range<Int>, _ columns: Range<Int>,
    _ emit: (_ y: Int, _ x: Int, _ coverage: UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let full = Int32(256 * Self.subrows)
    var sum: Int32 = 0
    for i in touched {
      sum += changes[i]
      changes[i] = 0
      row[i] = UInt8(clamping: (sum * 255 + full / 2) / full)
    }
    changes[touched.upperBound] = 0
    if touched.upperBound + 1 < changes.count { changes[touched.upperBound + 1] = 0 }
    row.withUnsafeBufferPointer {
      emit(y, columns.lowerBound + touched.lowerBound, UnsafeBufferPointer(rebasing: $0[touched]))
    }
  }
}
