@testable import Tensors

extension OperationCase {
  private static let pairs: [(a: [Int], b: [Int], result: [Int])] = [
    ([5, 7], [7, 3], [5, 3]), ([1, 7], [7, 5], [1, 5]), ([5, 7], [7, 1], [5, 1]),
    ([7], [7, 3], [3]), ([5, 7], [7], [5]), ([7], [7], []), ([2, 3, 4], [4, 5], [2, 3, 5]),
    ([2, 3, 4], [2, 4, 5], [2, 3, 5]), ([3, 4], [2, 4, 5], [2, 3, 5]),
    ([3, 1, 2, 4], [2, 4, 3], [3, 2, 2, 3]), ([4], [2, 4, 3], [2, 3]), ([2, 3, 4], [4], [2, 3]),
  ]

  static let matrixProduct: [OperationCase] =
    pairs.map { a, b, result in
      OperationCase(
        "matmul \(a) \(b)", inputs: [.seeded(1, shape: a), .seeded(2, shape: b)],
        { try matmul($0[0], $0[1]) },
        reference: { try sums($0[0], $0[1], result) })
    }
    + [
      ([5, 7], [4, 7]), ([7], [4, 7]), ([2, 3, 7], [5, 7]), ([1, 7], [3, 7]),
    ].map { (x: [Int], weight: [Int]) in
      OperationCase(
        "linear \(x) \(weight)",
        inputs: [
          .seeded(3, shape: x), .seeded(4, shape: weight), .seeded(5, shape: [weight[0]]),
        ],
        { try linear($0[0], $0[1], bias: $0[2]) },
        reference: { inputs in
          let product = try sums(
            inputs[0], inputs[1].transposed(), x.dropLast() + [weight[0]])
          return try product + inputs[2]
        })
    }

  /// Row times column, for each pair; the vectors' missing axes put back first.
  private static func sums(_ a: Tensor, _ b: Tensor, _ shape: [Int]) throws -> Tensor {
    let left = a.rank == 1 ? [1] + a.shape : a.shape
    let right = b.rank == 1 ? b.shape + [1] : b.shape
    let depth = left[left.count - 1]
    let (x, y) = (a.values, b.values)
    var batch = shape
    if a.rank > 1 { batch.removeLast() }
    if b.rank > 1 { batch.removeLast() }
    let full = batch + [left[left.count - 2], right[right.count - 1]]
    let values = Reference.positions(in: full).map { p -> Float in
      let (i, j, outer) = (p[p.count - 2], p[p.count - 1], Array(p.dropLast(2)))
      return Float(
        (0..<depth).reduce(0.0) { sum, k in
          let l = Reference.place(of: outer + [i, k], stretchedFrom: left)
          let r = Reference.place(of: outer + [k, j], stretchedFrom: right)
          return sum + Double(x[l]) * Double(y[r])
        })
    }
    return try Tensor(values, shape: shape)
  }
}
