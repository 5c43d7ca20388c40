import Layers
import Tensors

extension PastureClassifier {
  /// What one crop costs, in floating-point operations: a multiplication and an addition count as
  /// two. Counted by running the network once and adding up what every operation says it did.
  public var flopsPerCrop: Int {
    get throws { try flops().total }
  }
}

extension PastureClassifier: CustomStringConvertible {
  public var description: String {
    "PastureClassifier(\(parameterCount) parameters, crops of \(Self.side)×\(Self.side))"
  }
}
