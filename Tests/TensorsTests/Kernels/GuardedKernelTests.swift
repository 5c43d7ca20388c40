import CKernels
import Testing

@testable import Tensors

/// Every loop that promises to touch exactly the floats it names, on memory where one float further
/// stops the process: at counts around every vector length, flush with the end and with the
/// beginning of the pages. (Loops that may read into the slack of a block run under
/// `FOVEA_STORAGE=checked` in `.ci/run`, where the slack ends at a forbidden page.)
@Suite(.serialized) struct GuardedKernelTests {
  static let sets = Kernels.supported.map(\.name)
  static let counts = Array(0...70) + [95, 96, 97, 127, 128, 129, 255, 257, 1023, 4097]

  /// Floats between forbidden pages.
  final class Floats {
    let base: UnsafeMutablePointer<Float>
    private let pages: GuardedPages

    init(_ count: Int, atTheirBeginning: Bool) throws {
      pages = try #require(
        GuardedPages(bytes: count * 4, alignment: 4, atTheirBeginning: atTheirBeginning))
      base = pages.base.bindMemory(to: Float.self, capacity: max(count, 1))
      for i in 0..<count { base[i] = Float(i % 13) - 6 }
    }

    deinit { pages.unmap() }
  }

  /// Runs `body` for every count, at both ends of the pages, with as many buffers as it asks for.
  func forEveryCount(
    _ set: String, buffers: [Int] = [1, 1, 1],
    _ body: (CKTable, [UnsafeMutablePointer<Float>], Int) -> Void
  ) throws {
    let loops = try #require(Kernels.named(set)).loops
    for count in Self.counts {
      for atTheirBeginning in [true, false] {
        let floats = try buffers.map { try Floats(count * $0, atTheirBeginning: atTheirBeginning) }
        body(loops, floats.map(\.base), count)
        withExtendedLifetime(floats) {}
      }
    }
  }

  @Test(arguments: sets) func arithmetic(set: String) throws {
    try forEveryCount(set) { loops, x, n in
      let (a, b, out) = (x[0], x[1], x[2])
      for loop in [
        loops.add, loops.subtract, loops.multiply, loops.divide, loops.maximum, loops.minimum,
        loops.relu_gradient,
      ] { loop(a, b, out, n) }
      for loop in [
        loops.add_scalar, loops.subtract_from_scalar, loops.multiply_scalar,
        loops.divide_by_scalar, loops.divide_scalar_by, loops.leaky_relu,
      ] { loop(a, 3, out, n) }
      loops.axpy(2, a, out, n)
      loops.scale_shift(a, 2, 1, out, n)
      loops.leaky_relu_gradient(a, b, 0.1, out, n)
    }
  }

  @Test(arguments: sets) func functions(set: String) throws {
    try forEveryCount(set) { loops, x, n in
      for loop in [
        loops.square_root, loops.relu, loops.exp, loops.sigmoid, loops.tanh, loops.softmax,
        loops.log_softmax, loops.log,
      ] { loop(x[0], x[2], n) }
      for exponent in [-2, 0.5, 3, 99] as [Float] { loops.power(x[0], exponent, x[2], n) }
      loops.binary_cross_entropy(x[0], x[1], x[2], n)
      loops.binary_cross_entropy_gradient(x[0], x[1], x[2], n)
    }
  }

  /// Matrices of n × 5 and 5 × n, turned.
  @Test(arguments: sets) func transposes(set: String) throws {
    try forEveryCount(set, buffers: [5, 5]) { loops, x, n in
      for (rows, columns) in [(n, 5), (5, n)] {
        loops.transpose(x[0], rows, rows, columns, x[1], columns)
        for r in 0..<rows {
          for c in 0..<columns {
            if x[1][r * columns + c] != x[0][c * rows + r] {
              Issue.record("\(set): row \(r), column \(c) of \(rows) × \(columns)")
            }
          }
        }
      }
    }
  }

  /// Eight stretches of 64, as many numbers of them as are asked for.
  @Test(arguments: sets) func masks(set: String) throws {
    let states = (1...32).map(UInt64.init)
    try forEveryCount(set, buffers: [1]) { loops, x, n in
      let count = min(n, 512)
      loops.dropout_mask(states, 1 << 23, 2, x[0] + (n - count), 64, count)
    }
  }

  @Test(arguments: sets) func tails(set: String) throws {
    try forEveryCount(set) { loops, x, n in
      for activation in [CKActivationNone, CKActivationReLU, CKActivationLeakyReLU] {
        for isLast in [Int32(0), 1] {
          var tail = CKTail(
            bias: nil, residual: x[1], activation: activation, slope: 0.1, residual_is_last: isLast)
          loops.finish(x[0], &tail, x[2], n)
          tail.residual = nil
          loops.finish(x[0], &tail, x[2], n)
        }
      }
    }
  }

  @Test(arguments: sets) func reductions(set: String) throws {
    try forEveryCount(set) { loops, x, n in
      let (a, b) = (x[0], x[1])
      // The sums of -6 … 6, again and again, small and exact.
      let expected = (0..<n).reduce(0.0) { $0 + Double(a[$1]) }
      #expect(loops.sum(a, n) == expected, "\(set), \(n)")
      _ = loops.dot(a, b, n)
      _ = loops.sum_of_squares(a, 1, n)
      #expect(loops.largest(a, n) == (n == 0 ? -.infinity : Float(min(n - 1, 12)) - 6))
      #expect(loops.smallest(a, n) == (n == 0 ? .infinity : -6))
    }
  }

  @Test(arguments: sets) func pooling(set: String) throws {
    try forEveryCount(set, buffers: [2, 2, 1]) { loops, x, n in
      loops.max_pool_2x2(x[0], x[1], x[2], n)
    }
  }

  @Test(arguments: sets) func training(set: String) throws {
    try forEveryCount(set, buffers: [2, 2, 1, 2, 2]) { loops, x, n in
      loops.max_pool_2x2_gradient(x[0], x[1], x[2], x[3], x[4], n)
    }
    try forEveryCount(set) { loops, x, n in
      let (a, b, out) = (x[0], x[1], x[2])
      loops.winners(a, 1, 0, b, out, n)
      loops.batch_norm_gradient(a, b, 1, 2, 3, 4, out, n)
      var sums = [0.0, 0.0]
      loops.batch_norm_sums(a, b, 1, &sums, n)
      #expect(sums[0] == (0..<n).reduce(0.0) { $0 + Double(a[$1]) }, "\(set), \(n)")
      // With a stride, the last number counts, not what lies behind it.
      let half = (n + 1) / 2
      loops.winners(a, 2, 0, b, out, half)
    }
  }

  /// One row of a product, every row of which may begin anywhere.
  @Test(arguments: sets) func weightedSums(set: String) throws {
    let weights: [Float] = [1, -2, 0.5]
    try forEveryCount(set, buffers: [3, 1]) { loops, x, n in
      loops.weighted_sum(x[0], [0, n, 2 * n], weights, 3, 1, x[1], n)
    }
  }

  /// Two rows of a convolution summed up tap by tap, however many vectors a row's last group has. The
  /// picture may be read a few vectors too far; what is written may not.
  @Test(arguments: sets) func sumsOfTaps(set: String) throws {
    let offsets = Array(0..<9)
    let weights = (0..<9).map { Float($0) - 4 }
    try forEveryCount(set, buffers: [2, 2]) { loops, x, n in
      let picture = (0..<2 * n + 128).map { Float($0 % 7) }
      var tail = CKTail(
        bias: nil, residual: x[0], activation: CKActivationNone, slope: 0, residual_is_last: 0)
      for depth in [3, 9] {
        loops.sum_taps(picture, n, offsets, weights, depth, 2, n, &tail, x[1])
        for i in 0..<2 * n {
          let sum = (0..<depth).reduce(Float(0)) { $0 + weights[$1] * picture[i + $1] }
          #expect(x[1][i] == sum + x[0][i], "\(set), \(n), depth \(depth), at \(i)")
        }
      }
    }
  }

  /// What a tile writes: exactly rows × columns, however many of its registers are in use.
  @Test(arguments: sets) func tiles(set: String) throws {
    let loops = try #require(Kernels.named(set)).loops
    let (tileRows, tileColumns, lanes) = (
      Int(loops.tile_rows), Int(loops.tile_columns), Int(loops.lanes)
    )
    for depth in [0, 1, 3, 4, 5, 9] {
      for rows in 1...tileRows {
        for columns in 1...tileColumns {
          let padded = (columns + lanes - 1) / lanes * lanes
          let left = try Floats(depth * tileRows + lanes, atTheirBeginning: true)
          let right = try Floats(depth * padded, atTheirBeginning: false)
          let out = try Floats(rows * columns, atTheirBeginning: rows % 2 == 0)
          let residual = try Floats(rows * columns, atTheirBeginning: rows % 2 == 0)
          let bias = try Floats(rows, atTheirBeginning: false)
          var tail = CKTail(
            bias: bias.base, residual: residual.base, activation: CKActivationReLU, slope: 0,
            residual_is_last: 0)
          for accumulate in [Int32(0), 1] {
            loops.tile(
              depth, left.base, right.base, out.base, columns, Int32(rows), Int32(columns),
              accumulate, nil, 0)
            loops.tile(
              depth, left.base, right.base, out.base, columns, Int32(rows), Int32(columns),
              accumulate, &tail, 1 - accumulate)
          }
        }
      }
    }
  }
}
