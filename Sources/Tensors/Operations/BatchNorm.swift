// N images, C channels, then any axes: M numbers a channel in all.

/// What a batch looked like, channel by channel: what the running statistics are moved towards.
public struct BatchStatistics: Sendable {
  /// `[C]`.
  public let mean: Tensor
  /// `[C]`, the mean squared distance from the mean: what the batch was divided by.
  public let variance: Tensor
  /// `[C]`, the same divided by M − 1 in place of M: the better guess at the variance of what the
  /// batch was drawn from.
  public let unbiasedVariance: Tensor
}

/// Brings every channel to mean 0 and variance 1 by statistics counted earlier, then scales and
/// shifts it: `(x − mean) / √(variance + epsilon) · scale + shift`. For inference.
///
/// Gradients reach `x`, `scale` and `shift`, not the statistics.
///
/// - Parameters:
///   - x: `[N, C, …]`.
///   - scale: `[C]`, γ in the paper, and so are `shift` (β), `runningMean` and `runningVariance`.
/// - Returns: the shape of `x`.
/// - Throws: `ShapeError` when a length is not C.
/// - Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithm 2.
public func batchNorm(
  _ x: Tensor, scale: Tensor, shift: Tensor, runningMean: Tensor, runningVariance: Tensor,
  epsilon: Float = 1e-5
) throws -> Tensor {
  let layout = try ChannelLayout(
    x,
    vectors: [
      "scale": scale, "shift": shift, "runningMean": runningMean,
      "runningVariance": runningVariance,
    ], operation: "batchNorm")
  return try tracing(
    "batchNorm", from: [x], flops: 2 &* x.count,
    plan: .known(
      .batchNorm(epsilon: epsilon), further: [scale, shift, runningMean, runningVariance]
    ) {
      try batchNorm(
        $0[0], scale: $0[1], shift: $0[2], runningMean: $0[3], runningVariance: $0[4],
        epsilon: epsilon)
    }
  ) {
    let (input, factor) = (x.detached(), scale.detached())
    let mean = runningMean.detached()
    let inverse = try mean.perChannel { c in
      1 / (runningVariance.channel(c) + epsilon).squareRoot()
    }
    return try normalized(input, layout, mean, inverse, factor, shift.detached())
      .recording("batchNorm", from: [x, scale, shift]) { gradient in
        let sums = try BatchNormSums(gradient, input, mean, inverse, layout)
        let slope = try factor.perChannel { c in factor.channel(c) * inverse.channel(c) }
        let dx = try BatchNormKernel.affine(
          gradient, layout, scale: slope, shift: Tensor.full([layout.channels], 0))
        return [dx, sums.ofProducts, sums.ofGradients]
      }
  }
}

/// Brings every channel of the batch to mean 0 and variance 1 by its own statistics, then scales
/// and shifts it. For training.
///
/// Gradients reach `x` (through the statistics too), `scale` and `shift`.
///
/// - Parameters:
///   - x: `[N, C, …]`, with M > 1 numbers a channel.
///   - scale: `[C]`, γ in the paper, and so is `shift`, β.
/// - Returns: the result in the shape of `x`, and the statistics it was computed by.
/// - Throws: `ShapeError` when a length is not C, or a channel has not two numbers.
/// - Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithm 1 and §3.
public func batchNormTraining(
  _ x: Tensor, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
) throws -> (output: Tensor, statistics: BatchStatistics) {
  let operation = "batchNormTraining"
  let layout = try ChannelLayout(
    x, vectors: ["scale": scale, "shift": shift], operation: operation)
  guard layout.count > 1 else {
    throw ShapeError(
      operation: operation, expected: "more than one number in each channel",
      found: "shape \(x.shape)", hint: "a larger batch, or inference, which needs no statistics")
  }
  let (input, factor) = (x.detached(), scale.detached())
  let (mean, variance) =
    try KernelChoice.isReference
    ? Reference.batchStatistics(input, layout) : BatchNormKernel.statistics(input, layout)
  let output = try tracing(operation, from: [x], flops: 7 &* x.count) {
    let inverse = try variance.perChannel { c in 1 / (variance.channel(c) + epsilon).squareRoot() }
    return try normalized(input, layout, mean, inverse, factor, shift.detached())
      .recording(operation, from: [x, scale, shift]) { gradient in
        // With x̂ = (x − mean) · inverse, M numbers a channel:
        // dx = scale · inverse · (g − Σg / M − x̂ · Σ(g x̂) / M)
        let sums = try BatchNormSums(gradient, input, mean, inverse, layout)
        let dx = try BatchNormKernel.trainingGradient(
          gradient, input, mean, inverse, factor, sums, layout)
        return [dx, sums.ofProducts, sums.ofGradients]
      }
  }
  let correction = Float(layout.count) / Float(layout.count - 1)
  let unbiased = try variance.perChannel { c in variance.channel(c) * correction }
  return (output, BatchStatistics(mean: mean, variance: variance, unbiasedVariance: unbiased))
}

/// `(x − mean) · inverse · scale + shift`.
private func normalized(
  _ x: Tensor, _ layout: ChannelLayout, _ mean: Tensor, _ inverse: Tensor, _ scale: Tensor,
  _ shift: Tensor
) throws -> Tensor {
  if KernelChoice.isReference {
    return try Reference.normalize(x, layout, mean, inverse, scale, shift)
  }
  let factor = try mean.perChannel { c in inverse.channel(c) * scale.channel(c) }
  let offset = try mean.perChannel { c in shift.channel(c) - mean.channel(c) * factor.channel(c) }
  return try BatchNormKernel.affine(x, layout, scale: factor, shift: offset)
}

/// Where the numbers of a channel lie: N runs of `run` numbers.
package struct ChannelLayout: Sendable {
  package let images: Int
  package let channels: Int
  package let run: Int

  /// Numbers a channel.
  package var count: Int { images * run }

  /// - Throws: `ShapeError` unless `x` is `[N, C, …]` and each of `vectors` is `[C]`.
  init(_ x: Tensor, vectors: KeyValuePairs<String, Tensor>, operation: String) throws {
    guard x.rank >= 2, x.shape[1] > 0 else {
      throw ShapeError(
        operation: operation, expected: "[N, C, …] with at least one channel",
        found: "shape \(x.shape)")
    }
    images = x.shape[0]
    channels = x.shape[1]
    run = x.shape.dropFirst(2).reduce(1, *)
    for (name, vector) in vectors where vector.shape != [channels] {
      throw ShapeError(
        operation: operation, expected: "\(name) of shape [\(channels)], one number a channel",
        found: "\(name) of shape \(vector.shape)", hint: "x is \(x.shape); axis 1 is the channels")
    }
  }
}

extension Tensor {
  fileprivate func channel(_ c: Int) -> Float { withFloats { $0[c] } }

  /// A vector as long as this one.
  fileprivate func perChannel(_ value: (Int) -> Float) throws -> Tensor {
    try Tensor(shape: shape, operation: "batchNorm") { out in
      for c in 0..<count { out[c] = value(c) }
    }
  }
}
