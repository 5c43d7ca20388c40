import Boxes

/// Where a picture lies in a frame of another size: the way there and back for boxes and points.
///
/// A letterbox keeps the picture's proportions and leaves bars; a plain resize fills the frame.
public struct PictureFrame: Hashable, Sendable {
  /// The frame's own size, in pixels.
  public let width, height: Int
  /// Where the original lies in the frame, in the frame's pixels.
  public let frame: Box
  /// The original's size.
  public let originalWidth, originalHeight: Int

  /// From pixels of the frame to pixels of the original, clipped to it.
  public func original(_ box: Box) -> Box {
    box.moved(x: -frame.x1, y: -frame.y1)
      .scaled(x: Float(originalWidth) / frame.width, y: Float(originalHeight) / frame.height)
      .clipped(width: originalWidth, height: originalHeight)
  }

  /// From pixels of the original to pixels of the frame.
  public func framed(_ box: Box) -> Box {
    box.scaled(x: frame.width / Float(originalWidth), y: frame.height / Float(originalHeight))
      .moved(x: frame.x1, y: frame.y1)
  }

  /// From pixels of the original to pixels of the frame, as an affine map.
  public var transform: Transform {
    .scale(frame.width / Float(originalWidth), frame.height / Float(originalHeight))
      .followed(by: .translation(frame.x1, frame.y1))
  }

  /// The largest place in a frame that keeps an original's proportions, in whole pixels and centred.
  ///
  /// - Throws: `ImageError` for a size no picture has.
  public init(letterboxing original: Image, width: Int, height: Int) throws {
    try Image.checkSize(width, height, operation: "letterboxed")
    let scale = min(
      Double(width) / Double(original.width), Double(height) / Double(original.height))
    let fitWidth = min(width, max(1, Int((Double(original.width) * scale).rounded())))
    let fitHeight = min(height, max(1, Int((Double(original.height) * scale).rounded())))
    self.init(
      width: width, height: height,
      frame: Box(
        x: Float((width - fitWidth) / 2), y: Float((height - fitHeight) / 2),
        width: Float(fitWidth), height: Float(fitHeight)),
      original: original)
  }

  /// The whole frame, proportions not kept.
  ///
  /// - Throws: `ImageError` for a size no picture has.
  public init(stretching original: Image, width: Int, height: Int) throws {
    try Image.checkSize(width, height, operation: "resized")
    self.init(
      width: width, height: height,
      frame: Box(x1: 0, y1: 0, x2: Float(width), y2: Float(height)), original: original)
  }

  private init(width: Int, height: Int, frame: Box, original: Image) {
    self.width = width
    self.height = height
    self.frame = frame
    originalWidth = original.width
    originalHeight = original.height
  }
}

extension PictureFrame: CustomStringConvertible {
  public var description: String {
    "PictureFrame \(originalWidth)×\(originalHeight) in \(width)×\(height), at \(frame)"
  }
}

extension Image {
  /// The picture in its place in a frame, the rest filled.
  ///
  /// - Throws: `ImageError` when `frame` is of a picture of another size.
  public func placed(in frame: PictureFrame, color: Color = Color(hex: 0x808080)) throws -> Image {
    guard frame.originalWidth == width, frame.originalHeight == height else {
      throw ImageError(
        "placed(in:)", expected: "a picture of \(frame.originalWidth)×\(frame.originalHeight)",
        found: "\(self)")
    }
    let (left, top) = (Int(frame.frame.x1), Int(frame.frame.y1))
    let (right, bottom) = (Int(frame.frame.x2), Int(frame.frame.y2))
    return try resized(width: right - left, height: bottom - top).padded(
      left: left, top: top, right: frame.width - right, bottom: frame.height - bottom,
      color: color)
  }
}
