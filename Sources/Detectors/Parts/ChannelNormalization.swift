// N pictures, C channels, H×W cells.

import Layers
import Tensors

/// Brings the C numbers of every cell to length 1, and multiplies each channel by a learnt scale, so
/// that an early map with large numbers can stand beside late ones with small numbers.
///
/// - Source: Liu et al., "ParseNet: Looking Wider to See Better", 2015, §3.3; in SSD, §3.1.
public struct ChannelNormalization: PlainLayer {
  /// `[C]`, 20 at first.
  public let weight: Parameter

  /// - Throws: `ShapeError` unless there is at least one channel.
  public init(channels: Int, scale: Float = 20) throws {
    weight = Parameter(try Tensor.full([channels], scale), name: "weight")
  }

  public var ownParameters: [NamedParameter] { [NamedParameter("weight", weight, role: .scale)] }

  /// - Parameter x: `[N, C, H, W]`.
  /// - Returns: the same shape. A cell of zeros stays one.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    // PyTorch divides by max(length, 1e-12); this differs only for shorter cells, and has a gradient.
    let length = try ((x * x).sum(axes: [1], keepingAxes: true) + 1e-24).squareRoot()
    return try x / length * weight.tracked.reshaped([1, weight.value.count, 1, 1])
  }
}
