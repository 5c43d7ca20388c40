import Foundation
import Testing

@testable import Tensors

/// A tensor in a fixture of `Tests/Oracles/layer_fixtures.py`.
struct Numbers: Decodable, Sendable {
  let shape: [Int]
  let values: [Float]

  func tensor() throws -> Tensor { try Tensor(values, shape: shape) }
}

func readFixture<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
  let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/\(name).json")
  return try JSONDecoder().decode(T.self, from: Data(contentsOf: file))
}

/// Expects the same shape, and each number within `relative` of the expected one or of the average
/// size, whichever is larger.
func expectClose(
  _ found: Tensor, _ expected: Tensor, relative: Float = 1e-5, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == expected.shape, "\(comment)", sourceLocation: sourceLocation)
  guard found.shape == expected.shape else { return }
  let average =
    expected.values.reduce(0) { $0 + abs($1) } / Float(max(expected.count, 1))
  for (place, (a, b)) in zip(found.values, expected.values).enumerated() {
    let isClose = abs(a - b) <= relative * max(abs(b), average) + 1e-30
    #expect(
      isClose, "place \(place): expected \(b), found \(a) \(comment)",
      sourceLocation: sourceLocation)
    if !isClose { return }
  }
}

/// Expects an error with exactly this description.
func expectError(
  _ description: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("expected an error", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)" == description, sourceLocation: sourceLocation)
  }
}
