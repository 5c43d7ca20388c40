import Tensors

/// In training, forgets each number with a probability and scales up the others to make up for it;
/// in inference, does nothing.
///
/// - Source: Srivastava et al., "Dropout", JMLR 2014, §4; scaled in training ("inverted"), §10.
public struct Dropout: TensorLayer {
  public let probability: Float

  /// - Throws: `ShapeError` unless `probability` lies in 0…1.
  public init(_ probability: Float = 0.5) throws {
    try check(
      probability >= 0 && probability <= 1, "Dropout", expected: "a probability in 0…1",
      found: probability)
    self.probability = probability
  }

  public func callAsFunction(_ x: Tensor) throws -> Tensor { x }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try x.dropout(probability: probability, using: &generator)
  }
}
