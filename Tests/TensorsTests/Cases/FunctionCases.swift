@testable import Tensors

extension OperationCase {
  static let functions: [OperationCase] = [
    function("exp", { try $0.exp() }, Reference.exp),
    function("log", in: 0.5..<3, { try $0.log() }, Reference.log),
    function("squareRoot", in: 0.5..<3, { try $0.squareRoot() }) { $0.squareRoot() },
    function("power 2", { try $0.power(2) }) { $0 * $0 },
    function("power 3", { try $0.power(3) }) { $0 * $0 * $0 },
    function("power 1", { try $0.power(1) }) { $0 },
    function("power 0", { try $0.power(0) }) { _ in 1 },
    function("power -1.5", in: 0.5..<3, { try $0.power(-1.5) }) { 1 / ($0 * $0.squareRoot()) },
    kinked("abs", { try $0.abs() }) { abs($0) },
    kinked("clamp", { try $0.clamp(-0.5...0.75) }) { min(max($0, -0.5), 0.75) },
    kinked("relu", { try $0.relu() }) { max($0, 0) },
    kinked("leakyReLU", { try $0.leakyReLU(slope: 0.1) }) { $0 > 0 ? $0 : Double(Float(0.1)) * $0 },
    function("sigmoid", { try $0.sigmoid() }, Reference.sigmoid),
    function("tanh", { try $0.tanh() }, Reference.tanh),
  ]

  static let softmax: [OperationCase] =
    [([5], 0), ([2, 3, 4], 0), ([2, 3, 4], 1), ([2, 3, 4], -1)]
    .flatMap { (shape: [Int], axis: Int) in
      let place = axis < 0 ? axis + shape.count : axis
      return [
        OperationCase(
          "softmax of \(shape) on \(axis)", inputs: [.seeded(8, shape: shape)],
          { try $0[0].softmax(axis: axis) },
          reference: { try Reference.softmax($0[0], axis: place) }),
        OperationCase(
          "logSoftmax of \(shape) on \(axis)", inputs: [.seeded(8, shape: shape)],
          { try $0[0].logSoftmax(axis: axis) },
          reference: { try Reference.logSoftmax($0[0], axis: place) }),
      ]
    } + [
      OperationCase(
        "softmax over 300 columns", inputs: [.seeded(9, shape: [2, 3, 300])], tracked: [],
        { try $0[0].softmax(axis: 1) }, reference: { try Reference.softmax($0[0], axis: 1) })
    ]

  private static func function(
    _ name: String, in range: Range<Float> = -2..<2,
    _ operation: @escaping @Sendable (Tensor) throws -> Tensor,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, inputs: [.seeded(7, shape: [3, 6], in: range)], { try operation($0[0]) },
      reference: { try Reference.map($0[0], reference) })
  }

  /// Numbers that keep clear of the kinks at 0, -0.5 and 0.75.
  private static func kinked(
    _ name: String, _ operation: @escaping @Sendable (Tensor) throws -> Tensor,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, inputs: [.distinct(7, shape: [4, 6])], { try operation($0[0]) },
      reference: { try Reference.map($0[0], reference) })
  }
}
