import Testing

@testable import Tensors

@Suite struct DropoutTests {
  @Test(arguments: [0, 0.25, 0.5, 0.9] as [Float])
  func theRestMakesUpForWhatIsLost(_ probability: Float) throws {
    var generator = SeededGenerator(seed: 1)
    let x = Parameter(try Tensor.ones([100, 100]))
    let dropped = try x.tracked.dropout(probability: probability, using: &generator)
    let kept = 1 / (1 - probability)
    #expect(dropped.values.allSatisfy { $0 == 0 || $0 == kept })
    let zeros = Float(dropped.values.count { $0 == 0 }) / 10_000
    #expect(abs(zeros - probability) < 0.02)
    #expect(abs(try dropped.mean().item() - 1) < 0.1)
    try dropped.sum().backward()
    #expect(x.gradient?.values == dropped.values)  // of ones: the mask itself
  }

  @Test func sameSeedSameMask() throws {
    var (a, b) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5))
    let x = Tensor.seeded(2, shape: [5, 7])
    let (first, second) = (
      try x.dropout(probability: 0.5, using: &a), try x.dropout(probability: 0.5, using: &b)
    )
    #expect(first.values == second.values)
    #expect(try x.dropout(probability: 0.5, using: &a).values != first.values)
    (a, b) = (SeededGenerator(seed: 6), SeededGenerator(seed: 6))
    let reference = try withReferenceKernels { try x.dropout(probability: 0.3, using: &a) }
    expectClose(try x.dropout(probability: 0.3, using: &b), reference)
  }

  @Test func probabilityOneDropsAll() throws {
    var generator = SeededGenerator(seed: 1)
    let x = try Tensor.ones([8])
    #expect(
      try x.dropout(probability: 1, using: &generator).values == Array(repeating: 0, count: 8))
    for probability in [-0.1, 1.1, .nan] as [Float] {
      expectRefusal("dropout: expected a probability in 0…1, found \(probability)") {
        try x.dropout(probability: probability, using: &generator)
      }
    }
  }
}
