// N pictures, C channels, H×W cells.

import Layers
import Tensors

/// Divides each number by how strongly its own cell answers in the channels around it.
///
/// `y_c = x_c / (1 + α / n · Σ x²)^β`, the sum over the n channels around c.
///
/// - Source: Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", NIPS
///   2012, §3.3; Caffe's `LRN` (k = 1, α divided by n), as GoogLeNet and DetectNet have it.
public struct ResponseNormalization: PlainLayer {
  /// n: how many channels are summed over.
  public let span: Int
  public let alpha, beta: Float
  /// `[C, C, 1, 1]`: 1 where two channels lie within half the span.
  private let band: Tensor

  /// - Throws: `ShapeError` unless the span is odd and there is a channel.
  public init(channels: Int, span: Int = 5, alpha: Float = 1e-4, beta: Float = 0.75) throws {
    guard 1...65536 ~= channels, 1...1001 ~= span, !span.isMultiple(of: 2) else {
      throw ShapeError(
        operation: "ResponseNormalization", expected: "1 to 65536 channels and an odd span",
        found: "\(channels) and \(span)")
    }
    (self.span, self.alpha, self.beta) = (span, alpha, beta)
    band = try Tensor(shape: [channels, channels, 1, 1], operation: "ResponseNormalization") {
      for row in 0..<channels {
        for column in 0..<channels {
          $0[row * channels + column] = abs(row - column) <= span / 2 ? 1 : 0
        }
      }
    }
  }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: the same shape.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let energy = try conv2D(x * x, band) * (alpha / Float(span)) + 1  // [N, C, H, W]
    return try x * energy.power(-beta)
  }
}
