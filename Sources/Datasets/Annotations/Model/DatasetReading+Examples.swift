import Boxes
import Images

extension DatasetReading {
  /// A picture of the data set with its things, ready for training.
  ///
  /// - Parameters:
  ///   - index: into `dataset.pictures`.
  ///   - masks: whether masks are unpacked; a mask is as large as its picture.
  /// - Throws: `DatasetError` for an index out of range, a picture that is missing or of another
  ///   size, or a mask that makes no sense; `ImageError` for a damaged picture.
  /// - Example:
  ///       let reading = try DetectionDataset.read("pasture")  // fovea render pasture --count 2
  ///       try reading.example(0)
  public func example(_ index: Int, masks: Bool = true) throws -> DetectionExample {
    try example(index, masks: masks) { id in dataset.annotations.filter { $0.pictureID == id } }
  }

  /// - Parameter annotations: those of the picture with that `id`, in the order of the file.
  func example(
    _ index: Int, masks: Bool, annotations: (_ pictureID: Int) -> [Annotation]
  ) throws -> DetectionExample {
    guard dataset.pictures.indices.contains(index) else {
      throw DatasetError(
        Place(file: pictureFolder), expected: "a picture's index below \(dataset.pictures.count)",
        found: "\(index)")
    }
    let picture = dataset.pictures[index]
    let place = Place(file: "\(pictureFolder)/\(picture.fileName)")
    guard let path = path(of: picture) else {
      throw DatasetError(
        place, expected: "a picture", found: "no such file",
        hint: "`fovea inspect` lists every picture that is missing")
    }
    let image = try Image(contentsOf: path)
    guard image.width == picture.width, image.height == picture.height else {
      throw DatasetError(
        Place(file: path), expected: "\(picture.width)×\(picture.height) as annotated",
        found: "\(image.width)×\(image.height)")
    }
    let classIndices = dataset.classIndices
    let objects = try annotations(picture.id).compactMap { annotation -> DetectionObject? in
      guard let classIndex = classIndices[annotation.classID] else { return nil }
      return DetectionObject(
        box: annotation.box, classIndex: classIndex,
        mask: masks ? try mask(of: annotation, in: picture) : nil,
        keypoints: annotation.keypoints.map(\.placed), isCrowd: annotation.isCrowd,
        isDifficult: annotation.isDifficult, isTruncated: annotation.isTruncated,
        isIgnored: annotation.isIgnored)
    }
    return DetectionExample(image: image, objects: objects, pictureID: picture.id)
  }

  private func mask(of annotation: Annotation, in picture: DatasetPicture) throws -> Mask? {
    do {
      return try annotation.segmentation?.runs(width: picture.width, height: picture.height).mask
    } catch let error as BoxError {
      throw DatasetError(
        annotation.place, expected: error.expected, found: error.found, hint: error.hint)
    }
  }
}
