import Testing

@testable import Tensors

/// Small networks of every shape that a plan's passes and its memory have to cope with.
struct PlanCase: Sendable, CustomTestStringConvertible {
  typealias Forward = @Sendable ([Tensor]) throws -> [Tensor]

  let name: String
  let inputs: [[Int]]
  let forward: Forward

  init(_ name: String, _ inputs: [[Int]], _ forward: @escaping Forward) {
    self.name = name
    self.inputs = inputs
    self.forward = forward
  }

  var testDescription: String { name }
}

/// Layers of fixed numbers.
private func conv(
  _ x: Tensor, _ seed: Int, to outputs: Int, kernel: Int = 3, stride: Int = 1, bias: Bool = false,
  padding: Int? = nil, groups: Int = 1
) throws -> Tensor {
  try conv2D(
    x, .seeded(seed, shape: [outputs, x.shape[1] / groups, kernel, kernel]),
    bias: bias ? .seeded(seed + 500, shape: [outputs]) : nil, stride: stride,
    padding: padding ?? kernel / 2, groups: groups)
}

private func norm(_ x: Tensor, _ seed: Int) throws -> Tensor {
  let shape = [x.shape[1]]
  return try batchNorm(
    x, scale: .seeded(seed, shape: shape, in: 0.5..<1.5), shift: .seeded(seed + 1, shape: shape),
    runningMean: .seeded(seed + 2, shape: shape),
    runningVariance: .seeded(seed + 3, shape: shape, in: 0.5..<2))
}

private func dense(_ x: Tensor, _ seed: Int, to outputs: Int) throws -> Tensor {
  try linear(
    x, .seeded(seed, shape: [outputs, x.shape[x.rank - 1]]),
    bias: .seeded(seed + 1, shape: [outputs]))
}

