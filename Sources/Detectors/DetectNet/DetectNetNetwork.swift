// N pictures, K classes, H×W pixels, h×w cells.

import Tensors

/// A network that says of each cell of a grid how surely a thing of each class covers it, and what box
/// that thing has.
///
/// - Source: Barker, Prasanna and Tao, "DetectNet: Deep Neural Network for Object Detection in DIGITS",
///   NVIDIA, 2016.
public protocol DetectNetNetwork: PictureNetwork {
  /// K: of each coverage map; no background.
  static var classNames: [String] { get }
  /// Pixels between neighbouring cells.
  static var stride: Int { get }
  /// To what size pictures are brought; `nil` leaves them as they are.
  static var framing: PictureFraming? { get }

  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: coverage in 0…1, `[N, K, h, w]`, and edges x1, y1, x2, y2 in pixels from each cell's
  ///   corner, `[N, 4, h, w]`.
  func callAsFunction(_ x: Tensor) throws -> (coverage: Tensor, boxes: Tensor)
}

extension DetectNetNetwork {
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let (coverage, boxes) = try self(x)
    return [("coverage", coverage), ("bboxes", boxes)]
  }

  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }
}
