import Checkpoints
import Evaluation
import Foundation

/// How good a segmenter is on some scenes.
public struct SegmentationScore: ScoreReport, Equatable {
  /// `pasture-segmenter`.
  public let model: String
  public let scenes: Int
  /// Counts pixels.
  public let confusion: ConfusionMatrix

  public init(model: String, scenes: Int, confusion: ConfusionMatrix) {
    self.model = model
    self.scenes = scenes
    self.confusion = confusion
  }

  /// One JSON object on one line: `model`, `images`, `mIoU`, and more under the field's names.
  public var json: String {
    func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }
    func number(_ value: Double?) -> String { value.map { String(format: "%.6f", $0) } ?? "null" }
    let classes = confusion.classNames.indices
    let members = [
      ("model", JSON.text(model)), ("images", "\(scenes)"),
      ("mIoU", number(confusion.meanIoU)),
      ("pixel_accuracy", number(confusion.pixelAccuracy)),
      ("mean_pixel_accuracy", number(confusion.meanPixelAccuracy)),
      ("frequency_weighted_IoU", number(confusion.frequencyWeightedIoU)),
      ("classes", list(confusion.classNames.map(JSON.text))),
      ("IoU", list(classes.map { number(confusion.iou(of: $0)) })),
    ]
    return "{\(members.map { "\(JSON.text($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  /// The same for people: the mean IoU, and the classes as a table.
  public var text: String {
    let percent = [confusion.meanIoU, confusion.pixelAccuracy].map {
      String(format: "%.2f %%", 100 * ($0 ?? 0))
    }
    return """
      \(model): mean IoU \(percent[0]), \(percent[1]) of the pixels right, \(scenes) scenes

      \(confusion.segmentationTable)
      """
  }
}
