import Testing

@testable import Tensors

@Suite struct OriginTests {
  @Test func operationsRememberWhatMadeThem() throws {
    let x = try Tensor([[1, -2], [3, 4]])
    let y = try recordingOrigins { try (x * x).relu() }
    let origin = try #require(y.origin)
    #expect(origin.operation == "relu" && origin.flops == 4 && origin.milliseconds >= 0)
    let product = try #require(origin.inputs.first?.origin)
    #expect(product.operation == "*" && product.inputs.count == 2)
    #expect(product.inputs.allSatisfy { $0.origin == nil && $0.values == x.values })
  }

  @Test func nothingIsRememberedOtherwise() throws {
    let x = try recordingOrigins { try Tensor([1, 2]) + 1 }
    #expect(try x.exp().origin == nil)
    #expect(x.origin != nil)
  }

  /// One entry for one call, however many operations it is made of.
  @Test func composedOperationsAreOne() throws {
    let x = try Tensor([[1, 2], [3, 4]])
    let y = try recordingOrigins { try stack([x.variance(axes: [0]), x[0]]) }
    #expect(y.origin?.operation == "stack")
    #expect(y.origin?.inputs.map { $0.origin?.operation } == ["variance", "subscript"])
    #expect(y.origin?.inputs.first?.origin?.inputs.first?.origin == nil)
  }

  @Test func fieldsPassThroughElementwiseOperations() throws {
    let field = ReceptiveField(stride: 8, size: 67, start: -29)
    var features = try Tensor.ones([1, 2, 3, 3])
    features.trace = Origin(
      operation: "conv2D", inputs: [], flops: 1, milliseconds: 0, field: field)
    let bias = try Tensor.ones([2, 1, 1])
    try recordingOrigins { () throws in
      #expect(try (features + bias).relu().origin?.field == field)
      #expect(try (bias * 2 + features).origin?.field == field)
      #expect(try bias.exp().origin?.field == .pixel)
      #expect(
        try features.padded(by: 2).origin?.field
          == ReceptiveField(stride: 8, size: 67, start: -45))
    }
  }

  @Test func aLongLoopKeepsABoundedChain() throws {
    // 1 MiB a step: without a bound, 600 steps would keep 600 MiB.
    var x = try Tensor.ones([512, 512])
    try recordingOrigins { for _ in 0..<600 { x = try x * 0.5 } }
    var kept = 0
    var next = x.origin
    while let origin = next {
      kept += 1
      next = origin.inputs.first?.origin
    }
    #expect(kept > 0 && kept <= 2 * Origin.heldLimit / (512 * 512 * 4))
    #expect(kept < 600)
  }

  @Test func joinedFieldsHoldBoth() throws {
    let near = ReceptiveField(stride: 4, size: 11, start: -3)
    let far = ReceptiveField(stride: 4, size: 43, start: -19)
    #expect(ReceptiveField.union([near, far]) == far)
    #expect(
      ReceptiveField.union([
        ReceptiveField(stride: 1, size: 3, start: 0), ReceptiveField(stride: 1, size: 3, start: 2),
      ]) == ReceptiveField(stride: 1, size: 5, start: 0))
    #expect(ReceptiveField.union([]) == nil)
  }

  @Test func slidingWindowsAddUp() {
    // Two 3×3 convolutions and a 2×2 pooling: VGG's first block sees 6 pixels.
    let field = ReceptiveField.pixel
      .sliding(kernel: 3, stride: 1, padding: 1).sliding(kernel: 3, stride: 1, padding: 1)
      .sliding(kernel: 2, stride: 2, padding: 0)
    #expect(field == ReceptiveField(stride: 2, size: 6, start: -2))
  }
}
