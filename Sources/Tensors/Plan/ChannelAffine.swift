/// `x · scale + shift`, with a pair of numbers for each channel (axis 1), or one for all: what batch
/// norm in inference and every normalisation of pixels come down to.
struct ChannelAffine: Equatable, Sendable {
  /// As many as there are channels, or one.
  let scale: [Float]
  let shift: [Float]

  var isForAll: Bool { scale.count == 1 }
  var hasShift: Bool { shift.contains { $0 != 0 } }

  init(scale: [Float], shift: [Float]) {
    self.scale = scale
    self.shift = shift
  }

  func scale(of channel: Int) -> Float { isForAll ? scale[0] : scale[channel] }
  func shift(of channel: Int) -> Float { isForAll ? shift[0] : shift[channel] }

  /// First this, then `next`.
  func followed(by next: ChannelAffine) -> ChannelAffine {
    let channels = max(scale.count, next.scale.count)
    return ChannelAffine(
      scale: (0..<channels).map { scale(of: $0) * next.scale(of: $0) },
      shift: (0..<channels).map {
        Float(Double(shift(of: $0)) * Double(next.scale(of: $0)) + Double(next.shift(of: $0)))
      })
  }

  /// - Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithm 2, line 11.
  init(scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, epsilon: Float) {
    let (scales, shifts) = (scale.values, shift.values)
    let (means, variances) = (mean.values, variance.values)
    self.scale = scales.indices.map { scales[$0] / (variances[$0] + epsilon).squareRoot() }
    self.shift = zip(shifts.indices, self.scale).map { channel, scale in
      Float(Double(shifts[channel]) - Double(means[channel]) * Double(scale))
    }
  }

  /// An operator between a tensor and a constant, when the constant is one number or one for each
  /// channel.
  ///
  /// - Parameters:
  ///   - x: the tensor's shape, which must also be the result's.
  ///   - isOnTheRight: whether the constant is the right side.
  init?(_ operation: PlanArithmetic, x: [Int], constant: Tensor, isOnTheRight: Bool) {
    guard constant.count == 1 || Self.isPerChannel(constant.shape, of: x) else { return nil }
    guard constant.rank <= x.count, constant.count > 0 else { return nil }
    let numbers = constant.values
    let ones = [Float](repeating: 1, count: numbers.count)
    let zeros = [Float](repeating: 0, count: numbers.count)
    switch (operation, isOnTheRight) {
    case (.add, _): self.init(scale: ones, shift: numbers)
    case (.subtract, true): self.init(scale: ones, shift: numbers.map { -$0 })
    case (.subtract, false): self.init(scale: ones.map { -$0 }, shift: numbers)
    case (.multiply, _): self.init(scale: numbers, shift: zeros)
    case (.divide, true):
      let inverses = numbers.map { 1 / $0 }
      guard inverses.allSatisfy(\.isNormal) else { return nil }
      self.init(scale: inverses, shift: zeros)
    case (.divide, false): return nil
    }
  }

  private static func isPerChannel(_ shape: [Int], of x: [Int]) -> Bool {
    guard x.count >= 2, shape.count <= x.count else { return false }
    let padded = [Int](repeating: 1, count: x.count - shape.count) + shape
    return padded.indices.allSatisfy { padded[$0] == ($0 == 1 ? x[1] : 1) }
  }
}
