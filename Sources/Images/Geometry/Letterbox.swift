import Boxes

/// A picture fitted into a frame of fixed size without changing its proportions, bars at the sides
/// or above and below; and the way back, for boxes found in it.
///
/// - Source: Redmon's Darknet, `letterbox_image`.
/// - Differs: sizes are rounded, not cut, and boxes are mapped with the rounded scale of each axis.
/// - Example:
///       let letterbox = try Image(example: "pasture-01.png").letterboxed(width: 128, height: 128)
///       letterbox.image
///       letterbox.frame
///       letterbox.original(Box(x1: 0, y1: 16, x2: 128, y2: 64))
///       letterbox.framed(Box(x1: 0, y1: 0, x2: 60, y2: 60))
public struct Letterbox: Sendable {
  /// The framed picture.
  public let image: Image
  /// The way there and back.
  public let placement: PictureFrame
  /// Where the original lies in `image`, in its pixels.
  public var frame: Box { placement.frame }
  /// The original's size.
  public var originalWidth: Int { placement.originalWidth }
  public var originalHeight: Int { placement.originalHeight }

  /// From pixels of the framed picture to pixels of the original, clipped to it.
  public func original(_ box: Box) -> Box { placement.original(box) }

  /// From pixels of the original to pixels of the framed picture.
  public func framed(_ box: Box) -> Box { placement.framed(box) }
}

extension Image {
  /// The picture scaled to fit a frame, proportions kept, centred, the rest filled.
  ///
  /// - Throws: `ImageError` for a size no picture may have.
  /// - Parameter width: of the frame, in pixels.
  /// - Parameter height: of the frame, in pixels.
  /// - Example: `try Image(example: "pasture-01.png").letterboxed(width: 128, height: 128).frame`
  public func letterboxed(
    width frameWidth: Int, height frameHeight: Int, color: Color = Color(hex: 0x808080)
  ) throws -> Letterbox {
    let placement = try PictureFrame(letterboxing: self, width: frameWidth, height: frameHeight)
    return Letterbox(image: try placed(in: placement, color: color), placement: placement)
  }
}
