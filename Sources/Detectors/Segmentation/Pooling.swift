// N pictures, C channels, H×W cells.

import Layers
import Tensors

/// A 2×2 max pooling that remembers what it takes to undo it: where each maximum stood, and the
/// size of what it was taken of.
struct Pooling {
  /// `[N, C, H / 2, W / 2]`, rounded down.
  let values: Tensor
  /// Of the same shape: row · W + column of each.
  let switches: Tensor
  /// `[H, W]`. Five rows are pooled to two, and so are four: the switches alone cannot tell.
  let size: [Int]

  /// - Parameter level: what the stages `pool…` and `switches…` are called by.
  init(_ x: Tensor, level: Int) throws {
    let (values, switches) = try x.maxPool2DWithIndices(size: 2)  // [N, C, H/2, W/2], twice
    self.values = try inside("pool\(level)") { values }
    self.switches = try inside("switches\(level)") { switches }
    size = Array(x.shape.suffix(2))
  }

  /// Puts each number back where the maximum stood, and 0 everywhere else.
  ///
  /// - Parameter x: of the shape of `values`.
  /// - Returns: `[N, C, H, W]`.
  func undo(_ x: Tensor, level: Int) throws -> Tensor {
    // quote: unpool
    try inside("unpool\(level)") { try x.maxUnpool2D(indices: switches, outputSize: size) }
    // end quote
  }
}
