import Boxes

/// Results files: `[{"image_id", "category_id", "bbox" or "segmentation" or "keypoints", "score"}]`.
///
/// - Source: cocodataset.org, "results format".
extension DetectionResult {
  /// What reading a results file gives.
  public struct Reading: Sendable {
    /// In the order of the file, without what was skipped.
    public var results: [DetectionResult]
    public var problems: [DatasetProblem]

    public var skipped: Int { problems.count { $0.isSkipped } }
  }

  /// Reads a COCO results file and holds it against the data set that it is about.
  ///
  /// - Parameters:
  ///   - dataset: pictures and classes that the results may name; `nil` checks no names.
  ///   - isLenient: whether results that make no sense are skipped and listed.
  /// - Throws: `DatasetError` with line and column: for a file of another form, and, unless lenient,
  ///   for an unknown picture or class, a score or box that makes no sense, an id used twice.
  public static func read(
    _ path: String, for dataset: DetectionDataset?, isLenient: Bool = false
  ) throws -> Reading {
    try read(
      DatasetFile.bytes(path, what: "a results file"), file: path, for: dataset,
      isLenient: isLenient)
  }

  static func read(
    _ text: consuming [UInt8], file: String, for dataset: DetectionDataset?, isLenient: Bool
  ) throws -> Reading {
    var reader = try JSONReader(text, file: file)
    var problems = ProblemList(isLenient: isLenient)
    var results: [DetectionResult] = []
    let check = dataset.map(AnnotationCheck.init)
    var ids: Set<Int> = []
    try reader.array("a COCO results file, a list of detections") { reader in
      let place = reader.place()
      var fields = COCOFields()
      try reader.object("a detection") { reader, key, place in
        try fields.read(key, place, &reader)
      }
      let name = "detection \(results.count + problems.problems.count + 1)"
      guard let result = try result(fields, name, place, &problems) else { return }
      if let id = fields.id, !ids.insert(id).inserted {
        return try problems.refuse(
          .duplicateID, place, expected: "an id of its own for each detection",
          found: "id \(id) again")
      }
      if let check {
        let picture = try check.accepts(
          pictureID: result.pictureID, classID: result.classID,
          segmentation: result.segmentation, keypoints: result.keypoints.count, name: name,
          place, &problems)
        if picture == nil { return }
      }
      results.append(result)
    }
    try reader.end()
    return Reading(results: results, problems: problems.problems)
  }

  private static func result(
    _ fields: COCOFields, _ name: String, _ place: Place, _ problems: inout ProblemList
  ) throws -> DetectionResult? {
    guard let pictureID = fields.pictureID, let classID = fields.classID, let score = fields.score
    else {
      throw DatasetError(
        place, expected: "a detection with \"image_id\", \"category_id\" and \"score\"",
        found: "one without "
          + (fields.pictureID == nil
            ? "\"image_id\"" : fields.classID == nil ? "\"category_id\"" : "\"score\""))
    }
    guard let checked = try fields.checked(name, at: place, allowsEmpty: true, &problems) else {
      return nil
    }
    let points = fields.keypoints
    return DetectionResult(
      pictureID: pictureID, classID: classID, bounds: checked.bounds,
      segmentation: checked.segmentation,
      keypoints: stride(from: 0, to: points.count, by: 3).map {
        .init(x: points[$0], y: points[$0 + 1], score: points[$0 + 2])
      },
      score: score, hasBox: checked.hasBox, place: place)
  }

  /// Writes a results file, one detection a line; masks as COCO's compressed strings.
  ///
  /// - Throws: `DatasetError` for a score that is not finite, or when the file cannot be written.
  public static func write(_ results: [DetectionResult], to path: String) throws {
    try DatasetFile.write(try json(results, file: path), to: path)
  }

  static func json(_ results: [DetectionResult], file: String) throws -> String {
    var lines: [String] = []
    for (index, result) in results.enumerated() {
      guard result.score.isFinite else {
        throw DatasetError(
          Place(file: file), expected: "finite scores", found: "\(result.score) at index \(index)")
      }
      var members = ["\"image_id\":\(result.pictureID)", "\"category_id\":\(result.classID)"]
      if result.hasBox { members.append("\"bbox\":\(result.bounds.json)") }
      if let segmentation = result.segmentation {
        members.append("\"segmentation\":\(segmentation.json(isCompressed: true))")
      }
      if !result.keypoints.isEmpty {
        let numbers = result.keypoints.flatMap { [$0.x, $0.y, $0.score] }
        members.append("\"keypoints\":\(jsonArray(numbers))")
      }
      members.append("\"score\":\(jsonNumber(result.score))")
      lines.append("{\(members.joined(separator: ","))}")
    }
    return "[" + lines.joined(separator: ",\n") + "]\n"
  }
}

extension PreciseBox {
  /// `[x,y,width,height]`.
  var json: String { jsonArray([x, y, width, height]) }
}

extension Segmentation {
  func json(isCompressed: Bool) -> String {
    switch self {
    case .polygons(let polygons): "[\(polygons.map { jsonArray($0) }.joined(separator: ","))]"
    case .runs(let mask):
      "{\"counts\":" + (isCompressed ? jsonString(mask.text) : jsonArray(mask.runs))
        + ",\"size\":\(jsonArray([mask.height, mask.width]))}"
    }
  }
}
