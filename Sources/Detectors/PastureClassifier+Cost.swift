import Layers
import Tensors

extension PastureClassifier {
  /// What one crop costs, in floating-point operations: a multiplication and an addition count as
  /// two. Counted by running the network once and adding up what every operation says it did.
  public var flopsPerCrop: Int {
    get throws {
      let crop = try Tensor.zeros([1, 3, Self.side, Self.side])
      return try withoutGradient { try countingFlops { _ = try logits(crop) } }.total
    }
  }
}

extension PastureClassifier: CustomStringConvertible {
  public var description: String {
    "PastureClassifier(\(parameterCount) parameters, crops of \(Self.side)×\(Self.side))"
  }
}
