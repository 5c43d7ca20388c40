import Testing

@testable import Tensors

/// What passes make of a graph, told by the steps that are left.
@Suite struct PlanPassTests {
  private let weight = Tensor.seeded(1, shape: [3, 3, 3, 3])
  private let bias = Tensor.seeded(2, shape: [3])
  private let variance = Tensor.seeded(3, shape: [3], in: 0.5..<2)

  private func steps(
    _ inputs: [[Int]] = [[1, 3, 8, 6]], _ forward: ([Tensor]) throws -> Tensor
  ) throws -> [String] {
    try InferencePlan(inputs: inputs, forward).table().rows.map(\.operation)
  }

  private func norm(_ x: Tensor) throws -> Tensor {
    try batchNorm(x, scale: bias, shift: bias, runningMean: bias, runningVariance: variance)
  }

  @Test func batchNormAndActivationBelongToTheConvolution() throws {
    #expect(
      try steps { try norm(conv2D($0[0], weight, padding: 1)).relu() }
        == ["conv2D batchNorm relu"])
    #expect(
      try steps { try (norm(conv2D($0[0], weight)) * 2 - 1).leakyReLU() }
        == ["conv2D batchNorm * - leakyReLU"])
    // Behind an activation it stays: max(x, 0) · s is not max(x · s, 0) for s below 0.
    #expect(
      try steps { try norm(conv2D($0[0], weight, padding: 1).relu()) }
        == ["conv2D relu", "batchNorm"])
    // So it does where the convolution itself is wanted too.
    #expect(
      try steps {
        let x = try conv2D($0[0], weight, padding: 1)
        return try concatenate([x, norm(x)], axis: 1)
      } == ["conv2D", "batchNorm"])
  }

  @Test func normalisationOfPixelsBelongsToTheFirstConvolution() throws {
    #expect(try steps { try conv2D($0[0] / 0.25 - 2, weight) } == ["/ - conv2D"])
    // Padding is 0 after the shift, not before.
    #expect(try steps { try conv2D($0[0] / 0.25 - 2, weight, padding: 1) } == ["/ -", "conv2D"])
    #expect(try steps { try conv2D($0[0] / 0.25, weight, padding: 1) } == ["/ conv2D"])
  }

  @Test func residualsAreAddedOnTheWayToMemory() throws {
    #expect(
      try steps {
        let x = try $0[0].sigmoid()
        return try (norm(conv2D(x, weight, padding: 1)) + x).relu()
      } == ["sigmoid", "conv2D batchNorm + relu"])
    #expect(
      try steps {
        let x = try $0[0].sigmoid()
        return try x + conv2D(x, weight, padding: 1).leakyReLU(slope: 0.1)
      } == ["sigmoid", "conv2D leakyReLU +"])
    // Two branches: the later one takes the earlier one's result.
    #expect(
      try steps {
        let (a, b) = (try conv2D($0[0], weight), try conv2D($0[0], weight, bias: bias))
        return try (a + b).relu()
      } == ["conv2D", "conv2D + relu"])
  }

  @Test func viewsAndUnusedWorkAreNoSteps() throws {
    #expect(
      try steps {
        _ = try $0[0].exp()
        return try $0[0].flattened(from: 1).reshaped([3, 48])[1].unsqueezed(axis: 0).tanh()
      } == ["tanh"])
  }

  @Test func tableNamesStepsByTheirLayers() throws {
    let plan = try InferencePlan(inputs: [[1, 3, 8, 6]]) { inputs in
      try PlanRecorder.named("stem") {
        try PlanRecorder.named("conv1") { try conv2D(inputs[0], weight, padding: 1) }.relu()
      }
    }
    let table = plan.table()
    #expect(table.rows.map(\.name) == ["stem.conv1"])
    #expect(table.flops == 2 * 8 * 6 * 3 * 27 && table.milliseconds == nil)
    let lines = "\(table)".split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("stem.conv1  conv2D relu  [1, 3, 8, 6]"))
    let measured = try plan.profile([.seeded(4, shape: [1, 3, 8, 6])], repeats: 3)
    #expect((measured.milliseconds ?? 0) > 0 && measured.rows[0].gigaflops != nil)
    #expect("\(measured)".contains("GFLOP/s"))
  }
}
