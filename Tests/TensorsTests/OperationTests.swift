import Testing

@testable import Tensors

/// Runs the table: see `OperationCase`.
@Suite struct OperationTests {
  @Test(arguments: OperationTable.all)
  func valueMatchesItsDefinition(_ test: OperationCase) throws {
    let expected = try test.reference(test.inputs)
    expectClose(
      try test.operation(test.inputs), expected, relative: test.tolerance, "\(test.name), fast")
    let fallback = try withReferenceKernels { try test.operation(test.inputs) }
    expectClose(fallback, expected, relative: test.tolerance, "\(test.name), reference")
  }

  @Test(arguments: OperationTable.differentiable)
  func gradientMatchesFiniteDifferences(_ test: OperationCase) throws {
    let parameters = test.inputs.map { Parameter($0) }
    var inputs = test.inputs
    for index in test.tracked { inputs[index] = parameters[index].tracked }
    let result = try test.operation(inputs)
    let weights = Tensor.seeded(77, shape: result.shape)
    try (result * weights).sum().backward()
    for index in test.tracked {
      let gradient = try #require(parameters[index].gradient, "\(test.name): input \(index)")
      let expected = try finiteDifferences(test, input: index, weights: weights.values)
      expectClose(
        gradient, expected, relative: test.gradientTolerance, "\(test.name), input \(index)")
    }
  }

  /// Recording origins changes no value, and every result knows its own.
  @Test(arguments: OperationTable.all)
  func originIsRecorded(_ test: OperationCase) throws {
    let plain = try test.operation(test.inputs)
    let traced = try recordingOrigins { try test.operation(test.inputs) }
    #expect(plain.values.map(\.bitPattern) == traced.values.map(\.bitPattern))
    #expect(plain.origin == nil)
    let origin = try #require(traced.origin, "\(test.name)")
    #expect(!origin.operation.isEmpty && !origin.inputs.isEmpty)
  }

  @Test func namesAreUnique() {
    let names = OperationTable.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
