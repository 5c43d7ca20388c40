// N pictures, C channels in, B = width of the middle, 4B channels out, H×W cells.

import Layers
import Tensors

/// ResNet's block of three convolutions around a shortcut: 1×1 to fewer channels, 3×3, 1×1 to four
/// times as many, and the block's own input added before the last ReLU.
///
/// Where the size or the number of channels changes, a 1×1 convolution brings the input along
/// (`downsample`).
///
/// - Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, §4.1, figure 5.
/// - Differs: the stride is that of the 3×3 convolution, not of the first 1×1, as in torchvision
///   ("ResNet v1.5"), which scores half a per cent better on ImageNet.
public struct Bottleneck: TensorLayer {
  /// 4: output channels to the width of the middle.
  public static let expansion = 4

  public let conv1, conv2, conv3: Conv2D
  public let bn1, bn2, bn3: BatchNorm2D
  /// `downsample.0`, a 1×1 convolution, and `downsample.1`, its batch norm; none where the input
  /// can be added as it is.
  public let downsample: (convolution: Conv2D, normalization: BatchNorm2D)?

  init(
    from inputs: Int, width: Int, stride: Int, dilation: Int = 1, norm: BatchNormStyle,
    maker: inout LayerMaker
  ) throws {
    let outputs = width * Self.expansion
    conv1 = try Self.convolution(inputs, width, kernel: 1, maker: &maker)
    bn1 = try norm.layer(channels: width)
    conv2 = try Self.convolution(
      width, width, kernel: 3, stride: stride, dilation: dilation, maker: &maker)
    bn2 = try norm.layer(channels: width)
    conv3 = try Self.convolution(width, outputs, kernel: 1, maker: &maker)
    bn3 = try norm.layer(channels: outputs)
    downsample =
      stride == 1 && inputs == outputs
      ? nil
      : (
        try Self.convolution(inputs, outputs, kernel: 1, stride: stride, maker: &maker),
        try norm.layer(channels: outputs)
      )
  }

  private static func convolution(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1,
    maker: inout LayerMaker
  ) throws -> Conv2D {
    try maker.convolution(
      from: inputs, to: outputs, kernel: kernel, stride: stride, padding: dilation * (kernel / 2),
      dilation: dilation, bias: false, initializer: .heNormalFanOut)
  }

  public var children: [LayerChild] {
    let shortcut = downsample.map { Sequential([$0.convolution, $0.normalization]) }
    return [
      ("conv1", conv1), ("bn1", bn1), ("conv2", conv2), ("bn2", bn2), ("conv3", conv3),
      ("bn3", bn3),
    ] + (shortcut.map { [("downsample", $0)] } ?? [])
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, 4B, H', W']`, H' = ⌈H / stride⌉.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try run(x) { try $0($1) }
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try run(x) { try $0.training($1, using: &generator) }
  }

  private func run(
    _ x: Tensor, _ normalize: LayerPass
  ) throws -> Tensor {
    var y = try inside("conv1") { try conv1(x) }
    y = try normalize(bn1, y).relu()  // [N, B, H, W]
    y = try inside("conv2") { try conv2(y) }
    y = try normalize(bn2, y).relu()  // [N, B, H', W']
    y = try inside("conv3") { try conv3(y) }
    y = try normalize(bn3, y)  // [N, 4B, H', W']
    guard let downsample else { return try (y + x).relu() }
    let shortcut = try inside("downsample.0") { try downsample.convolution(x) }
    return try (y + normalize(downsample.normalization, shortcut)).relu()
  }
}

/// What a network's batch norms have in common.
public struct BatchNormStyle: Equatable, Sendable {
  /// Added to the variance.
  public var epsilon: Float
  /// Whether the statistics, scales and shifts stay as they are in training.
  public var isFrozen: Bool

  public init(epsilon: Float = 1e-5, isFrozen: Bool = false) {
    self.epsilon = epsilon
    self.isFrozen = isFrozen
  }

  /// Trained, as in a classifier.
  public static let trained = BatchNormStyle()
  /// Frozen, as in torchvision's detectors. (Its older COCO checkpoints want `epsilon: 0`.)
  public static let frozen = BatchNormStyle(isFrozen: true)

  func layer(channels: Int) throws -> BatchNorm2D {
    try BatchNorm2D(channels: channels, epsilon: epsilon, isFrozen: isFrozen)
  }
}
