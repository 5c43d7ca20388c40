extension Reference {
  /// Products of the matrices in the last two axes, the axes before them stretched to the result's.
  package static func matrixProduct(
    _ a: Tensor, _ b: Tensor, shape: [Int], transposingLeft: Bool = false,
    transposingRight: Bool = false
  ) throws -> Tensor {
    try checkRoom(for: shape)
    let (left, right) = (a.values, b.values)
    let depth = a.shape[a.rank - (transposingLeft ? 2 : 1)]
    let values = positions(in: shape).map { position -> Float in
      let batch = position.dropLast(2)
      let (i, j) = (position[position.count - 2], position[position.count - 1])
      var sum = 0.0
      for k in 0..<depth {
        let x = place(of: batch + (transposingLeft ? [k, i] : [i, k]), stretchedFrom: a.shape)
        let y = place(of: batch + (transposingRight ? [j, k] : [k, j]), stretchedFrom: b.shape)
        sum += Double(left[x]) * Double(right[y])
      }
      return Float(sum)
    }
    return try Tensor(values, shape: shape)
  }

  /// y = x · weightᵀ + bias.
  package static func linear(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, shape: [Int]
  ) throws -> Tensor {
    try checkRoom(for: shape)
    let (rows, weights) = (x.values, weight.values)
    let biases = bias?.values ?? []
    let (outputs, features) = (weight.shape[0], weight.shape[1])
    let values = (0..<shape.reduce(1, *)).map { index -> Float in
      let (row, output) = index.quotientAndRemainder(dividingBy: outputs)
      var sum = biases.isEmpty ? 0 : Double(biases[output])
      for k in 0..<features {
        sum += Double(rows[row * features + k]) * Double(weights[output * features + k])
      }
      return Float(sum)
    }
    return try Tensor(values, shape: shape)
  }
}
