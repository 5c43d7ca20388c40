import Testing

@testable import Tensors

@Suite struct TapeTests {
  /// A learner's loop: neither walking the chain back nor letting it go may overflow the stack.
  @Test func aChainOf200000OperationsGoesBackAndIsReleased() throws {
    let weight = Parameter(try Tensor([1, 2]), name: "w")
    do {
      let y = try Tensor([0.5, 0.5])
      var x = weight.tracked
      for _ in 0..<200_000 { x = try x + y }
      try x.sum().backward()
    }
    #expect(weight.gradient?.values == [1, 1])
  }

  @Test func chainsHeldByClosuresAndOriginsAreReleasedToo() throws {
    let weight = Parameter(try Tensor(1), name: "w")
    try recordingOrigins {
      let y = weight.tracked
      var x = weight.tracked
      for _ in 0..<200_000 { x = try x * y }
      #expect(x.origin?.operation == "*")
      try x.backward()
    }
    #expect(weight.gradient?.values == [200_001])
  }
}
