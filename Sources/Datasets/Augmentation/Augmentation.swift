import Foundation
import Tensors

/// A change of a picture that leaves true what is said about it: boxes, masks and keypoints go where
/// their things go.
///
/// Chance comes from the generator alone: the same example and the same generator give the same
/// result. A class never changes; neither do the marks for crowds, difficult and ignored things.
///
/// - Example:
///       let both: [any Augmentation] = [HorizontalFlip(), ColorJitter()]
///       both.count
public protocol Augmentation: Sendable {
  /// A few words for captions and logs, with the settings that matter.
  var name: String { get }

  /// The example changed.
  ///
  /// - Throws: `ImageError` for settings that make no sense, and what the picture's own operations
  ///   throw.
  /// - Parameter example: stays as it is.
  /// - Parameter generator: every chance comes from it.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try HorizontalFlip()(DetectionExample(pastureSeed: 7), using: &generator)
  func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample
}

extension SeededGenerator {
  /// A number in `range`, evenly spread; its one number when it is a single one.
  mutating func between(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A factor between 1 and `most`, or one over it, equally likely: as often brighter as darker.
  ///
  /// - Source: Darknet's `rand_scale`.
  mutating func scale(upTo most: Float) -> Float {
    let factor = 1 + (most - 1) * unit()
    return chance(0.5) ? factor : 1 / factor
  }

  /// A factor in `range`, its logarithm evenly spread: half and double are equally likely.
  mutating func scale(in range: ClosedRange<Float>) -> Float {
    let (low, high) = (log(range.lowerBound), log(range.upperBound))
    return max(range.lowerBound, min(exp(low + (high - low) * unit()), range.upperBound))
  }
}
