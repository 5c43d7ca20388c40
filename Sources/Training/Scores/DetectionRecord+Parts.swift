import Boxes
import Datasets
import Evaluation

extension DetectionRecord {
  /// The same record, but the size of a detection is that of its mask: what COCO's size bands of masks
  /// go by.
  func sizedByMasks() throws -> DetectionRecord {
    var record = try DetectionRecord(classNames: classNames)
    for picture in pictures {
      let detections = picture.detections.map { detection in
        var detection = detection
        if let mask = detection.mask { detection.area = Double(mask.area) }
        return detection
      }
      try record.add(truths: picture.truths, detections: detections, name: picture.name)
    }
    return record
  }

  /// Only the persons, as poses are scored: those at least `height` pixels high. Lower ones are ignored,
  /// and so are detections that are lower and show none of the others.
  ///
  /// - Parameter height: 32 pixels, the Pasture's measure: of a smaller person even the drawing has no
  ///   face.
  /// - Throws: `EvaluationError` for a record without persons among its classes.
  func poses(height: Double = 32) throws -> DetectionRecord {
    guard let person = classNames.firstIndex(of: "person") else {
      throw EvaluationError(
        operation: "poses", expected: "a record of persons",
        found: classNames.joined(separator: ", "))
    }
    var record = try DetectionRecord(classNames: ["person"])
    for picture in pictures {
      let truths = picture.truths.filter { $0.classIndex == person }.map { truth in
        var truth = truth
        truth.classIndex = 0
        truth.isCrowd = truth.isCrowd || truth.box.height < height
        return truth
      }
      let tall = truths.filter { !$0.isCrowd }.map(\.box)
      let detections = picture.detections.filter { detection in
        detection.classIndex == person
          && (detection.box.height >= height
            || tall.contains { $0.iou(with: detection.box) >= 0.5 })
      }.map { detection in
        var detection = detection
        detection.classIndex = 0
        return detection
      }
      try record.add(truths: truths, detections: detections, name: picture.name)
    }
    return record
  }
}
