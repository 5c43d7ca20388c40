import Testing

@testable import Tensors

/// One row of the table that drives an operation's value test, its gradient test and (later) its
/// timing.
///
/// Add yours in a file of your own under `Cases/`, and name its array in `OperationTable`:
///
/// ```swift
/// extension OperationCase {
///   static let convolution: [OperationCase] = [
///     OperationCase(
///       "conv2D 3×3 stride 2", inputs: [.seeded(1, shape: [2, 3, 7, 5]), .seeded(2, shape: [4, 3, 3, 3])],
///       { try conv2D($0[0], $0[1], stride: 2) },
///       reference: { try Reference.conv2D($0[0], $0[1], stride: 2) })
///   ]
/// }
/// ```
struct OperationCase: Sendable, CustomTestStringConvertible {
  typealias Operation = @Sendable ([Tensor]) throws -> Tensor

  let name: String
  let inputs: [Tensor]
  let operation: Operation
  /// The definition, naively: never the code under test.
  let reference: Operation
  /// How far a value may be off; see `expectClose`.
  let tolerance: Float
  /// How far a gradient may be off from its finite differences.
  let gradientTolerance: Float
  /// Which inputs have a gradient; `[]` for an operation without one.
  let tracked: [Int]
  /// How far inputs are moved for finite differences. Inputs must lie further than twice this from
  /// any kink.
  let step: Float

  init(
    _ name: String, inputs: [Tensor], tolerance: Float = 1e-5, gradientTolerance: Float = 1e-3,
    tracked: [Int]? = nil, step: Float = 1 / 64, _ operation: @escaping Operation,
    reference: @escaping Operation
  ) {
    self.name = name
    self.inputs = inputs
    self.operation = operation
    self.reference = reference
    self.tolerance = tolerance
    self.gradientTolerance = gradientTolerance
    self.tracked = tracked ?? Array(inputs.indices)
    self.step = step
  }

  var testDescription: String { name }
}
