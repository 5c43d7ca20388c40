import Checkpoints
import Detectors
import Evaluation
import Foundation

/// How good a detector is on scenes of the Pasture, by COCO's measure and by VOC's.
///
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureMaskRCNN.trained())
///       let score = try detector.score(on: .validation, images: 2, name: "pasture-mask-rcnn")
///       score["mask_AP50"]
///       print(score.text)
public struct DetectorScore: ScoreReport {
  /// `pasture-overfeat`.
  public let model: String
  /// Boxes, by the Pasture's size bands: under 16² pixels, to 40², over that.
  public let coco: CocoScores
  /// Boxes at IoU 0.5, area under the curve.
  public let voc: VocScores
  /// Masks, where the model answers some.
  public let masks: CocoScores?
  /// Keypoints of persons at least 32 pixels high, where the model answers some.
  public let keypoints: CocoScores?
  /// Boxes at IoU 0.5, by their shape.
  let shapes: ShapeScores
  /// All that was there and all that was said, for further measures.
  public let record: DetectionRecord

  /// - Parameter parts: what else is scored beside boxes.
  /// - Throws: `EvaluationError` as the scores.
  public init(model: String, record: DetectionRecord, parts: Set<FoundPart> = []) throws {
    self.model = model
    self.record = record
    coco = try record.cocoScores(CocoOptions(areaBands: AreaBand.pasture))
    voc = try record.vocScores()
    shapes = try ShapeScores(record)
    masks =
      parts.contains(.mask)
      ? try record.sizedByMasks().cocoScores(CocoOptions(.segm, areaBands: AreaBand.pasture)) : nil
    keypoints =
      parts.contains(.keypoints)
      ? try record.poses().cocoScores(CocoOptions(.keypoints, areaBands: AreaBand.pasture)) : nil
  }

  /// COCO's figures by their names, then `voc_AP50`, then AP50 of tall, even and wide things, then those
  /// of masks and keypoints.
  public var fields: [ScoreField] {
    coco.fields + voc.fields + shapes.fields + (masks?.fields ?? []) + (keypoints?.fields ?? [])
  }

  /// The figure of that name: `score["voc_AP50"]` or `score["mask_AP50"]`; `nil` when there was nothing to find.
  public subscript(name: String) -> Double? { fields.first { $0.name == name }?.value }

  /// One figure for a training log; 0 when there was nothing to find.
  public func trainingScore(_ name: String = "voc_AP50") -> TrainingScore {
    TrainingScore(name: name, value: self[name] ?? 0)
  }

  /// One JSON object on one line: `model`, `images`, the figures, and VOC's AP of each class.
  public var json: String {
    func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }
    func number(_ value: Double?) -> String { value.map { String(format: "%.6f", $0) } ?? "null" }
    let members =
      [("model", JSON.text(model)), ("images", "\(coco.pictureCount)")]
      + fields.map { ($0.name, number($0.value)) }
      + [
        ("classes", list(voc.classNames.map(JSON.text))),
        ("class_voc_AP50", list(voc.averagePrecisions.map(number))),
      ]
    return "{\(members.map { "\(JSON.text($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  /// The same for people, as tables.
  public var text: String {
    let parts = [("masks", masks), ("keypoints of persons from 32 pixels on", keypoints)]
      .compactMap { name, scores in scores.map { "\n\n\(name)\n\n\($0.table)" } }
    return "\(model) on \(coco.pictureCount) pictures\n\n\(coco.table)\n\n\(voc.table)"
      + "\n\n\(shapes.table)"
      + parts.joined()
  }
}
