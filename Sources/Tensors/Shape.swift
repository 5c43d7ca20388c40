// What every operation needs to know about shapes: axes by number, strides, and sizes that are
// counted without overflow. All lengths are in elements.

/// Arithmetic on `[Int]` shapes, shared by all operations.
package enum Shape {
  /// How far apart neighbours along each axis lie in row-major storage, in floats.
  package static func strides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= max(shape[axis], 1)  // cannot overflow: `checkedCount` counted it so
    }
    return strides
  }

  /// The axis that `axis` names: `0 ..< rank` from the front, `-1` is the last.
  ///
  /// - Throws: `ShapeError` that names the axis and the shape.
  package static func axis(_ axis: Int, of shape: [Int], operation: String) throws -> Int {
    let rank = shape.count
    guard axis >= -rank, axis < rank else {
      throw ShapeError(
        operation: operation,
        expected: rank == 0
          ? "a tensor with at least one axis" : "an axis in 0 ..< \(rank) for shape \(shape)",
        found: rank == 0 ? "a single number, of shape []" : "axis \(axis)",
        hint: rank == 0 ? "" : "count from 0; -1 is the last axis")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Several axes, ascending and each once; `nil` means all of them.
  package static func axes(_ axes: [Int]?, of shape: [Int], operation: String) throws -> [Int] {
    guard let axes else { return Array(shape.indices) }
    let resolved = try axes.map { try axis($0, of: shape, operation: operation) }
    guard Set(resolved).count == resolved.count else {
      throw ShapeError(
        operation: operation, expected: "each axis at most once", found: "axes \(axes)")
    }
    return resolved.sorted()
  }

  /// `shape` without `axes`, or with length 1 in their place.
  package static func reducing(_ shape: [Int], axes: [Int], keepingAxes: Bool) -> [Int] {
    let removed = Set(axes)
    return shape.indices.compactMap { axis in
      removed.contains(axis) ? (keepingAxes ? 1 : nil) : shape[axis]
    }
  }

  /// A sum of lengths.
  ///
  /// - Throws: `ShapeError` when it is too large to count.
  package static func sum(_ lengths: Int..., operation: String) throws -> Int {
    var total = 0
    for length in lengths {
      let (sum, overflow) = total.addingReportingOverflow(length)
      guard !overflow else {
        throw ShapeError(
          operation: operation, expected: "an axis length that fits in an Int",
          found: lengths.map(String.init).joined(separator: " + "))
      }
      total = sum
    }
    return total
  }
}

/// A walk over the rows of a strided block, innermost axis left to the caller.
struct StridedRows {
  let shape: [Int]
  let strides: [Int]

  var count: Int { shape.dropLast().reduce(1, *) }

  /// Calls `body` with the number of each row of a range and where it starts, in order.
  @inline(__always)
  func forEach(in rows: Range<Int>, _ body: (_ row: Int, _ start: Int) -> Void) {
    var position = [Int](repeating: 0, count: max(shape.count - 1, 0))
    var (start, rest) = (0, rows.lowerBound)
    for axis in position.indices.reversed() {
      (rest, position[axis]) = rest.quotientAndRemainder(dividingBy: shape[axis])
      start += position[axis] * strides[axis]
    }
    for row in rows {
      body(row, start)
      var axis = position.count - 1
      while axis >= 0 {
        position[axis] += 1
        start += strides[axis]
        if position[axis] < shape[axis] { break }
        start -= strides[axis] * shape[axis]
        position[axis] = 0
        axis -= 1
      }
    }
  }
}
