/// What VOC's scoring leaves open.
public struct VocOptions: Hashable, Sendable {
  /// `.area` from 2010 on, `.elevenPoints` before.
  public var rule: AveragePrecisionRule
  /// The least IoU of a hit.
  public var iou: Double
  /// Whether boxes name whole pixels, so that one is added to every side: see
  /// `PreciseBox.inclusiveIoU(with:)`.
  public var isInclusive: Bool

  public init(
    _ rule: AveragePrecisionRule = .area, iou: Double = 0.5, isInclusive: Bool = false
  ) {
    self.rule = rule
    self.iou = iou
    self.isInclusive = isInclusive
  }
}
