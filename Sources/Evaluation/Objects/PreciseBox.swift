import Boxes

/// A box with every digit of the file it came from, in pixels of the original picture.
///
/// Scores are compared with other people's: an IoU of exactly 0.5 must stay one, and `Float` would
/// move it. Everything else in Fovea uses `Box`.
public struct PreciseBox: Hashable, Sendable {
  /// The top left corner.
  public var x, y: Double
  public var width, height: Double

  /// From the top left corner and the size, as COCO files store it.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The same box; its sides are subtracted in double precision.
  public init(_ box: Box) {
    self.init(
      x: Double(box.x1), y: Double(box.y1), width: Double(box.x2) - Double(box.x1),
      height: Double(box.y2) - Double(box.y1))
  }

  /// In square pixels.
  public var area: Double { width * height }

  /// The same box in single precision, for drawing.
  public var box: Box {
    Box(x1: Float(x), y1: Float(y), x2: Float(x + width), y2: Float(y + height))
  }

  /// Every number finite and no side negative.
  var isSound: Bool {
    x.isFinite && y.isFinite && width.isFinite && height.isFinite && width >= 0 && height >= 0
  }
}

extension PreciseBox: CustomStringConvertible {
  public var description: String {
    "PreciseBox(x: \(x), y: \(y), width: \(width), height: \(height))"
  }
}
