import Images
import Tensors

/// Which pictures are for learning, which for choosing, which for the final score: each is in exactly
/// one part.
///
/// - Example:
///       let split = try PictureSplit(count: 10, validation: 0.2, test: 0.1)
///       split.training
///       split.validation
///       split.test
public struct PictureSplit: Equatable, Sendable {
  /// Numbers of pictures, in no particular order.
  public let training, validation, test: [Int]

  /// Shares out `count` pictures by chance; the same seed always shares out the same way.
  ///
  /// Split by picture, or better by scene, never by crop: two crops of one scene are nearly the same
  /// picture, and a score on pictures that training has seen says nothing (`CropSplit.leaking`
  /// shows how much it lies).
  ///
  /// - Parameters:
  ///   - validation: its share, in 0…1.
  ///   - test: its share, in 0…1; what is left is for training.
  /// - Throws: `ImageError` for a negative count or shares that are more than all.
  /// - Parameter count: how many pictures there are.
  /// - Parameter seed: other seeds share out otherwise.
  public init(count: Int, validation: Float, test: Float = 0, seed: Int = 1) throws {
    guard (0...100_000_000).contains(count), validation >= 0, test >= 0, validation + test <= 1
    else {
      throw ImageError(
        "PictureSplit", expected: "a count of at least 0, and shares in 0…1 that sum to at most 1",
        found: "\(count) pictures, validation \(validation), test \(test)")
    }
    let order = EpochOrder(count: count, seed: seed).permutation(epoch: 0)
    let first = min(count, Int((Float(count) * validation).rounded()))
    let second = min(count, first + Int((Float(count) * test).rounded()))
    self.validation = Array(order[..<first])
    self.test = Array(order[first..<second])
    training = Array(order[second...])
  }
}

extension PictureSplit: CustomStringConvertible {
  public var description: String {
    "PictureSplit: \(training.count) training, \(validation.count) validation, \(test.count) test"
  }
}

/// Some examples of a source, as a source: one part of a `PictureSplit`.
public struct ExampleSubset: ExampleSource {
  public let source: any ExampleSource
  /// Their numbers in `source`.
  public let indices: [Int]

  /// - Throws: `ImageError` for a number that the source does not have.
  public init(_ source: any ExampleSource, indices: [Int]) throws {
    for index in indices { try source.checkIndex(index, "ExampleSubset") }
    self.source = source
    self.indices = indices
  }

  public var count: Int { indices.count }

  public func example(_ index: Int) throws -> DetectionExample {
    try checkIndex(index, "ExampleSubset.example")
    return try source.example(indices[index])
  }
}
