extension Box {
  /// What both boxes cover, or `nil` when they share no area.
  ///
  /// - Example: `Box(x1: 0, y1: 0, x2: 2, y2: 2).intersection(with: Box(x1: 1, y1: 1, x2: 3, y2: 3))`
  public func intersection(with other: Box) -> Box? {
    let shared = Box(
      x1: max(x1, other.x1), y1: max(y1, other.y1), x2: min(x2, other.x2), y2: min(y2, other.y2))
    return shared.isDegenerate ? nil : shared
  }

  /// In square pixels; 0 when they share none.
  ///
  /// - Example: `Box(x1: 0, y1: 0, x2: 2, y2: 2).intersectionArea(with: Box(x1: 1, y1: 0, x2: 3, y2: 3))`
  public func intersectionArea(with other: Box) -> Float {
    let w = min(x2, other.x2) - max(x1, other.x1)
    let h = min(y2, other.y2) - max(y1, other.y1)
    return w > 0 && h > 0 ? w * h : 0
  }

  /// The smallest box around both.
  ///
  /// - Example: `Box(x1: 0, y1: 0, x2: 2, y2: 2).enclosing(Box(x1: 1, y1: 1, x2: 3, y2: 3))`
  public func enclosing(_ other: Box) -> Box {
    Box(x1: min(x1, other.x1), y1: min(y1, other.y1), x2: max(x2, other.x2), y2: max(y2, other.y2))
  }

  /// Intersection over union, in 0…1: how well two boxes agree.
  ///
  /// 0 when the union is empty, so that two empty boxes never divide zero by zero.
  ///
  /// - Source: Everingham et al., "The PASCAL Visual Object Classes Challenge", IJCV 2010, §4.2.
  /// - Differs: no `+ 1` in widths; coordinates are continuous.
  /// - Example: `Box(x1: 0, y1: 0, x2: 2, y2: 2).iou(with: Box(x1: 1, y1: 0, x2: 3, y2: 2))`
  public func iou(with other: Box) -> Float {
    let shared = intersectionArea(with: other)
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }
}

/// The IoU of every box in `a` with every box in `b`: `a.count` rows of `b.count` numbers.
///
/// - Example:
///       let boxes = [Box(x1: 0, y1: 0, x2: 2, y2: 2), Box(x1: 1, y1: 0, x2: 3, y2: 2)]
///       iouMatrix(boxes, boxes)
public func iouMatrix(_ a: [Box], _ b: [Box]) -> [[Float]] {
  a.map { box in b.map { box.iou(with: $0) } }
}
