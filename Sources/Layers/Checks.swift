import Tensors

/// Refuses an option that is out of its range, in words.
func check(
  _ isFine: Bool, _ operation: String, expected: @autoclosure () -> String,
  found: @autoclosure () -> Any, hint: @autoclosure () -> String = ""
) throws {
  guard isFine else {
    throw ShapeError(
      operation: operation, expected: expected(), found: "\(found())", hint: hint())
  }
}

/// Refuses counts and sizes below 1 by name.
func checkPositive(_ operation: String, _ sizes: KeyValuePairs<String, Int>) throws {
  for (name, size) in sizes {
    try check(size >= 1, operation, expected: "\(name) of at least 1", found: "\(name): \(size)")
  }
}

/// What a convolution's options must satisfy among themselves.
func checkConvolution(
  _ operation: String, inputChannels: Int, outputChannels: Int, stride: Int, padding: Int,
  dilation: Int, groups: Int
) throws {
  try checkPositive(
    operation,
    [
      "inputChannels": inputChannels, "outputChannels": outputChannels, "stride": stride,
      "dilation": dilation, "groups": groups,
    ])
  try check(
    padding >= 0, operation, expected: "padding of at least 0", found: "padding: \(padding)")
  for (name, channels) in ["inputChannels": inputChannels, "outputChannels": outputChannels]
    as KeyValuePairs
  {
    try check(
      channels.isMultiple(of: groups), operation, expected: "groups that divide \(name)",
      found: "\(groups) groups, \(name): \(channels)")
  }
}

/// A bias must have one number a channel.
func checkBias(_ operation: String, _ bias: Tensor?, count: Int) throws {
  guard let bias else { return }
  try check(
    bias.shape == [count], operation, expected: "a bias of shape [\(count)]",
    found: "shape \(bias.shape)")
}
