import Boxes
import Checkpoints
import Detectors
import Images

extension PictureAnswer {
  /// One JSON object on one line: `{"file", "width", "height", "detections": [{"class", "name",
  /// "score", "box": [x1, y1, x2, y2]}]}`, boxes in pixels of the picture. A mask is COCO's
  /// compressed run lengths, keypoints are `[x, y, score, …]`.
  ///
  /// - Parameter file: as it was named.
  public func json(file: String, image: Image, classNames: [String]) -> String {
    let detections = things.map { thing in
      let detection = thing.detection
      var members = [
        ("class", "\(detection.classIndex)"),
        ("name", JSON.text(detection.name(among: classNames))),
        ("score", number(detection.score)),
        ("box", list(detection.box.corners)),
      ]
      if let mask = thing.mask {
        members.append(
          (
            "mask",
            "{\"size\": [\(mask.height), \(mask.width)], \"counts\": \(JSON.text(mask.text))}"
          ))
      }
      if !thing.keypoints.isEmpty {
        members.append(("keypoints", list(thing.keypoints.flatMap { [$0.x, $0.y, $0.score] })))
      }
      return object(members)
    }
    return object([
      ("file", JSON.text(file)), ("width", "\(image.width)"), ("height", "\(image.height)"),
      ("detections", "[\(detections.joined(separator: ", "))]"),
    ])
  }

  /// The same for people, a line for each thing: name, score, corners.
  public func table(file: String, classNames: [String]) -> String {
    let rows = things.map { thing in
      let box = thing.detection.box
      let corners = box.corners.map { "\(Int($0.rounded()))" }
      return [file, thing.detection.name(among: classNames), "\(rounded(thing.detection.score))"]
        + corners
    }
    return rows.isEmpty
      ? "\(file)  nothing" : rows.map { $0.joined(separator: "  ") }.joined(separator: "\n")
  }

  private func object(_ members: [(String, String)]) -> String {
    "{\(members.map { "\(JSON.text($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  private func list(_ values: [Float]) -> String {
    "[\(values.map(number).joined(separator: ", "))]"
  }

  /// JSON knows no NaN and no infinity.
  private func number(_ value: Float) -> String { value.isFinite ? "\(value)" : "null" }

  /// To three decimals.
  private func rounded(_ score: Float) -> Float {
    score.isFinite ? (score * 1000).rounded() / 1000 : score
  }
}

extension Box {
  /// x1, y1, x2, y2.
  fileprivate var corners: [Float] { [x1, y1, x2, y2] }
}

extension Detection {
  /// What its class is called; a class without a name by its number.
  func name(among classNames: [String]) -> String {
    classNames.indices.contains(classIndex) ? classNames[classIndex] : "class \(classIndex)"
  }
}
