// N·C planes of H×W cells in, OH×OW cells out.

extension Reference {
  /// Each cell from its four taps, summed in Double; of the nearest cell alone when nothing is
  /// weighted. A weight of 0 does not hide a NaN, as in PyTorch.
  package static func upsample(_ x: Tensor, _ plan: UpsamplingPlan) throws -> Tensor {
    let (height, width) = (x.shape[2], x.shape[3])
    let cells = x.values.map(Double.init)
    var result: [Float] = []
    for plane in 0..<(x.shape[0] * x.shape[1]) {
      for row in plan.rows {
        for column in plan.columns {
          var sum = 0.0
          for (y, rowWeight) in [(row.near, row.nearWeight), (row.far, row.farWeight)] {
            for (i, weight) in [
              (column.near, column.nearWeight), (column.far, column.farWeight),
            ] where plan.isWeighted || rowWeight * weight != 0 {
              sum += Double(rowWeight) * Double(weight) * cells[(plane * height + y) * width + i]
            }
          }
          result.append(Float(sum))
        }
      }
    }
    return try Tensor(
      result, shape: Array(x.shape.prefix(2)) + [plan.rows.count, plan.columns.count])
  }
}
