// H×W pixels of the picture, h×w of the network's input.

import Images
import Tensors

/// To which size a picture is brought before a network sees it.
///
/// - Source: torchvision's `GeneralizedRCNNTransform`.
public struct PictureFraming: Equatable, Sendable {
  /// To so many pixels the shorter side is brought, unless the longer one would have more than
  /// `longestSide`.
  public var shorterSide, longestSide: Int
  /// Right and below there are so many columns and rows of zeros that both sides are multiples of
  /// this.
  public var multiple: Int

  public init(shorterSide: Int, longestSide: Int, multiple: Int = 1) {
    self.shorterSide = shorterSide
    self.longestSide = longestSide
    self.multiple = multiple
  }

  // quote: size
  /// The size of a picture in the network's input: both sides times one factor, rounded down.
  public func size(width: Int, height: Int) -> (width: Int, height: Int) {
    // PyTorch divides a number by a tensor this way, and a rounding more or less is a pixel.
    func factor(_ wanted: Int, _ side: Int) -> Float { 1 / Float(max(side, 1)) * Float(wanted) }
    let scale = min(
      factor(shorterSide, min(width, height)), factor(longestSide, max(width, height)))
    func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * Double(scale)).rounded(.down))) }
    return (scaled(width), scaled(height))
  }
  // end quote

  /// The size of the network's input for a picture: `size`, and the padding.
  public func paddedSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let size = size(width: width, height: height)
    func padded(_ side: Int) -> Int { (side + multiple - 1) / multiple * multiple }
    return (padded(size.width), padded(size.height))
  }

  /// The network's input for a picture.
  ///
  /// - Returns: `[1, 3, h, w]`, normalised; as the other `tensor`.
  /// - Throws: `ShapeError` for an empty picture.
  public func tensor(_ image: Image, _ normalization: PictureNormalization) throws -> Tensor {
    try tensor(normalization(image.rgb().tensor()))
  }

  /// The network's input for a picture that is normalised already.
  ///
  /// - Parameter picture: `[N, 3, H, W]`.
  /// - Returns: `[N, 3, h, w]`: resized between pixels (without antialiasing, as torchvision does it),
  ///   zeros right and below.
  /// - Throws: `ShapeError` for another rank.
  public func tensor(_ picture: Tensor) throws -> Tensor {
    guard picture.rank == 4 else {
      throw ShapeError(
        operation: "PictureFraming", expected: "pictures, [N, 3, H, W]", found: "\(picture.shape)")
    }
    let (width, height) = (picture.shape[3], picture.shape[2])
    let size = size(width: width, height: height)
    let padded = paddedSize(width: width, height: height)
    let resized =
      size == (width, height)
      ? picture : try picture.upsampledBilinear(to: [size.height, size.width])
    guard padded != size else { return resized }
    return try resized.padded(
      bottom: padded.height - size.height, right: padded.width - size.width)
  }
}
