@testable import Tensors

extension OperationCase {
  private static let operators: [(String, Operation, @Sendable (Double, Double) -> Double)] = [
    ("+", { try $0[0] + $0[1] }, { $0 + $1 }),
    ("-", { try $0[0] - $0[1] }, { $0 - $1 }),
    ("*", { try $0[0] * $0[1] }, { $0 * $1 }),
    ("/", { try $0[0] / $0[1] }, { $0 / $1 }),
    ("maximum", { try maximum($0[0], $0[1]) }, { Swift.max($0, $1) }),
    ("minimum", { try minimum($0[0], $0[1]) }, { Swift.min($0, $1) }),
  ]

  /// Every way two shapes meet: equal, a lone number, per channel, a row, both sides stretched.
  private static let shapePairs: [([Int], [Int], [Int])] = [
    ([2, 3, 5], [2, 3, 5], [2, 3, 5]),
    ([2, 3], [], [2, 3]),
    ([], [3, 2], [3, 2]),
    ([2, 3, 3, 5], [3, 1, 1], [2, 3, 3, 5]),
    ([4, 7], [7], [4, 7]),
    ([3, 1, 5], [1, 4, 1], [3, 4, 5]),
    ([2, 1, 3, 1], [1, 5, 3, 2], [2, 5, 3, 2]),
  ]

  static let arithmetic: [OperationCase] =
    operators.flatMap { name, operation, reference in
      shapePairs.map { a, b, shape in
        // At least 0.5 from 0 for the divisor; left and right never closer than four steps.
        OperationCase(
          "\(a) \(name) \(b)",
          inputs: [.distinct(1, shape: a, gap: 0.25), .offGrid(2, shape: b)], operation,
          reference: { try Reference.zip($0[0], $0[1], shape: shape, reference) })
      }
    } + withNumbers

  private static let withNumbers: [OperationCase] = [
    number("x + 3", { try $0[0] + 3 }, { $0 + 3 }),
    number("3 + x", { try 3 + $0[0] }, { 3 + $0 }),
    number("x - 3", { try $0[0] - 3 }, { $0 - 3 }),
    number("3 - x", { try 3 - $0[0] }, { 3 - $0 }),
    number("x * 3", { try $0[0] * 3 }, { $0 * 3 }),
    number("3 * x", { try 3 * $0[0] }, { 3 * $0 }),
    number("x / 3", { try $0[0] / 3 }, { $0 / 3 }),
    number("3 / x", { try 3 / $0[0] }, { 3 / $0 }),
    number("-x", { try -$0[0] }, { -$0 }),
    number(
      "x += 2, x *= x",
      {
        var x = $0[0]
        try x += 2
        try x *= x
        return x
      }, { ($0 + 2) * ($0 + 2) }),
  ]

  private static func number(
    _ name: String, _ operation: @escaping Operation,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, inputs: [.seeded(3, shape: [3, 5], in: 0.5..<2)], operation,
      reference: { try Reference.map($0[0], reference) })
  }

  static let comparison: [OperationCase] = {
    let operators: [(String, Operation, @Sendable (Double, Double) -> Bool)] = [
      (".<", { try $0[0] .< $0[1] }, { $0 < $1 }),
      (".<=", { try $0[0] .<= $0[1] }, { $0 <= $1 }),
      (".>", { try $0[0] .> $0[1] }, { $0 > $1 }),
      (".>=", { try $0[0] .>= $0[1] }, { $0 >= $1 }),
      (".==", { try $0[0] .== $0[1] }, { $0 == $1 }),
      (".!=", { try $0[0] .!= $0[1] }, { $0 != $1 }),
    ]
    return operators.map { name, operation, holds in
      OperationCase(
        "x \(name) y", inputs: [.small, .smallColumn], tracked: [], operation,
        reference: { try Reference.zip($0[0], $0[1], shape: [2, 4]) { holds($0, $1) ? 1 : 0 } })
    }
  }()
}

extension Tensor {
  /// Numbers halfway between those of `distinct(gap: 0.25)`, at least 0.5 from 0.
  fileprivate static func offGrid(_ seed: Int, shape: [Int]) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    let numbers = (0..<shape.reduce(1, *)).map { _ in
      (Float(generator.index(below: 8)) * 0.25 + 0.5) * (generator.chance(0.5) ? 1 : -1)
    }
    return (try? Tensor(numbers, shape: shape)) ?? .seeded(seed, shape: shape)
  }

  /// With ties, NaN and infinities, to compare.
  fileprivate static var small: Tensor {
    (try? Tensor([1, 2, .nan, -.infinity, 2, 3, -1, .infinity], shape: [2, 4]))
      ?? .seeded(1, shape: [])
  }
  fileprivate static var smallColumn: Tensor {
    (try? Tensor([2, .infinity], shape: [2, 1])) ?? .seeded(1, shape: [])
  }
}
