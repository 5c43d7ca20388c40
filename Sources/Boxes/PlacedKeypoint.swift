/// Where a keypoint of a person is, in pixels of the picture.
///
/// - Example:
///       let nose = PlacedKeypoint(x: 12, y: 8, visibility: .hidden)
///       nose.x
///       nose.y
///       nose.visibility
///       nose.isLabelled
///       nose.isVisible
public struct PlacedKeypoint: Hashable, Sendable {
  /// COCO's three cases.
  ///
  /// - Example: `PlacedKeypoint(x: 12, y: 8, visibility: .visible).visibility`
  public enum Visibility: Int, Sendable {
    /// Outside the picture; x and y are 0.
    case unlabelled = 0
    /// Behind something, or behind the person's own body.
    case hidden = 1
    case visible = 2
  }

  /// To the right and downwards, in pixels; 0 where it is unlabelled.
  public var x, y: Float
  /// Whether it is seen.
  public var visibility: Visibility

  /// Whether somebody could say where it is: visible or hidden, but within the picture.
  public var isLabelled: Bool { visibility != .unlabelled }
  /// Whether it can be seen.
  public var isVisible: Bool { visibility == .visible }

  /// A keypoint at a place in pixels.
  ///
  /// - Parameter x: to the right; 0 where it is unlabelled.
  /// - Parameter y: downwards; likewise.
  /// - Parameter visibility: one of COCO's three cases.
  /// - Example: `PlacedKeypoint(x: 12, y: 8, visibility: .visible)`
  public init(x: Float, y: Float, visibility: Visibility) {
    self.x = x
    self.y = y
    self.visibility = visibility
  }
}
