import Testing

@testable import Tensors

/// Expects the same shape, and each number within `relative` of the expected one; numbers smaller
/// than average may be off by `relative` of the average size. NaN matches NaN only, an infinity only
/// itself.
func expectClose(
  _ found: Tensor, _ expected: Tensor, relative: Float = 1e-5, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.shape == expected.shape else {
    Issue.record(
      "expected shape \(expected.shape), found \(found.shape) \(comment?.rawValue ?? "")",
      sourceLocation: sourceLocation)
    return
  }
  let (actual, wanted) = (found.values, expected.values)
  let finite = wanted.filter(\.isFinite).map { Double(abs($0)) }
  let average = finite.isEmpty ? 0 : finite.reduce(0, +) / Double(finite.count)
  var worst = (excess: 0.0, place: -1)
  for place in wanted.indices {
    let (a, b) = (Double(actual[place]), Double(wanted[place]))
    if a == b || (a.isNaN && b.isNaN) { continue }
    let bound = Double(relative) * max(abs(b), average) + 1e-30
    let error = abs(a - b)
    let excess = error.isFinite ? error / bound : .infinity
    if excess > worst.excess { worst = (excess, place) }
  }
  if worst.excess > 1 {
    Issue.record(
      """
      place \(worst.place) of shape \(expected.shape): expected \(wanted[worst.place]), \
      found \(actual[worst.place]), \(worst.excess) times further off than \(relative) allows \
      \(comment?.rawValue ?? "")
      """, sourceLocation: sourceLocation)
  }
}

/// Expects a `ShapeError` with exactly this description.
func expectRefusal(
  _ description: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Tensor
) {
  do {
    let result = try body()
    Issue.record("expected a refusal, found shape \(result.shape)", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)" == description, sourceLocation: sourceLocation)
    #expect(error is ShapeError, sourceLocation: sourceLocation)
  }
}
