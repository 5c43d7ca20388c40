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

  /// Long masks are drawn by many generators at once, and must be what one generator draws.
  @Test(arguments: Kernels.supported.map(\.name))
  func manyGeneratorsDrawTheSequenceOfOne(set: String) throws {
    let leap = SeededGenerator.Leap.long.draws
    for count in [16_384, 16_385, leap - 1, leap, leap + 1, 3 * leap + 8192 + 77] {
      for probability in [0, 0.1, 0.5, 1] as [Float] {
        var (many, alone, one) = (
          SeededGenerator(seed: count), SeededGenerator(seed: count), SeededGenerator(seed: count)
        )
        let kept: Float = probability < 1 ? 1 / (1 - probability) : 0
        let expected = (0..<count).map { _ in one.unit() < probability ? 0 : kept }
        let x = try Tensor.ones([count])
        try #require(Kernels.named(set)).use {
          let found = try x.dropout(probability: probability, using: &many).values
          #expect(found == expected, "\(count) numbers, probability \(probability)")
          let serial = try Workers.$limit.withValue(1) {
            try x.dropout(probability: probability, using: &alone).values
          }
          #expect(serial == expected)
        }
        #expect(many == one && alone == one, "the generator after \(count) numbers")
      }
    }
  }

  @Test func leapsAreSoManyDraws() {
    for count in [0, 1, 8191, 8192, 65_536, 65_536 + 8192 + 3] {
      var (leaping, stepping) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
      leaping.leap(over: count)
      for _ in 0..<count { _ = stepping.next() }
      #expect(leaping == stepping, "\(count) draws")
    }
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
