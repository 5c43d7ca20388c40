// fan in: how many numbers one output is summed from; fan out: how many outputs one input reaches.

import Tensors

/// How weights begin. All draw from the generator you pass, so that a seed fixes a model.
///
/// The layers here begin with `.heNormal` and biases of 0. (PyTorch begins with
/// `kaiming_uniform(a=√5)` and random biases, for historical reasons: weights √6 times smaller than
/// He's, so that the signal fades from layer to layer; that is `.torchDefault`.)
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       try Initializer.heNormal.weights(shape: [8, 3, 3, 3], using: &generator)
public enum Initializer: String, Sendable, CaseIterable {
  /// Normal with variance 2 / fan in: a ReLU halves the variance, this makes up for it.
  ///
  /// - Source: He et al., "Delving Deep into Rectifiers", ICCV 2015, equation 10.
  case heNormal
  /// Normal with variance 2 / fan out: keeps the size of the gradient on its way back, in place of
  /// the signal's on its way forth. torchvision's VGG and ResNet begin so.
  ///
  /// - Source: the same, equation 14.
  case heNormalFanOut
  /// Evenly spread with the variance of `heNormal`.
  case heUniform
  /// Normal with variance 2 / (fan in + fan out): for tanh and sigmoid.
  ///
  /// - Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
  ///   networks", AISTATS 2010, equation 12.
  case xavierNormal
  /// Evenly spread with the variance of `xavierNormal` (the paper's equation 16).
  case xavierUniform
  /// Normal with deviation 0.01, whatever the size: AlexNet's weights, and VGG's fully connected
  /// ones.
  ///
  /// - Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks",
  ///   NIPS 2012, §5.
  case smallNormal
  /// As PyTorch's own layers begin: evenly spread in ±1/√(fan in).
  case torchDefault
  /// All 0: for weights that are about to be loaded; draws nothing.
  case zeros

  /// New weights: `[out, in]` of a linear layer, `[out, in, kH, kW]` of a convolution.
  ///
  /// - Throws: `ShapeError` unless `shape` has at least two axes.
  /// - Parameter generator: draws them.
  /// - Returns: that shape.
  public func weights(
    shape: [Int], using generator: inout SeededGenerator
  ) throws -> Tensor {
    guard shape.count >= 2 else {
      throw ShapeError(
        operation: "Initializer.\(rawValue)",
        expected: "a shape of at least two axes, [out, in, …]",
        found: "\(shape)")
    }
    let count = try Tensor.checkedCount(shape, operation: "Initializer.\(rawValue)")
    let window = shape.dropFirst(2).reduce(1, *)
    let fanIn = Float(max(shape[1] * window, 1))
    let fanOut = Float(max(shape[0] * window, 1))
    switch self {
    case .heNormal:
      return try normal(shape, count, variance: 2 / fanIn, &generator)
    case .heNormalFanOut:
      return try normal(shape, count, variance: 2 / fanOut, &generator)
    case .smallNormal:
      return try normal(shape, count, variance: 1e-4, &generator)
    case .xavierNormal:
      return try normal(shape, count, variance: 2 / (fanIn + fanOut), &generator)
    case .heUniform:
      return try uniform(shape, count, bound: (6 / fanIn).squareRoot(), &generator)
    case .xavierUniform:
      return try uniform(shape, count, bound: (6 / (fanIn + fanOut)).squareRoot(), &generator)
    case .torchDefault:
      return try uniform(shape, count, bound: 1 / fanIn.squareRoot(), &generator)
    case .zeros:
      return try Tensor.full(shape, 0)
    }
  }

  private func normal(
    _ shape: [Int], _ count: Int, variance: Float, _ generator: inout SeededGenerator
  ) throws -> Tensor {
    try Tensor(shape: shape, operation: "Initializer.\(rawValue)") { weights in
      let deviation = variance.squareRoot()
      for i in 0..<count { weights[i] = generator.normal(deviation: deviation) }
    }
  }

  private func uniform(
    _ shape: [Int], _ count: Int, bound: Float, _ generator: inout SeededGenerator
  ) throws -> Tensor {
    try Tensor(shape: shape, operation: "Initializer.\(rawValue)") { weights in
      for i in 0..<count { weights[i] = generator.uniform(-bound..<bound) }
    }
  }
}
