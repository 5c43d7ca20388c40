// p = σ(x): the probability; t: 0 or 1; m = 1 − p where t is 1, p where it is 0: how wrong.

/// Cross-entropy of yes-or-no predictions in which what is already right hardly counts: each loss times
/// mᵞ, where m is the probability given to the wrong answer.
///
/// A background that is recognised with 0.99 costs 10,000 times less than in plain cross-entropy at
/// γ = 2, so that tens of thousands of easy ones cannot drown a few things.
///
/// - Parameters:
///   - logits: scores before the sigmoid, of any shape.
///   - targets: 0 or 1 (or between), of the same shape. No gradient flows to them.
///   - alpha: what a yes counts, in 0…1; a no counts 1 − alpha. `nil`: both count 1.
///   - gamma: γ; 0 is plain cross-entropy.
///   - weights: one for each element, or of a shape that stretches to theirs; 0 leaves one out.
/// - Throws: `ShapeError` unless both have the same shape, alpha lies in 0…1 and gamma in 0…100.
/// - Returns: `[]`, or with `.none` the shape of `logits`. The mean divides by the number of elements;
///   the paper divides the sum by the number of matched anchors.
/// - Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, §3.2, equation 5;
///   torchvision's `sigmoid_focal_loss`.
/// - Example: `try sigmoidFocalLoss(Tensor([2, -1]), Tensor([1, 0]), reduction: .none)`
public func sigmoidFocalLoss(
  _ logits: Tensor, _ targets: Tensor, alpha: Float? = 0.25, gamma: Float = 2,
  weights: Tensor? = nil, reduction: LossReduction = .mean
) throws -> Tensor {
  guard alpha.map({ 0...1 ~= $0 }) ?? true, 0...100 ~= gamma else {
    throw ShapeError(
      operation: "sigmoidFocalLoss", expected: "alpha in 0…1 and gamma in 0…100",
      found: "alpha \(alpha.map { "\($0)" } ?? "nil"), gamma \(gamma)")
  }
  let focal = FocalLoss(alpha: alpha, gamma: gamma)
  return try elementwiseLoss(
    "sigmoidFocalLoss", logits, targets, weights: weights, reduction: reduction, isSymmetric: false,
    value: focal.value, slope: focal.slope)
}

private struct FocalLoss: Sendable {
  let alpha: Float?
  let gamma: Float

  func value(_ x: Tensor, _ t: Tensor) throws -> Tensor {
    let entropy = try binaryCrossEntropyWithLogits(x, t, reduction: .none)
    return try weighted(entropy * wrongness(x, t).power(gamma), t)
  }

  // quote: slope
  /// d/dx of mᵞ · entropy, by the product rule: dm/dx = p (1 − p) (1 − 2 t), d entropy/dx = p − t.
  func slope(_ x: Tensor, _ t: Tensor) throws -> Tensor {
    let p = try x.sigmoid()
    let m = try wrongness(x, t)
    let plain = try m.power(gamma) * (p - t)
    guard gamma > 0 else { return try weighted(plain, t) }
    let entropy = try binaryCrossEntropyWithLogits(x, t, reduction: .none)
    // Only below γ = 1 would m = 0 be a pole; there p (1 − p) is 0 too.
    let steep = try m.clamp(1e-30...1).power(gamma - 1) * gamma
    return try weighted(steep * p * (1 - p) * (1 - t * 2) * entropy + plain, t)
  }
  // end quote

  /// m. σ(−x) is 1 − σ(x) without cancellation.
  private func wrongness(_ x: Tensor, _ t: Tensor) throws -> Tensor {
    try t * (-x).sigmoid() + (1 - t) * x.sigmoid()
  }

  private func weighted(_ losses: Tensor, _ t: Tensor) throws -> Tensor {
    guard let alpha else { return losses }
    return try losses * (t * (2 * alpha - 1) + (1 - alpha))
  }
}
