import Testing

@testable import Tensors

/// Bias, residual and activation in the store of a product, on every instruction set, against the
/// plain product and the definition. (A sum that nearly cancels keeps few digits.)
@Suite struct TailTests {
  static let sets = Kernels.supported.map(\.name)
  static let activations: [FusedActivation] = [.none, .relu, .leakyReLU(slope: 0.125)]

  /// activation(x + bias + residual), or activation(x + bias) + residual.
  static func finished(
    _ x: Tensor, bias: [Float], residual: Tensor, _ activation: FusedActivation, residualLast: Bool,
    rowOf: (Int) -> Int
  ) throws -> Tensor {
    func activated(_ x: Float) -> Float {
      switch activation {
      case .none: x
      case .relu: x < 0 ? 0 : x
      case .leakyReLU(let slope): x < 0 ? slope * x : x
      }
    }
    let numbers = zip(x.values, residual.values).enumerated().map { i, pair in
      let sum = pair.0 + bias[rowOf(i)]
      return residualLast ? activated(sum) + pair.1 : activated(sum + pair.1)
    }
    return try Tensor(numbers, shape: x.shape)
  }

  @Test(arguments: sets, [1, 3, 7, 17, 49, 51])
  func productsOfEverySize(set: String, rows: Int) throws {
    try #require(Kernels.named(set)).use {
      for (columns, depth) in [
        (1, 17), (2, 3), (3, 7), (4, 49), (7, 51), (17, 1), (49, 300), (51, 7), (51, 0),
      ] {
        let a = Tensor.seeded(1, shape: [rows, depth])
        let b = Tensor.seeded(2, shape: [depth, columns])
        let bias = Tensor.seeded(3, shape: [rows])
        let residual = Tensor.seeded(4, shape: [rows, columns])
        let product =
          depth == 0
          ? try Tensor.zeros([rows, columns])
          : try Reference.matrixProduct(a, b, shape: [rows, columns])
        for activation in Self.activations {
          for last in [false, true] {
            let expected = try Self.finished(
              product, bias: bias.values, residual: residual, activation, residualLast: last
            ) { $0 / columns }
            let found = try Tensor(shape: [rows, columns], operation: "test") { c in
              try a.withFloats { a in
                try b.withFloats { b in
                  try bias.withFloats { bias in
                    try residual.withFloats { residual in
                      try multiply(
                        MatrixView(a, rows: rows, columns: depth),
                        MatrixView(b, rows: depth, columns: columns), into: c,
                        tail: Tail(
                          bias: bias, residual: residual, activation: activation,
                          addsResidualLast: last),
                        loops: Kernels.current.loops)
                    }
                  }
                }
              }
            }
            expectClose(
              found, expected, relative: 1e-4, "\(rows)×\(depth)×\(columns) \(activation) \(last)")
          }
        }
      }
    }
  }

  /// NaN stays NaN, relu(-inf) is 0, leaky(-inf) is -inf: in whole vectors and in their remainders,
  /// in tiles, narrow tiles and vectors.
  @Test(arguments: sets, [1, 2, 4, 16, 48, 49, 51])
  func specialNumbersPassThrough(set: String, columns: Int) throws {
    let rows = 9
    let special: [Float] = [.nan, -.infinity, .infinity, -2]
    let numbers = (0..<rows * columns).map { special[$0 % 4] }
    try #require(Kernels.named(set)).use {
      for (activation, expected) in [
        (FusedActivation.none, special), (.relu, [.nan, 0, .infinity, 0]),
        (.leakyReLU(slope: 0.5), [.nan, -.infinity, .infinity, -1]),
      ] {
        // The product itself is 0; the residual brings what the activation meets.
        let found = try Tensor(shape: [rows, columns], operation: "test") { c in
          let zeros = [Float](repeating: 0, count: max(rows, columns) * 3 + 64)
          try numbers.withUnsafeBufferPointer { numbers in
            try zeros.withUnsafeBufferPointer { zeros in
              let (zeros, numbers) = (try #require(zeros.baseAddress), numbers.baseAddress)
              try multiply(
                MatrixView(zeros, rows: rows, columns: 3),
                MatrixView(zeros, rows: 3, columns: columns), into: c,
                tail: Tail(bias: nil, residual: numbers, activation: activation),
                loops: Kernels.current.loops)
            }
          }
        }
        for (i, value) in found.values.enumerated() {
          let wanted = expected[i % 4]
          #expect(
            value == wanted || (value.isNaN && wanted.isNaN),
            "\(activation) of \(special[i % 4]): expected \(wanted), found \(value)")
        }
      }
    }
  }

  /// A result of more than 32 MB is written past the caches, where whole lines of it are; to the bit it
  /// is what smaller pieces of the same picture give.
  @Test(arguments: sets, [704, 707])
  func resultsLargerThanTheCaches(set: String, columns: Int) throws {
    let (rows, channels) = (192, 65)
    let x = Tensor.seeded(1, shape: [1, 4, rows, columns])
    let weight = Tensor.seeded(2, shape: [channels, 4, 1, 1])
    let bias = Tensor.seeded(3, shape: [channels])
    try #require(Kernels.named(set)).use {
      let whole = try conv2D(x, weight, bias: bias)
      #expect(whole.count > 8 << 20)
      for first in stride(from: 0, to: rows, by: 48) {
        let piece = try conv2D(x[0..<1, 0..<4, first..<first + 48], weight, bias: bias)
        #expect(
          try whole[0..<1, 0..<channels, first..<first + 48].values == piece.values,
          "\(set), rows from \(first)")
      }
    }
  }
}
