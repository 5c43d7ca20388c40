// H×W cells in, OH×OW cells out.

/// What one cell of a pooled axis looks at: cells `start`, `start + step` … below `end`.
package struct PoolingWindow: Equatable, Sendable {
  package let start: Int
  package let end: Int
  package let step: Int
  /// What a mean divides by along this axis: the cells, or those with the padding.
  package let divisor: Int

  var extent: Int { end - start }
  /// Two neighbours.
  var isPair: Bool { end - start == 2 && step == 1 }
}

/// The windows of both axes: all that the kernels of all poolings need to know.
package struct PoolingPlan: Sendable {
  package let rows: [PoolingWindow]
  package let columns: [PoolingWindow]
  let shape: [Int]
  /// So many of the first columns are the pairs 0 and 1, 2 and 3 …: the commonest pooling.
  let columnPairs: Int
  /// Whether the windows are 2×2 blocks that cover the picture exactly.
  let isAllPairs: Bool
  /// So many columns in the middle are the same window moved on by `evenStep` cells, one or two.
  let evenColumns: Range<Int>
  let evenStep: Int

  init(rows: [PoolingWindow], columns: [PoolingWindow], shape: [Int]) {
    self.rows = rows
    self.columns = columns
    self.shape = shape
    let (single, double) = (
      PoolingPlan.even(columns, step: 1), PoolingPlan.even(columns, step: 2)
    )
    let pairs = PoolingPlan.pairs(columns)
    // A first window that padding has made a pair is not worth the others.
    let isDouble = single.isEmpty && double.count > pairs
    columnPairs = single.isEmpty && !isDouble ? pairs : 0
    evenColumns = isDouble ? double : single
    evenStep = isDouble ? 2 : 1
    isAllPairs =
      PoolingPlan.pairs(rows) * 2 == shape[2] && columnPairs * 2 == shape[3]
      && rows.count * 2 == shape[2] && columns.count * 2 == shape[3]
  }

  /// How many of the first windows are the pairs 0 and 1, 2 and 3 …
  private static func pairs(_ windows: [PoolingWindow]) -> Int {
    windows.enumerated().first { !$0.element.isPair || $0.element.start != 2 * $0.offset }?.offset
      ?? windows.count
  }

  /// The largest stretch of windows in the middle that are one another moved by `step`
  /// cells.
  private static func even(_ windows: [PoolingWindow], step: Int) -> Range<Int> {
    guard let widest = windows.indices.max(by: { windows[$0].extent < windows[$1].extent }) else {
      return 0..<0
    }
    var end = widest + 1
    while end < windows.count, windows[end].start == windows[end - 1].start + step,
      windows[end].end == windows[end - 1].end + step
    {
      end += 1
    }
    return end - widest >= 8 ? widest..<end : 0..<0
  }

  /// `[N, C, OH, OW]`.
  var outputShape: [Int] { [shape[0], shape[1], rows.count, columns.count] }
  var planes: Int { shape[0] * shape[1] }
  var inputCells: Int { shape[2] * shape[3] }
  var outputCells: Int { rows.count * columns.count }
  /// Cells looked at: one comparison or addition each.
  var flops: Int {
    func cells(_ windows: [PoolingWindow]) -> Int {
      windows.reduce(0) { $0 + ($1.end - $1.start + $1.step - 1) / $1.step }
    }
    return planes &* cells(rows) &* cells(columns)
  }
}

