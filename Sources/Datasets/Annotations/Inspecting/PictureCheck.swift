extension DatasetReading {
  /// The file of a picture: below `pictureFolder`, or where data sets keep their pictures besides.
  public func path(of picture: DatasetPicture) -> String? {
    let name = picture.fileName
    if name.hasPrefix("/") { return DatasetFile.kind(name) == .file ? name : nil }
    var folders = ["", "images/", "JPEGImages/"]
    // COCO's own layout: annotations/instances.json beside images/.
    if DatasetFile.name(of: pictureFolder) == "annotations" { folders += ["../", "../images/"] }
    return folders.lazy.map { "\(pictureFolder)/\($0)\(name)" }
      .first { DatasetFile.kind($0) == .file }
  }

  /// Notes pictures that are not there, or are of another size than the annotations say.
  ///
  /// When not one is there, that is a single problem: the annotations came without pictures.
  public mutating func checkPictures() {
    var found: [DatasetProblem] = []
    var missing = 0
    for picture in dataset.pictures {
      let place = Place(file: "\(pictureFolder)/\(picture.fileName)")
      guard let path = path(of: picture) else {
        missing += 1
        found.append(
          .init(
            .missingPicture,
            DatasetError(place, expected: "a picture", found: "no such file"), isSkipped: false))
        continue
      }
      guard let size = PictureSize(ofFile: path),
        size.width != picture.width
          || size.height != picture.height
      else { continue }
      found.append(
        .init(
          .wrongPictureSize,
          DatasetError(
            Place(file: path), expected: "\(picture.width)×\(picture.height) as annotated",
            found: "\(size.width)×\(size.height)"), isSkipped: false))
    }
    if missing == dataset.pictures.count, missing > 1 {
      found = [
        .init(
          .missingPicture,
          DatasetError(
            Place(file: pictureFolder), expected: "the \(missing) pictures beside the annotations",
            found: "not one of them"), isSkipped: false)
      ]
    }
    problems += found
  }
}
