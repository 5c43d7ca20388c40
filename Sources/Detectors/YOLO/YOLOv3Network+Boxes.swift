import Boxes

/// What the three raw maps of the published YOLOv3 stand for, so that `YOLODetector` reads boxes out of
/// them as it does of `PastureYOLOv3`'s.
///
/// - Source: Redmon and Farhadi, "YOLOv3", 2018, §2.3 (nine clusters of COCO's boxes); `yolov3.cfg`.
extension YOLOv3Network: YOLONetwork {
  /// Strides of 32, 16 and 8, with the three largest, middle and smallest anchors.
  public var layout: YOLOLayout {
    func sizes(_ pairs: [(Float, Float)]) -> [BoxSize] {
      pairs.map { BoxSize(width: $0.0, height: $0.1) }
    }
    return YOLOLayout(
      checked: [
        YOLOScale(stride: 32, anchors: sizes([(116, 90), (156, 198), (373, 326)])),
        YOLOScale(stride: 16, anchors: sizes([(30, 61), (62, 45), (59, 119)])),
        YOLOScale(stride: 8, anchors: sizes([(10, 13), (16, 30), (33, 23)])),
      ], classCount: classCount)
  }

  /// COCO's 80 when there are as many, otherwise numbers; there is no background.
  public var classNames: [String] {
    let coco = COCOClasses.annotated
    return classCount == coco.count ? coco : (0..<classCount).map { "class \($0)" }
  }
}
