extension Reference {
  package static func softmax(_ x: Tensor, axis: Int) throws -> Tensor {
    try map(logSoftmaxed(x, axis: axis), exp)
  }

  package static func logSoftmax(_ x: Tensor, axis: Int) throws -> Tensor {
    try logSoftmaxed(x, axis: axis)
  }

  /// `x - log Σ e^x` along one axis, each number on its own.
  private static func logSoftmaxed(_ x: Tensor, axis: Int) throws -> Tensor {
    let values = x.values.map(Double.init)
    return try Tensor(
      positions(in: x.shape).enumerated().map { place, position in
        let row = (0..<x.shape[axis]).map { step in
          var other = position
          other[axis] = step
          return values[Reference.place(of: other, in: x.shape)]
        }
        let largest = row.max() ?? 0
        let total = row.reduce(0) { $0 + exp($1 - largest) }
        return Float(values[place] - largest - log(total))
      }, shape: x.shape)
  }
}
