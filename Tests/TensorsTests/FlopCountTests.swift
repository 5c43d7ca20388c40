import Testing

@testable import Tensors

@Suite struct FlopCountTests {
  @Test func addsUpWhatOperationsSay() throws {
    let x = try Tensor.ones([1, 2, 5, 4])
    let w = try Tensor.ones([3, 2, 3, 3])
    var origins = 0
    let count = try countingFlops {
      let y = try conv2D(x, w).relu()
      origins = try recordingOrigins { try conv2D(x, w) }.origin?.flops ?? 0
      _ = try y.softmax(axis: 1)
    }
    // 3 × 2 cells, 3 channels of 2 · 9 products and sums each; twice.
    #expect(count.byOperation["conv2D"] == 2 * 2 * 6 * 3 * 18)
    #expect(origins == 2 * 6 * 3 * 18)  // both at once
    #expect(count.byOperation["relu"] == 18)
    #expect(count.total == count.byOperation.values.reduce(0, +))
    // What an operation is made of inside counts once, under its own name.
    #expect(Set(count.byOperation.keys) == ["conv2D", "relu", "softmax"])
  }

  /// By shape alone the count is the same, and nothing was multiplied.
  @Test func countsByShape() throws {
    let x = try Tensor.ones([1, 2, 5, 4])
    let w = try Tensor.ones([3, 2, 3, 3])
    var last = x
    func pass() throws {
      let y = try conv2D(x, w, bias: .ones([3]), padding: 1).relu()
      let z = try convTranspose2D(y, .ones([3, 2, 2, 2]), stride: 2)
      last = try linear(z.flattened(from: 1), .ones([4, 160]))
    }
    let expected = try countingFlops { try pass() }
    #expect(last.values.allSatisfy { $0 > 0 })
    #expect(try countingFlopsByShape { try pass() } == expected)
    #expect(last.shape == [1, 4] && last.values.allSatisfy { $0 == 0 })
    // Asked from outside as well, the outer count has it, too.
    let outer = try countingFlops { _ = try countingFlopsByShape { try pass() } }
    #expect(outer == expected)
  }

  @Test func countsNothingOutside() throws {
    let x = try Tensor.ones([4])
    _ = try x.relu()
    #expect(countingFlops { _ = x.count }.total == 0)
  }
}
