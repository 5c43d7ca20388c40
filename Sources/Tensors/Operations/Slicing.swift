// Reading and replacing regions. A tensor is never written in place: `replacing` answers a new one.

extension Tensor {
  /// The region that the indices pick: `x[0, 2..., ..<16]`. Axes not named are kept whole.
  ///
  /// A slice of leading axes shares its numbers with `self`; others are copied.
  ///
  /// - Throws: `ShapeError` that says the axis, its length, and what was found.
  /// - Returns: the shape of `self`; an axis picked by a number goes, one picked by a range has its
  ///   length.
  /// - Example:
  ///       let x = try Tensor.range(0..<24).reshaped([2, 3, 4])
  ///       try x[1, 0...1, ..<2]
  public subscript(indices: any TensorIndex...) -> Tensor {
    get throws { try sliced(indices) }
  }

  /// The same as the subscript, for indices in an array.
  ///
  /// - Example: `try Tensor.range(0..<6).sliced([2..<4])`
  public func sliced(_ indices: [any TensorIndex]) throws -> Tensor {
    let region = try Region(indices, of: shape, operation: "subscript")
    return try tracing(
      "subscript", from: [self], plan: sliceNote(region, again: { try $0[0].sliced(indices) })
    ) { [shape] in
      try picked(region).recording("subscript", from: [self]) { gradient in
        [try gradient.placed(at: region, in: shape)]
      }
    }
  }

  /// The same tensor with other numbers in the region that the indices pick.
  ///
  /// - Parameter values: stretched to the region's shape where needed.
  /// - Throws: `ShapeError` for a bad index, or when `values` does not fit the region.
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor.zeros([2, 3]).replacing(at: 1, with: Tensor([7, 8, 9]))`
  public func replacing(at indices: any TensorIndex..., with values: Tensor) throws -> Tensor {
    try replacing(indices: indices, with: values)
  }

  /// The same tensor with one number throughout the region that the indices pick.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Tensor.zeros([2, 3]).replacing(at: 0, 1..., with: 5)`
  public func replacing(at indices: any TensorIndex..., with value: Float) throws -> Tensor {
    try replacing(indices: indices, with: Tensor(value))
  }

  /// The same as `replacing(at:with:)`, for indices in an array.
  public func replacing(indices: [any TensorIndex], with values: Tensor) throws -> Tensor {
    let region = try Region(indices, of: shape, operation: "replacing")
    let valueShape = values.shape
    return try tracing(
      "replacing", from: [self, values],
      plan: .again { try $0[0].replacing(indices: indices, with: $0[1]) }
    ) {
      let fitted = try values.detached().broadcasted(to: region.shape, operation: "replacing")
      return try Tensor(shape: shape, operation: "replacing") { result in
        withFloats { result.update(from: $0, count: count) }
        if fitted.count > 0 {
          fitted.withFloats { region.block(in: shape).write($0, to: result) }
        }
      }
      .recording("replacing", from: [self, values]) { [shape] gradient in
        let kept = try Tensor(shape: shape, operation: "replacing") { result in
          gradient.withFloats { result.update(from: $0, count: gradient.count) }
          if region.shape.allSatisfy({ $0 > 0 }) { region.block(in: shape).fill(0, in: result) }
        }
        return [kept, try gradient.picked(region).summed(to: valueShape)]
      }
    }
  }

  private func sliceNote(_ region: Region, again: @escaping PlanNote.Again) -> PlanNote {
    let block = region.block(in: shape)
    let isEmpty = region.shape.contains(0)
    return .loop(
      { inputs, out, loops in
        if !isEmpty { block.read(from: inputs[0], to: out, loops: loops) }
      }, again: again)
  }

  /// The numbers of a region, unrecorded.
  func picked(_ region: Region) throws -> Tensor {
    if let start = region.contiguousOffset(in: shape) {
      return Tensor(shape: region.shape, storage: storage, offset: offset + start)
    }
    return try Tensor(shape: region.shape, operation: "subscript") { result in
      if region.shape.contains(0) { return }
      withFloats {
        region.block(in: shape).read(from: $0, to: result, loops: Kernels.current.loops)
      }
    }
  }

  /// Zeros of `shape` with these numbers in a region: the gradient of picking it.
  func placed(at region: Region, in shape: [Int]) throws -> Tensor {
    let total = try Tensor.checkedCount(shape, operation: "subscript")
    return try Tensor(shape: shape, operation: "subscript") { result in
      if count < total { result.update(repeating: 0, count: total) }
      if count > 0 { withFloats { region.block(in: shape).write($0, to: result) } }
    }
  }
}
