/// The transpose of a convolution: each cell of `x` stamps the weights, times itself, onto a larger
/// picture, `stride` cells from its neighbour's stamp; where stamps overlap they add up.
///
/// It is the gradient of `conv2D` by its input, and computed by the same loops.
///
/// - Parameters:
///   - x: `[N, C, H, W]`.
///   - weight: `[C, O / groups, rows, columns]`: PyTorch's order, the other way round than `conv2D`.
///   - bias: `[O]`, or none.
///   - padding: cells cut off on all four sides of the result.
///   - outputPadding: cells added at the bottom and at the right, to undo a `conv2D` that rounded
///     down; below `stride` or `dilation`.
/// - Returns: `[N, O, H', W']`,
///   `H' = (H − 1)·stride − 2·padding + dilation·(rows − 1) + outputPadding + 1`.
/// - Throws: `ShapeError` that names the axis that does not fit.
/// - Source: Zeiler et al., "Deconvolutional networks", CVPR 2010; Dumoulin and Visin, "A guide to
///   convolution arithmetic for deep learning", 2016, §4.
/// - Example:
///       let x = try Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
///       try convTranspose2D(x, Tensor.ones([1, 1, 2, 2]), stride: 2)
/// - Parameter groups: channels are cut into so many groups that do not see each other.
public func convTranspose2D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
) throws -> Tensor {
  let shape = try ConvolutionShape(
    convTranspose2D: x.shape, weight: weight.shape, bias: bias?.shape, stride: stride,
    padding: padding, outputPadding: outputPadding, dilation: dilation, groups: groups)
  let g = shape.geometry
  let inputs = [x, weight] + (bias.map { [$0] } ?? [])
  if let zeros = try FlopCounter.counted(
    "convTranspose2D", flops: g.flops, given: x.shape, result: shape.result)
  {
    return zeros
  }
  return try tracing(
    "convTranspose2D", from: inputs, flops: g.flops,
    field: { _ in
      (x.origin?.field ?? .pixel).stamping(
        kernel: dilation * (Swift.max(weight.shape[2], weight.shape[3]) - 1) + 1, stride: stride,
        padding: padding)
    },
    plan: .again {
      try convTranspose2D(
        $0[0], $0[1], bias: $0.dropFirst(2).first, stride: stride, padding: padding,
        outputPadding: outputPadding, dilation: dilation, groups: groups)
    }
  ) {
    try Convolution.back(x, weight, bias, shape: shape.result, g)
      .recording("convTranspose2D", from: inputs) {
        [
          x = x.detached(), weight = weight.detached(), hasBias = bias != nil,
          toX = x.isTracked, toWeight = weight.isTracked
        ] gradient in
        let dx = toX ? try Convolution.forward(gradient, weight, nil, shape: x.shape, g) : nil
        let dWeight =
          toWeight ? try Convolution.forWeight(gradient, x, shape: weight.shape, g) : nil
        return [dx, dWeight] + (hasBias ? [try Convolution.forBias(gradient)] : [])
      }
  }
}

extension ReceptiveField {
  /// The field after each cell of this map stamps a window of `kernel` cells (dilation counted in),
  /// `step` cells apart.
  ///
  /// Cell `u` of the result is reached by the cells from `(u + padding - kernel + 1) / step`, rounded
  /// up, to `(u + padding) / step`, rounded down: `kernel / step` of them, rounded up, at most. Since
  /// the rounding goes in steps, the start is exact for every `step`-th cell and up to a cell early
  /// for those between.
  func stamping(kernel: Int, stride step: Int, padding: Int) -> ReceptiveField {
    let seen = (kernel + step - 1) / step
    let first = Float(padding - kernel + 1) / Float(step)
    return ReceptiveField(
      stride: stride / Float(step), size: size + Float(seen - 1) * stride,
      start: start + first * stride)
  }
}
