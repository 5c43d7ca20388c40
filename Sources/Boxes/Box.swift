/// A rectangle in pixels of the original picture, sides parallel to the picture's.
///
/// From (`x1`, `y1`) at the top left to (`x2`, `y2`) at the bottom right, as continuous
/// coordinates: its width is `x2 - x1`, with no pixel added.
public struct Box: Hashable, Sendable {
  public var x1, y1, x2, y2: Float

  public init(x1: Float, y1: Float, x2: Float, y2: Float) {
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }
}
