import Datasets
import Foundation

/// Object keypoint similarity: what IoU is for boxes, for keypoints.
///
/// Each labelled keypoint gives exp(−d² / (2·s²·k²)), where d is its distance in pixels, s² the area
/// of the thing and k twice the keypoint's σ: how far apart two people place it on the same picture,
/// as a share of the thing's size. Eyes are placed more exactly than hips. The similarity is their
/// mean.
///
/// - Source: cocodataset.org, "Keypoint evaluation", §1.3; pycocotools, `cocoeval.py`, `computeOks`.
public struct KeypointSimilarity: Hashable, Sendable {
  /// One for each keypoint.
  public let sigmas: [Double]

  /// COCO's for the 17 keypoints of a person, in `Keypoint`'s order.
  public static let personSigmas: [Double] = [
    0.26, 0.25, 0.25, 0.35, 0.35, 0.79, 0.79, 0.72, 0.72, 0.62, 0.62, 1.07, 1.07, 0.87, 0.87, 0.89,
    0.89,
  ].map { $0 / 10 }

  /// - Throws: `EvaluationError` unless every σ is positive.
  public init(sigmas: [Double] = KeypointSimilarity.personSigmas) throws {
    guard !sigmas.isEmpty, sigmas.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw EvaluationError(
        operation: "KeypointSimilarity", expected: "one positive σ for each keypoint",
        found: "\(sigmas)")
    }
    self.sigmas = sigmas
  }

  /// In 0…1.
  ///
  /// A truth without a labelled keypoint is compared by distance from twice its box: inside, the
  /// similarity is 1.
  ///
  /// - Returns: 0 when there are fewer keypoints than σs; such objects are refused before.
  public func callAsFunction(_ detection: DetectedObject, _ truth: TruthObject) -> Double {
    guard detection.keypoints.count >= sigmas.count, truth.keypoints.count >= sigmas.count else {
      return 0
    }
    let isLabelled = truth.hasLabelledKeypoints
    let box = truth.box
    let (left, right) = (box.x - box.width, box.x + box.width * 2)
    let (top, bottom) = (box.y - box.height, box.y + box.height * 2)
    var (sum, compared) = (0.0, 0)
    for (k, sigma) in sigmas.enumerated() {
      let (answer, point) = (detection.keypoints[k], truth.keypoints[k])
      let dx, dy: Double
      if isLabelled {
        guard point.isLabelled else { continue }
        (dx, dy) = (answer.x - point.x, answer.y - point.y)
      } else {
        dx = max(0, left - answer.x) + max(0, answer.x - right)
        dy = max(0, top - answer.y) + max(0, answer.y - bottom)
      }
      let k2 = (sigma * 2) * (sigma * 2)
      // The reference adds the least step above 1, against an area of 0.
      sum += exp(-((dx * dx + dy * dy) / k2 / (truth.area + Double.ulpOfOne) / 2))
      compared += 1
    }
    return compared > 0 ? sum / Double(compared) : 0
  }
}
