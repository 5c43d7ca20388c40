import Fovea

/// The scores of a results file, by either measure.
enum ScoredResults {
  case coco(CocoScores)
  case voc(VocScores)

  /// Tables for people.
  var text: String {
    switch self {
    case .coco(let scores): "\(scores.table)\n\n\(scores.classTable)"
    case .voc(let scores): scores.table
    }
  }

  /// One JSON object on one line: `model`, `images`, what was measured, the figures under the field's
  /// names, and the average precision of each class.
  func json(of options: ResultsOptions, seconds: [(String, Duration)]) -> String {
    let fields: [ScoreField]
    let (images, classes, values): (Int, [String], [Double?])
    switch self {
    case .coco(let scores):
      (fields, images, classes) = (scores.fields, scores.pictureCount, scores.classNames)
      values = classes.indices.map { scores.averagePrecision(ofClass: $0) }
    case .voc(let scores):
      (fields, images, classes) = (scores.fields, scores.pictureCount, scores.classNames)
      values = scores.averagePrecisions
    }
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "null" }
    let members =
      [
        ("model", JSON.text(options.detections ?? "")), ("images", "\(images)"),
        ("metric", JSON.text((options.metric ?? .coco).rawValue)),
        ("iou_type", JSON.text((options.iouType ?? .bbox).rawValue)),
      ] + fields.map { ($0.name, number($0.value)) }
      + [
        ("classes", "[\(classes.map(JSON.text).joined(separator: ", "))]"),
        ("class_AP", "[\(values.map(number).joined(separator: ", "))]"),
      ] + seconds.map { ($0.0, secondsText($0.1)) }
    return "{\(members.map { "\(JSON.text($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  /// Precision–recall charts by file name: all classes together, where that has a meaning, and then
  /// each class that has truths.
  func charts() throws -> [(name: String, chart: Chart)] {
    switch self {
    case .coco(let scores):
      let scored = scores.classNames.indices.filter { scores.averagePrecision(ofClass: $0) != nil }
      return [("all-classes", scores.chart(title: "Precision and recall, all classes"))]
        + (try scored.map { (fileName($0, scores.classNames), try scores.chart(ofClass: $0)) })
    case .voc(let scores):
      return scores.curves.enumerated().compactMap { k, curve in
        guard let curve else { return nil }
        return (
          fileName(k, scores.classNames),
          curve.chart(title: scores.classNames[k], rule: scores.options.rule)
        )
      }
    }
  }

  /// `03-sheep`: whatever a class is called, it is a file's name.
  private func fileName(_ k: Int, _ names: [String]) -> String {
    let letters = names[k].map { $0.isLetter || $0.isNumber ? $0 : "-" }
    return (k < 9 ? "0" : "") + "\(k + 1)-" + String(letters.prefix(60))
  }
}
