// N pictures, C channels, H×W cells.

import Layers
import Tensors

/// Divides each number by what stands around it in its own plane: where much is loud, each is less so.
///
/// `x / (1 + α · mean of x² over the window)^β`, zeros beyond the edge counted.
///
/// - Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks",
///   NIPS 2012, §3.3; within a channel, as Caffe's `LRN` layer with `WITHIN_CHANNEL` has it, in the
///   ZF-5 of SPPnet's authors (`model-defs/Zeiler_conv5.prototxt`).
/// - Differs from 2012: the window lies in the plane, not across neighbouring channels.
public struct LocalResponseNormalization: PlainLayer {
  /// Cells on a side of the window; odd.
  public let size: Int
  public let alpha: Float
  public let beta: Float

  /// - Throws: `ShapeError` for an even window.
  public init(size: Int = 3, alpha: Float = 0.00005, beta: Float = 0.75) throws {
    guard size > 0, size % 2 == 1 else {
      throw ShapeError(
        operation: "LocalResponseNormalization", expected: "an odd window", found: "\(size)")
    }
    self.size = size
    self.alpha = alpha
    self.beta = beta
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: the same shape.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let around = try (x * x).averagePool2D(
      size: size, stride: 1, padding: size / 2, countIncludingPadding: true)
    return try x * (around * alpha + 1).power(-beta)
  }
}
