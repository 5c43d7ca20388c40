@testable import Tensors

extension OperationCase {
  /// The same seed at each call, so that the same numbers stay.
  static let dropping: [OperationCase] = ([0, 0.4, 1] as [Float]).map { probability in
    OperationCase(
      "dropout \(probability)", inputs: [.seeded(21, shape: [3, 4, 5])],
      {
        var generator = SeededGenerator(seed: 3)
        return try $0[0].dropout(probability: probability, using: &generator)
      },
      reference: { inputs in
        var generator = SeededGenerator(seed: 3)
        let kept = inputs[0].values.map { value in
          generator.unit() < probability ? 0 : value / (1 - probability)
        }
        return try Tensor(kept, shape: inputs[0].shape)
      })
  }
}
