import Testing

@testable import Tensors

/// Every row of the table of operations, planned.
@Suite struct PlanOperationTests {
  /// Operations of training draw or look at numbers; losses belong to training too.
  private static let refused: Set<String> = Set(
    (OperationCase.dropping + OperationCase.losses).map(\.name))

  private func isRefused(_ test: OperationCase) -> Bool {
    Self.refused.contains(test.name) || test.name.hasPrefix("batchNormTraining")
      || test.name.hasPrefix("gather")
  }

  /// All tensors as inputs of the plan.
  @Test(arguments: OperationTable.all)
  func planOfAllInputsMatches(_ test: OperationCase) throws {
    try check(test, inputs: test.inputs) { try test.operation($0) }
  }

  /// The first tensor as the only input: weights and other operands are constants.
  @Test(arguments: OperationTable.all)
  func planOfConstantOperandsMatches(_ test: OperationCase) throws {
    try check(test, inputs: [test.inputs[0]]) { try test.operation($0 + test.inputs.dropFirst()) }
  }

  private func check(
    _ test: OperationCase, inputs: [Tensor], _ forward: ([Tensor]) throws -> Tensor
  ) throws {
    let plan: InferencePlan
    do {
      plan = try InferencePlan(inputs: inputs.map(\.shape), forward)
    } catch let error as ShapeError {
      #expect(isRefused(test), "\(test.name): \(error)")
      #expect(error.operation.hasPrefix("InferencePlan"), "\(error)")
      return
    }
    let expected = try forward(inputs)
    let first = try plan(inputs)[0]
    expectClose(first, expected, relative: 1e-5, "\(test.name)")
    let kept = first.values.map(\.bitPattern)
    let again = try plan(inputs)[0]
    #expect(again.values.map(\.bitPattern) == kept, "\(test.name), again")
    #expect(first.values.map(\.bitPattern) == kept, "\(test.name), overwritten by the next run")

    let reference = try withReferenceKernels {
      try InferencePlan(inputs: inputs.map(\.shape), forward)(inputs)[0]
    }
    expectClose(reference, expected, relative: 1e-5, "\(test.name), reference")
  }
}
