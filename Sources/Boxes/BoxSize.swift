/// How wide and how high a box is, in pixels, wherever it stands: what an anchor says of its shape.
///
/// - Example:
///       let size = BoxSize(width: 30, height: 60)
///       size.width
///       size.height
///       size.area
///       size.aspectRatio
///       size.iou(with: BoxSize(width: 60, height: 30))
public struct BoxSize: Hashable, Sendable {
  /// In pixels.
  public var width, height: Float

  /// Takes the numbers as they are; what is done with many sizes checks them.
  public init(width: Float, height: Float) {
    self.width = width
    self.height = height
  }

  /// In square pixels; 0 when a side is not positive.
  public var area: Float { max(0, width) * max(0, height) }
  /// Width over height; 0 when a side is not positive.
  public var aspectRatio: Float { isDegenerate ? 0 : width / height }
  /// True when a side is zero, negative, NaN or infinite.
  public var isDegenerate: Bool {
    !(width.isFinite && height.isFinite && width > 0 && height > 0)
  }

  /// The IoU of two boxes of these sizes with a common centre, in 0…1: how alike two shapes are.
  ///
  /// 0 when both are empty.
  ///
  /// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2, "Dimension Clusters".
  public func iou(with other: BoxSize) -> Float {
    let shared = max(0, min(width, other.width)) * max(0, min(height, other.height))
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }
}

extension BoxSize: CustomStringConvertible {
  public var description: String { "BoxSize(\(width)×\(height))" }
}

extension Box {
  /// Width and height without the place.
  ///
  /// - Example: `Box(x1: 10, y1: 20, x2: 40, y2: 80).size`
  public var size: BoxSize { BoxSize(width: width, height: height) }

  /// A box of this size around a place.
  public init(centerX: Float, centerY: Float, size: BoxSize) {
    self.init(centerX: centerX, centerY: centerY, width: size.width, height: size.height)
  }
}
