import Boxes

extension DetectionDataset {
  /// Writes `labels/*.txt`, `classes.txt` and `data.yaml` into a folder; the pictures belong into its
  /// `images/`.
  ///
  /// YOLO has boxes or outlines, and no marks: crowds, difficult and ignored things are left out,
  /// since a line is a thing to be learnt.
  ///
  /// - Parameter outlines: whether things that have a mask are written as polygons. A mask in several
  ///   parts, or with a hole, becomes one polygon whose parts are joined by a line of no width.
  /// - Returns: how many annotations were left out.
  /// - Throws: `DatasetError` when two pictures have one name, or a file cannot be written.
  @discardableResult
  public func writeYOLO(to folder: String, outlines: Bool = false) throws -> Int {
    try requireFiniteNumbers(file: folder)
    try DatasetFile.makeFolder(folder + "/labels")
    try DatasetFile.makeFolder(folder + "/images")
    let (members, indices) = (annotationsByPicture, classIndices)
    var leftOut = 0
    for (picture, name) in zip(pictures, try pictureStems(file: folder)) {
      var lines = ""
      for index in members[picture.id, default: []] {
        let annotation = annotations[index]
        if annotation.isCrowd || annotation.isIgnored || annotation.isDifficult {
          leftOut += 1
          continue
        }
        guard let classIndex = indices[annotation.classID] else {
          throw DatasetError(
            Place(file: folder), expected: "to write a class of the data set",
            found: "class id \(annotation.classID) in annotation \(annotation.id)")
        }
        let numbers =
          try outlines ? outline(annotation, picture, file: folder) : annotation.yolo(picture)
        lines += "\(classIndex) \(numbers.map(jsonNumber).joined(separator: " "))\n"
      }
      try DatasetFile.write(lines, to: "\(folder)/labels/\(name).txt")
    }
    try ClassNames.write(classes.map(\.name), to: folder)
    let names = classes.map { jsonString($0.name) }.joined(separator: ", ")
    try DatasetFile.write(
      "train: images\nval: images\nnc: \(classes.count)\nnames: [\(names)]\n",
      to: folder + "/data.yaml")
    return leftOut
  }

  private func outline(
    _ annotation: Annotation, _ picture: DatasetPicture, file: String
  ) throws -> [Double] {
    let points: [Double]
    switch annotation.segmentation {
    case nil: return annotation.yolo(picture)
    case .polygons(let polygons) where polygons.count == 1: points = polygons[0]
    case .polygons(let polygons):
      do {
        points = try RunLengthMask(
          polygons: polygons, width: picture.width, height: picture.height
        ).mask.outline
      } catch let error as BoxError {
        throw DatasetError(
          Place(file: file), expected: error.expected,
          found: "\(error.found) in annotation \(annotation.id)")
      }
    case .runs(let runs): points = runs.mask.outline
    }
    guard points.count >= 6 else { return annotation.yolo(picture) }
    return points.enumerated().map {
      $0.element / Double($0.offset % 2 == 0 ? picture.width : picture.height)
    }
  }
}

extension Annotation {
  /// Centre x, centre y, width, height in 0…1.
  fileprivate func yolo(_ picture: DatasetPicture) -> [Double] {
    let (width, height) = (Double(picture.width), Double(picture.height))
    return [
      (bounds.x + bounds.width / 2) / width, (bounds.y + bounds.height / 2) / height,
      bounds.width / width, bounds.height / height,
    ]
  }
}
