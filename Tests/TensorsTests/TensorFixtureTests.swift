import Testing

@testable import Tensors

/// Values and gradients against PyTorch's (`Tests/Oracles/tensor_fixtures.py`).
@Suite struct TensorFixtureTests {
  let fixtures: [String: Fixture]
  init() throws { fixtures = try Fixture.load("tensor_operations") }

  @Test(arguments: TensorFixtures.all)
  func matchesPyTorch(_ test: FixtureCase) throws {
    try test.check(against: fixtures)
  }

  @Test func everyFixtureIsCompared() {
    #expect(Set(TensorFixtures.all.map(\.name)) == Set(fixtures.keys))
    #expect(TensorFixtures.all.count == fixtures.count)
  }
}

private enum TensorFixtures {
  static let all = [arithmetic, functions, reductions, moving, losses].flatMap { $0 }

  static let arithmetic: [FixtureCase] = [
    FixtureCase("x + y, per channel") { try $0[0] + $0[1] },
    FixtureCase("x - y, per channel") { try $0[0] - $0[1] },
    FixtureCase("x * y, per channel") { try $0[0] * $0[1] },
    FixtureCase("x / y, per channel") { try $0[0] / $0[1] },
    FixtureCase("x * y, column by row") { try $0[0] * $0[1] },
    FixtureCase("x - 2") { try $0[0] - 2 },
    FixtureCase("2 - x") { try 2 - $0[0] },
    FixtureCase("x / 3") { try $0[0] / 3 },
    FixtureCase("3 / x") { try 3 / $0[0] },
    FixtureCase("-x") { try -$0[0] },
    FixtureCase("maximum") { try maximum($0[0], $0[1]) },
    FixtureCase("minimum") { try minimum($0[0], $0[1]) },
    FixtureCase("x .< y") { try $0[0] .< $0[1] },
    FixtureCase("x .<= y") { try $0[0] .<= $0[1] },
    FixtureCase("x .> y") { try $0[0] .> $0[1] },
    FixtureCase("x .>= y") { try $0[0] .>= $0[1] },
    FixtureCase("x .== y") { try $0[0] .== $0[1] },
    FixtureCase("x .!= y") { try $0[0] .!= $0[1] },
    FixtureCase("inf arithmetic") { try $0[0] * $0[1] },
  ]

  static let functions: [FixtureCase] = [
    FixtureCase("exp") { try $0[0].exp() },
    FixtureCase("exp, wide") { try $0[0].exp() },
    FixtureCase("log") { try $0[0].log() },
    FixtureCase("log of 0 and less") { try $0[0].log() },
    FixtureCase("squareRoot") { try $0[0].squareRoot() },
    FixtureCase("power 2") { try $0[0].power(2) },
    FixtureCase("power 3") { try $0[0].power(3) },
    FixtureCase("power -0.5") { try $0[0].power(-0.5) },
    FixtureCase("abs") { try $0[0].abs() },
    FixtureCase("clamp") { try $0[0].clamp(-0.5...1) },
    FixtureCase("clamp, NaN and infinity") { try $0[0].clamp(-0.5...1) },
    FixtureCase("relu") { try $0[0].relu() },
    FixtureCase("relu, NaN and infinity") { try $0[0].relu() },
    FixtureCase("leakyReLU") { try $0[0].leakyReLU(slope: 0.1) },
    FixtureCase("sigmoid") { try $0[0].sigmoid() },
    FixtureCase("sigmoid, wide") { try $0[0].sigmoid() },
    FixtureCase("tanh") { try $0[0].tanh() },
    FixtureCase("tanh, wide") { try $0[0].tanh() },
    FixtureCase("softmax 0") { try $0[0].softmax(axis: 0) },
    FixtureCase("softmax 1") { try $0[0].softmax(axis: 1) },
    FixtureCase("softmax 2") { try $0[0].softmax(axis: 2) },
    FixtureCase("logSoftmax 0") { try $0[0].logSoftmax(axis: 0) },
    FixtureCase("logSoftmax 1") { try $0[0].logSoftmax(axis: 1) },
    FixtureCase("logSoftmax 2") { try $0[0].logSoftmax(axis: 2) },
    FixtureCase("softmax, wide") { try $0[0].softmax(axis: 0) },
    FixtureCase("logSoftmax, wide") { try $0[0].logSoftmax(axis: 0) },
  ]

