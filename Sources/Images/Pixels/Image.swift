/// A picture of 8-bit samples: grey (1 channel), RGB (3) or RGBA (4, not premultiplied).
///
/// Row by row from the top left, channels interleaved. x runs right, y runs down; pixel (0, 0)
/// covers the square from (0, 0) to (1, 1), so its centre is (0.5, 0.5).
///
/// - Example:
///       let image = try Image(example: "pasture-01.png")
///       image.width
///       image.height
///       image.channels
///       try image.pixel(x: 10, y: 20)
///       image.picture()
public struct Image: Equatable, Sendable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// 1, 3 or 4.
  public let channels: Int
  /// `height * width * channels` samples.
  package var samples: [UInt8]

  /// For callers in this package whose sizes are known to fit.
  package init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// The longest side, in pixels, of a picture that is read or made.
  public static let largestSide = 16_384
  /// The most pixels of a picture that is read or made.
  public static let largestArea = 256 << 20

  /// A picture of one colour: RGB, or RGBA when the colour is not opaque.
  ///
  /// - Throws: `ImageError` unless both sides are in 1…16384 and the area is at most 2²⁸ pixels.
  /// - Parameter width: in pixels.
  /// - Parameter height: in pixels.
  /// - Example: `try Image(width: 32, height: 24, color: .orange)`
  public init(width: Int, height: Int, color: Color = .white) throws {
    try Image.checkSize(width, height, operation: "Image")
    let opaque = color.alpha == 255
    let count = width * height * (opaque ? 3 : 4)
    let pixel = [color.red, color.green, color.blue, color.alpha].prefix(opaque ? 3 : 4)
    self.init(
      width: width, height: height, channels: pixel.count,
      samples: Array(unsafeUninitializedCapacity: count) { buffer, initialized in
        for (channel, value) in pixel.enumerated() {
          for i in stride(from: channel, to: count, by: pixel.count) { buffer[i] = value }
        }
        initialized = count
      })
  }

  /// - Throws: `ImageError` naming `operation` unless the size is one that a picture may have.
  package static func checkSize(_ width: Int, _ height: Int, operation: String) throws {
    guard (1...largestSide).contains(width), (1...largestSide).contains(height),
      width * height <= largestArea  // cannot overflow: both are at most 16384
    else {
      throw ImageError(
        operation,
        expected: "sides of 1 to \(largestSide) pixels and at most \(largestArea >> 20) Mpx",
        found: "\(width)×\(height)")
    }
  }
}

extension Image: CustomStringConvertible {
  public var description: String {
    "Image \(width)×\(height) \(channels == 1 ? "grey" : channels == 3 ? "RGB" : "RGBA")"
  }
}

// Single pixels.
extension Image {
  public func contains(x: Int, y: Int) -> Bool {
    x >= 0 && x < width && y >= 0 && y < height
  }

  /// The colour at column `x` and row `y`; a grey picture answers three equal channels.
  ///
  /// - Throws: `ImageError` outside the picture.
  public func pixel(x: Int, y: Int) throws -> Color {
    try checkPixel(x, y)
    return color(atX: x, y: y)
  }

  /// Sets the pixel at column `x` and row `y`. A grey picture keeps the colour's luma, an RGB
  /// picture ignores its alpha.
  ///
  /// - Throws: `ImageError` outside the picture.
  public mutating func setPixel(x: Int, y: Int, to color: Color) throws {
    try checkPixel(x, y)
    let start = (y * width + x) * channels
    if channels == 1 {
      samples[start] = color.luma
    } else {
      samples[start] = color.red
      samples[start + 1] = color.green
      samples[start + 2] = color.blue
      if channels == 4 { samples[start + 3] = color.alpha }
    }
  }

  private func checkPixel(_ x: Int, _ y: Int) throws {
    guard contains(x: x, y: y) else {
      throw ImageError(
        "pixel", expected: "x in 0…\(width - 1) and y in 0…\(height - 1)", found: "x \(x), y \(y)")
    }
  }

  /// For callers who know that the pixel is inside.
  func color(atX x: Int, y: Int) -> Color {
    let start = (y * width + x) * channels
    if channels == 1 {
      let grey = samples[start]
      return Color(grey, grey, grey)
    }
    return Color(
      samples[start], samples[start + 1], samples[start + 2],
      alpha: channels == 4 ? samples[start + 3] : 255)
  }
}
