// Operations that only move numbers.

extension Reference {
  package static func permuted(_ x: Tensor, _ order: [Int]) throws -> Tensor {
    let values = x.values
    let shape = order.map { x.shape[$0] }
    return try Tensor(
      positions(in: shape).map { position in
        var source = [Int](repeating: 0, count: x.rank)
        for (new, old) in order.enumerated() { source[old] = position[new] }
        return values[place(of: source, in: x.shape)]
      }, shape: shape)
  }

  package static func concatenate(_ tensors: [Tensor], axis: Int, shape: [Int]) throws -> Tensor {
    try checkRoom(for: shape)
    let values = tensors.map(\.values)
    return try Tensor(
      positions(in: shape).map { position in
        var position = position
        var source = 0
        while position[axis] >= tensors[source].shape[axis] {
          position[axis] -= tensors[source].shape[axis]
          source += 1
        }
        return values[source][place(of: position, in: tensors[source].shape)]
      }, shape: shape)
  }
}
