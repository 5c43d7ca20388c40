extension Tensor {
  /// Makes each number 0 with a probability and divides the others by what is left, so that the
  /// expected sum stays.
  ///
  /// For training; inference leaves it out. The gradient flows where a number stayed.
  ///
  /// - Parameters:
  ///   - probability: in 0…1; at 1 all is 0.
  ///   - generator: one draw for each number, row by row.
  /// - Throws: `ShapeError` unless `probability` lies in 0…1.
  /// - Source: Srivastava et al., "Dropout", JMLR 2014, §4; scaled in training, §10.
  /// - Returns: the shape of `self`.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try Tensor.ones([2, 4]).dropout(probability: 0.5, using: &generator)
  public func dropout(
    probability: Float, using generator: inout SeededGenerator
  ) throws -> Tensor {
    guard probability >= 0, probability <= 1 else {
      throw ShapeError(
        operation: "dropout", expected: "a probability in 0…1", found: "\(probability)")
    }
    let kept: Float = probability < 1 ? 1 / (1 - probability) : 0
    let mask = try Tensor(shape: shape, operation: "dropout") { mask in
      for i in 0..<count { mask[i] = generator.unit() < probability ? 0 : kept }
    }
    return try tracing("dropout", from: [self], flops: count) {
      try multiplied(by: mask).recording("dropout", from: [self]) { gradient in
        [try gradient.multiplied(by: mask)]
      }
    }
  }

  private func multiplied(by mask: Tensor) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.dropout(self, mask: mask) }
    return try Tensor(shape: shape, operation: "dropout") { out in
      withFloats { x in
        mask.withFloats { mask in
          for i in 0..<count { out[i] = x[i] * mask[i] }
        }
      }
    }
  }
}
