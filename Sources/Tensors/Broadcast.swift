/// How two shapes stretch over each other: axes are matched from the last one, and a length of 1
/// repeats along the other's.
///
/// - Source: NumPy's broadcasting rules ("Array programming with NumPy", Nature 2020, fig. 1d).
struct Broadcast {
  /// The shape of the result.
  let shape: [Int]
  /// The loops to run, outermost first, with neighbours merged where both sides allow it. `a` and
  /// `b` are strides: 0 where that side repeats. The last pair is always made of 0s and 1s, so that
  /// equal shapes, a lone number, `[C, 1, 1]` over `[N, C, H, W]` and a row vector are all fast.
  private(set) var loops: [(length: Int, a: Int, b: Int)] = []

  /// - Throws: `ShapeError` that names both shapes and the first axis that does not fit.
  init(_ a: [Int], _ b: [Int], operation: String) throws {
    if a == b {  // by far the most frequent
      shape = a
      loops = [(a.reduce(1, *), 1, 1)]
      return
    }
    let rank = max(a.count, b.count)
    let left = [Int](repeating: 1, count: rank - a.count) + a
    let right = [Int](repeating: 1, count: rank - b.count) + b
    var shape: [Int] = []
    for axis in 0..<rank {
      guard left[axis] == right[axis] || left[axis] == 1 || right[axis] == 1 else {
        throw ShapeError(
          operation: operation, expected: "equal lengths, or 1, along every axis",
          found: "\(a) and \(b): \(left[axis]) against \(right[axis]) on axis \(axis) of \(rank)",
          hint: "axes are matched from the last one; reshape or transpose one side")
      }
      shape.append(left[axis] == 1 ? right[axis] : left[axis])
    }
    _ = try Tensor.checkedCount(shape, operation: operation)
    self.shape = shape

    let (leftStrides, rightStrides) = (Shape.strides(left), Shape.strides(right))
    for axis in 0..<rank where shape[axis] != 1 {
      let next = (
        length: shape[axis], a: left[axis] == 1 ? 0 : leftStrides[axis],
        b: right[axis] == 1 ? 0 : rightStrides[axis]
      )
      if let outer = loops.last, outer.a == next.a * next.length, outer.b == next.b * next.length {
        loops[loops.count - 1] = (outer.length * next.length, next.a, next.b)
      } else {
        loops.append(next)
      }
    }
    if loops.isEmpty { loops = [(1, 0, 0)] }
  }

  /// Calls `body` for every stretch of the result that lies within one innermost loop.
  ///
  /// - Parameter body: gets the first element's index in the result, in `a` and in `b`, and how
  ///   many elements follow; along them `a` and `b` advance by the last loop's strides.
  @inline(__always)
  func forEachRun(
    _ range: Range<Int>, _ body: (_ result: Int, _ a: Int, _ b: Int, _ count: Int) -> Void
  ) {
    guard let inner = loops.last, !range.isEmpty else { return }
    if loops.count == 1 {
      body(range.lowerBound, range.lowerBound * inner.a, range.lowerBound * inner.b, range.count)
      return
    }
    var position = [Int](repeating: 0, count: loops.count)
    var rest = range.lowerBound
    for axis in loops.indices.reversed() {
      position[axis] = rest % loops[axis].length
      rest /= loops[axis].length
    }
    var index = range.lowerBound
    while index < range.upperBound {
      var (a, b) = (0, 0)
      for axis in loops.indices {
        a += position[axis] * loops[axis].a
        b += position[axis] * loops[axis].b
      }
      let count = min(inner.length - position[loops.count - 1], range.upperBound - index)
      body(index, a, b, count)
      index += count
      position[loops.count - 1] = 0
      var axis = loops.count - 2
      while axis >= 0 {
        position[axis] += 1
        if position[axis] < loops[axis].length { break }
        position[axis] = 0
        axis -= 1
      }
    }
  }
}
