// The same numbers in another shape: nothing is copied.

extension Tensor {
  /// The same numbers, row by row, in another shape. One length may be `-1`: what remains.
  ///
  /// - Throws: `ShapeError` unless the new shape holds as many numbers.
  /// - Parameter shape: the new length of each axis.
  /// - Example: `try Tensor.range(0..<6).reshaped([2, -1])`
  public func reshaped(_ shape: [Int]) throws -> Tensor {
    try viewed("reshaped", as: inferred(shape))
  }

  /// All axes from `from` on made one: `[N, C, H, W].flattened(from: 1)` is `[N, C·H·W]`.
  ///
  /// - Throws: `ShapeError` unless `from` is an axis.
  /// - Example: `try Tensor.zeros([2, 3, 4, 5]).flattened(from: 1).shape`
  public func flattened(from: Int = 0) throws -> Tensor {
    if rank == 0 && from == 0 { return try viewed("flattened", as: [1]) }
    let axis = try Shape.axis(from, of: shape, operation: "flattened")
    let length = try Tensor.checkedCount(Array(shape[axis...]), operation: "flattened")
    return try viewed("flattened", as: shape[..<axis] + [length])
  }

  /// Without an axis of length 1; `nil`: without any such axis.
  ///
  /// - Throws: `ShapeError` unless that axis has length 1.
  /// - Returns: the shape of `self` without it: `[1, 3, 1]` along axis 0 gives `[3, 1]`.
  /// - Example: `try Tensor.zeros([1, 3, 1]).squeezed().shape`
  public func squeezed(axis: Int? = nil) throws -> Tensor {
    guard let axis else { return try viewed("squeezed", as: shape.filter { $0 != 1 }) }
    let index = try Shape.axis(axis, of: shape, operation: "squeezed")
    guard shape[index] == 1 else {
      throw ShapeError(
        operation: "squeezed", expected: "length 1 on axis \(index)",
        found: "length \(shape[index]) of shape \(shape)")
    }
    return try viewed("squeezed", as: Shape.reducing(shape, axes: [index], keepingAxes: false))
  }

  /// With a new axis of length 1 before `axis`; `-1` appends it.
  ///
  /// - Throws: `ShapeError` unless `axis` is in `0 ... rank`, or negative, counted from the end.
  /// - Returns: the shape of `self` with a 1 in it: `[3, 4]` at axis 0 gives `[1, 3, 4]`.
  /// - Example: `try Tensor.zeros([3, 4]).unsqueezed(axis: 0).shape`
  public func unsqueezed(axis: Int) throws -> Tensor {
    let slots = shape + [1]
    let index = try Shape.axis(axis, of: slots, operation: "unsqueezed")
    return try viewed("unsqueezed", as: shape[..<index] + [1] + shape[index...])
  }

  private func viewed(_ operation: String, as newShape: [Int]) throws -> Tensor {
    tracing(operation, from: [self]) { [shape] in
      Tensor(shape: newShape, storage: storage, offset: offset)
        .recording(operation, from: [self]) { gradient in [try gradient.reshaped(shape)] }
    }
  }

  private func inferred(_ requested: [Int]) throws -> [Int] {
    var result = requested
    let unknown = requested.indices.filter { requested[$0] == -1 }
    if let axis = unknown.first, unknown.count == 1 {
      result[axis] = 1
      let known = try Tensor.checkedCount(result, operation: "reshaped")
      guard known > 0, count % known == 0 else {
        throw ShapeError(
          operation: "reshaped", expected: "a shape that \(count) numbers can fill",
          found: "\(requested)")
      }
      result[axis] = count / known
    } else if unknown.count > 1 {
      throw ShapeError(
        operation: "reshaped", expected: "at most one length of -1", found: "\(requested)")
    }
    let filled = try Tensor.checkedCount(result, operation: "reshaped")
    guard filled == count else {
      throw ShapeError(
        operation: "reshaped", expected: "a shape of \(count) numbers, as in \(shape)",
        found: "\(requested), of \(filled)", hint: "one length may be -1: it is computed")
    }
    return result
  }
}
