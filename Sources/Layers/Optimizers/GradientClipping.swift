import Tensors

/// A gradient that is no number: the loss has exploded.
///
/// - Example:
///       let weight = Parameter(try Tensor([1]))
///       weight.gradient = try Tensor([0]).log()
///       do {
///         _ = try clipGradients(of: [NamedParameter("w", weight, role: .weight)], toNorm: 1)
///       } catch {
///         print("\(error)".prefix(60))
///       }
public struct GradientError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The first parameter whose gradient holds NaN or an infinity.
  public let parameter: String

  public var description: String {
    """
    clipGradients: expected numbers in every gradient, found NaN or infinity in \(parameter)'s
      try: a smaller learning rate, a warm-up, or look for log(0) and division by 0 in the loss
    """
  }
}

/// Scales all gradients down together so that their common length is at most `norm`; leaves them
/// alone when it already is.
///
/// - Returns: the length they had: √Σ g² over every number of every gradient.
/// - Throws: `GradientError` when a gradient holds NaN or infinity, `ShapeError` unless `norm` is
///   above 0; no gradient was changed then.
/// - Source: Pascanu et al., "On the difficulty of training RNNs", ICML 2013, §3.2, algorithm 1.
/// - Parameter parameters: whose gradients are scaled, of any shapes.
/// - Example:
///       let weight = Parameter(try Tensor([3, 4]))
///       weight.gradient = try Tensor([3, 4])
///       try clipGradients(of: [NamedParameter("w", weight, role: .weight)], toNorm: 1)
///       weight.gradient
@discardableResult
public func clipGradients(of parameters: [NamedParameter], toNorm norm: Float) throws -> Float {
  try check(norm > 0, "clipGradients", expected: "a norm above 0", found: norm)
  let parameters = parameters.trainedOnce()
  let gradients = try parameters.gradients(for: "clipGradients")
  var sum = 0.0
  for (index, _, gradient) in gradients {
    let part = squaredLength(gradient)
    guard part.isFinite else { throw GradientError(parameter: parameters[index].name) }
    sum += part
  }
  let length = Float(sum.squareRoot())
  let scale = norm / (length + 1e-6)  // PyTorch's guard against 0
  guard scale < 1 else { return length }
  for (index, _, gradient) in gradients {
    let scaled = try Tensor(shape: gradient.shape, operation: "clipGradients") { out in
      gradient.withFloats { g in
        for i in 0..<gradient.count { out[i] = g[i] * scale }
      }
    }
    parameters[index].parameter.gradient = scaled
  }
  return length
}

/// Σ g², in double precision.
private func squaredLength(_ gradient: Tensor) -> Double {
  gradient.withFloats { g in
    var sum = 0.0
    for i in 0..<gradient.count { sum += Double(g[i]) * Double(g[i]) }
    return sum
  }
}
