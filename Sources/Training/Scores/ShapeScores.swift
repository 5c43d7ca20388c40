import Datasets
import Evaluation
import Foundation

extension DetectionRecord {
  /// The same record, but what bands go by is width over height: bands of it are bands of shape, and
  /// whatever has another shape is ignored, as COCO ignores other sizes.
  func byAspectRatio() throws -> DetectionRecord {
    func ratio(_ box: PreciseBox) -> Double {
      box.height > 0 ? min(box.width / box.height, 1e9) : 0
    }
    var record = try DetectionRecord(classNames: classNames)
    for picture in pictures {
      let truths = picture.truths.map { truth in
        var truth = truth
        truth.area = ratio(truth.box)
        return truth
      }
      let detections = picture.detections.map { detection in
        var detection = detection
        detection.area = ratio(detection.box)
        return detection
      }
      try record.add(truths: truths, detections: detections, name: picture.name)
    }
    return record
  }
}

/// AP50 of tall, even and wide things apart: default boxes and anchors have shapes, and what has none of
/// them is found less well.
struct ShapeScores: Sendable {
  /// Width over height.
  static let bands = [
    AreaBand("tall", 0...2 / 3), AreaBand("even", 2 / 3...1.5), AreaBand("wide", 1.5...1e9),
  ]

  private let scores: CocoScores

  init(_ record: DetectionRecord) throws {
    var options = CocoOptions(areaBands: Self.bands)
    options.iouThresholds = [0.5]
    scores = try record.byAspectRatio().cocoScores(options)
  }

  /// `AP50_tall`, `AP50_even`, `AP50_wide`.
  var fields: [ScoreField] {
    Self.bands.map {
      ScoreField(
        name: "AP50_\($0.name)", value: scores.averagePrecision(iou: 0.5, band: $0.name))
    }
  }

  /// One line for each.
  var table: String {
    let ranges = ["under 2:3", "2:3 to 3:2", "over 3:2"]
    let lines = zip(zip(Self.bands, ranges), fields).map { band, field in
      let value = field.value.map { String(format: "%.3f", $0) } ?? "–"
      return "\(band.0.name)   \(band.1.padding(toLength: 14, withPad: " ", startingAt: 0))\(value)"
    }
    return (["shape  width:height  AP50"] + lines).joined(separator: "\n")
  }
}
