import Synchronization
import Testing

@testable import Tensors

@Suite struct TapeTests {
  /// A learner's loop: neither walking the chain back nor letting it go may overflow the stack.
  @Test func aChainOf200000OperationsGoesBackAndIsReleased() async throws {
    let weight = Parameter(try Tensor([1, 2]), name: "w")
    let step = try Tensor([0.5, 0.5])
    weak var first: GradientNode?
    func run() throws {
      var x = try weight.tracked + step
      first = x.node
      for _ in 0..<200_000 { x = try x + step }
      #expect(first != nil)
      try x.sum().backward()
    }
    try run()
    #expect(weight.gradient?.values == [1, 1])
    // Another test's thread may be letting it go.
    for _ in 0..<10_000 where first != nil { try await Task.sleep(for: .milliseconds(1)) }
    #expect(first == nil)
  }

  /// Here each step's closure and each origin hold the step before, not only the node's inputs.
  @Test func chainsHeldByClosuresAndOriginsAreReleasedToo() throws {
    let weight = Parameter(try Tensor(1), name: "w")
    try recordingOrigins { () throws in
      let y = weight.tracked
      var x = weight.tracked
      for _ in 0..<60_000 { x = try x * y }
      #expect(x.origin?.operation == "*")
      try x.backward()
    }
    #expect(weight.gradient?.values == [60_001])
    #expect(weight.gradient?.origin == nil)
  }

  @Test func backwardTwiceAddsUp() throws {
    let weight = Parameter(try Tensor([3, -1]))
    let loss = try weight.tracked.power(2).sum()
    try loss.backward()
    #expect(weight.gradient?.values == [6, -2])
    try loss.backward()
    #expect(weight.gradient?.values == [12, -4])
    weight.clearGradient()
    #expect(weight.gradient == nil)
  }

  @Test func aTensorUsedTwiceCollectsBothGradients() throws {
    let weight = Parameter(try Tensor([2, 5]))
    let x = weight.tracked
    let y = try x * 3
    try (y * y + x).sum().backward()  // 9x² + x
    #expect(weight.gradient?.values == [37, 91])
  }

  @Test func aParameterUsedUnderTwoNamesCollectsBothGradients() throws {
    let weight = Parameter(try Tensor(2))
    try (weight.tracked * weight.tracked).backward()
    #expect(try weight.gradient?.item() == 4)
  }

  @Test func nothingIsRecordedWithoutGradient() throws {
    let weight = Parameter(try Tensor([1, 2]))
    let outside = weight.tracked
    let inside = try withoutGradient {
      #expect(!weight.tracked.isTracked)
      return try outside * 2
    }
    #expect(!inside.isTracked)
    #expect(try (outside * 2).isTracked)
    #expect(!outside.detached().isTracked)
    expectRefusal(
      """
      backward: expected a tensor computed from a parameter, found one without history
        try: compute it from parameter.tracked, outside withoutGradient
      """
    ) {
      try inside.sum().backward()
      return inside
    }
    expectRefusal(
      """
      backward: expected a loss of one number, found shape [2]
        try: take .sum() or .mean() first
      """
    ) {
      try outside.backward()
      return outside
    }
  }

  /// A backward closure that answers the wrong shape or number is caught where it happens.
  @Test func wrongGradientsAreNamed() throws {
    let weight = Parameter(try Tensor([1, 2]))
    let x = weight.tracked
    expectRefusal("wrong: expected a gradient of shape [2], found []") {
      try x.sum().detached().recording("wrong", from: [x]) { [$0] }.backward()
      return x
    }
    expectRefusal(
      "wrong: expected a gradient for each of its inputs, found 2 gradients for 1 inputs"
    ) {
      try x.sum().detached().recording("wrong", from: [x]) { [$0, $0] }.backward()
      return x
    }
  }

  @Test func gradientsFromSeveralTasksAllArrive() async throws {
    let weight = Parameter(try Tensor([1, 1]))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask { try (weight.tracked * 2).sum().backward() }
      }
      try await group.waitForAll()
    }
    #expect(weight.gradient?.values == [128, 128])
  }

  @Test func aParameterKeepsNumbersNotHistories() throws {
    let weight = Parameter(try Tensor([1, 2]))
    let x = try recordingOrigins { try weight.tracked * 2 }
    weight.value = x
    #expect(!weight.value.isTracked && weight.value.origin == nil)
    #expect(weight.value.values == [2, 4])
  }
}
