// N images, C channels, H×W cells.

import Tensors

/// Brings every channel to mean 0 and variance 1, then scales and shifts it by what it has learnt.
///
/// In training by the statistics of the batch, which also move the running ones; in inference by
/// the running ones.
///
/// - Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithms 1 and 2.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try BatchNorm2D(channels: 3)
///       let x = try Tensor.normal([2, 3, 4, 4], mean: 5, using: &generator)
///       try layer.training(x, using: &generator)
///       layer.scale
///       layer.shift
///       layer.runningVariance
///       layer.runningMean.value
///       try layer(x).shape
public struct BatchNorm2D: TensorLayer {
  /// What each channel is multiplied with, `[C]`: `weight` in PyTorch, γ in the paper.
  public let scale: Parameter
  /// What is added to each channel, `[C]`: `bias` in PyTorch, β in the paper.
  public let shift: Parameter
  /// `[C]`, not trained.
  public let runningMean: Parameter
  /// `[C]`, not trained; unbiased (divided by one less than there were).
  public let runningVariance: Parameter
  /// What a batch counts in the running statistics.
  public let momentum: Float
  /// Added to the variance, so that a constant channel divides by no zero.
  public let epsilon: Float
  /// Whether nothing of it is trained: neither scale and shift, nor the statistics.
  public let isFrozen: Bool

  /// Scale 1, shift 0, mean 0, variance 1.
  ///
  /// - Parameter isFrozen: in training do as in inference, and train nothing: detectors keep the
  ///   statistics of ImageNet, since their batches of one or two pictures have poor ones
  ///   (torchvision's `FrozenBatchNorm2d`).
  /// - Throws: `ShapeError` unless there is at least one channel, `momentum` lies in 0…1 and
  ///   `epsilon` is not negative.
  /// - Parameter channels: C.
  public init(
    channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5, isFrozen: Bool = false
  ) throws {
    try checkPositive("BatchNorm2D", ["channels": channels])
    try check(
      momentum >= 0 && momentum <= 1, "BatchNorm2D", expected: "a momentum in 0…1",
      found: momentum)
    try check(
      epsilon >= 0 && epsilon.isFinite, "BatchNorm2D", expected: "an epsilon of at least 0",
      found: epsilon)
    scale = Parameter(try Tensor.full([channels], 1), name: "weight")
    shift = Parameter(try Tensor.full([channels], 0), name: "bias")
    runningMean = Parameter(try Tensor.full([channels], 0), name: "running_mean")
    runningVariance = Parameter(try Tensor.full([channels], 1), name: "running_var")
    self.momentum = momentum
    self.epsilon = epsilon
    self.isFrozen = isFrozen
  }

  public var ownParameters: [NamedParameter] {
    [
      NamedParameter("weight", scale, role: isFrozen ? .statistic : .scale),
      NamedParameter("bias", shift, role: isFrozen ? .statistic : .bias),
      NamedParameter("running_mean", runningMean, role: .statistic),
      NamedParameter("running_var", runningVariance, role: .statistic),
    ]
  }

  /// Inference, by the running statistics.
  ///
  /// - Parameter x: `[N, C, H, W]`, or `[N, C]`.
  /// - Returns: the shape of `x`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try batchNorm(
      x, scale: isFrozen ? scale.value : scale.tracked,
      shift: isFrozen ? shift.value : shift.tracked, runningMean: runningMean.value,
      runningVariance: runningVariance.value, epsilon: epsilon)
  }

  /// Training, by the statistics of the batch; the running ones take a step of `momentum` towards
  /// them. Frozen: as in inference. Draws nothing from the generator.
  ///
  /// - Parameter x: `[N, C, H, W]`, or `[N, C]`, with more than one number a channel.
  /// - Parameter generator: is not drawn from.
  /// - Returns: the shape of `x`.
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    if isFrozen { return try self(x) }
    let (output, statistics) = try batchNormTraining(
      x, scale: scale.tracked, shift: shift.tracked, epsilon: epsilon)
    runningMean.value = try mixed(runningMean.value, statistics.mean)
    runningVariance.value = try mixed(runningVariance.value, statistics.unbiasedVariance)
    return output
  }

  /// `old`, and `momentum` of the way to `new`.
  private func mixed(_ old: Tensor, _ new: Tensor) throws -> Tensor {
    let values = zip(old.values, new.values).map { (1 - momentum) * $0 + momentum * $1 }
    return try Tensor(values, shape: old.shape)
  }
}
