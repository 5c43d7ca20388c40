// w: a parameter, g: its gradient, m and v: its first and second moment, t: its steps, counted
// from 1, λ: weight decay, η: learning rate.

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif
import Tensors

/// Adam: each number goes by its own mean gradient over its own typical size.
///
/// - Source: Kingma and Ba, "Adam", ICLR 2015, algorithm 1.
/// - Note: `weightDecay` is added to the gradient here (as in PyTorch's `Adam`), where the division
///   by √v blunts it; `AdamW` is what one usually wants.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
///       var optimizer = try Adam(layer.trainedParameters(), learningRate: 0.01)
///       try layer(Tensor([[1, 2]])).sum().backward()
///       try optimizer.step()
///       layer.weight.value
public struct Adam: Optimizer {
  private var core: AdamCore

  /// Nothing remembered yet.
  ///
  /// - Parameters:
  ///   - parameters: usually `model.trainedParameters()`; statistics are left alone.
  ///   - betas: how much of the first and of the second moment is kept from step to step.
  ///   - decaying: which parameters `weightDecay` is for.
  /// - Throws: `ShapeError` when an option is out of its range.
  /// - Parameter learningRate: by the step, η.
  /// - Parameter epsilon: added to √v, so that nothing divides by 0.
  /// - Parameter weightDecay: λ; 0 for none.
  public init(
    _ parameters: [NamedParameter], learningRate: Schedule = 0.001,
    betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8, weightDecay: Float = 0,
    decaying: DecayRule = .everything
  ) throws {
    core = try AdamCore(
      "Adam", parameters, learningRate, betas, epsilon, weightDecay, decaying, isDecoupled: false)
  }

  public var parameters: [NamedParameter] { core.parameters }
  public var learningRate: Schedule {
    get { core.learningRate }
    set { core.learningRate = newValue }
  }
  public var state: OptimizerState { core.state }
  public mutating func restore(_ state: OptimizerState) throws { try core.restore(state) }
  public mutating func step() throws { try core.step() }
}

/// Adam with the weight decay taken off the weights themselves: `w ← w − η λ w`, then Adam's step.
///
/// - Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
///   algorithm 2; the learning rate multiplies the decay, as in PyTorch.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
///       var optimizer = try AdamW(layer.trainedParameters(), learningRate: 0.01)
///       try layer(Tensor([[1, 2]])).sum().backward()
///       try optimizer.step()
///       layer.weight.value
public struct AdamW: Optimizer {
  private var core: AdamCore

  /// Nothing remembered yet.
  ///
  /// - Parameters: as `Adam`'s.
  /// - Throws: `ShapeError` when an option is out of its range.
  /// - Parameter parameters: usually `model.trainedParameters()`.
  /// - Parameter learningRate: by the step, η.
  /// - Parameter betas: how much of the first and of the second moment is kept from step to step.
  /// - Parameter epsilon: added to √v, so that nothing divides by 0.
  /// - Parameter weightDecay: λ; 0 for none.
  /// - Parameter decaying: which parameters `weightDecay` is for.
  public init(
    _ parameters: [NamedParameter], learningRate: Schedule = 0.001,
    betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8, weightDecay: Float = 0.01,
    decaying: DecayRule = .everything
  ) throws {
    core = try AdamCore(
      "AdamW", parameters, learningRate, betas, epsilon, weightDecay, decaying, isDecoupled: true)
  }

  public var parameters: [NamedParameter] { core.parameters }
  public var learningRate: Schedule {
    get { core.learningRate }
    set { core.learningRate = newValue }
  }
  public var state: OptimizerState { core.state }
  public mutating func restore(_ state: OptimizerState) throws { try core.restore(state) }
  public mutating func step() throws { try core.step() }
}

/// Both of them: they differ only in where the weight decay goes.
private struct AdamCore: Sendable {
  let operation: String
  let parameters: [NamedParameter]
  var learningRate: Schedule
  let betas: (Float, Float)
  let epsilon: Float
  let weightDecay: Float
  let isDecoupled: Bool

  private struct Moments: Sendable {
    var first: Tensor
    var second: Tensor
    /// Steps in which this parameter had a gradient: what the bias correction goes by.
    var steps: Int
  }
  private let decays: [Bool]
  private var moments: [Moments?]
  private var stepCount = 0

