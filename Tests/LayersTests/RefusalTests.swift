import Testing

@testable import Layers
@testable import Tensors

/// No option traps; each is refused by name.
@Suite struct RefusalTests {
  static let refusals: [(String, @Sendable (inout SeededGenerator) throws -> Void)] = [
    (
      "Conv2D: expected inputChannels of at least 1, found inputChannels: 0",
      { _ = try Conv2D(inputChannels: 0, outputChannels: 2, kernel: 3, using: &$0) }
    ),
    (
      "Conv2D: expected kernel of at least 1, found kernel: -3",
      { _ = try Conv2D(inputChannels: 1, outputChannels: 2, kernel: -3, using: &$0) }
    ),
    (
      "Conv2D: expected padding of at least 0, found padding: -1",
      { _ = try Conv2D(inputChannels: 1, outputChannels: 2, kernel: 3, padding: -1, using: &$0) }
    ),
    (
      "Conv2D: expected groups that divide outputChannels, found 2 groups, outputChannels: 3",
      { _ = try Conv2D(inputChannels: 4, outputChannels: 3, kernel: 1, groups: 2, using: &$0) }
    ),
    (
      "Conv2D: expected groups of at least 1, found groups: 0",
      { _ = try Conv2D(inputChannels: 4, outputChannels: 3, kernel: 1, groups: 0, using: &$0) }
    ),
    (
      "Conv2D: expected a weight of shape [out, in / groups, kH, kW], found shape [2, 3]",
      { _ in _ = try Conv2D(weight: Tensor.zeros([2, 3])) }
    ),
    (
      "Conv2D: expected a bias of shape [2], found shape [3]",
      { _ in _ = try Conv2D(weight: Tensor.zeros([2, 3, 1, 1]), bias: Tensor.zeros([3])) }
    ),
    (
      "ConvTranspose2D: expected an outputPadding from 0 to below stride or dilation, found "
        + "outputPadding: 2, stride: 2, dilation: 1",
      {
        _ = try ConvTranspose2D(
          inputChannels: 1, outputChannels: 1, kernel: 3, stride: 2, outputPadding: 2, using: &$0)
      }
    ),
    (
      "Linear: expected outputs of at least 1, found outputs: 0",
      { _ = try Linear(inputs: 3, outputs: 0, using: &$0) }
    ),
    (
      "Linear: expected a weight of shape [outputs, inputs], found shape [3]",
      { _ in _ = try Linear(weight: Tensor.zeros([3])) }
    ),
    (
      "BatchNorm2D: expected channels of at least 1, found channels: 0",
      { _ in _ = try BatchNorm2D(channels: 0) }
    ),
    (
      "BatchNorm2D: expected a momentum in 0…1, found nan",
      { _ in _ = try BatchNorm2D(channels: 1, momentum: .nan) }
    ),
    (
      "MaxPool2D: expected size of at least 1, found size: 0",
      { _ in _ = try MaxPool2D(0) }
    ),
    (
      "MaxPool2D: expected padding from 0 to half the window, 1, found padding: 2",
      { _ in _ = try MaxPool2D(3, padding: 2) }
    ),
    (
      "AveragePool2D: expected stride of at least 1, found stride: 0",
      { _ in _ = try AveragePool2D(3, stride: 0) }
    ),
    (
      "AdaptiveAveragePool2D: expected rows of at least 1, found rows: -1",
      { _ in _ = try AdaptiveAveragePool2D(-1) }
    ),
    (
      "Upsample: expected a scale above 0, found -2.0",
      { _ in _ = try Upsample(scale: -2) }
    ),
    (
      "Dropout: expected a probability in 0…1, found 1.5",
      { _ in _ = try Dropout(1.5) }
    ),
    (
      "Initializer.heNormal: expected a shape of at least two axes, [out, in, …], found [3]",
      { _ = try Initializer.heNormal.weights(shape: [3], using: &$0) }
    ),
    (
      "SGD: expected a momentum from 0 to below 1, found 1.0",
      { _ in _ = try SGD([], learningRate: 0.1, momentum: 1) }
    ),
    (
      "SGD: expected a momentum above 0 for Nesterov's step, found 0.0\n  try: momentum: 0.9",
      { _ in _ = try SGD([], learningRate: 0.1, nesterov: true) }
    ),
    (
      "AdamW: expected a weight decay of at least 0, found -1.0",
      { _ in _ = try AdamW([], weightDecay: -1) }
    ),
    (
      "Adam: expected betas from 0 to below 1, found (0.9, 1.0)",
      { _ in _ = try Adam([], betas: (0.9, 1)) }
    ),
    (
      "SGD: expected a learning rate of at least 0, found -0.1",
      { _ in _ = try SGD([], learningRate: -0.1) }
    ),
    (
      "Schedule.cosine: expected a number of steps, at least 1, found 0",
      { _ in _ = try Schedule.cosine(0.1, steps: 0) }
    ),
    (
      "clipGradients: expected a norm above 0, found 0.0",
      { _ in try clipGradients(of: [], toNorm: 0) }
    ),
  ]

  @Test(arguments: refusals.indices)
  func badOptionsAreRefused(_ index: Int) {
    let (description, body) = Self.refusals[index]
    var generator = SeededGenerator(seed: 1)
    expectError(description) { try body(&generator) }
  }

  /// Sizes that overflow throw before anything is allocated.
  @Test func absurdSizesAreRefused() {
    var generator = SeededGenerator(seed: 1)
    #expect(throws: (any Error).self) {
      try Conv2D(inputChannels: .max, outputChannels: 2, kernel: 3, using: &generator)
    }
    #expect(throws: (any Error).self) {
      try Linear(inputs: 1 << 31, outputs: 1 << 31, using: &generator)
    }
    #expect(throws: (any Error).self) { try BatchNorm2D(channels: .max) }
    #expect(throws: (any Error).self) {
      try Conv2D(weight: Tensor.zeros([1, 1, 1, 1]), groups: .max)
    }
    #expect(throws: (any Error).self) {
      try MaxPool2D(.max)(Tensor.zeros([1, 1, 4, 4]))
    }
  }
}
