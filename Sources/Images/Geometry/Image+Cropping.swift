import Boxes

extension Image {
  /// The part of the picture inside `box`, each edge rounded to the nearest whole pixel (halves
  /// towards the right and the bottom).
  ///
  /// - Parameter color: fills what lies outside the picture.
  /// - Throws: `ImageError` when the rounded box is empty or too large.
  /// - Parameter box: in pixels of the picture.
  /// - Example: `try Image(example: "pasture-01.png").cropped(to: Box(x: 10, y: 20, width: 40, height: 30))`
  /// - Returns: a picture of the box's rounded size.
  public func cropped(to box: Box, filling color: Color = .black) throws -> Image {
    guard box.isFinite else {
      throw ImageError("cropped", expected: "a box of finite coordinates", found: "\(box)")
    }
    let (left, top) = (wholeNearest(box.x1), wholeNearest(box.y1))
    let (right, bottom) = (wholeNearest(box.x2), wholeNearest(box.y2))
    guard right > left, bottom > top else {
      throw ImageError(
        "cropped", expected: "a box of at least one pixel", found: "\(box)",
        hint: "box.isDegenerate tells; box.clipped(width:height:) keeps a box inside the picture")
    }
    return try padded(
      left: -left, top: -top, right: right - width, bottom: bottom - height, color: color)
  }

  /// The picture with a border of so many pixels on each side; a negative border cuts.
  ///
  /// - Throws: `ImageError` when nothing is left, or the result is too large.
  public func padded(
    left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, color: Color = .black
  ) throws -> Image {
    let limit = -(1 << 31)...(1 << 31)  // keeps the sums below from overflowing
    guard [left, top, right, bottom].allSatisfy(limit.contains) else {
      throw ImageError(
        "padded", expected: "borders of at most \(Image.largestSide) pixels",
        found: "\(left), \(top), \(right), \(bottom)")
    }
    let (newWidth, newHeight) = (left + width + right, top + height + bottom)
    try Image.checkSize(newWidth, newHeight, operation: "padded")
    var result = try Image(width: newWidth, height: newHeight, like: self, color: color)
    result.paste(self, x: left, y: top)
    return result
  }

  /// Copies `picture`, its top left corner at (`x`, `y`), as far as it lies inside. Both pictures
  /// need the same number of channels; `picture` is converted when they differ.
  package mutating func paste(_ picture: Image, x: Int, y: Int) {
    let source = picture.converted(toChannels: channels)
    let (left, right) = (max(0, x), min(width, x + source.width))
    guard left < right else { return }
    let count = (right - left) * channels
    for row in max(0, y)..<max(max(0, y), min(height, y + source.height)) {
      let from = ((row - y) * source.width + left - x) * channels
      let to = (row * width + left) * channels
      samples.replaceSubrange(to..<to + count, with: source.samples[from..<from + count])
    }
  }

  /// One colour, with the channels of another picture (its colour is converted to grey if need be).
  package init(width: Int, height: Int, like other: Image, color: Color) throws {
    var opaque = color
    if other.channels != 4 { opaque.alpha = 255 }
    self = try Image(width: width, height: height, color: opaque)
      .converted(toChannels: other.channels)
  }

  package func converted(toChannels count: Int) -> Image {
    count == 1 ? grey() : count == 3 ? rgb() : rgba()
  }
}
