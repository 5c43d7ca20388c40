internal import CKernels

/// How surprised independent yes-or-no predictions are by what is true:
/// `-t log σ(x) - (1 - t) log (1 - σ(x))`, computed as `max(x, 0) - x t + log(1 + e^-|x|)`, which
/// neither overflows nor takes the logarithm of 0.
///
/// - Parameters:
///   - logits: scores before the sigmoid, of any shape.
///   - targets: 0 … 1, of the same shape. No gradient flows to them.
///   - weights: one for each element, or of a shape that stretches to theirs; the mean still divides
///     by the number of elements, as in PyTorch.
/// - Throws: `ShapeError` unless both have the same shape.
/// - Returns: `[]`, or with `.none` the shape of `logits`.
/// - Source: the loss of logistic regression; in detection, Redmon and Farhadi, "YOLOv3", 2018,
///   §2.2, for class predictions.
/// - Example: `try binaryCrossEntropyWithLogits(Tensor([2, -1]), Tensor([1, 0]))`
public func binaryCrossEntropyWithLogits(
  _ logits: Tensor, _ targets: Tensor, weights: Tensor? = nil, reduction: LossReduction = .mean
) throws -> Tensor {
  let operation = "binaryCrossEntropyWithLogits"
  return try elementwiseLoss(
    operation, logits, targets, weights: weights, reduction: reduction, isSymmetric: false,
    value: {
      try zipped(
        operation, $0, $1, reference: Reference.binaryCrossEntropy, loop: \.binary_cross_entropy)
    },
    slope: {
      try zipped(
        operation, $0, $1, reference: { Reference.sigmoid($0) - $1 },
        loop: \.binary_cross_entropy_gradient)
    })
}
