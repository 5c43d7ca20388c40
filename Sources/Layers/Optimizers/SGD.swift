// w: a parameter, g: its gradient, v: its velocity, μ: momentum, λ: weight decay, η: learning rate.

import Tensors

/// Stochastic gradient descent with momentum.
///
/// With λ the weight decay and μ the momentum, each step does
///
///     g ← g + λ w        v ← μ v + g  (v = g the first time)        w ← w − η v
///
/// and with Nesterov's momentum `w ← w − η (g + μ v)`.
///
/// - Source: Sutskever et al., "On the importance of initialization and momentum", ICML 2013, §2.
/// - Differs: as PyTorch, the learning rate multiplies the velocity when it is used, and is not
///   stored in it.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
///       var optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1, momentum: 0.9)
///       try layer(Tensor([[1, 2]])).sum().backward()
///       try optimizer.step()
///       layer.weight.value
public struct SGD: Optimizer {
  public let parameters: [NamedParameter]
  public var learningRate: Schedule
  public let momentum: Float
  public let isNesterov: Bool
  public let weightDecay: Float

  private let decays: [Bool]
  private var velocities: [Tensor?]
  private var stepCount = 0

  /// Nothing remembered yet.
  ///
  /// - Parameters:
  ///   - parameters: usually `model.trainedParameters()`; statistics are left alone.
  ///   - decaying: which parameters `weightDecay` is for.
  /// - Throws: `ShapeError` when an option is out of its range.
  /// - Parameter learningRate: by the step, η.
  /// - Parameter momentum: μ in 0…1; 0 for none.
  /// - Parameter nesterov: whether the step looks ahead.
  /// - Parameter weightDecay: λ; 0 for none.
  public init(
    _ parameters: [NamedParameter], learningRate: Schedule, momentum: Float = 0,
    nesterov: Bool = false, weightDecay: Float = 0, decaying: DecayRule = .everything
  ) throws {
    try check(
      momentum >= 0 && momentum < 1, "SGD", expected: "a momentum from 0 to below 1",
      found: momentum)
    try check(
      weightDecay >= 0 && weightDecay.isFinite, "SGD", expected: "a weight decay of at least 0",
      found: weightDecay)
    try check(
      !nesterov || momentum > 0, "SGD", expected: "a momentum above 0 for Nesterov's step",
      found: momentum, hint: "momentum: 0.9")
    try check(
      learningRate(0) >= 0 && learningRate(0).isFinite, "SGD",
      expected: "a learning rate of at least 0", found: learningRate(0))
    self.parameters = parameters.trainedOnce()
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = nesterov
    self.weightDecay = weightDecay
    decays = self.parameters.map { weightDecay != 0 && decaying.applies($0) }
    velocities = Array(repeating: nil, count: self.parameters.count)
  }

  public mutating func step() throws {
    let rate = learningRate(stepCount)
    var newVelocities = velocities
    var changes: [(Parameter, Tensor)] = []
    for (index, value, gradient) in try parameters.gradients(for: "SGD.step") {
      let (next, velocity) = try updated(
        value, gradient, velocities[index], decay: decays[index] ? weightDecay : 0, rate: rate)
      newVelocities[index] = velocity
      changes.append((parameters[index].parameter, next))
    }
    for (parameter, value) in changes { parameter.value = value }
    velocities = newVelocities
    stepCount += 1
  }

  /// One pass over the numbers of one parameter.
  private func updated(
    _ value: Tensor, _ gradient: Tensor, _ velocity: Tensor?, decay: Float, rate: Float
  ) throws -> (value: Tensor, velocity: Tensor?) {
    let (momentum, isNesterov, count) = (momentum, isNesterov, value.count)
    let next = try Storage(count: count)
    let nextVelocity = momentum > 0 ? try Storage(count: count) : nil
    func pass(_ w: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ old: UnsafePointer<Float>?) {
      let (result, v) = (next.base, nextVelocity?.base)
      // In stretches that stay in the cache from one loop to the next.
      let stretch = 4096
      Workers.shared.parallel((count + stretch - 1) / stretch) { piece in
        let range = piece * stretch..<min(count, (piece + 1) * stretch)
        guard let v else {
          for i in range { result[i] = w[i] - rate * (g[i] + decay * w[i]) }
          return
        }
        if let old {
          for i in range { v[i] = momentum * old[i] + (g[i] + decay * w[i]) }
        } else {
          for i in range { v[i] = g[i] + decay * w[i] }
        }
        if isNesterov {
          for i in range { result[i] = w[i] - rate * ((g[i] + decay * w[i]) + momentum * v[i]) }
        } else {
          for i in range { result[i] = w[i] - rate * v[i] }
        }
      }
    }
    value.withFloats { w in
      gradient.withFloats { g in
        guard let velocity else { return pass(w, g, nil) }
        velocity.withFloats { pass(w, g, $0) }
      }
    }
    return (
      Tensor(shape: value.shape, storage: next),
      nextVelocity.map { Tensor(shape: value.shape, storage: $0) }
    )
  }

  // MARK: State

  private static let kinds = [(suffix: "momentum_buffer", isNumber: false)]

  public var state: OptimizerState {
    var state = OptimizerState(step: stepCount)
    for (named, velocity) in zip(parameters, velocities) {
      state.values["\(named.name).momentum_buffer"] = velocity
    }
    return state
  }

  public mutating func restore(_ state: OptimizerState) throws {
    let sorted = try state.sorted(by: parameters, kinds: momentum > 0 ? Self.kinds : [])
    velocities = sorted.map { $0["momentum_buffer"] }
    stepCount = state.step
  }
}
