// The shape rules of convolution and transposed convolution, both of which end in the same
// geometry: a larger side (the convolution's input) and a smaller one (its output).

/// What `conv2D` and `convTranspose2D` were asked for, checked.
struct ConvolutionShape {
  let geometry: ConvolutionGeometry
  /// The shape of the result.
  let result: [Int]

  /// The rule of `conv2D`: rows and columns shrink to
  /// `(length + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1`, rounded down.
  ///
  /// - Parameters:
  ///   - x: `[N, C, H, W]`.
  ///   - weight: `[O, C / groups, rows, columns]`.
  ///   - bias: `[O]`.
  init(
    conv2D x: [Int], weight: [Int], bias: [Int]?, stride: Int, padding: Int, dilation: Int,
    groups: Int
  ) throws {
    let request = Request(
      operation: "conv2D", stride: stride, padding: padding, dilation: dilation, groups: groups)
    try request.checkNumbers()
    try request.checkRanks(x: x, weight: weight, weightAxes: "[O, C / groups, rows, columns]")
    guard x[1] == weight[1].multipliedReportingOverflow(by: groups).partialValue else {
      throw request.error(
        groups == 1
          ? "\(weight[1]) channels on axis 1 of x, as on axis 1 of the weight \(weight)"
          : "\(weight[1]) × \(groups) channels on axis 1 of x, as the weight \(weight) and "
            + "groups: \(groups) say",
        "\(x[1]), x being \(x)", "a picture is [N, C, H, W]; check the channels before this layer")
    }
    guard weight[0] % groups == 0 else {
      throw request.error(
        "a number of output channels that groups: \(groups) divides",
        "\(weight[0]) on axis 0 of the weight \(weight)", "")
    }
    try request.checkBias(bias, channels: weight[0])
    let rows = try request.shrunk(x[2], kernel: weight[2], axis: "rows", x: x)
    let columns = try request.shrunk(x[3], kernel: weight[3], axis: "columns", x: x)
    geometry = ConvolutionGeometry(
      images: x[0], inputChannels: weight[1], outputChannels: weight[0] / groups, groups: groups,
      rows: rows, columns: columns)
    result = [x[0], weight[0], rows.output, columns.output]
    _ = try Tensor.checkedCount(result, operation: "conv2D")
  }

  /// The rule of `convTranspose2D`: rows and columns grow to
  /// `(length - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1`.
  ///
  /// - Parameters:
  ///   - x: `[N, C, H, W]`.
  ///   - weight: `[C, O / groups, rows, columns]`.
  ///   - bias: `[O]`.
  init(
    convTranspose2D x: [Int], weight: [Int], bias: [Int]?, stride: Int, padding: Int,
    outputPadding: Int, dilation: Int, groups: Int
  ) throws {
    let request = Request(
      operation: "convTranspose2D", stride: stride, padding: padding, dilation: dilation,
      groups: groups)
    try request.checkNumbers()
    try request.checkRanks(x: x, weight: weight, weightAxes: "[C, O / groups, rows, columns]")
    guard outputPadding >= 0, outputPadding < max(stride, dilation) else {
      throw request.error(
        "outputPadding: of at least 0 and below stride: or dilation: "
          + "(\(max(stride, dilation)))", "\(outputPadding)", "")
    }
    guard x[1] == weight[0] else {
      throw request.error(
        "\(weight[0]) channels on axis 1 of x, as on axis 0 of the weight \(weight)",
        "\(x[1]), x being \(x)",
        "a transposed convolution's weight is [C, O / groups, rows, columns]")
    }
    guard weight[0] % groups == 0 else {
      throw request.error(
        "a number of input channels that groups: \(groups) divides",
        "\(weight[0]) on axis 0 of the weight \(weight)", "")
    }
    let channels = try Tensor.checkedCount([weight[1], groups], operation: request.operation)
    try request.checkBias(bias, channels: channels)
    let rows = try request.grown(
      x[2], kernel: weight[2], outputPadding: outputPadding, axis: "rows", x: x)
    let columns = try request.grown(
      x[3], kernel: weight[3], outputPadding: outputPadding, axis: "columns", x: x)
    geometry = ConvolutionGeometry(
      images: x[0], inputChannels: weight[1], outputChannels: weight[0] / groups, groups: groups,
      rows: rows, columns: columns)
    result = [x[0], channels, rows.input, columns.input]
    _ = try Tensor.checkedCount(result, operation: request.operation)
  }
}

