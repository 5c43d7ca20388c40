import Tensors

/// The mirror image: left becomes right, for keypoints too.
public struct HorizontalFlip: Augmentation {
  public var pairs: FlipPairs

  /// - Parameter pairs: which keypoints change places; COCO's 17 of a person unless given.
  public init(pairs: FlipPairs = .coco) { self.pairs = pairs }

  public var name: String { "horizontal flip" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    try example.flipped(pairs: pairs)
  }
}
