import Tensors

/// What a piece of code costs: operations, which are the same every time, and time, which is not.
///
/// - Example:
///       let x = try Tensor.zeros([64, 64])
///       let cost = try measuredCost(runs: 2) { try matmul(x, x) }
///       cost.flops
///       cost.milliseconds > 0
public struct MeasuredCost: Hashable, Sendable {
  /// Floating-point operations; a multiplication and an addition count as two.
  public let flops: Int
  /// The least of several runs.
  public let milliseconds: Double
}

/// Runs a computation a few times, counts its operations and takes its time.
///
/// The first run counts, and warms the caches; it is not timed.
///
/// - Parameters:
///   - runs: how many are timed; the quickest counts. Fewer than 1 is 1.
///   - body: what is measured; without recording for gradients. Its tensor, of any shape, is dropped.
/// - Example:
///       let x = try Tensor.zeros([64, 64])
///       try measuredCost { try matmul(x, x) }.flops
public func measuredCost(
  runs: Int = 3, _ body: () throws -> Tensor
) rethrows -> MeasuredCost {
  try withoutGradient {
    let flops = try countingFlops { _ = try body() }.total
    var least = Double.infinity
    for _ in 0..<max(1, runs) {
      let time = try ContinuousClock().measure { _ = try body() }
      least = min(least, time / .milliseconds(1))
    }
    return MeasuredCost(flops: flops, milliseconds: least)
  }
}
