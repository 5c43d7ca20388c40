import Foundation
import Testing

@testable import Tensors

/// PyTorch's values and gradients: `Tests/Oracles/pooling_fixtures.py`.
@Suite struct PoolingFixtureTests {
  struct Numbers: Decodable {
    let shape: [Int]
    /// `nil` is NaN.
    let values: [Float?]

    func tensor() throws -> Tensor { try Tensor(values.map { $0 ?? .nan }, shape: shape) }
  }

  struct Fixture: Decodable, CustomTestStringConvertible, Sendable {
    let operation: String
    let options: [String: Int]
    let inputs: [Numbers]
    let outputs: [Numbers]
    let gradients: [Numbers?]

    var testDescription: String {
      let options = options.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return "\(operation) \(inputs[0].shape) \(options.joined(separator: " "))"
    }
  }

  static let fixtures: [Fixture] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/pooling.json")
    do {
      return try JSONDecoder().decode([Fixture].self, from: Data(contentsOf: file))
    } catch {
      Issue.record(error)
      return []
    }
  }()

  @Test func thereAreFixtures() { #expect(Self.fixtures.count == 86) }

  @Test(arguments: fixtures)
  func matchesPyTorch(_ fixture: Fixture) throws {
    let values = try fixture.inputs.map { try $0.tensor() }
    let parameters = values.map { Parameter($0) }
    let inputs = zip(parameters, fixture.gradients).map { $1 == nil ? $0.value : $0.tracked }
    let outputs = try Self.run(fixture, inputs)
    #expect(outputs.count == fixture.outputs.count)
    for (found, expected) in zip(outputs, fixture.outputs) {
      expectClose(found, try expected.tensor(), relative: 1e-5)
    }
    let weights = (0..<outputs[0].count).map { Float(($0 * 7919) % 13 - 6) / 6 }
    try (outputs[0] * Tensor(weights, shape: outputs[0].shape)).sum().backward()
    for (parameter, expected) in zip(parameters, fixture.gradients) {
      guard let expected else { continue }
      let gradient = try #require(parameter.gradient)
      expectClose(gradient, try expected.tensor(), relative: 5e-5)
    }
  }

  private static func run(_ fixture: Fixture, _ inputs: [Tensor]) throws -> [Tensor] {
    let (x, options) = (inputs[0], fixture.options)
    func option(_ name: String) throws -> Int { try #require(options[name]) }
    func size() throws -> [Int] { [try option("rows"), try option("columns")] }
    switch fixture.operation {
    case "maxPool2D":
      let (plain, (values, indices)) = try (
        x.maxPool2D(
          size: option("size"), stride: option("stride"), padding: option("padding"),
          dilation: option("dilation"), ceilMode: option("ceilMode") == 1),
        x.maxPool2DWithIndices(
          size: option("size"), stride: option("stride"), padding: option("padding"),
          dilation: option("dilation"), ceilMode: option("ceilMode") == 1)
      )
      #expect(plain.values.map(\.bitPattern) == values.values.map(\.bitPattern))
      return [values, indices]
    case "averagePool2D":
      return [
        try x.averagePool2D(
          size: option("size"), stride: option("stride"), padding: option("padding"),
          ceilMode: option("ceilMode") == 1,
          countIncludingPadding: option("countIncludingPadding") == 1)
      ]
    case "adaptiveAveragePool2D": return [try x.adaptiveAveragePool2D(outputSize: size())]
    case "adaptiveMaxPool2D": return [try x.adaptiveMaxPool2D(outputSize: size())]
    case "maxUnpool2D": return [try x.maxUnpool2D(indices: inputs[1], outputSize: size())]
    case "upsampledNearest":
      if let tenths = options["scaleTenths"] {
        return [try x.upsampledNearest(by: Float(tenths) / 10)]
      }
      return [try x.upsampledNearest(to: size())]
    case "upsampledBilinear":
      let corners = try option("alignCorners") == 1
      if let tenths = options["scaleTenths"] {
        return [try x.upsampledBilinear(by: Float(tenths) / 10, alignCorners: corners)]
      }
      return [try x.upsampledBilinear(to: size(), alignCorners: corners)]
    case "batchNorm":
      return [
        try batchNorm(
          x, scale: inputs[1], shift: inputs[2], runningMean: inputs[3], runningVariance: inputs[4])
      ]
    case "batchNormTraining":
      let (output, statistics) = try batchNormTraining(x, scale: inputs[1], shift: inputs[2])
      return [output, statistics.mean, statistics.unbiasedVariance]
    default:
      Issue.record("no such operation: \(fixture.operation)")
      return []
    }
  }
}
