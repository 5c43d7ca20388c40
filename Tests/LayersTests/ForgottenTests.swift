import Testing

@testable import Layers
@testable import Tensors

@Suite struct ForgottenTests {
  private struct Block: Layer {
    var norms: [BatchNorm2D]
    var last: BatchNorm2D
    var anchor: Parameter?
    var isComplete: Bool

    var ownParameters: [NamedParameter] {
      isComplete ? anchor.map { [NamedParameter("anchor", $0, role: .weight)] } ?? [] : []
    }
    var children: [LayerChild] {
      norms.enumerated().map { ("norms.\($0.offset)", $0.element) }
        + (isComplete ? [("last", last)] : [])
    }
  }

  private func block(_ isComplete: Bool) throws -> Block {
    try Block(
      norms: [BatchNorm2D(channels: 1), BatchNorm2D(channels: 2)], last: BatchNorm2D(channels: 3),
      anchor: Parameter(Tensor.zeros([1])), isComplete: isComplete)
  }

  @Test func whatIsNotListedIsFound() throws {
    #expect(try block(true).forgottenParameters() == [])
    #expect(
      try block(false).forgottenParameters() == [
        "Block.last.scale", "Block.last.shift", "Block.last.runningMean",
        "Block.last.runningVariance", "Block.anchor",
      ])
    #expect(
      try block(true).namedParameters().map(\.name).prefix(2) == ["anchor", "norms.0.weight"])
  }

  @Test func ourOwnLayersForgetNothing() throws {
    let norm = try BatchNorm2D(channels: 2)
    #expect(norm.forgottenParameters() == [])
    #expect(Sequential([norm, Sequential([norm])]).forgottenParameters() == [])
  }
}
