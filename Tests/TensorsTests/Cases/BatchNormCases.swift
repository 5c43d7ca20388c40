@testable import Tensors

extension OperationCase {
  static let batchNormalization: [OperationCase] = [
    [2, 3, 4, 5], [4, 3], [2, 3, 7], [3, 3, 5, 7],
  ]
  .flatMap { shape in
    let x = Tensor.seeded(13, shape: shape, in: 1..<4)
    let scale = Tensor.seeded(14, shape: [3])
    let shift = Tensor.seeded(15, shape: [3])
    let mean = Tensor.seeded(16, shape: [3])
    let variance = Tensor.seeded(17, shape: [3], in: 0.5..<2)
    return [
      OperationCase(
        "batchNorm \(shape)", inputs: [x, scale, shift, mean, variance], tracked: [0, 1, 2],
        {
          try batchNorm(
            $0[0], scale: $0[1], shift: $0[2], runningMean: $0[3], runningVariance: $0[4])
        },
        reference: { inputs in
          try normalized(inputs[0], inputs[1], inputs[2]) { c, _ in
            (Double(inputs[3].values[c]), Double(inputs[4].values[c]))
          }
        }),
      OperationCase(
        "batchNormTraining \(shape)", inputs: [x, scale, shift], gradientTolerance: 5e-3,
        { try batchNormTraining($0[0], scale: $0[1], shift: $0[2]).output },
        reference: { inputs in
          try normalized(inputs[0], inputs[1], inputs[2]) { _, values in
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (mean, squares / Double(values.count))
          }
        }),
    ]
  }

  /// The definition, channel by channel in Double.
  private static func normalized(
    _ x: Tensor, _ scale: Tensor, _ shift: Tensor,
    _ statistics: (_ channel: Int, _ values: [Double]) -> (mean: Double, variance: Double)
  ) throws -> Tensor {
    let run = x.shape.dropFirst(2).reduce(1, *)
    let channels = x.shape[1]
    var result = x.values
    for c in 0..<channels {
      let places = result.indices.filter { $0 / run % channels == c }
      let (mean, variance) = statistics(c, places.map { Double(result[$0]) })
      for place in places {
        let unit = (Double(result[place]) - mean) / (variance + 1e-5).squareRoot()
        result[place] = Float(unit * Double(scale.values[c]) + Double(shift.values[c]))
      }
    }
    return try Tensor(result, shape: x.shape)
  }
}
