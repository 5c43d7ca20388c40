internal import CKernels

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
      fillMask(mask, count: count, probability: probability, kept: kept, using: &generator)
    }
    return try tracing("dropout", from: [self], flops: count) {
      try multiplied(by: mask).recording("dropout", from: [self]) { gradient in
        [try gradient.multiplied(by: mask)]
      }
    }
  }

  private func multiplied(by mask: Tensor) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.dropout(self, mask: mask) }
    return try zipped("dropout", self, mask, reference: { $0 * $1 }, loop: \.multiply)
  }
}

/// 0 with a probability, otherwise `kept`: one draw for each number, in order.
///
/// A long mask is cut where eight generators, each a leap ahead of the one before, can draw side by
/// side. They draw the same numbers as one generator would.
private func fillMask(
  _ mask: UnsafeMutablePointer<Float>, count: Int, probability: Float, kept: Float,
  using generator: inout SeededGenerator
) {
  typealias Leap = SeededGenerator.Leap
  if count <= 2 * Leap.short.draws || KernelChoice.isReference {
    for i in 0..<count { mask[i] = generator.unit() < probability ? 0 : kept }
    return
  }
  // unit() is a whole number of 2⁻²⁴.
  let threshold = UInt64((probability * 0x1p24).rounded(.up))
  let piece = Leap.long.draws
  let pieces = blocks(count, of: piece)
  var starts: [SeededGenerator] = []
  for index in 0..<pieces {
    starts.append(generator)
    if index < pieces - 1 { generator.leap(.long) }
  }
  let fill = Kernels.current.loops.dropout_mask
  starts.withUnsafeBufferPointer { starts in
    Workers.shared.parallel(pieces) { index in
      var runner = starts[index]
      let first = index * piece
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 32) { states in
        guard let states = states.baseAddress else { return }
        for lane in 0..<8 {
          (states[lane], states[8 + lane], states[16 + lane], states[24 + lane]) = runner.state
          if lane < 7 { runner.leap(.short) }
        }
        fill(states, threshold, kept, mask + first, Leap.short.draws, min(piece, count - first))
      }
    }
  }
  generator.leap(over: count - (pieces - 1) * piece)
}
