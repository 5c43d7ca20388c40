// N pictures, H×W pixels, A anchors a cell, K classes.

import Layers
import Tensors

/// A YOLO with anchors: a network that answers one map a scale, and what the maps' numbers stand for.
public protocol YOLONetwork: PictureNetwork {
  var layout: YOLOLayout { get }
  /// K names; there is no background class.
  var classNames: [String] { get }

  /// The raw maps, the coarsest first.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised; H and W multiples of the coarsest stride.
  /// - Returns: `[N, A·(5 + K), h, w]` for each scale.
  /// - Throws: `ShapeError` for another shape.
  func callAsFunction(_ x: Tensor) throws -> [Tensor]

  /// As inference, with the batch's statistics.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Parameter generator: for layers that draw from it.
  func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor]
}

extension YOLONetwork {
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    zip(layout.scales, try self(x)).map { ("stride\($0.stride)", $1) }
  }

  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }
}
