/// A rectangle in pixels of the original picture, sides parallel to the picture's.
///
/// From (`x1`, `y1`) at the top left to (`x2`, `y2`) at the bottom right, as continuous
/// coordinates: its width is `x2 - x1`, with no pixel added. x runs right, y runs down.
///
/// - Example:
///       var box = Box(x1: 10, y1: 20, x2: 40, y2: 80)
///       box.x1
///       box.y1
///       box.x2 = 50
///       box.y2
///       box.width
///       box.height
///       box.centerX
///       box.centerY
///       box.area
///       box.aspectRatio
///       box.isDegenerate
///       box.contains(x: 15, y: 25)
///       box.clipped(width: 45, height: 60)
///       box.scaled(by: 0.5)
///       box.moved(x: 5, y: -5)
///       box.enlarged(by: 2)
public struct Box: Hashable, Sendable {
  /// The left, upper, right and lower edge, in pixels.
  public var x1, y1, x2, y2: Float

  /// Takes the corners as they are. Where boxes come from a file or a person, use
  /// `init(validating:_:_:_:)`, which refuses NaN and swapped corners.
  ///
  /// - Example: `Box(x1: 10, y1: 20, x2: 40, y2: 80)`
  public init(x1: Float, y1: Float, x2: Float, y2: Float) {
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }

  /// From the top left corner and the size, as COCO files store it.
  ///
  /// - Example: `Box(x: 10, y: 20, width: 30, height: 60)`
  /// - Parameter x: of the left edge, in pixels.
  /// - Parameter y: of the upper edge, in pixels.
  public init(x: Float, y: Float, width: Float, height: Float) {
    self.init(x1: x, y1: y, x2: x + width, y2: y + height)
  }

  /// From the centre and the size, as regression codes it.
  ///
  /// - Example: `Box(centerX: 25, centerY: 50, width: 30, height: 60)`
  public init(centerX: Float, centerY: Float, width: Float, height: Float) {
    self.init(
      x1: centerX - width / 2, y1: centerY - height / 2,
      x2: centerX + width / 2, y2: centerY + height / 2)
  }

  /// x1, y1, x2, y2, checked.
  ///
  /// - Throws: `BoxError` when a coordinate is NaN or infinite, or a corner pair is swapped.
  public init(validating x1: Float, _ y1: Float, _ x2: Float, _ y2: Float) throws {
    self = try Box(x1: x1, y1: y1, x2: x2, y2: y2).validated()
  }

  /// This box, when its coordinates are finite and in order; it may be empty.
  ///
  /// - Throws: `BoxError` otherwise.
  public func validated() throws -> Box {
    guard isFinite else {
      throw BoxError(
        operation: "Box", expected: "four finite coordinates", found: "\(self)",
        hint: "a NaN in a box is usually the logarithm or the ratio of an empty one upstream")
    }
    guard x1 <= x2, y1 <= y2 else {
      throw BoxError(
        operation: "Box", expected: "x1 ≤ x2 and y1 ≤ y2", found: "\(self)",
        hint: "the corners are x1, y1, x2, y2, not x, y, width, height: for those there is "
          + "Box(x:y:width:height:)")
    }
    return self
  }
}

extension Box: CustomStringConvertible {
  public var description: String { "Box(x1: \(x1), y1: \(y1), x2: \(x2), y2: \(y2))" }
}

extension Box {
  /// In pixels; negative when the corners are swapped.
  public var width: Float { x2 - x1 }
  /// In pixels; negative when the corners are swapped.
  public var height: Float { y2 - y1 }
  /// In pixels, halfway between the left and the right edge.
  public var centerX: Float { (x1 + x2) / 2 }
  /// In pixels, halfway between the upper and the lower edge.
  public var centerY: Float { (y1 + y2) / 2 }
  /// In square pixels; 0 for an empty or swapped box.
  public var area: Float { max(0, width) * max(0, height) }
  /// Width over height; 0 for an empty box.
  public var aspectRatio: Float { isDegenerate ? 0 : width / height }
  public var isFinite: Bool { x1.isFinite && y1.isFinite && x2.isFinite && y2.isFinite }
  /// True when the box has no inside: a side that is zero, negative, NaN or infinite.
  public var isDegenerate: Bool { !(isFinite && width > 0 && height > 0) }

  /// Whether a point lies inside, in pixels; on the left and the upper edge it does, on the others
  /// not.
  ///
  /// - Parameter x: to the right, in pixels.
  /// - Parameter y: downwards, in pixels.
  public func contains(x: Float, y: Float) -> Bool { x >= x1 && x < x2 && y >= y1 && y < y2 }
}

// Moving and sizing.
extension Box {
  /// The part inside a picture of this size. Empty, on the picture's border, when nothing is.
  ///
  /// - Returns: a box in the same pixels.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func clipped(width: Int, height: Int) -> Box {
    let right = Float(max(0, width)), bottom = Float(max(0, height))
    return Box(
      x1: min(max(x1, 0), right), y1: min(max(y1, 0), bottom),
      x2: min(max(x2, 0), right), y2: min(max(y2, 0), bottom))
  }

  /// Every coordinate times a factor, as when the picture is resized: about the origin.
  public func scaled(by factor: Float) -> Box { scaled(x: factor, y: factor) }

  /// Horizontal coordinates times `x`, vertical ones times `y`.
  public func scaled(x: Float, y: Float) -> Box {
    Box(x1: x1 * x, y1: y1 * y, x2: x2 * x, y2: y2 * y)
  }

  /// Moved by so many pixels, to the right and downwards.
  ///
  /// - Parameter x: pixels to the right.
  /// - Parameter y: pixels downwards.
  public func moved(x: Float, y: Float) -> Box {
    Box(x1: x1 + x, y1: y1 + y, x2: x2 + x, y2: y2 + y)
  }

  /// The same centre, sides times a factor.
  public func enlarged(by factor: Float) -> Box {
    Box(centerX: centerX, centerY: centerY, width: width * factor, height: height * factor)
  }

  /// Each side moved outwards by that many pixels; inwards when negative.
  public func expanded(by pixels: Float) -> Box {
    Box(x1: x1 - pixels, y1: y1 - pixels, x2: x2 + pixels, y2: y2 + pixels)
  }
}
