import Boxes

extension DetectionDataset {
  /// Writes a COCO annotation file, a line for each picture, class and annotation; the same data set
  /// always gives the same bytes.
  ///
  /// - Throws: `DatasetError` when a number is not finite or the file cannot be written.
  public func writeCOCO(to path: String) throws {
    try DatasetFile.write(try cocoJSON(file: path), to: path)
  }

  func cocoJSON(file: String) throws -> String {
    try requireFiniteNumbers(file: file)
    let notes = info.map { "\(jsonString($0.key)):\(jsonString($0.value))" }
    return "{\"info\":{\(notes.joined(separator: ","))},\n"
      + section("categories", classes.map(\.cocoJSON)) + ",\n"
      + section("images", pictures.map(\.cocoJSON)) + ",\n"
      + section("annotations", annotations.map(\.cocoJSON)) + "}\n"
  }

  private func section(_ name: String, _ lines: [String]) -> String {
    "\"\(name)\":[\n\(lines.joined(separator: ",\n"))\n]"
  }

  /// JSON has no NaN.
  func requireFiniteNumbers(file: String) throws {
    for annotation in annotations {
      let box = annotation.bounds
      let numbers = [box.x, box.y, box.width, box.height, annotation.area]
      guard (numbers + annotation.keypoints.flatMap { [$0.x, $0.y] }).allSatisfy(\.isFinite) else {
        throw DatasetError(
          Place(file: file), expected: "to write finite numbers",
          found: "\(numbers) in annotation \(annotation.id)")
      }
    }
  }
}

extension DatasetClass {
  fileprivate var cocoJSON: String {
    var members = ["\"id\":\(id)", "\"name\":\(jsonString(name))"]
    if !supercategory.isEmpty { members.append("\"supercategory\":\(jsonString(supercategory))") }
    if !keypointNames.isEmpty {
      members.append("\"keypoints\":[\(keypointNames.map(jsonString).joined(separator: ","))]")
      let bones = skeleton.map { jsonArray([$0.from + 1, $0.to + 1]) }
      members.append("\"skeleton\":[\(bones.joined(separator: ","))]")
    }
    return "{\(members.joined(separator: ","))}"
  }
}

extension DatasetPicture {
  fileprivate var cocoJSON: String {
    "{\"id\":\(id),\"file_name\":\(jsonString(fileName)),\"width\":\(width),\"height\":\(height)"
      + (seed.map { ",\"seed\":\($0)" } ?? "") + "}"
  }
}

extension Annotation {
  fileprivate var cocoJSON: String {
    var members = [
      "\"id\":\(id)", "\"image_id\":\(pictureID)", "\"category_id\":\(classID)",
      "\"bbox\":\(bounds.json)", "\"area\":\(jsonNumber(area))", "\"iscrowd\":\(isCrowd ? 1 : 0)",
    ]
    if isIgnored { members.append("\"ignore\":1") }
    if isDifficult { members.append("\"difficult\":1") }
    if isTruncated { members.append("\"truncated\":1") }
    if let visibleFraction { members.append("\"visible\":\(jsonNumber(visibleFraction))") }
    if let segmentation {
      members.append("\"segmentation\":\(segmentation.json(isCompressed: false))")
    }
    if !keypoints.isEmpty {
      let numbers = keypoints.flatMap { [$0.x, $0.y, Double($0.visibility.rawValue)] }
      members.append("\"num_keypoints\":\(keypoints.count { $0.isLabelled })")
      members.append("\"keypoints\":\(jsonArray(numbers))")
    }
    return "{\(members.joined(separator: ","))}"
  }
}
