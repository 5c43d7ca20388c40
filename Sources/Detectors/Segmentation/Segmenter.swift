// N pictures, K classes, H×W pixels.

import Images
import Layers
import Tensors

/// A network that says of every pixel what it shows.
public protocol Segmenter: PictureNetwork {
  /// The class of each of the K logits; empty where the network was made without names.
  var classNames: [String] { get }

  /// One score per class and pixel; the largest is the answer.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, K, H, W]`.
  func logits(_ x: Tensor) throws -> Tensor
}

extension Segmenter {
  /// The class of each pixel.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, H, W]`, whole numbers.
  public func classes(_ x: Tensor) throws -> Tensor {
    try withoutGradient { try logits(x).argmax(axis: 1) }
  }

  /// The class of each pixel of a picture.
  ///
  /// - Parameter image: of any size that the network takes.
  /// - Throws: `ShapeError` when the picture is too small for the network.
  public func classMap(of image: Image) throws -> ClassMap {
    let x = try Self.normalization(image.rgb().tensor())  // [1, 3, H, W]
    return try ClassMap(
      width: image.width, height: image.height, classes: classes(x).wholeNumbers())
  }
}
