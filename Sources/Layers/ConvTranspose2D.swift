// N images, C channels in, O channels out, G groups, K×K kernel.

import Tensors

/// A learnt upsampling: the gradient of a convolution, run forwards ("deconvolution").
///
/// - Source: Long et al., "Fully Convolutional Networks", CVPR 2015, §3.3.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer = try ConvTranspose2D(inputChannels: 4, outputChannels: 2, kernel: 2, stride: 2, using: &generator)
///       layer.weight.value.shape
///       layer.bias
///       try layer(Tensor.ones([1, 4, 8, 8])).shape
public struct ConvTranspose2D: PlainLayer {
  /// `[C, O/G, K, K]`: input channels first, as in PyTorch.
  public let weight: Parameter
  /// `[O]`.
  public let bias: Parameter?
  public let stride: Int
  public let padding: Int
  public let outputPadding: Int
  public let dilation: Int
  public let groups: Int

  /// An upsampling with new weights and a bias of 0.
  ///
  /// - Parameters:
  ///   - stride: by how much the picture grows.
  ///   - padding: rows and columns taken off the result.
  ///   - outputPadding: rows and columns added to the result at the bottom and right, since several
  ///     input sizes convolve to the same output size.
  /// - Throws: `ShapeError` when a size is below 1, or `groups` divides not both channel counts, or
  ///   `outputPadding` is below neither stride nor dilation.
  /// - Parameter inputChannels: C of what goes in.
  /// - Parameter outputChannels: O of what comes out.
  /// - Parameter kernel: cells on a side of the square window.
  /// - Parameter dilation: cells between neighbouring taps of the window.
  /// - Parameter groups: into how many parts the channels are split.
  /// - Parameter bias: whether a number is added to each channel.
  /// - Parameter initializer: how the weights begin.
  /// - Parameter generator: draws them.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1, bias: Bool = true,
    initializer: Initializer = .heNormal, using generator: inout SeededGenerator
  ) throws {
    try checkPositive("ConvTranspose2D", ["kernel": kernel])
    try checkConvolution(
      "ConvTranspose2D", inputChannels: inputChannels, outputChannels: outputChannels,
      stride: stride, padding: padding, dilation: dilation, groups: groups)
    try self.init(
      weight: initializer.weights(
        shape: [inputChannels, outputChannels / groups, kernel, kernel], using: &generator),
      bias: bias ? Tensor.full([outputChannels], 0) : nil,
      stride: stride, padding: padding, outputPadding: outputPadding, dilation: dilation,
      groups: groups)
  }

  /// An upsampling with these weights.
  ///
  /// - Parameters:
  ///   - weight: `[C, O/G, kH, kW]`.
  ///   - bias: `[O]`.
  /// - Throws: `ShapeError` when the shapes do not fit.
  /// - Parameter stride: by how much the picture grows.
  /// - Parameter padding: rows and columns taken off the result.
  /// - Parameter outputPadding: rows and columns added to the result.
  /// - Parameter dilation: cells between neighbouring taps of the window.
  /// - Parameter groups: into how many parts the channels are split.
  /// - Example: `try ConvTranspose2D(weight: Tensor.ones([1, 1, 2, 2]), stride: 2)(Tensor.ones([1, 1, 2, 2]))`
  public init(
    weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) throws {
    try check(
      weight.rank == 4 && !weight.shape.contains(0), "ConvTranspose2D",
      expected: "a weight of shape [in, out / groups, kH, kW]", found: "shape \(weight.shape)")
    let (outputChannels, overflow) = weight.shape[1].multipliedReportingOverflow(by: groups)
    try checkConvolution(
      "ConvTranspose2D", inputChannels: weight.shape[0],
      outputChannels: overflow ? 0 : outputChannels, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
    try check(
      outputPadding >= 0 && (outputPadding < stride || outputPadding < dilation),
      "ConvTranspose2D", expected: "an outputPadding from 0 to below stride or dilation",
      found: "outputPadding: \(outputPadding), stride: \(stride), dilation: \(dilation)")
    try checkBias("ConvTranspose2D", bias, count: outputChannels)
    self.weight = Parameter(weight, name: "weight")
    self.bias = bias.map { Parameter($0, name: "bias") }
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  public var ownParameters: [NamedParameter] { weightAndBias(weight, bias) }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: `[N, O, H', W']`,
  ///   `H' = (H − 1) stride − 2 padding + dilation (K − 1) + outputPadding + 1`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try convTranspose2D(
      x, weight.tracked, bias: bias?.tracked, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation, groups: groups)
  }
}
