/// What a loss does with the losses of the single elements.
///
/// - Example: `try meanSquaredError(Tensor([1, 2]), Tensor([1, 4]), reduction: .none)`
public enum LossReduction: Sendable {
  /// Their mean, one number. A loss over no elements is 0 (PyTorch answers NaN, which would poison
  /// every weight it reaches).
  case mean
  /// Their sum, one number.
  case sum
  /// Nothing: one loss for each element.
  case none
}

/// The frame of every loss that compares two tensors of one shape, element by element.
///
/// - Parameters:
///   - value: the losses of a row of predictions and their targets; `reference` says the same in
///     Double.
///   - slope: their derivatives by the predictions.
///   - isSymmetric: whether the derivative by the target is the negative of `slope`; otherwise the
///     target gets no gradient.
func elementwiseLoss(
  _ operation: String, _ prediction: Tensor, _ target: Tensor, weights: Tensor?,
  reduction: LossReduction, isSymmetric: Bool, reference: (Double, Double) -> Double,
  value: PairLoop, slope: @escaping PairLoop
) throws -> Tensor {
  try elementwiseLoss(
    operation, prediction, target, weights: weights, reduction: reduction,
    isSymmetric: isSymmetric,
    value: { try zipped(operation, $0, $1, reference: reference, row: value) },
    slope: { try backpropagated(operation, $0, $1, row: slope) })
}

/// The same with operations on whole tensors.
func elementwiseLoss(
  _ operation: String, _ prediction: Tensor, _ target: Tensor, weights: Tensor?,
  reduction: LossReduction, isSymmetric: Bool, value: (Tensor, Tensor) throws -> Tensor,
  slope: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
) throws -> Tensor {
  guard prediction.shape == target.shape else {
    throw ShapeError(
      operation: operation, expected: "a prediction and a target of one shape",
      found: "\(prediction.shape) and \(target.shape)",
      hint: "losses do not stretch shapes; reshape one side")
  }
  let weights = try weights?.detached().broadcasted(to: prediction.shape, operation: operation)
  return try tracing(operation, from: [prediction, target], flops: 4 * prediction.count) {
    let (x, y) = (prediction.detached(), target.detached())
    let losses = try weighted(value(x, y), by: weights)
    return try losses.reduced(reduction)
      .recording(operation, from: [prediction, target]) { gradient in
        let slopes = try weighted(slope(x, y), by: weights)
        let toPrediction = try slopes * gradient.undoing(reduction, count: x.count)
        return [toPrediction, isSymmetric ? try -toPrediction : nil]
      }
  }
}

private func weighted(_ losses: Tensor, by weights: Tensor?) throws -> Tensor {
  try weights.map { try losses * $0 } ?? losses
}

extension Tensor {
  /// One number for all losses, or all of them.
  func reduced(_ reduction: LossReduction) throws -> Tensor {
    switch reduction {
    case .none: self
    case .sum: try sum()
    case .mean: count == 0 ? try Tensor(0) : try mean()
    }
  }

  /// The gradient of each loss, out of the gradient of what they were reduced to.
  func undoing(_ reduction: LossReduction, count: Int) throws -> Tensor {
    reduction == .mean && count > 0 ? try self / Float(count) : self
  }
}
