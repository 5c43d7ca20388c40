/// What VOC's scoring leaves open.
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: found, name: "scene 7")
///       try record.vocScores(VocOptions(.elevenPoints, iou: 0.7)).meanAveragePrecision
public struct VocOptions: Hashable, Sendable {
  /// `.area` from 2010 on, `.elevenPoints` before.
  public var rule: AveragePrecisionRule
  /// The least IoU of a hit.
  public var iou: Double
  /// Whether boxes name whole pixels, so that one is added to every side: see
  /// `PreciseBox.inclusiveIoU(with:)`.
  public var isInclusive: Bool

  /// The rule of 2012 unless given otherwise.
  public init(
    _ rule: AveragePrecisionRule = .area, iou: Double = 0.5, isInclusive: Bool = false
  ) {
    self.rule = rule
    self.iou = iou
    self.isInclusive = isInclusive
  }
}
