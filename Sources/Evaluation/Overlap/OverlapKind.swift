/// What of a detection is compared with what of a truth.
public enum OverlapKind: String, Hashable, Sendable, CaseIterable {
  /// Boxes, by IoU.
  case bbox
  /// Masks, by IoU of their pixels.
  case segm
  /// Keypoints, by object keypoint similarity.
  case keypoints
}

/// Compares detections with truths in one of the ways.
struct OverlapMeasure: Sendable {
  var kind: OverlapKind
  var similarity: KeypointSimilarity
  /// Boxes in VOC's whole pixels, see `PreciseBox.inclusiveIoU(with:)`.
  var isInclusive = false

  /// 0 where the mask or the keypoints are missing; the door refuses such objects.
  func callAsFunction(_ detection: DetectedObject, _ truth: TruthObject) -> Double {
    switch kind {
    case .bbox:
      isInclusive
        ? detection.box.inclusiveIoU(with: truth.box)
        : detection.box.iou(with: truth.box, isCrowd: truth.isCrowd)
    case .segm:
      if let mask = detection.mask, let other = truth.mask {
        mask.iou(with: other, isCrowd: truth.isCrowd)
      } else {
        0
      }
    case .keypoints: similarity(detection, truth)
    }
  }

  /// Truths that count neither for nor against, before areas are looked at.
  func isIgnored(_ truth: TruthObject) -> Bool {
    truth.isCrowd || (kind == .keypoints && truth.labelledKeypoints == 0)
  }
}
