@testable import Tensors

extension Tensor {
  /// Numbers from a standard normal distribution, the same for the same seed.
  static func seeded(_ seed: Int, shape: [Int]) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    guard let tensor = try? Tensor.normal(shape, using: &generator) else {
      preconditionFailure("a test asked for shape \(shape)")
    }
    return tensor
  }

  /// Numbers evenly spread over a range, the same for the same seed.
  static func seeded(_ seed: Int, shape: [Int], in range: Range<Float>) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    guard let tensor = try? Tensor.uniform(shape, in: range, using: &generator) else {
      preconditionFailure("a test asked for shape \(shape)")
    }
    return tensor
  }

  /// Different numbers at least `gap` apart and at least half of it from 0, in a seeded order:
  /// for operations with kinks or ties, such as `max` and `relu`.
  static func distinct(_ seed: Int, shape: [Int], gap: Float = 0.125) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    let count = shape.reduce(1, *)
    let numbers = (0..<count).map { (Float($0 - count / 2) + 0.5) * gap }
    guard let tensor = try? Tensor(numbers.shuffled(using: &generator), shape: shape) else {
      preconditionFailure("a test asked for shape \(shape)")
    }
    return tensor
  }
}
