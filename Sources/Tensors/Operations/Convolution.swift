internal import CKernels

// N images, C and O channels in and out, H×W cells.

/// Slides a small window of weights over a picture: each result cell is the sum of the cells under
/// the window, times the weights, over all channels, plus the channel's bias.
///
/// As in PyTorch, the kernel is not turned round (it is a cross-correlation).
///
/// - Parameters:
///   - x: `[N, C, H, W]`.
///   - weight: `[O, C / groups, rows, columns]`.
///   - bias: `[O]`, or none.
///   - stride: cells between neighbouring windows.
///   - padding: zeros added on all four sides.
///   - dilation: cells between neighbouring taps of the window.
///   - groups: channels are cut into so many groups that do not see each other; `groups: C` with
///     `C` output channels is a depthwise convolution.
/// - Returns: `[N, O, H', W']`, `H' = (H + 2·padding − dilation·(rows − 1) − 1) / stride + 1`,
///   rounded down.
/// - Throws: `ShapeError` that names the axis that does not fit.
/// - Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, §2.
/// - Example:
///       let x = try Tensor.range(0..<16).reshaped([1, 1, 4, 4])
///       let rightMinusLeft = try Tensor([-1, 1], shape: [1, 1, 1, 2])
///       try conv2D(x, rightMinusLeft)
public func conv2D(
  _ x: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
  dilation: Int = 1, groups: Int = 1
) throws -> Tensor {
  let shape = try ConvolutionShape(
    conv2D: x.shape, weight: weight.shape, bias: bias?.shape, stride: stride, padding: padding,
    dilation: dilation, groups: groups)
  let g = shape.geometry
  let inputs = [x, weight] + (bias.map { [$0] } ?? [])
  if let zeros = try FlopCounter.counted(
    "conv2D", flops: g.flops, given: x.shape, result: shape.result)
  {
    return zeros
  }
  return try tracing(
    "conv2D", from: inputs, flops: g.flops,
    field: { _ in
      // Only the picture has a field; the weights' own history says nothing of pixels.
      (x.origin?.field ?? .pixel).sliding(
        kernel: dilation * (Swift.max(weight.shape[2], weight.shape[3]) - 1) + 1, stride: stride,
        padding: padding)
    },
    plan: .known(
      .convolution(
        ConvolutionOptions(stride: stride, padding: padding, dilation: dilation, groups: groups))
    ) {
      try conv2D(
        $0[0], $0[1], bias: $0.dropFirst(2).first, stride: stride, padding: padding,
        dilation: dilation, groups: groups)
    }
  ) {
    try Convolution.forward(x, weight, bias, shape: shape.result, g)
      .recording("conv2D", from: inputs) {
        [
          x = x.detached(), weight = weight.detached(), hasBias = bias != nil,
          toX = x.isTracked, toWeight = weight.isTracked
        ] gradient in
        let dx = toX ? try Convolution.back(gradient, weight, nil, shape: x.shape, g) : nil
        let dWeight =
          toWeight ? try Convolution.forWeight(x, gradient, shape: weight.shape, g) : nil
        return [dx, dWeight] + (hasBias ? [try Convolution.forBias(gradient)] : [])
      }
  }
}

/// The three loops behind convolution and transposed convolution, and the choice of kernels.
enum Convolution {
  /// From the larger side to the smaller one.
  static func forward(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, shape: [Int], _ g: ConvolutionGeometry
  ) throws -> Tensor {
    if KernelChoice.isReference { return try Reference.conv2D(x, weight, bias, shape: shape, g) }
    return try Tensor(shape: shape, operation: "conv2D") { y in
      try x.withFloats { x in
        try weight.withFloats { weight in
          try withOptionalFloats(bias) { bias in
            try convolve(
              input: x, weight: weight, bias: bias, output: y, geometry: g,
              loops: Kernels.current.loops)
          }
        }
      }
    }
  }

  /// From the smaller side to the larger one: the gradient by the input, and the transposed
  /// convolution.
  static func back(
    _ y: Tensor, _ weight: Tensor, _ bias: Tensor?, shape: [Int], _ g: ConvolutionGeometry
  ) throws -> Tensor {
    if KernelChoice.isReference {
      return try Reference.convTranspose2D(y, weight, bias, shape: shape, g)
    }
    return try Tensor(shape: shape, operation: "convTranspose2D") { x in
      try y.withFloats { y in
        try weight.withFloats { weight in
          try withOptionalFloats(bias) { bias in
            try convolveBack(
              output: y, weight: weight, bias: bias, input: x, geometry: g,
              loops: Kernels.current.loops)
          }
        }
      }
    }
  }

  /// The gradient by the weight.
  static func forWeight(
    _ x: Tensor, _ y: Tensor, shape: [Int], _ g: ConvolutionGeometry
  ) throws -> Tensor {
    if KernelChoice.isReference {
      return try Reference.convolutionWeightGradient(x, y, shape: shape, g)
    }
    return try Tensor(shape: shape, operation: "conv2D") { weight in
      try x.withFloats { x in
        try y.withFloats { y in
          try convolveForWeight(
            input: x, output: y, weight: weight, geometry: g, loops: Kernels.current.loops)
        }
      }
    }
  }

  /// The gradient by the bias: `[N, O, H, W]` summed to `[O]`.
  static func forBias(_ gradient: Tensor) throws -> Tensor {
    if KernelChoice.isReference { return try gradient.sum(axes: [0, 2, 3]) }
    let shape = gradient.shape
    return try Tensor(shape: [shape[1]], operation: "conv2D") { sums in
      gradient.withFloats {
        sumChannels(
          $0, images: shape[0], channels: shape[1], plane: shape[2] * shape[3], into: sums,
          loops: Kernels.current.loops)
      }
    }
  }
}

/// The floats of a tensor that may be missing.
func withOptionalFloats<R>(
  _ tensor: Tensor?, _ body: (UnsafePointer<Float>?) throws -> R
) rethrows -> R {
  guard let tensor else { return try body(nil) }
  return try tensor.withFloats { try body($0) }
}
