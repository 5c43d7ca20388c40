// N images, C channels, h×w cells in, H×W cells out.

extension Tensor {
  /// Puts every number back where a max pooling found it, and 0 everywhere else.
  ///
  /// Several windows may have found the same cell (when they overlap); the last of them writes it,
  /// and it alone gets the gradient.
  ///
  /// - Parameters:
  ///   - indices: from `maxPool2DWithIndices`: whole numbers, `row · W + column` in the plane of
  ///     the result; of the shape of `self`.
  ///   - outputSize: `[H, W]` of what was pooled: pooling 5 rows by 2 leaves 2, and so does
  ///     pooling 4, so it must be said.
  /// - Returns: `[N, C, H, W]`.
  /// - Throws: `ShapeError` when the shapes differ, or an index lies outside H×W.
  /// - Source: Noh et al., "Learning Deconvolution Network", ICCV 2015, §3.2.1.
  /// - Example:
  ///       let x = try Tensor.range(0..<16).reshaped([1, 1, 4, 4])
  ///       let (values, indices) = try x.maxPool2DWithIndices(size: 2)
  ///       try values.maxUnpool2D(indices: indices, outputSize: [4, 4])
  public func maxUnpool2D(indices: Tensor, outputSize: [Int]) throws -> Tensor {
    let operation = "maxUnpool2D"
    guard rank == 4, indices.shape == shape else {
      throw ShapeError(
        operation: operation, expected: "values [N, C, h, w] and indices of the same shape",
        found: "values \(shape), indices \(indices.shape)",
        hint: "both come from maxPool2DWithIndices")
    }
    try checkSize(operation, outputSize)
    let result = shape.prefix(2) + outputSize
    let total = try Tensor.checkedCount(Array(result), operation: operation)
    let outputCells = outputSize[0] * outputSize[1]
    let (planes, cells) = (shape[0] * shape[1], shape[2] * shape[3])
    return try tracing(
      operation, from: [self], field: { $0.spread(shape[2], over: outputSize[0]) },
      plan: .known(.other, further: [indices]) {
        try $0[0].maxUnpool2D(indices: $0[1], outputSize: outputSize)
      }
    ) {
      let places = try indices.places(below: outputCells, outputSize, operation)
      let unpooled =
        try KernelChoice.isReference
        ? Reference.maxUnpool(self, places, outputSize: outputSize)
        : Tensor(shape: Array(result), operation: operation) { out in
          out.update(repeating: 0, count: total)
          withFloats { x in
            for plane in 0..<planes {
              let out = out + plane * outputCells
              for i in (plane * cells)..<((plane + 1) * cells) { out[places[i]] = x[i] }
            }
          }
        }
      return unpooled.recording(operation, from: [self]) { [shape] gradient in
        [
          try Tensor(shape: shape, operation: operation) { out in
            gradient.withFloats { g in
              // Which of its numbers each cell of the result shows.
              var shown = [Int](repeating: -1, count: outputCells)
              for plane in 0..<planes {
                let range = (plane * cells)..<((plane + 1) * cells)
                for i in range { shown[places[i]] = i }
                for i in range {
                  out[i] = shown[places[i]] == i ? g[plane * outputCells + places[i]] : 0
                }
              }
            }
          }
        ]
      }
    }
  }

  /// Every number as a place in a plane of `cells`.
  private func places(below cells: Int, _ size: [Int], _ operation: String) throws -> [Int] {
    try values.enumerated().map { i, value in
      guard let place = Int(exactly: value), place >= 0, place < cells else {
        throw ShapeError(
          operation: operation, expected: "indices that are whole numbers in 0 ..< \(cells)",
          found: "\(value) at place \(i)",
          hint: "the outputSize \(size) must be the height and width of what was pooled")
      }
      return place
    }
  }
}

extension ReceptiveField {
  /// The field when `length` cells are spread over `count`: the stride is divided, each new cell
  /// sees what an old one saw.
  func spread(_ length: Int, over count: Int) -> ReceptiveField {
    ReceptiveField(
      stride: stride * Float(length) / Float(max(count, 1)), size: size, start: start)
  }
}
