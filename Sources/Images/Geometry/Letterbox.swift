import Boxes

/// A picture fitted into a frame of fixed size without changing its proportions, bars at the sides
/// or above and below; and the way back, for boxes found in it.
///
/// - Source: Redmon's Darknet, `letterbox_image`.
/// - Differs: sizes are rounded, not cut, and boxes are mapped with the rounded scale of each axis.
public struct Letterbox: Sendable {
  /// The framed picture.
  public let image: Image
  /// Where the original lies in `image`, in its pixels.
  public let frame: Box
  /// The original's size.
  public let originalWidth, originalHeight: Int

  /// From pixels of the framed picture to pixels of the original, clipped to it.
  public func original(_ box: Box) -> Box {
    box.moved(x: -frame.x1, y: -frame.y1)
      .scaled(x: Float(originalWidth) / frame.width, y: Float(originalHeight) / frame.height)
      .clipped(width: originalWidth, height: originalHeight)
  }

  /// From pixels of the original to pixels of the framed picture.
  public func framed(_ box: Box) -> Box {
    box.scaled(x: frame.width / Float(originalWidth), y: frame.height / Float(originalHeight))
      .moved(x: frame.x1, y: frame.y1)
  }
}

extension Image {
  /// The picture scaled to fit a frame, proportions kept, centred, the rest filled.
  ///
  /// - Throws: `ImageError` for a size no picture may have.
  public func letterboxed(
    width frameWidth: Int, height frameHeight: Int, color: Color = Color(hex: 0x808080)
  ) throws -> Letterbox {
    try Image.checkSize(frameWidth, frameHeight, operation: "letterboxed")
    let scale = min(Double(frameWidth) / Double(width), Double(frameHeight) / Double(height))
    let fitWidth = min(frameWidth, max(1, Int((Double(width) * scale).rounded())))
    let fitHeight = min(frameHeight, max(1, Int((Double(height) * scale).rounded())))
    let (left, top) = ((frameWidth - fitWidth) / 2, (frameHeight - fitHeight) / 2)
    let image = try resized(width: fitWidth, height: fitHeight).padded(
      left: left, top: top, right: frameWidth - fitWidth - left,
      bottom: frameHeight - fitHeight - top, color: color)
    return Letterbox(
      image: image,
      frame: Box(
        x: Float(left), y: Float(top), width: Float(fitWidth), height: Float(fitHeight)),
      originalWidth: width, originalHeight: height)
  }
}
