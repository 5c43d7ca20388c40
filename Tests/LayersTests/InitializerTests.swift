import Testing

@testable import Layers
@testable import Tensors

@Suite struct InitializerTests {
  /// 64 channels in, 32 out, 3×3: fan in 576, fan out 288.
  static let variances: [(Initializer, Float)] = [
    (.heNormal, 2.0 / 576), (.heUniform, 2.0 / 576), (.xavierNormal, 2.0 / 864),
    (.xavierUniform, 2.0 / 864), (.torchDefault, 1.0 / 1728), (.zeros, 0),
    (.heNormalFanOut, 2.0 / 288), (.smallNormal, 1e-4),
  ]

  @Test(arguments: variances)
  func varianceIsThatOfThePaper(_ initializer: Initializer, variance: Float) throws {
    var generator = SeededGenerator(seed: 1)
    let weights = try initializer.weights(shape: [32, 64, 3, 3], using: &generator)
    #expect(abs(try weights.mean().item()) < 0.001)
    #expect(abs(try weights.variance().item() - variance) <= variance * 0.03)
  }

  static let bounds: [(Initializer, Float)] = [(.heUniform, 0.102062), (.torchDefault, 1.0 / 24)]

  @Test(arguments: bounds)
  func evenSpreadKeepsItsBounds(_ initializer: Initializer, bound: Float) throws {
    var generator = SeededGenerator(seed: 1)
    let values = try initializer.weights(shape: [32, 64, 3, 3], using: &generator).values
    #expect(values.allSatisfy { abs($0) <= bound * 1.00001 })
    #expect((values.max() ?? 0) > 0.99 * bound && (values.min() ?? 0) < -0.99 * bound)
  }

  /// The signal neither fades nor grows through thirty layers with ReLU.
  @Test func heKeepsTheSignal() throws {
    var generator = SeededGenerator(seed: 2)
    var x = try Tensor.normal([32, 128], using: &generator)
    for _ in 0..<30 { x = try Linear(inputs: 128, outputs: 128, using: &generator)(x).relu() }
    let size = try (x * x).mean().item()
    #expect(size > 0.2 && size < 5)
  }

  @Test func sameSeedSameWeights() throws {
    var (a, b) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
    let first = try Conv2D(inputChannels: 2, outputChannels: 3, kernel: 3, using: &a)
    let second = try Conv2D(inputChannels: 2, outputChannels: 3, kernel: 3, using: &b)
    let third = try Conv2D(inputChannels: 2, outputChannels: 3, kernel: 3, using: &b)
    #expect(first.weight.value.values == second.weight.value.values)
    #expect(second.weight.value.values != third.weight.value.values)
  }
}
