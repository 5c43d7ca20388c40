extension Reference {
  package static func smoothL1(_ difference: Double, beta: Double) -> Double {
    let distance = abs(difference)
    return distance < beta ? 0.5 * distance * distance / beta : distance - 0.5 * beta
  }

  package static func binaryCrossEntropy(_ logit: Double, _ target: Double) -> Double {
    (logit < 0 ? 0 : logit) - logit * target + log(1 + exp(-abs(logit)))
  }

  package static func sigmoidFocalLoss(
    _ logit: Double, _ target: Double, alpha: Double?, gamma: Double
  ) -> Double {
    let p = sigmoid(logit)
    let wrong = target * (1 - p) + (1 - target) * p
    let share = alpha.map { target * $0 + (1 - target) * (1 - $0) } ?? 1
    return share * power(wrong, gamma) * binaryCrossEntropy(logit, target)
  }

  /// - Parameters:
  ///   - logits: `[N, C, …]`.
  ///   - targets: one class for each place, row by row.
  /// - Returns: the weighted mean, one number.
  package static func crossEntropy(
    _ logits: Tensor, _ targets: [Int], ignoring ignored: Int?, weights: [Float]?
  ) throws -> Tensor {
    let logProbabilities = try logSoftmax(logits, axis: 1)
    let values = logProbabilities.values
    var (total, weightTotal) = (0.0, 0.0)
    let shape = Shape.reducing(logits.shape, axes: [1], keepingAxes: false)
    for (position, target) in Swift.zip(positions(in: shape), targets) where target != ignored {
      let weight = Double(weights?[target] ?? 1)
      let source = place(of: [position[0], target] + position.dropFirst(), in: logits.shape)
      total -= weight * Double(values[source])
      weightTotal += weight
    }
    return try Tensor(Float(total / weightTotal))
  }
}
