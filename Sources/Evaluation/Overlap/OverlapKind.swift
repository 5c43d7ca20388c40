import Boxes

/// What of a detection is compared with what of a truth.
///
/// - Example: `CocoOptions(.segm).iouThresholds.count`
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

  /// `[D][G]`: 0 where a mask or the keypoints are missing; such objects are refused before.
  func callAsFunction(_ detections: [DetectedObject], _ truths: [TruthObject]) -> [[Double]] {
    switch kind {
    case .bbox:
      detections.map { detection in
        truths.map { detection.box.iou(with: $0.box, isCrowd: $0.isCrowd) }
      }
    case .segm: maskOverlaps(detections, truths)
    case .keypoints: detections.map { detection in truths.map { similarity(detection, $0) } }
    }
  }

  /// Masks whose boxes do not touch are not compared.
  private func maskOverlaps(
    _ detections: [DetectedObject], _ truths: [TruthObject]
  ) -> [[Double]] {
    let boxes = truths.map { $0.mask?.box }
    return detections.map { detection in
      let box = truths.isEmpty ? nil : detection.mask?.box
      return truths.indices.map { g in
        guard let mask = detection.mask, let truth = truths[g].mask, let box,
          let other = boxes[g], box.intersectionArea(with: other) > 0
        else { return 0 }
        // Masks of pictures of different sizes share nothing.
        return (try? mask.iou(with: truth, isCrowd: truths[g].isCrowd)) ?? 0
      }
    }
  }

  /// Truths that count neither for nor against, before areas are looked at.
  func isIgnored(_ truth: TruthObject) -> Bool {
    truth.isCrowd || (kind == .keypoints && !truth.hasLabelledKeypoints)
  }
}