  init(
    _ operation: String, _ parameters: [NamedParameter], _ learningRate: Schedule,
    _ betas: (Float, Float), _ epsilon: Float, _ weightDecay: Float, _ decaying: DecayRule,
    isDecoupled: Bool
  ) throws {
    for beta in [betas.0, betas.1] {
      try check(
        beta >= 0 && beta < 1, operation, expected: "betas from 0 to below 1", found: betas)
    }
    try check(
      epsilon >= 0 && epsilon.isFinite, operation, expected: "an epsilon of at least 0",
      found: epsilon)
    try check(
      weightDecay >= 0 && weightDecay.isFinite, operation,
      expected: "a weight decay of at least 0", found: weightDecay)
    try check(
      learningRate(0) >= 0 && learningRate(0).isFinite, operation,
      expected: "a learning rate of at least 0", found: learningRate(0))
    self.operation = operation
    self.parameters = parameters.trainedOnce()
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
    decays = self.parameters.map { weightDecay != 0 && decaying.applies($0) }
    moments = Array(repeating: nil, count: self.parameters.count)
  }

  mutating func step() throws {
    let rate = learningRate(stepCount)
    var newMoments = moments
    var changes: [(Parameter, Tensor)] = []
    for (index, value, gradient) in try parameters.gradients(for: "\(operation).step") {
      let old = try moments[index] ?? fresh(value.shape)
      let (next, new) = try updated(
        value, gradient, old, decay: decays[index] ? weightDecay : 0, rate: rate)
      newMoments[index] = new
      changes.append((parameters[index].parameter, next))
    }
    for (parameter, value) in changes { parameter.value = value }
    moments = newMoments
    stepCount += 1
  }

  private func fresh(_ shape: [Int]) throws -> Moments {
    Moments(first: try Tensor.full(shape, 0), second: try Tensor.full(shape, 0), steps: 0)
  }

  /// One pass over the numbers of one parameter.
  private func updated(
    _ value: Tensor, _ gradient: Tensor, _ old: Moments, decay: Float, rate: Float
  ) throws -> (value: Tensor, moments: Moments) {
    let count = value.count
    let (beta1, beta2, epsilon) = (betas.0, betas.1, epsilon)
    let steps = old.steps + 1
    let stepSize = Float(Double(rate) / (1 - pow(Double(beta1), Double(steps))))
    let correction = Float((1 - pow(Double(beta2), Double(steps))).squareRoot())
    let kept: Float = isDecoupled ? 1 - rate * decay : 1
    let added: Float = isDecoupled ? 0 : decay

    let next = try Storage(count: count)
    let first = try Storage(count: count)
    let second = try Storage(count: count)
    let (w1, m1, v1) = (next.base, first.base, second.base)
    value.withFloats { w in
      gradient.withFloats { g in
        old.first.withFloats { m in
          old.second.withFloats { v in
            for i in 0..<count {
              let slope = g[i] + added * w[i]
              m1[i] = beta1 * m[i] + (1 - beta1) * slope
              v1[i] = beta2 * v[i] + (1 - beta2) * slope * slope
              w1[i] = kept * w[i] - stepSize * m1[i] / (v1[i].squareRoot() / correction + epsilon)
            }
          }
        }
      }
    }
    return (
      Tensor(shape: value.shape, storage: next),
      Moments(
        first: Tensor(shape: value.shape, storage: first),
        second: Tensor(shape: value.shape, storage: second), steps: steps)
    )
  }

  // MARK: State

  private static let kinds = [
    (suffix: "exp_avg", isNumber: false), (suffix: "exp_avg_sq", isNumber: false),
    (suffix: "step", isNumber: true),
  ]

  var state: OptimizerState {
    var state = OptimizerState(step: stepCount)
    for (named, moments) in zip(parameters, moments) {
      guard let moments, let steps = try? Tensor(Float(moments.steps)) else { continue }
      state.values["\(named.name).exp_avg"] = moments.first
      state.values["\(named.name).exp_avg_sq"] = moments.second
      state.values["\(named.name).step"] = steps
    }
    return state
  }

  mutating func restore(_ state: OptimizerState) throws {
    let sorted = try state.sorted(by: parameters, kinds: Self.kinds)
    let restored: [Moments?] = try zip(parameters, sorted).map { named, kept in
      guard let first = kept["exp_avg"], let second = kept["exp_avg_sq"], let step = kept["step"]
      else { return nil }
      let steps = try step.item()
      guard let whole = Int(exactly: steps), whole >= 0 else {
        throw ShapeError(
          operation: "restore", expected: "a whole number of steps for \(named.name)",
          found: "\(steps)")
      }
      return Moments(first: first, second: second, steps: whole)
    }
    moments = restored
    stepCount = state.step
  }
}
