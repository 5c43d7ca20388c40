import Testing

@testable import Tensors

/// Same seed, same bits, whatever the number of threads.
@Suite struct DeterminismTests {
  static let operations: [(String, @Sendable (Tensor, Tensor) throws -> Tensor)] = [
    ("+", { try $0 + $1 }), ("exp", { x, _ in try x.exp() }), ("sum", { x, _ in try x.sum() }),
    ("sum of rows", { x, _ in try x.sum(axes: [0, 2]) }),
    ("variance", { x, _ in try x.variance() }), ("softmax 1", { x, _ in try x.softmax(axis: 1) }),
    ("softmax 2", { x, _ in try x.softmax(axis: 2) }), ("max", { x, _ in try x.max(axes: [1]) }),
    ("meanSquaredError", { try meanSquaredError($0, $1) }),
  ]

  @Test(arguments: operations.map(\.0))
  func threadsDoNotMatter(name: String) throws {
    let operation = try #require(Self.operations.first { $0.0 == name }?.1)
    let (x, y) = (Tensor.seeded(1, shape: [7, 130, 300]), Tensor.seeded(2, shape: [7, 130, 300]))
    let many = try operation(x, y).values.map(\.bitPattern)
    let one = try Workers.$limit.withValue(1) { try operation(x, y).values.map(\.bitPattern) }
    #expect(many == one)
  }

  /// Long enough for several pieces: each must land in its place.
  @Test func longTensorsAreWorkedOnInPieces() throws {
    let count = 3 * Work.grain + 17
    let x = try Tensor.range(0..<count)
    #expect(try (x + 1).values == (0..<count).map { Float($0 + 1) })
    #expect(try (x - x).values.allSatisfy { $0 == 0 })
    let total = Float(Double(count) * Double(count - 1) / 2)
    #expect(try abs(x.sum().item() / total - 1) < 1e-6)
    #expect(try x.max().item() == Float(count - 1))
    let table = try Tensor.range(0..<5 * 40_000).reshaped([5, 40_000])
    let shift = try Tensor([1, 2, 3, 4, 5]).reshaped([5, 1])
    let shifted = try (table + shift).values
    #expect(shifted.indices.allSatisfy { shifted[$0] == Float($0 + 1 + $0 / 40_000) })
  }

  @Test func theSameSeedGivesTheSameNumbers() throws {
    var (a, b) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5))
    let x = try Tensor.normal([100], using: &a)
    #expect(try x.values == Tensor.normal([100], using: &b).values)
    #expect(a == b)
    var c = SeededGenerator(seed: 6)
    #expect(try x.values != Tensor.normal([100], using: &c).values)
  }

  @Test func randomNumbersAreSpreadAsPromised() throws {
    var generator = SeededGenerator(seed: 1)
    let normal = try Tensor.normal([20_000], mean: 2, deviation: 3, using: &generator)
    #expect(abs(normal.summary.mean - 2) < 0.1 && abs(normal.summary.deviation - 3) < 0.1)
    // Within one deviation of the mean: 68.27 %.
    let inside = try ((normal .> -1) * (normal .< 5)).mean().item()
    #expect(abs(inside - 0.6827) < 0.015)
    let uniform = try Tensor.uniform([20_000], in: -1..<3, using: &generator)
    let summary = uniform.summary
    #expect(uniform.values.allSatisfy { $0 >= -1 && $0 < 3 })
    #expect(abs(summary.mean - 1) < 0.05)
    #expect(summary.histogram.allSatisfy { abs($0 - 2500) < 250 })
  }
}