extension PlanCase {
  static let all: [PlanCase] = [
    PlanCase("convolution, batch norm, ReLU", [[2, 3, 9, 7]]) {
      [try norm(conv($0[0], 1, to: 5), 10).relu()]
    },
    PlanCase("bias, batch norm, leaky ReLU", [[1, 3, 9, 7]]) {
      [try norm(conv($0[0], 1, to: 5, stride: 2, bias: true), 10).leakyReLU(slope: 0.1)]
    },
    PlanCase("depthwise and grouped", [[1, 4, 8, 6]]) {
      let x = try norm(conv($0[0], 1, to: 4, groups: 4), 10).relu()
      return [try norm(conv(x, 2, to: 6, groups: 2), 20)]
    },
    PlanCase("pixels normalised, no padding", [[2, 3, 9, 7]]) {
      [try conv($0[0] * 4 - 2, 1, to: 5, bias: true, padding: 0).relu()]
    },
    PlanCase("pixels normalised, with padding", [[2, 3, 9, 7]]) {
      [try conv($0[0] * 4 - 2, 1, to: 5).relu()]
    },
    PlanCase("pixels scaled, with padding, in groups", [[1, 4, 9, 7]]) {
      let scale = Tensor.seeded(3, shape: [1, 4, 1, 1], in: 0.5..<2)
      return [try conv($0[0] * scale, 1, to: 6, groups: 2)]
    },
    PlanCase("ImageNet's mean and deviation by channel", [[1, 3, 9, 7]]) {
      let mean = try Tensor([0.485, 0.456, 0.406], shape: [3, 1, 1])
      let deviation = try Tensor([0.229, 0.224, 0.225], shape: [3, 1, 1])
      return [try conv(($0[0] - mean) / deviation, 1, to: 4, padding: 0)]
    },
    PlanCase("residual, ReLU after", [[1, 4, 6, 5]]) {
      let x = $0[0]
      let y = try norm(conv(norm(conv(x, 1, to: 4), 10).relu(), 2, to: 4), 20)
      return [try (y + x).relu()]
    },
    PlanCase("residual, leaky ReLU before", [[1, 4, 6, 5]]) {
      let x = try conv($0[0], 3, to: 4)
      return [try x + norm(conv(x, 1, to: 4), 10).leakyReLU(slope: 0.1)]
    },
    PlanCase("residual with a convolution on both sides", [[1, 4, 6, 5]]) {
      let x = try conv($0[0], 7, to: 6).relu()
      let (a, b) = (try norm(conv(x, 1, to: 8), 10), try norm(conv(x, 2, to: 8, kernel: 1), 20))
      return [try (a + b).relu(), try (a * 2).sigmoid()]
    },
    PlanCase("a tensor used three times", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 3).relu()
      return [try x * x + conv(x, 2, to: 3)]
    },
    PlanCase("a tensor added to itself", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 3)
      return [try (x + x).relu()]
    },
    PlanCase("concatenated branches", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 4).relu()
      let branches = [
        try conv(x, 2, to: 2, kernel: 1).relu(), try conv(x, 3, to: 5),
        try conv(x.maxPool2D(size: 3, stride: 1, padding: 1), 4, to: 3, kernel: 1),
      ]
      return [try conv(concatenate(branches, axis: 1), 5, to: 2)]
    },
    PlanCase("concatenated branches of a batch", [[3, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 4).relu()
      let branches = [try conv(x, 2, to: 2, kernel: 1).relu(), try x.sigmoid(), x]
      return [try conv(concatenate(branches, axis: 1), 5, to: 2)]
    },
    PlanCase("a concatenation within a concatenation", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 2)
      let y = try concatenate([x.relu(), conv(x, 2, to: 3)], axis: 1)
      let z = try concatenate([y, y.sigmoid(), x, $0[0]], axis: 1)
      return [try conv(z, 3, to: 2), y]
    },
    PlanCase("the same part twice", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 2)
      return [try concatenate([x, x, conv(x, 2, to: 1)], axis: 1).relu()]
    },
    PlanCase("a part that is overwritten nowhere", [[1, 2, 6, 5]]) {
      let x = try conv($0[0], 1, to: 2)
      let joined = try concatenate([x, conv(x, 2, to: 2)], axis: 1)
      let changed = try x.relu()  // must not write over what `joined` shows
      return [try conv(joined, 3, to: 2) + changed]
    },
    PlanCase("a part added to what overlaps it", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 2)
      let joined = try concatenate([x.relu(), conv(x, 2, to: 2)], axis: 1)[0]
      return [try joined[0..<2] + joined[1..<3]]
    },
    PlanCase("no channels at all", [[2, 0, 3]]) {
      [try ($0[0] * 2 + Tensor.zeros([0, 1])).relu()]
    },
    PlanCase("upsampled and concatenated", [[1, 3, 12, 8]]) {
      let large = try norm(conv($0[0], 1, to: 4), 10).leakyReLU(slope: 0.1)
      let small = try conv(large, 2, to: 6, stride: 2).leakyReLU(slope: 0.1)
      let up = try conv(small, 3, to: 3, kernel: 1).upsampledNearest(by: 2)
      return [
        try conv(concatenate([up, large], axis: 1), 4, to: 5), try conv(small, 5, to: 4, kernel: 1),
      ]
    },
    PlanCase("an output that is used inside", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 3).relu()
      return [x, try conv(x, 2, to: 3).relu(), try x.relu()]
    },
    PlanCase("an output twice, and a view of it", [[1, 3, 6, 5]]) {
      let x = try conv($0[0], 1, to: 3)
      return [x, x, try x.flattened(from: 1), try x[0, 1]]
    },
    PlanCase("an input as an output", [[1, 3, 6, 5]]) {
      [$0[0], try $0[0].relu(), try $0[0].reshaped([3, 30])]
    },
    PlanCase("an output that depends on nothing", [[2, 2]]) { _ in
      [try Tensor.ones([3]) * 2]
    },
    PlanCase("constants in the middle", [[2, 3]]) {
      let table = try Tensor.seeded(1, shape: [2, 3]).exp()
      return [try ($0[0] + table) * table.sum(axes: [0]) - (1 / table)]
    },
    PlanCase("two inputs, two outputs", [[1, 2, 5, 4], [1, 2, 5, 4]]) {
      let (a, b) = (try conv($0[0], 1, to: 3), try conv($0[1], 2, to: 3))
      return [try (a - b).relu(), try (a / (b * b + 1)).sum(axes: [2, 3])]
    },
    PlanCase("weights that depend on an input", [[1, 3, 6, 5], [2, 3, 3, 3]]) {
      [try conv2D($0[0], $0[1], padding: 1).relu()]
    },
    PlanCase("classifier head", [[3, 4, 9, 7]]) {
      let x = try conv($0[0], 1, to: 6).relu().adaptiveAveragePool2D(outputSize: [2, 2])
      let hidden = try dense(x.flattened(from: 1), 2, to: 7)
      return [try dense(norm(hidden, 30).relu(), 5, to: 4).softmax(axis: 1)]
    },
    PlanCase("linear residual", [[3, 6]]) {
      [try ($0[0] + dense(dense($0[0], 1, to: 9).relu(), 2, to: 6)).relu() * 0.5]
    },
    PlanCase("linear on three axes", [[2, 3, 4]]) {
      [try dense($0[0] * 3 - 1, 1, to: 5).leakyReLU(slope: 0.2)]
    },
    PlanCase("slices, permutations and padding", [[2, 6, 5, 4]]) {
      let x = try conv($0[0], 1, to: 6)
      let turned = try x.permuted([0, 2, 3, 1])
      return [
        try turned[1] * 2, try x[0..., 1..<3].padded(by: 2).relu(),
        try turned.reshaped([2, 20, 6])[0..., 3...].softmax(axis: 2), try x[1].relu(),
      ]
    },
    PlanCase("YOLO's decoding", [[1, 14, 4, 3]]) {
      let x = try $0[0].reshaped([2, 7, 4, 3])
      let centre = try x[0..., 0..<2].sigmoid() + Tensor.seeded(1, shape: [1, 2, 4, 3])
      let size = try x[0..., 2..<4].exp() * Tensor.seeded(2, shape: [2, 2, 1, 1])
      return [try concatenate([centre * 8, size, x[0..., 4...].sigmoid()], axis: 1)]
    },
    PlanCase("pooling with switches and back", [[1, 2, 6, 4]]) {
      let (values, indices) = try conv($0[0], 1, to: 2).maxPool2DWithIndices(size: 2)
      return [try conv(values.relu().maxUnpool2D(indices: indices, outputSize: [6, 4]), 2, to: 2)]
    },
    PlanCase("deconvolution", [[1, 3, 4, 5]]) {
      let x = try conv($0[0], 1, to: 4).relu()
      return [
        try convTranspose2D(x, .seeded(2, shape: [4, 2, 3, 3]), stride: 2, padding: 1).relu()
      ]
    },
    PlanCase("no pictures at all", [[0, 3, 6, 5]]) { [try conv($0[0], 1, to: 4).relu()] },
    PlanCase("work for nothing", [[1, 3, 6, 5]]) {
      _ = try conv($0[0], 1, to: 9)
      return [try $0[0] + 1]
    },
  ]
}

