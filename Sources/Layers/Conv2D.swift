// N images, C channels in, O channels out, G groups, K×K kernel.

import Tensors

/// A learnt convolution over pictures and feature maps.
///
/// - Source: LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, §II.A;
///   the arithmetic of sizes: Dumoulin and Visin, 2016, §2.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try Conv2D(inputChannels: 3, outputChannels: 8, kernel: 3, padding: 1, using: &generator)
///       layer.weight.value.shape
///       layer.bias
///       try layer(Tensor.ones([1, 3, 16, 16])).shape
public struct Conv2D: PlainLayer {
  /// `[O, C/G, K, K]`.
  public let weight: Parameter
  /// `[O]`.
  public let bias: Parameter?
  public let stride: Int
  public let padding: Int
  public let dilation: Int
  public let groups: Int

  /// A convolution with new weights and a bias of 0.
  ///
  /// - Parameters:
  ///   - kernel: cells on a side of the square window.
  ///   - padding: rows and columns of zeros around the input.
  ///   - dilation: cells between neighbouring taps of the window; 1 is an ordinary window.
  ///   - groups: into how many parts the channels are split, each convolved by itself.
  ///   - bias: leave it out in front of a batch norm, which takes it away again.
  /// - Throws: `ShapeError` when a size is below 1, or `groups` divides not both channel counts.
  /// - Parameter inputChannels: C of what goes in.
  /// - Parameter outputChannels: O of what comes out.
  /// - Parameter stride: cells between neighbouring windows.
  /// - Parameter initializer: how the weights begin.
  /// - Parameter generator: draws them.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, initializer: Initializer = .heNormal,
    using generator: inout SeededGenerator
  ) throws {
    try checkPositive("Conv2D", ["kernel": kernel])
    try checkConvolution(
      "Conv2D", inputChannels: inputChannels, outputChannels: outputChannels, stride: stride,
      padding: padding, dilation: dilation, groups: groups)
    try self.init(
      weight: initializer.weights(
        shape: [outputChannels, inputChannels / groups, kernel, kernel], using: &generator),
      bias: bias ? Tensor.full([outputChannels], 0) : nil,
      stride: stride, padding: padding, dilation: dilation, groups: groups)
  }

  /// A convolution with these weights: for kernels made by hand, and for rectangular ones.
  ///
  /// - Parameters:
  ///   - weight: `[O, C/G, kH, kW]`.
  ///   - bias: `[O]`.
  /// - Throws: `ShapeError` when the shapes do not fit.
  /// - Parameter stride: cells between neighbouring windows.
  /// - Parameter padding: rows and columns of zeros around the input.
  /// - Parameter dilation: cells between neighbouring taps of the window.
  /// - Parameter groups: into how many parts the channels are split.
  /// - Example: `try Conv2D(weight: Tensor.ones([1, 1, 2, 2]))(Tensor.ones([1, 1, 3, 3]))`
  public init(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1
  ) throws {
    try check(
      weight.rank == 4 && !weight.shape.contains(0), "Conv2D",
      expected: "a weight of shape [out, in / groups, kH, kW]", found: "shape \(weight.shape)")
    let (inputChannels, overflow) = weight.shape[1].multipliedReportingOverflow(by: groups)
    try checkConvolution(
      "Conv2D", inputChannels: overflow ? 0 : inputChannels, outputChannels: weight.shape[0],
      stride: stride, padding: padding, dilation: dilation, groups: groups)
    try checkBias("Conv2D", bias, count: weight.shape[0])
    self.weight = Parameter(weight, name: "weight")
    self.bias = bias.map { Parameter($0, name: "bias") }
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  public var ownParameters: [NamedParameter] { weightAndBias(weight, bias) }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, O, H', W']`, `H' = (H + 2 padding − dilation (K − 1) − 1) / stride + 1`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try conv2D(
      x, weight.tracked, bias: bias?.tracked, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
  }
}

/// The two parameters of every layer that multiplies and adds.
func weightAndBias(_ weight: Parameter, _ bias: Parameter?) -> [NamedParameter] {
  [NamedParameter("weight", weight, role: .weight)]
    + (bias.map { [NamedParameter("bias", $0, role: .bias)] } ?? [])
}
