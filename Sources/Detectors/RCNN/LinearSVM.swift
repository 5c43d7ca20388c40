// N samples, F features.

import Tensors

/// A linear support vector machine: a weight for each feature and an offset. What lies on the positive
/// side of the plane where their sum is 0 belongs to the class.
///
/// Trained on the hinge loss, which wants every sample beyond a margin of 1 on its own side and does
/// not care how far beyond. Only samples at or inside the margin, the *support vectors*, have a say.
///
/// - Source: Cortes and Vapnik, "Support-Vector Networks", 1995.
/// - Example:
///
///     var generator = SeededGenerator(seed: 1)
///     let x = try Tensor([2, 0, 3, 1, -2, 0, -3, 1], shape: [4, 2])
///     let machine = try LinearSVM(features: x, isPositive: [true, true, false, false], using: &generator)
///     try machine.margins(x).values
public struct LinearSVM: Sendable {
  /// How hard an SVM is trained.
  ///
  /// - Example: `SVMOptions(cost: 0.01, positiveWeight: 1)`
  public struct Options: Hashable, Sendable {
    /// What a sample costs for each unit that it lies on the wrong side of its margin.
    public var cost: Float
    /// Positives cost so many times more: there are few of them.
    public var positiveWeight: Float
    /// What the offset is multiplied by: the larger, the less the loss minds it.
    public var biasScale: Float
    /// Passes over the samples at most.
    public var largestPassCount: Int
    /// Done when no sample's gradient is further off than this.
    public var tolerance: Float

    /// R-CNN's: a cost of 0.001 for features whose vectors are about 20 long.
    public init(
      cost: Float = 0.001, positiveWeight: Float = 2, biasScale: Float = 10,
      largestPassCount: Int = 200, tolerance: Float = 0.01
    ) {
      self.cost = cost
      self.positiveWeight = positiveWeight
      self.biasScale = biasScale
      self.largestPassCount = largestPassCount
      self.tolerance = tolerance
    }
  }

  /// F numbers, one a feature.
  public let weight: [Float]
  /// The offset, which is added to the weighted sum.
  public let bias: Float

  public init(weight: [Float], bias: Float) {
    self.weight = weight
    self.bias = bias
  }

  /// Trained on the samples of a tensor.
  ///
  /// - Parameters:
  ///   - features: `[N, F]`, finite.
  ///   - isPositive: for each sample, whether it belongs to the class.
  /// - Throws: `ShapeError` unless there is an answer for each sample, both answers occur, and the
  ///   options are positive.
  public init(
    features: Tensor, isPositive: [Bool], options: Options = Options(),
    using generator: inout SeededGenerator
  ) throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "LinearSVM", expected: expected, found: found)
      }
    }
    try require(
      features.rank == 2 && features.shape[0] == isPositive.count,
      "features [\(isPositive.count), F], one row an answer", "\(features.shape)")
    try require(
      isPositive.contains(true) && isPositive.contains(false), "samples of both kinds",
      isPositive.isEmpty ? "none" : "only \(isPositive[0] ? "positives" : "negatives")")
    try require(
      options.cost > 0 && options.positiveWeight > 0 && options.biasScale > 0
        && options.largestPassCount > 0, "options above 0", "\(options)")
    let values = features.values
    try require(values.allSatisfy(\.isFinite), "finite features", "a NaN or an infinity")
    var solver = HingeSolver(length: features.shape[1], options: options)
    for (index, positive) in isPositive.enumerated() {
      solver.add(values[index * features.shape[1]..<(index + 1) * features.shape[1]], positive)
    }
    solver.solve(using: &generator)
    self = solver.machine
  }

  /// On which side a sample lies, and how far: 1 at the margin of the class, −1 at the others'.
  ///
  /// - Parameter features: of the sample, F numbers.
  /// - Throws: `ShapeError` unless there are F features.
  public func margin(_ features: [Float]) throws -> Float {
    guard features.count == weight.count else {
      throw ShapeError(
        operation: "LinearSVM.margin", expected: "\(weight.count) features",
        found: "\(features.count)")
    }
    return zip(features, weight).reduce(bias) { $0 + $1.0 * $1.1 }
  }

  /// The same for many samples.
  ///
  /// - Parameter features: `[N, F]`.
  /// - Returns: `[N]`.
  public func margins(_ features: Tensor) throws -> Tensor {
    try linear(
      features, Tensor(weight, shape: [1, weight.count]), bias: Tensor([bias], shape: [1])
    ).reshaped([features.shape.first ?? 0])
  }
}

extension LinearSVM: CustomStringConvertible {
  public var description: String { "LinearSVM(\(weight.count) features)" }
}

public typealias SVMOptions = LinearSVM.Options