/// The checks that both operations share.
private struct Request {
  let operation: String
  let stride: Int
  let padding: Int
  let dilation: Int
  let groups: Int

  func error(_ expected: String, _ found: String, _ hint: String) -> ShapeError {
    ShapeError(operation: operation, expected: expected, found: found, hint: hint)
  }

  func checkNumbers() throws {
    for (name, value, least) in [
      ("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1),
      ("groups", groups, 1),
    ] where value < least {
      throw error("\(name): of at least \(least)", "\(value)", "")
    }
  }

  func checkRanks(x: [Int], weight: [Int], weightAxes: String) throws {
    guard x.count == 4 else {
      throw error(
        "x of 4 axes, [N, C, H, W]", "\(x.count) axes, \(x)",
        x.count == 3 ? "x.unsqueezed(axis: 0) makes a batch of one" : "")
    }
    guard weight.count == 4 else {
      throw error("a weight of 4 axes, \(weightAxes)", "\(weight.count) axes, \(weight)", "")
    }
    for (axis, name) in [(2, "rows"), (3, "columns")] where weight[axis] < 1 {
      throw error("a kernel of at least 1 \(name)", "\(weight[axis]) in the weight \(weight)", "")
    }
  }

  func checkBias(_ bias: [Int]?, channels: Int) throws {
    guard let bias, bias != [channels] else { return }
    throw error("a bias of shape [\(channels)], one for each output channel", "\(bias)", "")
  }

  /// Arithmetic that throws instead of overflowing.
  private func sum(_ a: Int, _ b: Int) throws -> Int {
    try Shape.sum(a, b, operation: operation)
  }
  private func product(_ a: Int, _ b: Int) throws -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else {
      throw error("sizes that fit in an Int", "\(a) × \(b)", "")
    }
    return product
  }

  /// Cells from a kernel's first tap to its last, both counted.
  private func extent(_ kernel: Int) throws -> Int { try sum(product(dilation, kernel - 1), 1) }

  func shrunk(_ length: Int, kernel: Int, axis: String, x: [Int]) throws -> ConvolutionAxis {
    let padded = try sum(length, product(2, padding))
    let extent = try extent(kernel)
    guard padded >= extent else {
      throw error(
        "at least \(extent) \(axis), padding included, under a kernel of \(kernel)"
          + (dilation > 1 ? " with dilation \(dilation)" : ""),
        "\(padded), x being \(x) with padding \(padding)",
        "padding: \((extent - length + 1) / 2) or more, or a larger picture")
    }
    return ConvolutionAxis(
      input: length, output: (padded - extent) / stride + 1, kernel: kernel, stride: stride,
      padding: padding, dilation: dilation)
  }

  func grown(
    _ length: Int, kernel: Int, outputPadding: Int, axis: String, x: [Int]
  ) throws -> ConvolutionAxis {
    guard length >= 1 else {
      throw error("\(axis), at least 1 of them", "\(length), x being \(x)", "")
    }
    let spread = try sum(product(length - 1, stride), extent(kernel))
    let grown = try sum(sum(spread, outputPadding), -product(2, padding))
    guard grown >= 1 else {
      throw error(
        "\(axis) in the result, at least 1 of them",
        "\(grown), x being \(x) with padding \(padding)", "less padding")
    }
    return ConvolutionAxis(
      input: grown, output: length, kernel: kernel, stride: stride, padding: padding,
      dilation: dilation)
  }
}