@Suite struct PlanNetworkTests {
  private func inputs(_ test: PlanCase) -> [Tensor] {
    test.inputs.enumerated().map { .seeded(900 + $0.offset, shape: $0.element) }
  }

  @Test(arguments: PlanCase.all)
  func planMatches(_ test: PlanCase) throws {
    let inputs = inputs(test)
    let expected = try test.forward(inputs)
    let plan = try InferencePlan(inputs: test.inputs, test.forward)
    #expect(plan.outputShapes == expected.map(\.shape))
    let found = try plan(inputs)
    let kept = found.map { $0.values.map(\.bitPattern) }
    // Other numbers in between: nothing of the first run may be left or be lost.
    _ = try plan(inputs.map { try $0 * -3 })
    #expect(found.map { $0.values.map(\.bitPattern) } == kept)
    #expect(try plan(inputs).map { $0.values.map(\.bitPattern) } == kept)
    for (found, expected) in zip(found, expected) {
      expectClose(found, expected, relative: 2e-5, "\(test.name)")
    }
  }

  /// A plan keeps to the kernels it was made on, whatever runs it.
  @Test(arguments: PlanCase.all, Kernels.supported.map(\.name) + [Kernels.reference.name])
  func everyInstructionSetAgrees(_ test: PlanCase, _ name: String) throws {
    let kernels = try #require(Kernels.named(name))
    let inputs = inputs(test)
    let plan = try kernels.use { try InferencePlan(inputs: test.inputs, test.forward) }
    let expected = try withReferenceKernels { try test.forward(inputs) }
    for (found, expected) in zip(try plan(inputs), expected) {
      expectClose(found, expected, relative: 5e-5, "\(test.name), \(name)")
    }
  }

  /// NaN comes out exactly where it comes out unplanned.
  @Test(arguments: PlanCase.all)
  func nanPassesThrough(_ test: PlanCase) throws {
    let inputs = try inputs(test).map { tensor in
      guard tensor.count > 0 else { return tensor }
      var values = tensor.values
      values[0] = .nan
      values[values.count / 2] = .infinity
      return try Tensor(values, shape: tensor.shape)
    }
    let expected = try test.forward(inputs)
    let found = try InferencePlan(inputs: test.inputs, test.forward)(inputs)
    for (found, expected) in zip(found, expected) {
      #expect(found.values.map(\.isNaN) == expected.values.map(\.isNaN), "\(test.name)")
    }
  }

  @Test func severalThreadsRunOnePlan() async throws {
    let test = PlanCase.all[0]
    let plan = try InferencePlan(inputs: test.inputs, test.forward)
    let pictures = (0..<8).map { Tensor.seeded($0, shape: test.inputs[0]) }
    let alone = try pictures.map { try plan([$0])[0].values }
    try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for round in 0..<64 {
        group.addTask { (round % 8, try plan([pictures[round % 8]])[0].values) }
      }
      for try await (index, values) in group { #expect(values == alone[index]) }
    }
  }
}
