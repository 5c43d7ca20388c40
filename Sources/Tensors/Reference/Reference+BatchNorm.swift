// N images, C channels, then any axes.

extension Reference {
  /// Mean and mean squared distance from it, `[C]` each.
  package static func batchStatistics(
    _ x: Tensor, _ layout: ChannelLayout
  ) throws -> (mean: Tensor, variance: Tensor) {
    let values = x.values.map(Double.init)
    var means: [Float] = []
    var variances: [Float] = []
    for c in 0..<layout.channels {
      let channel = values.indices.filter { $0 / layout.run % layout.channels == c }
        .map { values[$0] }
      let mean = channel.reduce(0, +) / Double(channel.count)
      let squares = channel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      means.append(Float(mean))
      variances.append(Float(squares / Double(channel.count)))
    }
    return (try Tensor(means), try Tensor(variances))
  }

  /// `(x − mean) · inverse · scale + shift`.
  package static func normalize(
    _ x: Tensor, _ layout: ChannelLayout, _ mean: Tensor, _ inverse: Tensor, _ scale: Tensor,
    _ shift: Tensor
  ) throws -> Tensor {
    let vectors = [mean, inverse, scale, shift].map { $0.values.map(Double.init) }
    let values = x.values.enumerated().map { place, value in
      let c = place / layout.run % layout.channels
      return Float((Double(value) - vectors[0][c]) * vectors[1][c] * vectors[2][c] + vectors[3][c])
    }
    return try Tensor(values, shape: x.shape)
  }
}
