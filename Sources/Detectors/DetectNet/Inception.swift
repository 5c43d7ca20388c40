// N pictures, H×W cells.

import Layers
import Tensors

/// GoogLeNet's module: four ways through, each sees another size, side by side in the end.
///
/// ```
/// 1x1                              channels[0]
/// 3x3_reduce (1×1), 3x3            channels[1], channels[2]
/// 5x5_reduce (1×1), 5x5            channels[3], channels[4]
/// 3×3 max pooling, pool_proj (1×1) channels[5]
/// ```
///
/// - Source: Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, §4 and figure 2 (b); names of
///   Caffe's `bvlc_googlenet`.
public struct Inception: TensorLayer {
  /// `1x1`, `3x3_reduce`, `3x3`, `5x5_reduce`, `5x5`, `pool_proj`.
  public static let names = ["1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj"]

  private let convolutions: [Conv2D]
  private let pooling: MaxPool2D

  /// - Parameter channels: of the six convolutions, in the order of `names`.
  init(from inputs: Int, channels: [Int], maker: inout LayerMaker) throws {
    let kernels = [1, 1, 3, 1, 5, 1]
    guard channels.count == kernels.count else {
      throw ShapeError(
        operation: "Inception", expected: "the channels of \(kernels.count) convolutions",
        found: "\(channels)")
    }
    let sources = [inputs, inputs, channels[1], inputs, channels[3], inputs]
    var layers: [Conv2D] = []
    for (place, kernel) in kernels.enumerated() {
      layers.append(
        try maker.convolution(
          from: sources[place], to: channels[place], kernel: kernel, padding: kernel / 2,
          initializer: .xavierUniform))
    }
    convolutions = layers
    pooling = try MaxPool2D(3, stride: 1, padding: 1)
  }

  public var children: [LayerChild] { zip(Self.names, convolutions).map { ($0, $1) } }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: as many rows and columns; 1×1, 3×3, 5×5 and pooling beside each other.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    func answer(_ place: Int, _ x: Tensor) throws -> Tensor {
      try inside(Self.names[place]) { try convolutions[place](x).relu() }
    }
    return try concatenate(
      [answer(0, x), answer(2, answer(1, x)), answer(4, answer(3, x)), answer(5, pooling(x))],
      axis: 1)
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try self(x)
  }
}
