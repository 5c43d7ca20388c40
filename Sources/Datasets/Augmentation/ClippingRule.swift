import Boxes
import Images

/// What becomes of a thing that a frame cuts.
///
/// Its box is clipped to the frame. It is dropped when what is left has no inside, is thinner than
/// `smallestSide`, or is less than `smallestShare` of its moved box, or when its mask has no pixel
/// left; what is kept after a cut is marked as truncated.
public struct ClippingRule: Hashable, Sendable {
  /// In pixels after the move.
  public var smallestSide: Float
  /// A share of the moved box's area, in 0…1.
  public var smallestShare: Float
  /// Whether a thing with a mask that was cut or turned gets the smallest box around the mask that
  /// is left. Otherwise its box is the clipped box around its moved corners, which is larger than
  /// the thing when the cut went through a corner of it.
  public var tightens: Bool

  public init(smallestSide: Float = 1, smallestShare: Float = 0, tightens: Bool = true) {
    self.smallestSide = smallestSide
    self.smallestShare = smallestShare
    self.tightens = tightens
  }
}

extension DetectionObject {
  /// Where the thing is after an affine map into a frame; `nil` when the rule drops it.
  ///
  /// - Throws: `BoxError` or `ImageError` for a size no mask has or a map that flattens.
  func placed(
    by transform: Transform, width: Int, height: Int, rule: ClippingRule
  ) throws -> DetectionObject? {
    let moved = box.transformed(by: transform)
    let clipped = moved.clipped(width: width, height: height)
    // A rounding error at the border is no cut.
    let isCut =
      max(
        clipped.x1 - moved.x1, clipped.y1 - moved.y1, moved.x2 - clipped.x2, moved.y2 - clipped.y2)
      > 1e-3
    guard !clipped.isDegenerate else { return nil }
    var copy = self
    copy.box = clipped
    copy.isTruncated = isTruncated || isCut
    if let mask {
      let warped = try mask.warped(by: transform, width: width, height: height)
      guard let tight = warped.box else { return nil }
      copy.mask = warped
      if rule.tightens, isCut || transform.turns { copy.box = tight }
    }
    guard min(copy.box.width, copy.box.height) >= rule.smallestSide,
      clipped.area >= rule.smallestShare * moved.area
    else { return nil }
    copy.keypoints = keypoints.map { $0.placed(by: transform, width: width, height: height) }
    return copy
  }
}

extension PlacedKeypoint {
  /// COCO's mark for a point that is not there: everything 0.
  static let outside = PlacedKeypoint(x: 0, y: 0, visibility: .unlabelled)

  func placed(by transform: Transform, width: Int, height: Int) -> PlacedKeypoint {
    guard visibility != .unlabelled else { return .outside }
    let at = transform(Point(x, y))
    guard at.x >= 0, at.y >= 0, at.x <= Float(width), at.y <= Float(height) else { return .outside }
    return PlacedKeypoint(x: at.x, y: at.y, visibility: visibility)
  }
}

extension Transform {
  /// Whether sides that were level or upright no longer are.
  var turns: Bool { b != 0 || c != 0 }
}
