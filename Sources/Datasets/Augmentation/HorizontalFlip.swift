import Tensors

/// The mirror image: left becomes right, for keypoints too.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let flip = HorizontalFlip()
///       flip.name
///       try flip(DetectionExample(pastureSeed: 7), using: &generator)
public struct HorizontalFlip: Augmentation {
  public var pairs: FlipPairs

  /// Always flips; for half of the pictures see `Augmentations.then`.
  ///
  /// - Parameter pairs: which keypoints change places; COCO's 17 of a person unless given.
  public init(pairs: FlipPairs = .coco) { self.pairs = pairs }

  public var name: String { "horizontal flip" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    try example.flipped(pairs: pairs)
  }
}
