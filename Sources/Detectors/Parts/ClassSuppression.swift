import Boxes
import Foundation

/// Suppression class by class, and the best of what remains.
///
/// - Parameters:
///   - boxes: whose overlap counts; one for each detection.
///   - detections: their classes and scores.
/// - Returns: places in the lists, best first; of equal scores, the first.
/// - Throws: `BoxError` for a NaN score or coordinate.
func suppressedByClass(
  _ boxes: [Box], _ detections: [Detection], threshold: Float, most: Int
) throws -> [Int] {
  let groups = Dictionary(grouping: detections.indices) { detections[$0].classIndex }
  let kept = try groups.values.flatMap { places in
    try nonMaximumSuppression(
      places.map { boxes[$0] }, scores: places.map { detections[$0].score }, threshold: threshold
    ).map { places[$0] }
  }
  let sorted = kept.sorted {
    let (a, b) = (detections[$0].score, detections[$1].score)
    return a != b ? a > b : $0 < $1
  }
  return Array(sorted.prefix(most))
}

/// 1 / (1 + e⁻ˣ).
func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

/// Whose sigmoid is `probability`; infinite at 0 and 1.
func logit(_ probability: Float) -> Float { log(probability / (1 - probability)) }
