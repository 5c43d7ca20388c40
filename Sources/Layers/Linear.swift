// N samples, I inputs, O outputs.

import Tensors

/// A learnt matrix and an offset: "fully connected".
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Linear(inputs: 2, outputs: 3, using: &generator)
///       layer.weight.value.shape
///       layer.bias
///       try layer(Tensor([[1, 2]]))
public struct Linear: PlainLayer {
  /// `[O, I]`.
  public let weight: Parameter
  /// `[O]`.
  public let bias: Parameter?

  /// A layer with new weights and a bias of 0.
  ///
  /// - Throws: `ShapeError` when a size is below 1.
  /// - Parameter inputs: I.
  /// - Parameter outputs: O.
  /// - Parameter bias: whether a number is added to each output.
  /// - Parameter initializer: how the weights begin.
  /// - Parameter generator: draws them.
  public init(
    inputs: Int, outputs: Int, bias: Bool = true, initializer: Initializer = .heNormal,
    using generator: inout SeededGenerator
  ) throws {
    try checkPositive("Linear", ["inputs": inputs, "outputs": outputs])
    try self.init(
      weight: initializer.weights(shape: [outputs, inputs], using: &generator),
      bias: bias ? Tensor.full([outputs], 0) : nil)
  }

  /// A layer with these weights.
  ///
  /// - Parameters:
  ///   - weight: `[O, I]`.
  ///   - bias: `[O]`.
  /// - Throws: `ShapeError` when the shapes do not fit.
  /// - Example: `try Linear(weight: Tensor([[1, 2]]), bias: Tensor([3]))(Tensor([[10, 1]]))`
  public init(weight: Tensor, bias: Tensor? = nil) throws {
    try check(
      weight.rank == 2 && !weight.shape.contains(0), "Linear",
      expected: "a weight of shape [outputs, inputs]", found: "shape \(weight.shape)")
    try checkBias("Linear", bias, count: weight.shape[0])
    self.weight = Parameter(weight, name: "weight")
    self.bias = bias.map { Parameter($0, name: "bias") }
  }

  public var ownParameters: [NamedParameter] { weightAndBias(weight, bias) }

  /// - Parameter x: `[N, I]`.
  /// - Returns: `[N, O]`, `x · weightᵀ + bias`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try linear(x, weight.tracked, bias: bias?.tracked)
  }
}
