import Tensors

/// Changes parameters so that the loss falls, one step a batch:
///
/// ```swift
/// var optimizer = try SGD(model.trainedParameters(), learningRate: 0.1, momentum: 0.9)
/// for batch in batches {
///   optimizer.clearGradients()
///   let logits = try model.training(batch.pictures, using: &generator)
///   try crossEntropy(logits, batch.classes).backward()
///   try optimizer.step()
/// }
/// ```
///
/// The parameters are references that the model shares; everything else an optimizer remembers is
/// its `state`, and a run restored from it goes on bit for bit.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
///       let optimizer: any Optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1)
///       optimizer.currentLearningRate
public protocol Optimizer: Sendable {
  /// What it changes, each parameter once.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       try SGD(layer.trainedParameters(), learningRate: 0.1).parameters.map(\.name)
  var parameters: [NamedParameter] { get }

  /// How far to go, by the step.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       var optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1)
  ///       optimizer.learningRate = 0.01
  ///       optimizer.currentLearningRate
  var learningRate: Schedule { get set }

  /// All it remembers from one step to the next. Save it beside the model's `stateDictionary`.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       try SGD(layer.trainedParameters(), learningRate: 0.1).state.step
  var state: OptimizerState { get }

  /// Goes on from a state saved earlier.
  ///
  /// - Throws: `LoadError` when a value does not belong to these parameters or has another shape,
  ///   `ShapeError` when the step is negative; nothing was changed then.
  /// - Parameter state: as `state` gave it.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       var optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1)
  ///       try optimizer.restore(optimizer.state)
  mutating func restore(_ state: OptimizerState) throws

  /// Changes every parameter that has a gradient, and counts the step.
  ///
  /// - Throws: `ShapeError` when a gradient has not its parameter's shape; no parameter was changed
  ///   then.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       var optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1)
  ///       try layer(Tensor([[1, 2]])).sum().backward()
  ///       try optimizer.step()
  ///       layer.weight.value
  mutating func step() throws
}

/// What an optimizer remembers: tensors and a count, ready for a checkpoint.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
///       var optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1, momentum: 0.9)
///       try layer(Tensor([[1, 2]])).sum().backward()
///       try optimizer.step()
///       let state = optimizer.state
///       state.values.count
///       state.step
public struct OptimizerState: Sendable {
  /// How many steps were made.
  public var step: Int
  /// By the parameter's name and what is remembered of it, in PyTorch's words:
  /// `features.0.weight.momentum_buffer`, `….exp_avg`, `….exp_avg_sq`, `….step`. A parameter that
  /// never had a gradient has none.
  ///
  /// - Returns: tensors of the parameters' shapes.
  public var values: [String: Tensor]

  public init(step: Int = 0, values: [String: Tensor] = [:]) {
    self.step = step
    self.values = values
  }
}

extension Optimizer {
  /// The rate the next step will go by.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       try SGD(layer.trainedParameters(), learningRate: 0.1).currentLearningRate
  public var currentLearningRate: Float { learningRate(state.step) }

  /// Forgets what `backward()` has added up, before the next batch.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       let optimizer = try SGD(layer.trainedParameters(), learningRate: 0.1)
  ///       optimizer.clearGradients()
  ///       layer.weight.gradient
  public func clearGradients() {
    for named in parameters { named.parameter.clearGradient() }
  }
}

/// Which parameters weight decay pulls towards zero.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
///       try SGD(layer.trainedParameters(), learningRate: 0.1, weightDecay: 0.001, decaying: .weightsOnly)
public struct DecayRule: Sendable {
  public let applies: @Sendable (NamedParameter) -> Bool

  public init(_ applies: @escaping @Sendable (NamedParameter) -> Bool) { self.applies = applies }

  /// All of them, as PyTorch does.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 1, using: &generator)
  ///       try SGD(layer.trainedParameters(), learningRate: 0.1, weightDecay: 0.001, decaying: .everything)
  public static let everything = DecayRule { _ in true }

  /// Neither biases nor the scales and shifts of a normalisation: they do not overfit, and pulling
  /// them to zero only gets in the way.
  ///
  /// - Source: He et al., "Bag of Tricks", CVPR 2019, §3.1 ("no bias decay").
  public static let weightsOnly = DecayRule { $0.role == .weight }
}

// MARK: - What SGD and Adam share

extension Array where Element == NamedParameter {
  /// Each parameter once (the first of its names), and none that is only counted.
  func trainedOnce() -> [NamedParameter] {
    var seen: Set<ObjectIdentifier> = []
    return filter { $0.isTrained && seen.insert(ObjectIdentifier($0.parameter)).inserted }
  }

  /// The gradients there are, beside the places of their parameters.
  ///
  /// - Throws: `ShapeError` when one has not its parameter's shape.
  func gradients(for operation: String) throws -> [(index: Int, value: Tensor, gradient: Tensor)] {
    try enumerated().compactMap { index, named in
      guard let gradient = named.parameter.gradient else { return nil }
      let value = named.parameter.value
      guard gradient.shape == value.shape else {
        throw ShapeError(
          operation: operation, expected: "a gradient of \(named.name)'s shape \(value.shape)",
          found: "\(gradient.shape)", hint: "clear the gradients after changing a parameter's shape"
        )
      }
      return (index, value, gradient)
    }
  }
}

extension OptimizerState {
  /// Sorts saved values by parameter and by kind, or says what does not fit.
  ///
  /// - Parameter kinds: what is remembered of a parameter, and its shape there.
  func sorted(
    by parameters: [NamedParameter], kinds: [(suffix: String, isNumber: Bool)]
  ) throws -> [[String: Tensor]] {
    guard step >= 0 else {
      throw ShapeError(
        operation: "restore", expected: "a step that is at least 0", found: "\(step)")
    }
    var error = LoadError()
    var left = Set(values.keys)
    let sorted = parameters.map { named in
      var kept: [String: Tensor] = [:]
      for (suffix, isNumber) in kinds {
        let name = "\(named.name).\(suffix)"
        guard let value = values[name] else { continue }
        left.remove(name)
        let expected = isNumber ? [] : named.parameter.value.shape
        if value.shape == expected {
          kept[suffix] = value
        } else {
          error.misshapen.append(.init(name: name, expected: expected, found: value.shape))
        }
      }
      // All kinds of one parameter are written together, so they are missing together.
      if !kept.isEmpty {
        for (suffix, isNumber) in kinds where values["\(named.name).\(suffix)"] == nil {
          error.missing.append(
            .init(
              name: "\(named.name).\(suffix)", shape: isNumber ? [] : named.parameter.value.shape))
        }
      }
      return kept
    }
    error.extra = left.sorted()
    guard error.isEmpty else { throw error }
    return sorted
  }
}