  static let reductions: [FixtureCase] = [
    FixtureCase("sum") { try $0[0].sum() },
    FixtureCase("sum 0 2 3") { try $0[0].sum(axes: [0, 2, 3]) },
    FixtureCase("sum 1, kept") { try $0[0].sum(axes: [1], keepingAxes: true) },
    FixtureCase("mean") { try $0[0].mean() },
    FixtureCase("mean 1 3") { try $0[0].mean(axes: [1, 3]) },
    FixtureCase("variance 0 2 3") { try $0[0].variance(axes: [0, 2, 3]) },
    FixtureCase("variance, unbiased") { try $0[0].variance(axes: [1], correction: 1) },
    FixtureCase("max 1, with ties") { try $0[0].max(axes: [1]) },
    FixtureCase("min 0 1") { try $0[0].min(axes: [0, 1]) },
    FixtureCase("max with NaN") { try $0[0].max(axes: [1]) },
    FixtureCase("argmax 1") { try $0[0].argmax(axis: 1) },
    FixtureCase("argmax with ties") { try $0[0].argmax(axis: 1) },
    FixtureCase("argmax with NaN") { try $0[0].argmax(axis: 0) },
    FixtureCase("mean of nothing") { try $0[0].mean() },
    FixtureCase("sum of nothing") { try $0[0].sum(axes: [0]) },
  ]

  static let moving: [FixtureCase] = [
    FixtureCase("reshaped") { try $0[0].reshaped([4, -1]) },
    FixtureCase("permuted") { try $0[0].permuted([2, 0, 1]) },
    FixtureCase("transposed") { try $0[0].transposed() },
    FixtureCase("x[1]") { try $0[0][1] },
    FixtureCase("x[:, 1:, 2]") { try $0[0][0..., 1..., 2] },
    FixtureCase("concatenate 1") { try concatenate([$0[0], $0[1], $0[0]], axis: 1) },
    FixtureCase("stack 1") { try stack([$0[0], $0[1]], axis: 1) },
    FixtureCase("gather 1") { try $0[0].gather($0[1], axis: 1) },
    FixtureCase("selecting 2") { try $0[0].selecting([3, 0, 3], axis: 2) },
    FixtureCase("padded") { try $0[0].padded(bottom: 1, left: 1, right: 2, with: 0.5) },
    FixtureCase("broadcasted") { try $0[0].broadcasted(to: [2, 3, 4]) },
  ]

  private static let weights: [Float] = [1, 0.5, 2, 0.25]

  static let losses: [FixtureCase] = [
    FixtureCase("crossEntropy") { try crossEntropy($0[0], $0[1]) },
    FixtureCase("crossEntropy, ignoring 2") { try crossEntropy($0[0], $0[1], ignoring: 2) },
    FixtureCase("crossEntropy, weighted") {
      try crossEntropy($0[0], $0[1], weights: Tensor(weights))
    },
    FixtureCase("crossEntropy, weighted, ignoring 2") {
      try crossEntropy($0[0], $0[1].wholeNumbers(), ignoring: 2, weights: Tensor(weights))
    },
    FixtureCase("crossEntropy, sum") { try crossEntropy($0[0], $0[1], reduction: .sum) },
    FixtureCase("crossEntropy, each, weighted") {
      try crossEntropy($0[0], $0[1], weights: Tensor(weights), reduction: .none)
    },
    FixtureCase("crossEntropy of a picture") {
      try crossEntropy($0[0], $0[1], ignoring: -1, weights: Tensor(weights))
    },
    FixtureCase("crossEntropy, wide") { try crossEntropy($0[0], $0[1]) },
    FixtureCase("meanSquaredError") { try meanSquaredError($0[0], $0[1]) },
    FixtureCase("meanSquaredError, sum") { try meanSquaredError($0[0], $0[1], reduction: .sum) },
    FixtureCase("smoothL1") { try smoothL1($0[0], $0[1]) },
    FixtureCase("smoothL1, beta 0.2") { try smoothL1($0[0], $0[1], beta: 0.2) },
    FixtureCase("smoothL1, each") { try smoothL1($0[0], $0[1], reduction: .none) },
    FixtureCase("binaryCrossEntropy") { try binaryCrossEntropyWithLogits($0[0], $0[1]) },
    FixtureCase("binaryCrossEntropy, soft") { try binaryCrossEntropyWithLogits($0[0], $0[1]) },
    FixtureCase("binaryCrossEntropy, weighted") {
      try binaryCrossEntropyWithLogits($0[0], $0[1], weights: Tensor([1, 0, 0.5, 2]))
    },
    FixtureCase("binaryCrossEntropy, wide") {
      try binaryCrossEntropyWithLogits($0[0], $0[1], reduction: .none)
    },
    FixtureCase("sigmoidFocalLoss") { try sigmoidFocalLoss($0[0], $0[1]) },
    FixtureCase("sigmoidFocalLoss, alpha 0.6, gamma 1.5") {
      try sigmoidFocalLoss($0[0], $0[1], alpha: 0.6, gamma: 1.5, reduction: .none)
    },
    FixtureCase("sigmoidFocalLoss, no alpha, gamma 0") {
      try sigmoidFocalLoss($0[0], $0[1], alpha: nil, gamma: 0, reduction: .sum)
    },
    FixtureCase("sigmoidFocalLoss, soft") {
      try sigmoidFocalLoss($0[0], $0[1], reduction: .none)
    },
    FixtureCase("sigmoidFocalLoss, wide") {
      try sigmoidFocalLoss($0[0], $0[1], reduction: .none)
    },
  ]
}
