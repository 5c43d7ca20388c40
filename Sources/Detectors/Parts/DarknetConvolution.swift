// N pictures, C channels in, O channels out, H×W cells.

import Layers
import Tensors

/// What Darknet's networks are made of: a convolution without bias, batch norm, leaky ReLU.
///
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2; Darknet's `[convolutional]` with
///   `batch_normalize=1`, `activation=leaky`, `pad=1`.
public struct DarknetConvolution: TensorLayer {
  public let conv: Conv2D
  public let bn: BatchNorm2D
  public let activation: LeakyReLU

  /// - Parameter kernel: odd; half of it is padded, so that only the stride shrinks the map.
  init(
    from inputs: Int, to outputs: Int, kernel: Int, stride: Int = 1, maker: inout LayerMaker
  ) throws {
    conv = try maker.convolution(
      from: inputs, to: outputs, kernel: kernel, stride: stride, padding: kernel / 2, bias: false,
      initializer: .heNormal)
    bn = try BatchNorm2D(channels: outputs, epsilon: Self.epsilon)
    activation = LeakyReLU(slope: 0.1)
  }

  /// Darknet divides by √variance + 10⁻⁶, everybody else by √(variance + ε). With ε = 10⁻¹² the two
  /// agree where the variance is 0 and where it is large; `variance(fromDarknet:)` makes them agree
  /// in between.
  static let epsilon: Float = 1e-12

  /// The variance v′ for which √(v′ + ε) = √v + 10⁻⁶, with v as a file of Darknet's has it.
  public static func variance(fromDarknet v: Float) -> Float { v + 2e-6 * max(0, v).squareRoot() }

  public var children: [LayerChild] { [("conv", conv), ("bn", bn)] }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, O, H', W']`, H' = ⌈H / stride⌉.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let y = try inside("conv") { try conv(x) }
    return try activation(bn(y))
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    let y = try inside("conv") { try conv(x) }
    return try activation(bn.training(y, using: &generator))
  }
}

/// Two Darknet convolutions, 1×1 to half the channels and 3×3 back, and the input added.
///
/// - Source: Redmon and Farhadi, "YOLOv3: An Incremental Improvement", 2018, table 1. No activation
///   follows the sum, unlike ResNet's.
public struct DarknetResidual: TensorLayer {
  public let conv1, conv2: DarknetConvolution

  init(channels: Int, maker: inout LayerMaker) throws {
    conv1 = try DarknetConvolution(from: channels, to: channels / 2, kernel: 1, maker: &maker)
    conv2 = try DarknetConvolution(from: channels / 2, to: channels, kernel: 3, maker: &maker)
  }

  public var children: [LayerChild] { [("conv1", conv1), ("conv2", conv2)] }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: the same shape.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let y = try inside("conv1") { try conv1(x) }  // [N, C / 2, H, W]
    return try inside("conv2") { try conv2(y) } + x
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    let y = try conv1.training(x, using: &generator)
    return try conv2.training(y, using: &generator) + x
  }
}
