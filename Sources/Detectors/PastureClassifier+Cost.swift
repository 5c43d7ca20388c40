import Layers
import Tensors

extension PastureClassifier {
  /// What one crop costs, in floating-point operations: a multiplication and an addition count as
  /// two. Counted by running the network once and adding up what every operation says it did.
  public var flopsPerCrop: Int {
    get throws {
      let crop = try Tensor.zeros([1, 3, Self.side, Self.side])
      let answer: Tensor = try withoutGradient { try recordingOrigins { try logits(crop) } }
      var total = 0
      var seen: Set<ObjectIdentifier> = []
      var pending: [Origin?] = [answer.origin]
      while let next = pending.popLast() {
        guard let origin = next, seen.insert(ObjectIdentifier(origin)).inserted else { continue }
        total += origin.flops
        pending += origin.inputs.map(\.origin)
      }
      return total
    }
  }
}

extension PastureClassifier: CustomStringConvertible {
  public var description: String {
    "PastureClassifier(\(parameterCount) parameters, crops of \(Self.side)×\(Self.side))"
  }
}
