import Boxes
import Images

// The moves that augmentations are made of, without chance.
extension DetectionExample {
  /// Of the picture, in pixels.
  public var width: Int { image.width }
  /// Of the picture, in pixels.
  public var height: Int { image.height }

  /// Another picture with this one's things where `transform` takes them.
  ///
  /// - Parameter transform: from pixels of this picture to pixels of `image`.
  func moved(
    to image: Image, by transform: Transform, rule: ClippingRule,
    keeping isKept: (DetectionObject) -> Bool = { _ in true }
  ) throws -> DetectionExample {
    var copy = self
    copy.image = image
    copy.objects = try objects.filter(isKept).compactMap {
      try $0.placed(by: transform, width: image.width, height: image.height, rule: rule)
    }
    return copy
  }

  /// The mirror image; of things with keypoints, left and right ones change places.
  ///
  /// - Throws: `ImageError` for a thing whose keypoints are not as many as `pairs` has.
  public func flipped(pairs: FlipPairs = .coco) throws -> DetectionExample {
    var copy = try moved(
      to: image.flipped(), by: .flip(width: Float(width)), rule: ClippingRule(smallestSide: 0))
    for i in copy.objects.indices where !copy.objects[i].keypoints.isEmpty {
      copy.objects[i].keypoints = try pairs.swapped(copy.objects[i].keypoints)
    }
    return copy
  }

  /// What a window of the picture shows; beyond the picture is `color`.
  ///
  /// - Parameters:
  ///   - box: in pixels; its edges are rounded to whole ones.
  ///   - centersOnly: whether only things whose centre lies in the window stay. Crowds and ignored
  ///     things stay as far as they are seen: what they hide must not count against a detector.
  /// - Throws: `ImageError` for a window without a pixel.
  public func cropped(
    to box: Box, centersOnly: Bool = false, rule: ClippingRule = ClippingRule(),
    color: Color = .black
  ) throws -> DetectionExample {
    let window = Box(
      x1: box.x1.rounded(), y1: box.y1.rounded(), x2: box.x2.rounded(), y2: box.y2.rounded())
    return try moved(
      to: image.cropped(to: window, filling: color), by: .translation(-window.x1, -window.y1),
      rule: rule
    ) { thing in
      !centersOnly || thing.isCrowd || thing.isIgnored
        || window.contains(x: thing.box.centerX, y: thing.box.centerY)
    }
  }

  /// The picture on a larger canvas, its top left corner at (`x`, `y`).
  ///
  /// - Throws: `ImageError` for a canvas that is no picture's size.
  public func placed(
    onCanvasOfWidth canvasWidth: Int, height canvasHeight: Int, x: Int, y: Int, color: Color,
    rule: ClippingRule = ClippingRule()
  ) throws -> DetectionExample {
    try Image.checkSize(canvasWidth, canvasHeight, operation: "placed")
    var canvas = try Image(width: canvasWidth, height: canvasHeight, like: image, color: color)
    let far = -(1 << 20)...(1 << 20)
    if far.contains(x), far.contains(y) { canvas.paste(image, x: x, y: y) }
    return try moved(to: canvas, by: .translation(Float(x), Float(y)), rule: rule)
  }

  /// Everything scaled about the picture's centre, turned and moved, in a frame of the same size.
  ///
  /// - Parameters:
  ///   - scale: of both sides; the new sides are rounded to whole pixels.
  ///   - x: in pixels to the right, rounded to whole ones.
  ///   - y: in pixels downwards, rounded to whole ones.
  ///   - degrees: clockwise, about the centre, after scaling and before moving.
  /// - Throws: `ImageError` for a scale that leaves no picture, or numbers that are not finite.
  public func scaled(
    by scale: Float, x: Float = 0, y: Float = 0, degrees: Float = 0, color: Color,
    rule: ClippingRule = ClippingRule()
  ) throws -> DetectionExample {
    guard scale.isFinite, scale > 0, x.isFinite, y.isFinite, degrees.isFinite else {
      throw ImageError(
        "scaled", expected: "a finite scale above 0, and finite moves",
        found: "scale \(scale), x \(x), y \(y), \(degrees)°")
    }
    let limit = Float(Image.largestSide)
    let newWidth = Int(max(1, min((Float(width) * scale).rounded(), limit)))
    let newHeight = Int(max(1, min((Float(height) * scale).rounded(), limit)))
    // Shrinking smooths; without a turn the rest is copying whole pixels.
    let resized = try image.resized(width: newWidth, height: newHeight)
    let (dx, dy) = (max(-limit, min(x, limit)).rounded(), max(-limit, min(y, limit)).rounded())
    let left = (Float(width - newWidth) / 2).rounded() + (degrees == 0 ? dx : 0)
    let top = (Float(height - newHeight) / 2).rounded() + (degrees == 0 ? dy : 0)
    let place = Transform.translation(left, top)
    let grown = Transform.scale(Float(newWidth) / Float(width), Float(newHeight) / Float(height))
    if degrees == 0 {
      var canvas = try Image(width: width, height: height, like: image, color: color)
      canvas.paste(resized, x: Int(left), y: Int(top))
      return try moved(to: canvas, by: grown.followed(by: place), rule: rule)
    }
    let turn = place.followed(
      by: .rotation(degrees: degrees, about: Point(Float(width) / 2, Float(height) / 2))
    ).followed(by: .translation(dx, dy))
    let turned = try resized.warped(by: turn, width: width, height: height, color: color)
    return try moved(to: turned, by: grown.followed(by: turn), rule: rule)
  }

  /// The same with another picture of the same size: what colours and noise change.
  func with(_ image: Image) -> DetectionExample {
    var copy = self
    copy.image = image
    return copy
  }
}
