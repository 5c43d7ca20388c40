import Testing

@testable import Layers
@testable import Tensors

/// Something is learnt for real: two interleaved half circles, which no straight line parts.
@Suite struct LearningTests {
  /// Points `[count, 2]` and their classes.
  private static func moons(
    _ count: Int, seed: Int
  ) throws -> (points: Tensor, classes: [Int]) {
    var generator = SeededGenerator(seed: seed)
    var points: [[Float]] = []
    for i in 0..<count {
      let angle = generator.uniform(0..<Float.pi)
      let noise = (generator.normal(deviation: 0.1), generator.normal(deviation: 0.1))
      let (x, y) = (cosine(angle), sine(angle))
      points.append(
        i.isMultiple(of: 2) ? [x + noise.0, y + noise.1] : [1 - x + noise.0, 0.5 - y + noise.1])
    }
    return (try Tensor(points), (0..<count).map { $0 % 2 })
  }

  private static func accuracy(_ logits: Tensor, _ classes: [Int]) -> Float {
    let values = logits.values
    let right = classes.enumerated().count { i, label in
      (values[2 * i + 1] > values[2 * i] ? 1 : 0) == label
    }
    return Float(right) / Float(classes.count)
  }

  static let optimizers = ["SGD", "SGD momentum", "SGD Nesterov", "Adam", "AdamW"]

  private static func optimizer(
    _ name: String, _ parameters: [NamedParameter]
  ) throws -> any Optimizer {
    switch name {
    case "SGD": try SGD(parameters, learningRate: 0.5)
    case "SGD momentum":
      try SGD(
        parameters, learningRate: .warmUp(steps: 20, then: .cosine(0.2, steps: 280)),
        momentum: 0.9, weightDecay: 1e-4)
    case "SGD Nesterov":
      try SGD(parameters, learningRate: 0.1, momentum: 0.9, nesterov: true)
    case "Adam": try Adam(parameters, learningRate: 0.02)
    default:
      try AdamW(
        parameters, learningRate: .cosine(0.03, steps: 300), decaying: .weightsOnly)
    }
  }

  @Test(arguments: optimizers)
  func partsTwoMoons(_ name: String) throws {
    var generator = SeededGenerator(seed: 21)
    let model = try Sequential([
      Linear(inputs: 2, outputs: 16, using: &generator), BatchNorm2D(channels: 16), ReLU(),
      Linear(inputs: 16, outputs: 16, using: &generator), ReLU(), Dropout(0.05),
      Linear(inputs: 16, outputs: 2, using: &generator),
    ])
    let (points, classes) = try Self.moons(256, seed: 1)
    let (unseen, answers) = try Self.moons(500, seed: 2)
    let before = Self.accuracy(try model(unseen), answers)
    var optimizer = try Self.optimizer(name, model.trainedParameters())
    for _ in 0..<300 {
      optimizer.clearGradients()
      let logits = try model.training(points, using: &generator)
      try crossEntropy(logits, classes).backward()
      try clipGradients(of: optimizer.parameters, toNorm: 5)
      try optimizer.step()
    }
    let after = Self.accuracy(try withoutGradient { try model(unseen) }, answers)
    #expect(before < 0.9)
    #expect(after >= 0.99, "from \(before)")
  }

  // Not from a library, so that the points are the same on every machine.
  private static func sine(_ x: Float) -> Float { cosine(x - .pi / 2) }
  private static func cosine(_ x: Float) -> Float {
    var (sum, term) = (1.0, 1.0)
    for n in 1...20 {
      term *= -Double(x) * Double(x) / Double((2 * n - 1) * 2 * n)
      sum += term
    }
    return Float(sum)
  }
}
