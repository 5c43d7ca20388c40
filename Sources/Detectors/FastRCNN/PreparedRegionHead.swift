// R regions, C channels, P×P bins, K classes with background, D hidden units.

import Layers
import Tensors

/// A `RegionHead` with its weights packed once, for any number of regions up to a limit: how many there
/// are, only the picture tells. It no longer sees weights that change, and records nothing.
final class PreparedRegionHead: Sendable {
  private let fc6, fc7, classScores, boxOffsets: PreparedLinear

  /// - Parameter most: R at most.
  init(_ head: RegionHead, most: Int) throws {
    func prepared(_ layer: Linear) throws -> PreparedLinear {
      try PreparedLinear(
        weight: layer.weight.value, bias: layer.bias?.value,
        inputShape: [most, layer.weight.value.shape[1]])
    }
    fc6 = try prepared(head.fc6)
    fc7 = try prepared(head.fc7)
    classScores = try prepared(head.classScores)
    boxOffsets = try prepared(head.boxOffsets)
  }

  /// - Parameter pooled: `[R, C, P, P]`; R may be 0.
  /// - Throws: `ShapeError` for more regions than there are at most.
  func callAsFunction(_ pooled: Tensor) throws -> RegionAnswers {
    let first = try fc6(pooled.flattened(from: 1), activation: .relu)  // [R, D]
    let second = try fc7(first, activation: .relu)  // [R, D]
    return RegionAnswers(logits: try classScores(second), offsets: try boxOffsets(second))
  }
}
