/// A rectangle as fractions of the picture's width and height, 0…1 from the top left.
///
/// A type of its own, so that nobody multiplies by 640 twice: it becomes a `Box` only with a
/// picture size in hand.
///
/// - Example:
///       let box = UnitBox(x1: 0.1, y1: 0.2, x2: 0.5, y2: 0.8)
///       box.x1
///       box.y1
///       box.x2
///       box.y2
///       box.width
///       box.height
///       try box.inPixels(width: 192, height: 144)
public struct UnitBox: Hashable, Sendable {
  /// The left, upper, right and lower edge, as fractions of the picture's sides.
  public var x1, y1, x2, y2: Float

  /// Takes the corners as they are, even outside 0…1: a predicted box may leave the picture.
  public init(x1: Float, y1: Float, x2: Float, y2: Float) {
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }

  /// From the centre and the size, as YOLO's label files store it.
  public init(centerX: Float, centerY: Float, width: Float, height: Float) {
    self.init(
      x1: centerX - width / 2, y1: centerY - height / 2,
      x2: centerX + width / 2, y2: centerY + height / 2)
  }

  /// As a fraction of the picture's width.
  public var width: Float { x2 - x1 }
  /// As a fraction of the picture's height.
  public var height: Float { y2 - y1 }
  public var centerX: Float { (x1 + x2) / 2 }
  public var centerY: Float { (y1 + y2) / 2 }

  /// This box in pixels of a picture of that size.
  ///
  /// - Throws: `BoxError` unless the picture has a positive width and height.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func inPixels(width: Int, height: Int) throws -> Box {
    try checkPictureSize(width, height, operation: "inPixels")
    return Box(
      x1: x1 * Float(width), y1: y1 * Float(height), x2: x2 * Float(width), y2: y2 * Float(height))
  }
}

extension Box {
  /// This box as fractions of a picture of that size.
  ///
  /// - Throws: `BoxError` unless the picture has a positive width and height.
  /// - Example: `try Box(x1: 48, y1: 36, x2: 96, y2: 72).inUnits(width: 192, height: 144)`
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func inUnits(width: Int, height: Int) throws -> UnitBox {
    try checkPictureSize(width, height, operation: "inUnits")
    return UnitBox(
      x1: x1 / Float(width), y1: y1 / Float(height), x2: x2 / Float(width), y2: y2 / Float(height))
  }
}

private func checkPictureSize(_ width: Int, _ height: Int, operation: String) throws {
  guard width > 0, height > 0 else {
    throw BoxError(
      operation: operation, expected: "the picture's width and height, at least 1 pixel each",
      found: "\(width)×\(height)")
  }
}

extension UnitBox: CustomStringConvertible {
  public var description: String { "UnitBox(x1: \(x1), y1: \(y1), x2: \(x2), y2: \(y2))" }
}
