@testable import Tensors

// Operations that move numbers. Their references say, for each place of the result, which place of
// the input it shows.

extension OperationCase {
  private static let x: [Tensor] = [.seeded(1, shape: [2, 3, 4])]

  static let moving: [OperationCase] = [
    OperationCase(
      "reshaped", inputs: x, { try $0[0].reshaped([4, -1]) },
      reference: { try Tensor($0[0].values, shape: [4, 6]) }),
    OperationCase(
      "flattened", inputs: x, { try $0[0].flattened(from: 1) },
      reference: { try Tensor($0[0].values, shape: [2, 12]) }),
    OperationCase(
      "unsqueezed", inputs: x, { try $0[0].unsqueezed(axis: -1) },
      reference: { try Tensor($0[0].values, shape: [2, 3, 4, 1]) }),
    OperationCase(
      "squeezed", inputs: [.seeded(1, shape: [2, 1, 3])], { try $0[0].squeezed(axis: 1) },
      reference: { try Tensor($0[0].values, shape: [2, 3]) }),
    moved("transposed", shape: [2, 4, 3], { try $0[0].transposed() }) { [$0[0], $0[2], $0[1]] },
    moved("permuted", shape: [4, 2, 3], { try $0[0].permuted([2, 0, 1]) }) {
      [$0[1], $0[2], $0[0]]
    },
    moved("broadcasted", shape: [2, 2, 3, 4], { try $0[0].broadcasted(to: [2, 2, 3, 4]) }) {
      [$0[1], $0[2], $0[3]]
    },
    moved("x[1]", shape: [3, 4], { try $0[0][1] }) { [1, $0[0], $0[1]] },
    moved("x[0..., 1..., ..<3]", shape: [2, 2, 3], { try $0[0][0..., 1..., ..<3] }) {
      [$0[0], $0[1] + 1, $0[2]]
    },
    moved("x[0..., 2, 1...2]", shape: [2, 2], { try $0[0][0..., 2, 1...2] }) {
      [$0[0], 2, $0[1] + 1]
    },
    moved(
      "selecting with repeats", shape: [2, 4, 4], { try $0[0].selecting([2, 0, 2, 1], axis: 1) }
    ) { [$0[0], [2, 0, 2, 1][$0[1]], $0[2]] },
    moved(
      "gather with repeats", shape: [2, 2, 4],
      {
        try $0[0].gather(
          Tensor([0, 2, 1, 1, 2, 2, 0, 0, 1, 0, 2, 1, 1, 1, 0, 2], shape: [2, 2, 4]), axis: 1)
      }
    ) {
      let rows = [0, 2, 1, 1, 2, 2, 0, 0, 1, 0, 2, 1, 1, 1, 0, 2]
      return [$0[0], rows[Reference.place(of: $0, in: [2, 2, 4])], $0[2]]
    },
    OperationCase(
      "padded", inputs: x, { try $0[0].padded(top: 1, bottom: 0, left: 2, right: 1, with: 7) },
      reference: { x in
        let values = x[0].values
        return try Tensor(
          Reference.positions(in: [2, 4, 7]).map { p in
            p[1] < 1 || p[2] < 2 || p[2] > 5
              ? 7 : values[Reference.place(of: [p[0], p[1] - 1, p[2] - 2], in: [2, 3, 4])]
          }, shape: [2, 4, 7])
      }),
    OperationCase(
      "replacing, values stretched",
      inputs: [.seeded(1, shape: [2, 3, 4]), .seeded(2, shape: [2, 1])],
      { try $0[0].replacing(at: 0..., 1..., 2, with: $0[1]) },
      reference: { x in
        let (old, new) = (x[0].values, x[1].values)
        return try Tensor(
          Reference.positions(in: [2, 3, 4]).enumerated().map { place, p in
            p[1] >= 1 && p[2] == 2 ? new[p[0]] : old[place]
          }, shape: [2, 3, 4])
      }),
    OperationCase(
      "concatenate", inputs: [.seeded(1, shape: [2, 3, 2]), .seeded(2, shape: [2, 1, 2])],
      { try concatenate([$0[0], $0[1], $0[0]], axis: 1) },
      reference: { try Reference.concatenate([$0[0], $0[1], $0[0]], axis: 1, shape: [2, 7, 2]) }),
    OperationCase(
      "stack", inputs: [.seeded(1, shape: [2, 3]), .seeded(2, shape: [2, 3])],
      { try stack([$0[0], $0[1]], axis: 2) },
      reference: { x in
        let values = x.map(\.values)
        return try Tensor(
          Reference.positions(in: [2, 3, 2]).map {
            values[$0[2]][Reference.place(of: [$0[0], $0[1]], in: [2, 3])]
          }, shape: [2, 3, 2])
      }),
    // Large enough for tiles and chunks.
    OperationCase(
      "permuted 40 × 35", inputs: [.seeded(1, shape: [3, 40, 35])], tracked: [],
      { try $0[0].transposed() }, reference: { try Reference.permuted($0[0], [0, 2, 1]) }),
  ]

  private static func moved(
    _ name: String, shape: [Int], _ operation: @escaping Operation,
    source: @escaping @Sendable ([Int]) -> [Int]
  ) -> OperationCase {
    OperationCase(name, inputs: x, operation) { x in
      let values = x[0].values
      return try Tensor(
        Reference.positions(in: shape).map {
          values[Reference.place(of: source($0), in: [2, 3, 4])]
        }, shape: shape)
    }
  }
}
