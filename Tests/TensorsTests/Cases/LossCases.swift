@testable import Tensors

extension OperationCase {
  private static let targets = [2, 0, 4, 1, 2, 2]
  private static let classWeights: [Float] = [1, 0.5, 2, 3, 0.25]

  static let losses: [OperationCase] =
    elementwise("meanSquaredError", { try meanSquaredError($0, $1, weights: $2, reduction: $3) }) {
      ($0 - $1) * ($0 - $1)
    }
    + elementwise(
      "smoothL1, beta 0.5", { try smoothL1($0, $1, beta: 0.5, weights: $2, reduction: $3) }
    ) {
      Reference.smoothL1($0 - $1, beta: 0.5)
    }
    + elementwise("smoothL1, beta 0", { try smoothL1($0, $1, beta: 0, weights: $2, reduction: $3) })
  { abs($0 - $1) }
    + elementwise(
      "binaryCrossEntropyWithLogits", tracked: [0],
      { try binaryCrossEntropyWithLogits($0, $1, weights: $2, reduction: $3) },
      Reference.binaryCrossEntropy)
    + elementwise(
      "sigmoidFocalLoss", tracked: [0],
      { try sigmoidFocalLoss($0, soft($1), weights: $2, reduction: $3) }
    ) {
      Reference.sigmoidFocalLoss($0, Reference.sigmoid($1), alpha: 0.25, gamma: 2)
    }
    + elementwise(
      "sigmoidFocalLoss, gamma 0.5", tracked: [0],
      { try sigmoidFocalLoss($0, soft($1), alpha: nil, gamma: 0.5, weights: $2, reduction: $3) }
    ) {
      Reference.sigmoidFocalLoss($0, Reference.sigmoid($1), alpha: nil, gamma: 0.5)
    }
    + [
      OperationCase(
        "crossEntropy", inputs: [.seeded(1, shape: [6, 5])], { try crossEntropy($0[0], targets) },
        reference: { try Reference.crossEntropy($0[0], targets, ignoring: nil, weights: nil) }),
      OperationCase(
        "crossEntropy, weighted, ignoring", inputs: [.seeded(1, shape: [6, 5])],
        { try crossEntropy($0[0], targets, ignoring: 4, weights: Tensor(classWeights)) },
        reference: {
          try Reference.crossEntropy($0[0], targets, ignoring: 4, weights: classWeights)
        }),
      OperationCase(
        "crossEntropy of a picture", inputs: [.seeded(1, shape: [2, 5, 1, 3])],
        {
          try crossEntropy(
            $0[0], Tensor(targets).reshaped([2, 1, 3]), weights: Tensor(classWeights))
        },
        reference: {
          try Reference.crossEntropy($0[0], targets, ignoring: nil, weights: classWeights)
        }),
      OperationCase(
        "crossEntropy, each", inputs: [.seeded(1, shape: [6, 5])],
        { try crossEntropy($0[0], targets, ignoring: 4, reduction: .none) },
        reference: { x in
          try stack(
            targets.enumerated().map { place, target in
              target == 4
                ? try Tensor(0)
                : try Reference.crossEntropy(
                  x[0][place...place], [target], ignoring: nil, weights: nil)
            })
        }),
    ]

  /// Targets in 0…1 of any numbers.
  private static func soft(_ x: Tensor) throws -> Tensor { try x.detached().sigmoid() }

  private static func elementwise(
    _ name: String, tracked: [Int] = [0, 1],
    _ loss: @escaping @Sendable (Tensor, Tensor, Tensor?, LossReduction) throws -> Tensor,
    _ reference: @escaping @Sendable (Double, Double) -> Double
  ) -> [OperationCase] {
    // Prediction and target differ by at least 1/16, and never by 0.5.
    let inputs: [Tensor] = [
      .distinct(1, shape: [3, 4], gap: 0.25), .distinct(2, shape: [3, 4], gap: 0.625),
    ]
    let weights: [Float] = [0.5, 1, 2, 0]
    let losses: Operation = {
      try Reference.zip($0[0], $0[1], shape: [3, 4], reference)
    }
    return [
      OperationCase(
        "\(name), mean", inputs: inputs, tracked: tracked, { try loss($0[0], $0[1], nil, .mean) },
        reference: { try Reference.mean(losses($0), axes: [0, 1], keepingAxes: false) }),
      OperationCase(
        "\(name), weighted sum", inputs: inputs, tracked: tracked,
        { try loss($0[0], $0[1], Tensor(weights), .sum) },
        reference: {
          try Reference.sum(losses($0) * Tensor(weights), axes: [0, 1], keepingAxes: false)
        }),
      OperationCase(
        "\(name), each", inputs: inputs, tracked: tracked, { try loss($0[0], $0[1], nil, .none) },
        reference: losses),
    ]
  }
}
