extension Reference {
  package static func sum(_ x: Tensor, axes: [Int], keepingAxes: Bool) throws -> Tensor {
    try reduce(x, axes: axes, keepingAxes: keepingAxes) { $0.reduce(0, +) }
  }

  package static func mean(_ x: Tensor, axes: [Int], keepingAxes: Bool) throws -> Tensor {
    try reduce(x, axes: axes, keepingAxes: keepingAxes) { $0.reduce(0, +) / Double($0.count) }
  }

  package static func variance(_ x: Tensor, axes: [Int], keepingAxes: Bool, correction: Int = 0)
    throws -> Tensor
  {
    try reduce(x, axes: axes, keepingAxes: keepingAxes) { values in
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - correction)
    }
  }

  package static func extreme(_ x: Tensor, axes: [Int], keepingAxes: Bool, largest: Bool) throws
    -> Tensor
  {
    try reduce(x, axes: axes, keepingAxes: keepingAxes) { values in
      if values.contains(where: \.isNaN) { return .nan }
      return (largest ? values.max() : values.min()) ?? .nan
    }
  }

  package static func argmax(_ x: Tensor, axis: Int, shape: [Int]) throws -> Tensor {
    try reduce(x, axes: [axis], keepingAxes: false) { values in
      let largest = values.firstIndex(where: \.isNaN) ?? values.firstIndex(of: values.max() ?? 0)
      return Double(largest ?? 0)
    }
    .reshaped(shape)
  }

  /// Collects the numbers that fall onto each place of the result, in order, and gives them to
  /// `function`.
  private static func reduce(
    _ x: Tensor, axes: [Int], keepingAxes: Bool, _ function: ([Double]) -> Double
  ) throws -> Tensor {
    let kept = Shape.reducing(x.shape, axes: axes, keepingAxes: true)
    try checkRoom(for: kept)
    var collected = [[Double]](repeating: [], count: positions(in: kept).count)
    let values = x.values
    for (source, position) in positions(in: x.shape).enumerated() {
      collected[place(of: position, stretchedFrom: kept)].append(Double(values[source]))
    }
    return try Tensor(
      collected.map { Float(function($0)) },
      shape: Shape.reducing(x.shape, axes: axes, keepingAxes: keepingAxes))
  }
}