/// The options of a pooling whose window slides.
package struct SlidingWindow: Sendable {
  package var size: Int
  package var stride: Int
  package var padding: Int
  package var dilation = 1
  package var ceilMode = false
  package var countIncludingPadding = false

  /// Cells from the first to the last of a window, both counted.
  var extent: Int { (size - 1) * dilation + 1 }

  /// - Throws: `ShapeError` for options out of range, as PyTorch refuses them.
  func check(_ operation: String) throws {
    let sizes: KeyValuePairs = ["size": size, "stride": stride, "dilation": dilation]
    for (name, value) in sizes where value < 1 || value > 1 << 30 {
      throw ShapeError(
        operation: operation, expected: "\(name) of at least 1 (and at most 2³⁰)",
        found: "\(name): \(value)")
    }
    guard padding >= 0, padding <= size / 2 else {
      throw ShapeError(
        operation: operation, expected: "padding from 0 to half the window, \(size / 2)",
        found: "padding: \(padding)", hint: "more would leave windows that see padding only")
    }
  }

  /// The windows of both axes of `shape`.
  ///
  /// As in PyTorch, ⌊(H + 2 padding − extent) / stride⌋ + 1 of them, or with `ceilMode` the ceiling
  /// in place of the floor, but a last window that would begin in the padding is dropped.
  func plan(_ operation: String, shape: [Int]) throws -> PoolingPlan {
    try check(operation)
    try checkPictures(operation, shape)
    return PoolingPlan(
      rows: try windows(operation, axis: 2, length: shape[2]),
      columns: try windows(operation, axis: 3, length: shape[3]), shape: shape)
  }

  private func windows(_ operation: String, axis: Int, length: Int) throws -> [PoolingWindow] {
    let room = length + 2 * padding - extent
    guard room >= 0 else {
      throw ShapeError(
        operation: operation,
        expected: "axis \(axis) of at least \(extent) cells with its padding, for the window",
        found: padding == 0
          ? "\(length) cells" : "\(length) cells and \(2 * padding) of padding",
        hint: "a smaller window, or adaptive pooling, which fits any size")
    }
    var count = (ceilMode ? room + stride - 1 : room) / stride + 1
    if ceilMode, (count - 1) * stride >= length + padding { count -= 1 }
    return try (0..<count).map { cell in
      let first = cell * stride - padding
      // The taps that fall on padding are skipped, a whole number of steps.
      let start = first >= 0 ? first : first + (-first + dilation - 1) / dilation * dilation
      let end = min(first + extent, length)
      guard start < end else {
        throw ShapeError(
          operation: operation, expected: "windows that see at least one cell of axis \(axis)",
          found: "window \(cell), which sees padding only",
          hint: "less padding or a smaller dilation")
      }
      let counted = min(first + size, length + padding) - first
      return PoolingWindow(
        start: start, end: end, step: dilation,
        divisor: countIncludingPadding ? counted : end - start)
    }
  }
}

/// Bin `i` of `count` covers the cells from ⌊i·length / count⌋ to below ⌈(i + 1)·length / count⌉:
/// bins overlap by a cell where the length is no multiple.
///
/// - Source: He et al., "Spatial Pyramid Pooling", ECCV 2014, appendix A; PyTorch's rule.
func adaptivePlan(_ operation: String, shape: [Int], outputSize: [Int]) throws -> PoolingPlan {
  try checkPictures(operation, shape)
  try checkSize(operation, outputSize)
  func bins(_ length: Int, _ count: Int) -> [PoolingWindow] {
    (0..<count).map { i in
      let (start, end) = (i * length / count, ((i + 1) * length + count - 1) / count)
      return PoolingWindow(start: start, end: end, step: 1, divisor: end - start)
    }
  }
  try Tensor.checkRoom(for: shape.prefix(2) + outputSize, operation: operation)
  return PoolingPlan(
    rows: bins(shape[2], outputSize[0]), columns: bins(shape[3], outputSize[1]), shape: shape)
}

/// Refuses what is not a batch of pictures with at least one cell each.
func checkPictures(_ operation: String, _ shape: [Int]) throws {
  guard shape.count == 4, shape[2] > 0, shape[3] > 0 else {
    throw ShapeError(
      operation: operation, expected: "[N, C, H, W] with H and W of at least 1",
      found: "shape \(shape)",
      hint: shape.count == 3 ? "unsqueezed(axis: 0) makes it a batch of one" : "")
  }
  // An empty batch may name pictures of any size; the tables of an operation are as long as its axes.
  guard shape[2] <= longestSide, shape[3] <= longestSide else {
    throw ShapeError(
      operation: operation, expected: "[N, C, H, W] with H and W of at most 2²⁴",
      found: "shape \(shape)")
  }
}

/// Cells in the longest row or column that an operation on pictures takes.
private let longestSide = 1 << 24

/// Refuses what is not `[rows, columns]`.
func checkSize(_ operation: String, _ size: [Int]) throws {
  guard size.count == 2, size.allSatisfy({ $0 >= 1 && $0 <= longestSide }) else {
    throw ShapeError(
      operation: operation, expected: "a size [rows, columns], each at least 1 (and at most 2²⁴)",
      found: "\(size)")
  }
}
