// K×K kernel.

import Layers
import Tensors

/// Makes the layers of a network: with new weights drawn from a generator, or with none yet, for
/// numbers that are about to be loaded (138 million of VGG's would be drawn for nothing).
public struct LayerMaker: Sendable {
  /// Where new weights come from; `nil` leaves them as they come out of memory.
  private(set) var generator: SeededGenerator?

  /// With new weights.
  init(_ generator: SeededGenerator) { self.generator = generator }

  /// Without: whoever uses this loads every parameter, or lets nobody see the network.
  static var withoutWeights: LayerMaker { LayerMaker(nil) }

  private init(_ generator: SeededGenerator?) { self.generator = generator }

  /// A convolution. Its bias begins at 0, or as PyTorch's own does with `.torchDefault`.
  mutating func convolution(
    from inputs: Int, to outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, initializer: Initializer
  ) throws -> Conv2D {
    let shape = [outputs, inputs / max(1, groups), kernel, kernel]
    return try Conv2D(
      weight: weights(shape, initializer, operation: "Conv2D"),
      bias: bias ? biases(shape, initializer) : nil, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
  }

  /// A transposed convolution, whose bias begins at 0.
  mutating func transposedConvolution(
    from inputs: Int, to outputs: Int, kernel: Int, stride: Int, padding: Int = 0,
    initializer: Initializer
  ) throws -> ConvTranspose2D {
    try ConvTranspose2D(
      weight: weights(
        [inputs, outputs, kernel, kernel], initializer, operation: "ConvTranspose2D"),
      bias: Tensor.zeros([outputs]), stride: stride, padding: padding)
  }

  /// A fully connected layer. Its bias begins at 0, or as PyTorch's own does with `.torchDefault`.
  mutating func linear(
    from inputs: Int, to outputs: Int, bias: Bool = true, initializer: Initializer
  ) throws -> Linear {
    let shape = [outputs, inputs]
    return try Linear(
      weight: weights(shape, initializer, operation: "Linear"),
      bias: bias ? biases(shape, initializer) : nil)
  }

  /// Refuses what is no number of classes, before a large network is made for nothing.
  static func check(classCount: Int, _ network: String) throws {
    guard 1...1_000_000 ~= classCount else {
      throw ShapeError(
        operation: network, expected: "1 to 1000000 classes", found: "\(classCount)")
    }
  }

  /// Numbers for a parameter of this shape.
  mutating func weights(
    _ shape: [Int], _ initializer: Initializer, operation: String
  ) throws -> Tensor {
    guard var generator else { return try Tensor(shape: shape, operation: operation) { _ in } }
    defer { self.generator = generator }
    return try initializer.weights(shape: shape, using: &generator)
  }

  private mutating func biases(_ shape: [Int], _ initializer: Initializer) throws -> Tensor {
    guard initializer == .torchDefault, var generator else { return try Tensor.zeros([shape[0]]) }
    defer { self.generator = generator }
    let bound = 1 / Float(shape.dropFirst().reduce(1, *)).squareRoot()
    return try Tensor.uniform([shape[0]], in: -bound..<bound, using: &generator)
  }
}
