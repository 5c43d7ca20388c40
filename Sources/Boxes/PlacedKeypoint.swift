/// Where a keypoint of a person is, in pixels of the picture.
public struct PlacedKeypoint: Hashable, Sendable {
  /// COCO's three cases.
  public enum Visibility: Int, Sendable {
    /// Outside the picture; x and y are 0.
    case unlabelled = 0
    /// Behind something, or behind the person's own body.
    case hidden = 1
    case visible = 2
  }

  public var x, y: Float
  public var visibility: Visibility

  /// Whether somebody could say where it is: visible or hidden, but within the picture.
  public var isLabelled: Bool { visibility != .unlabelled }

  public init(x: Float, y: Float, visibility: Visibility) {
    self.x = x
    self.y = y
    self.visibility = visibility
  }
}
