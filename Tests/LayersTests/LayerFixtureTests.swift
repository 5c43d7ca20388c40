import Testing

@testable import Layers
@testable import Tensors

/// PyTorch's layers: `Tests/Oracles/layer_fixtures.py`.
@Suite struct LayerFixtureTests {
  struct Fixture: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let state: [String: Numbers]
    let input, inference, training, inputGradient: Numbers
    let gradients, stateAfter: [String: Numbers]
    var testDescription: String { name }
  }

  @Test(arguments: try readFixture("layers", as: [Fixture].self))
  func matchesPyTorch(_ fixture: Fixture) throws {
    var generator = SeededGenerator(seed: 1)
    let layer = try Self.layer(fixture.name, &generator)
    try layer.load(fixture.state.mapValues { try $0.tensor() })

    let input = Parameter(try fixture.input.tensor())
    expectClose(try layer(input.value), try fixture.inference.tensor(), "inference")

    let output = try layer.training(input.tracked, using: &generator)
    expectClose(output, try fixture.training.tensor(), "training")
    let weights = (0..<output.count).map { Float(($0 * 7919) % 13 - 6) / 6 }
    try (output * Tensor(weights, shape: output.shape)).sum().backward()
    expectClose(
      try #require(input.gradient), try fixture.inputGradient.tensor(), relative: 1e-4, "input")
    let parameters = Dictionary(
      uniqueKeysWithValues: layer.namedParameters().map { ($0.name, $0.parameter) })
    for (name, expected) in fixture.gradients {
      let gradient = try #require(parameters[name]?.gradient, "\(name)")
      expectClose(gradient, try expected.tensor(), relative: 1e-4, name)
    }
    // The statistics moved, as PyTorch's; nothing else did.
    for (name, value) in layer.stateDictionary {
      let expected = try #require(fixture.stateAfter[name] ?? fixture.state[name])
      expectClose(value, try expected.tensor(), "\(name) afterwards")
    }
  }

  @Test func thereAreFixtures() throws {
    #expect(try readFixture("layers", as: [Fixture].self).count == 15)
  }

  private static func layer(
    _ name: String, _ generator: inout SeededGenerator
  ) throws -> any TensorLayer {
    switch name {
    case "Conv2D":
      return try Conv2D(
        inputChannels: 3, outputChannels: 4, kernel: 3, stride: 2, padding: 1, using: &generator)
    case "Conv2D grouped":
      return try Conv2D(
        inputChannels: 4, outputChannels: 6, kernel: 3, padding: 2, dilation: 2, groups: 2,
        bias: false, using: &generator)
    case "ConvTranspose2D":
      return try ConvTranspose2D(
        inputChannels: 3, outputChannels: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1,
        using: &generator)
    case "Linear": return try Linear(inputs: 5, outputs: 3, using: &generator)
    case "BatchNorm2D": return try BatchNorm2D(channels: 3)
    case "MaxPool2D": return try MaxPool2D(3, stride: 2, padding: 1)
    case "AveragePool2D": return try AveragePool2D(3, stride: 2, padding: 1)
    case "AdaptiveAveragePool2D": return try AdaptiveAveragePool2D(rows: 3, columns: 2)
    case "ReLU": return ReLU()
    case "LeakyReLU": return LeakyReLU(slope: 0.1)
    case "Flatten": return Flatten()
    case "Upsample nearest": return try Upsample(scale: 2)
    case "Upsample bilinear":
      return try Upsample(rows: 5, columns: 3, mode: .bilinear(alignCorners: true))
    case "Dropout": return try Dropout(0)
    case "Net": return try net(&generator)
    default: throw ShapeError(operation: "fixture", expected: "a known layer", found: name)
    }
  }

  static func net(_ generator: inout SeededGenerator) throws -> Sequential {
    let features = try Sequential([
      Conv2D(
        inputChannels: 3, outputChannels: 4, kernel: 3, padding: 1, bias: false, using: &generator),
      BatchNorm2D(channels: 4), ReLU(), MaxPool2D(2),
      Sequential([
        Conv2D(inputChannels: 4, outputChannels: 4, kernel: 3, using: &generator), ReLU(),
      ]),
    ])
    let classifier = try Sequential([
      Flatten(), Linear(inputs: 12, outputs: 3, using: &generator),
    ])
    return try Sequential(named: ["features": features, "classifier": classifier])
  }
}
