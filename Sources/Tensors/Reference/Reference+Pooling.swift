// N·C planes of H×W cells in, OH×OW cells out.

extension Reference {
  /// The largest number of each window; NaN wins.
  package static func maxPool(_ x: Tensor, _ plan: PoolingPlan) throws -> Tensor {
    try pool(x, plan) { values, _ in
      values.contains(where: \.isNaN) ? .nan : values.reduce(-.infinity, Swift.max)
    }
  }

  /// The sum of each window over its divisor.
  package static func averagePool(_ x: Tensor, _ plan: PoolingPlan) throws -> Tensor {
    try pool(x, plan) { values, divisor in values.reduce(0, +) / Double(divisor) }
  }

  /// Collects what lies under each window, row by row, and gives it to `function`.
  private static func pool(
    _ x: Tensor, _ plan: PoolingPlan, _ function: ([Double], _ divisor: Int) -> Double
  ) throws -> Tensor {
    let (height, width) = (plan.shape[2], plan.shape[3])
    try checkRoom(for: plan.outputShape)
    let cells = x.values
    var result: [Float] = []
    for plane in 0..<plan.planes {
      for row in plan.rows {
        for column in plan.columns {
          var values: [Double] = []
          for y in stride(from: row.start, to: row.end, by: row.step) {
            for i in stride(from: column.start, to: column.end, by: column.step) {
              values.append(Double(cells[(plane * height + y) * width + i]))
            }
          }
          result.append(Float(function(values, row.divisor * column.divisor)))
        }
      }
    }
    return try Tensor(result, shape: plan.outputShape)
  }

  /// Every number at the place its index names, zeros elsewhere; of several at one place the last.
  package static func maxUnpool(
    _ x: Tensor, _ indices: [Int], outputSize: [Int]
  ) throws -> Tensor {
    let (planes, cells) = (x.shape[0] * x.shape[1], x.shape[2] * x.shape[3])
    let outputCells = outputSize[0] * outputSize[1]
    try checkRoom(for: x.shape.prefix(2) + outputSize)
    var result = [Float](repeating: 0, count: planes * outputCells)
    for (place, value) in x.values.enumerated() {
      result[place / cells * outputCells + indices[place]] = value
    }
    return try Tensor(result, shape: x.shape.prefix(2) + outputSize)
  }
}
