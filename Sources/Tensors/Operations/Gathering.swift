extension Tensor {
  /// One number for each index: along `axis`, place `p` of the result is `self[…, indices[p], …]`.
  ///
  /// - Parameter indices: whole numbers; as many axes as `self`, and no longer than `self` but along
  ///   `axis`.
  /// - Returns: a tensor of the shape of `indices`. Its gradient adds up where an index repeats.
  /// - Throws: `ShapeError` for shapes that do not fit, or an index outside the axis.
  /// - Example:
  ///       let scores = try Tensor([[0.1, 0.9], [0.6, 0.4]])
  ///       try scores.gather(Tensor([[1], [0]]), axis: 1)
  public func gather(_ indices: Tensor, axis: Int) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "gather")
    guard
      indices.rank == rank,
      shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= shape[$0] })
    else {
      throw ShapeError(
        operation: "gather",
        expected: "indices of \(rank) axes, within \(shape) but for axis \(axis)",
        found: "\(indices.shape)")
    }
    let places = try indices.wholeNumbers(operation: "gather", role: "whole indices")
    try Tensor.check(places, within: shape[axis], axis: axis, operation: "gather")
    let sources = Tensor.sources(places, indices.shape, in: shape, axis: axis)
    return try collected("gather", from: sources, as: indices.shape)
  }

  /// Whole slices along `axis`, in the order of `indices`, which may repeat: rows of a table.
  ///
  /// - Returns: the shape of `self` with `indices.count` along `axis`.
  /// - Throws: `ShapeError` for an index outside the axis.
  /// - Example: `try Tensor([[1, 2], [3, 4], [5, 6]]).selecting([2, 0])`
  public func selecting(_ indices: [Int], axis: Int = 0) throws -> Tensor {
    let axis = try Shape.axis(axis, of: shape, operation: "selecting")
    try Tensor.check(indices, within: shape[axis], axis: axis, operation: "selecting")
    var result = shape
    result[axis] = indices.count
    let total = try Tensor.checkedCount(result, operation: "selecting")
    return try tracing(
      "selecting", from: [self], plan: .again { try $0[0].selecting(indices, axis: axis) }
    ) { [shape] in
      let inner = shape[(axis + 1)...].reduce(1, *)
      let outer = total == 0 ? 0 : shape[..<axis].reduce(1, *)
      let length = shape[axis]
      return try Tensor(shape: result, operation: "selecting") { target in
        withFloats { x in
          var target = target
          for block in 0..<outer {
            for index in indices {
              target.update(from: x + (block * length + index) * inner, count: inner)
              target += inner
            }
          }
        }
      }
      .recording("selecting", from: [self]) { gradient in
        let total = try Tensor.checkedCount(shape, operation: "selecting")
        return [
          try Tensor(shape: shape, operation: "selecting") { target in
            target.update(repeating: 0, count: total)
            gradient.withFloats { x in
              var x = x
              for block in 0..<outer {
                for index in indices {
                  let row = target + (block * length + index) * inner
                  for i in 0..<inner { row[i] += x[i] }
                  x += inner
                }
              }
            }
          }
        ]
      }
    }
  }

  /// Numbers from anywhere; the gradient goes back where each came from.
  private func collected(_ operation: String, from sources: [Int], as result: [Int]) throws
    -> Tensor
  {
    try tracing(
      operation, from: [self],
      plan: .again { try $0[0].collected(operation, from: sources, as: result) }
    ) { [shape, total = count] in
      try Tensor(shape: result, operation: operation) { target in
        withFloats { x in
          for (place, source) in sources.enumerated() { target[place] = x[source] }
        }
      }
      .recording(operation, from: [self]) { gradient in
        [
          try Tensor(shape: shape, operation: operation) { target in
            target.update(repeating: 0, count: total)
            gradient.withFloats { x in
              for (place, source) in sources.enumerated() { target[source] += x[place] }
            }
          }
        ]
      }
    }
  }

  private static func check(
    _ indices: [Int], within length: Int, axis: Int, operation: String
  ) throws {
    if let place = indices.firstIndex(where: { $0 < 0 || $0 >= length }) {
      throw ShapeError(
        operation: operation,
        expected: length == 0
          ? "an axis \(axis) that is not empty" : "indices in 0 ..< \(length) on axis \(axis)",
        found: "\(indices[place]) at place \(place)")
    }
  }

  /// For every place of `indices`, the element of `shape` it picks, counted row by row.
  private static func sources(
    _ places: [Int], _ indexShape: [Int], in shape: [Int], axis: Int
  ) -> [Int] {
    var sources: [Int] = []
    sources.reserveCapacity(places.count)
    let strides = Shape.strides(shape)
    var position = [Int](repeating: 0, count: shape.count)
    for place in places {
      var source = place * strides[axis]
      for other in shape.indices where other != axis { source += position[other] * strides[other] }
      sources.append(source)
      for other in shape.indices.reversed() {
        position[other] += 1
        if position[other] < indexShape[other] { break }
        position[other] = 0
      }
    }
    return sources
  }
}
