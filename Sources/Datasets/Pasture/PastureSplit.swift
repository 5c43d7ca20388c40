import Images

/// Which scenes are for learning, which for choosing, which for the final score. Their seeds never
/// meet.
///
/// - Example: `try PastureSplit.validation.scene(0)`
public enum PastureSplit: String, CaseIterable, Sendable {
  case training, validation, test

  /// How many scenes there are; training scenes have no end, so `nil`.
  public var count: Int? { self == .training ? nil : 500 }

  private var firstSeed: Int {
    switch self {
    case .validation: 1_000_000
    case .test: 2_000_000
    case .training: 10_000_000
    }
  }

  /// The seed of a scene: `Pasture.scene(seed: try PastureSplit.test.seed(0))`.
  ///
  /// - Parameter index: from 0; below 500 for validation and test, below 10¹⁵ for training.
  /// - Throws: `ImageError` for an index out of range.
  /// - Example: `try PastureSplit.test.seed(0)`
  public func seed(_ index: Int) throws -> Int {
    let end = count ?? 1_000_000_000_000_000
    guard (0..<end).contains(index) else {
      throw ImageError(
        "PastureSplit.\(self).seed", expected: "an index in 0…\(end - 1)", found: "\(index)")
    }
    return firstSeed + index
  }

  /// The scene of an index, at the size that everything is trained on unless another is given.
  ///
  /// - Parameter index: from 0; below 500 for validation and test.
  /// - Parameter width: in pixels.
  /// - Parameter height: in pixels.
  /// - Throws: `ImageError` for an index out of range, or a size no scene has.
  /// - Example: `try PastureSplit.validation.scene(0)`
  public func scene(_ index: Int, width: Int = 192, height: Int = 144) throws -> PastureScene {
    try Pasture.scene(seed: seed(index), width: width, height: height)
  }
}
