// N pictures, C channels in, O out, H×W cells, G groups, K×K kernel.

import Layers
import Tensors

/// `[convolutional]`: a convolution, a batch norm or a bias, an activation.
public struct DarknetConvolutional: TensorLayer {
  public let conv: Conv2D
  public let bn: BatchNorm2D?
  public let activation: DarknetActivation

  init(_ kind: DarknetKind.Convolutional, channels: Int, maker: inout LayerMaker) throws {
    conv = try maker.convolution(
      from: channels, to: kind.filters, kernel: kind.size, stride: kind.stride,
      padding: kind.padding, groups: kind.groups, bias: !kind.normalizes, initializer: .heNormal)
    bn =
      kind.normalizes
      ? try BatchNorm2D(channels: kind.filters, epsilon: DarknetConvolution.epsilon) : nil
    activation = kind.activation
  }

  public var children: [LayerChild] { [("conv", conv)] + (bn.map { [("bn", $0)] } ?? []) }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, O, H', W']`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let y = try inside("conv") { try conv(x) }
    return try activation(bn.map { try $0(y) } ?? y)
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    let y = try inside("conv") { try conv(x) }
    return try activation(bn.map { try $0.training(y, using: &generator) } ?? y)
  }
}

/// `[connected]`: every number of the input with every one of the output.
public struct DarknetConnected: TensorLayer {
  public let linear: Linear
  public let bn: BatchNorm2D?
  public let activation: DarknetActivation

  init(_ kind: DarknetKind.Connected, inputs: Int, maker: inout LayerMaker) throws {
    linear = try maker.linear(
      from: inputs, to: kind.outputs, bias: !kind.normalizes, initializer: .heNormal)
    bn =
      kind.normalizes
      ? try BatchNorm2D(channels: kind.outputs, epsilon: DarknetConvolution.epsilon) : nil
    activation = kind.activation
  }

  public var children: [LayerChild] { [("linear", linear)] + (bn.map { [("bn", $0)] } ?? []) }

  /// - Parameter x: `[N, C, H, W]`, read channel by channel, or `[N, C]`.
  /// - Returns: `[N, O]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let y = try inside("linear") { try linear(x.flattened(from: 1)) }
    return try activation(bn.map { try $0(y) } ?? y)
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    let y = try inside("linear") { try linear(x.flattened(from: 1)) }
    return try activation(bn.map { try $0.training(y, using: &generator) } ?? y)
  }
}

/// `[local]`: a window that moves like a convolution's, with weights of its own at every place.
///
/// - Source: Darknet, `src/local_layer.c`.
public struct DarknetLocal: PlainLayer {
  /// `[H'·W', O, C·K·K]`.
  public let weight: Parameter
  /// `[O, H', W']`.
  public let bias: Parameter
  public let size, stride, padding: Int
  public let activation: DarknetActivation

  init(
    _ kind: DarknetKind.Local, channels: Int, output: DarknetShape, maker: inout LayerMaker
  ) throws {
    let places = output.height * output.width
    let window = channels * kind.size * kind.size
    weight = Parameter(
      try maker.weights([places * kind.filters, window], .heNormal, operation: "DarknetLocal")
        .reshaped([places, kind.filters, window]), name: "weight")
    bias = Parameter(
      try Tensor.zeros([output.channels, output.height, output.width]), name: "bias")
    (size, stride, padding) = (kind.size, kind.stride, kind.padding)
    activation = kind.activation
  }

  public var ownParameters: [NamedParameter] {
    [
      NamedParameter("weight", weight, role: .weight), NamedParameter("bias", bias, role: .bias),
    ]
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, O, H', W']`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let padded = padding > 0 ? try x.padded(by: padding) : x
    let (rows, columns) = (bias.value.shape[1], bias.value.shape[2])  // H', W'
    let (reachDown, reachRight) = ((rows - 1) * stride + 1, (columns - 1) * stride + 1)
    var taps: [Tensor] = []  // K·K of [N, C, H', W']
    for row in 0..<size {
      for column in 0..<size {
        let part = try padded[
          0..., 0..., row..<(row + reachDown), column..<(column + reachRight)]
        taps.append(stride == 1 ? part : try part.maxPool2D(size: 1, stride: stride))
      }
    }
    let windows = try stack(taps, axis: 2)  // [N, C, K·K, H', W']
      .reshaped([x.shape[0], weight.value.shape[2], rows * columns])
      .permuted([2, 1, 0])  // [H'·W', C·K·K, N]
    let y = try matmul(weight.tracked, windows)  // [H'·W', O, N]
      .permuted([2, 1, 0])
      .reshaped([x.shape[0]] + bias.value.shape)  // [N, O, H', W']
    return try activation(y + bias.tracked)
  }
}
