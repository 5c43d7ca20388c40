/// The mean squared difference of prediction and target.
///
/// - Parameter weights: one for each element, or of a shape that stretches to theirs; the mean still
///   divides by the number of elements, as in PyTorch.
/// - Throws: `ShapeError` unless both have the same shape.
/// - Parameter prediction: of any shape.
/// - Parameter target: of the same shape. No gradient flows to it.
/// - Returns: `[]`, or with `.none` the shape of `prediction`.
/// - Example: `try meanSquaredError(Tensor([1, 2]), Tensor([1, 4]))`
public func meanSquaredError(
  _ prediction: Tensor, _ target: Tensor, weights: Tensor? = nil, reduction: LossReduction = .mean
) throws -> Tensor {
  try elementwiseLoss(
    "meanSquaredError", prediction, target, weights: weights, reduction: reduction,
    isSymmetric: true, reference: { ($0 - $1) * ($0 - $1) },
    value: { each($0, $1, $2, $3) { ($0 - $1) * ($0 - $1) } },
    slope: { each($0, $1, $2, $3) { 2 * ($0 - $1) } })
}

/// Half the square of small differences, and the size of large ones: `½ d² / β` below `β`, `|d| - ½ β`
/// above. With `beta` 0 it is the absolute difference.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.3, equation 3 (there with β = 1).
/// - Throws: `ShapeError` unless both have the same shape and `beta` is at least 0.
/// - Parameter prediction: of any shape: offsets `[N, 4]` in detectors.
/// - Parameter target: of the same shape. No gradient flows to it.
/// - Parameter beta: where the square ends and the line begins.
/// - Parameter weights: one for each element, or of a shape that stretches to theirs.
/// - Returns: `[]`, or with `.none` the shape of `prediction`.
/// - Example: `try smoothL1(Tensor([0.5, 3]), Tensor([0, 0]), reduction: .none)`
public func smoothL1(
  _ prediction: Tensor, _ target: Tensor, beta: Float = 1, weights: Tensor? = nil,
  reduction: LossReduction = .mean
) throws -> Tensor {
  guard beta >= 0, beta.isFinite else {
    throw ShapeError(operation: "smoothL1", expected: "beta of at least 0", found: "\(beta)")
  }
  return try elementwiseLoss(
    "smoothL1", prediction, target, weights: weights, reduction: reduction, isSymmetric: true,
    reference: { Reference.smoothL1($0 - $1, beta: Double(beta)) },
    value: {
      each($0, $1, $2, $3) { prediction, target in
        let distance = (prediction - target).magnitude
        return distance < beta ? 0.5 * distance * distance / beta : distance - 0.5 * beta
      }
    },
    slope: {
      each($0, $1, $2, $3) { prediction, target in
        let difference = prediction - target
        if difference.magnitude < beta { return difference / beta }
        return difference > 0 ? 1 : difference < 0 ? -1 : difference
      }
    })
}
