import Tensors

/// In training, forgets each number with a probability and scales up the others to make up for it;
/// in inference, does nothing.
///
/// - Source: Srivastava et al., "Dropout", JMLR 2014, §4; scaled in training ("inverted"), §10.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Dropout(0.5)
///       try layer.training(Tensor.ones([2, 4]), using: &generator)
///       try layer(Tensor.ones([2, 4]))
public struct Dropout: TensorLayer {
  /// Of each number to be forgotten, in 0…1.
  public let probability: Float

  /// How much is forgotten in training.
  ///
  /// - Throws: `ShapeError` unless `probability` lies in 0…1.
  /// - Parameter probability: of each number to be forgotten, in 0…1.
  public init(_ probability: Float = 0.5) throws {
    try check(
      probability >= 0 && probability <= 1, "Dropout", expected: "a probability in 0…1",
      found: probability)
    self.probability = probability
  }

  /// Inference: any shape, unchanged.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { x }

  /// Training: any shape in, the same shape out, some numbers 0.
  ///
  /// - Parameter generator: one draw for each number.
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try x.dropout(probability: probability, using: &generator)
  }
}
