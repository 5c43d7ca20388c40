import Foundation
import Testing

@testable import Tensors

/// What PyTorch computed: one case of a file that a script in `Tests/Oracles` wrote.
struct Fixture: Decodable, Sendable {
  let inputs: [Numbers]
  let output: Numbers
  /// The gradient that was sent into the output.
  let upstream: Numbers?
  /// What arrived at each input; nothing where no gradient is due.
  let gradients: [Numbers?]?

  struct Numbers: Decodable, Sendable {
    let shape: [Int]
    let values: [Float]
    func tensor() throws -> Tensor { try Tensor(values, shape: shape) }
  }

  /// All cases of `Tests/TensorsTests/Fixtures/<name>.json`, by name.
  static func load(_ name: String) throws -> [String: Fixture] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Fixtures/\(name).json")
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode([String: Fixture].self, from: Data(contentsOf: file))
  }
}

/// How an operation of ours is called to do what PyTorch did in the fixture of the same name.
struct FixtureCase: Sendable, CustomTestStringConvertible {
  let name: String
  let tolerance: Float
  let operation: OperationCase.Operation

  init(_ name: String, tolerance: Float = 1e-5, _ operation: @escaping OperationCase.Operation) {
    self.name = name
    self.tolerance = tolerance
    self.operation = operation
  }

  var testDescription: String { name }

  /// Compares the value, then every gradient.
  func check(against fixtures: [String: Fixture]) throws {
    let fixture = try #require(fixtures[name], "no fixture is called \(name)")
    let parameters = try fixture.inputs.map { Parameter(try $0.tensor()) }
    let inputs = parameters.indices.map { index in
      fixture.gradients?[index] == nil ? parameters[index].value : parameters[index].tracked
    }
    let output = try operation(inputs)
    expectClose(output, try fixture.output.tensor(), relative: tolerance, "\(name)")
    guard let upstream = fixture.upstream, let gradients = fixture.gradients else { return }
    try (output * upstream.tensor()).sum().backward()
    for (index, expected) in gradients.enumerated() {
      guard let expected else { continue }
      let found = try #require(parameters[index].gradient, "\(name): no gradient of input \(index)")
      expectClose(
        found, try expected.tensor(), relative: tolerance, "\(name), gradient of input \(index)")
    }
  }
}
