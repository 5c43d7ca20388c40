import Boxes

/// Holds annotations against the pictures and classes of their data set.
struct AnnotationCheck {
  private let pictures: [Int: DatasetPicture]
  private let classes: [Int: DatasetClass]
  private var ids: Set<Int> = []

  init(_ dataset: DetectionDataset) {
    pictures = Dictionary(
      dataset.pictures.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    classes = Dictionary(
      dataset.classes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether the annotation may stay; what is wrong with it goes to `problems`.
  mutating func accepts(_ annotation: Annotation, _ problems: inout ProblemList) throws -> Bool {
    let (id, place) = (annotation.id, annotation.place)
    guard ids.insert(id).inserted else {
      try problems.refuse(
        .duplicateID, place, expected: "an id of its own for each annotation",
        found: "id \(id) again")
      return false
    }
    guard
      let picture = try accepts(
        pictureID: annotation.pictureID, classID: annotation.classID,
        segmentation: annotation.segmentation, keypoints: annotation.keypoints.count,
        name: "annotation \(id)", place, &problems)
    else { return false }
    noteOverhang(annotation.bounds, picture, "annotation \(id)", place, &problems)
    return true
  }

  /// The picture, when it and the class are known, and mask and keypoints fit them.
  func accepts(
    pictureID: Int, classID: Int, segmentation: Segmentation?, keypoints: Int, name: String,
    _ place: Place, _ problems: inout ProblemList
  ) throws -> DatasetPicture? {
    guard let picture = pictures[pictureID] else {
      try problems.refuse(
        .unknownPicture, place, expected: "the id of one of the \(pictures.count) pictures",
        found: "image_id \(pictureID) in \(name)")
      return nil
    }
    guard let kind = classes[classID] else {
      try problems.refuse(
        .unknownClass, place, expected: "the id of one of the \(classes.count) classes",
        found: "category_id \(classID) in \(name)")
      return nil
    }
    if case .runs(let mask) = segmentation,
      mask.width != picture.width || mask.height != picture.height
    {
      try problems.refuse(
        .badMask, place, expected: "a mask of \(picture.width)×\(picture.height), as its picture",
        found: "one of \(mask.width)×\(mask.height) in \(name)",
        hint: "COCO writes \"size\": [height, width]")
      return nil
    }
    let wanted = kind.keypointNames.count
    if keypoints > 0, wanted > 0, keypoints != wanted {
      try problems.refuse(
        .badKeypoints, place, expected: "\(wanted) keypoints, as \(shown(kind.name)) has",
        found: "\(keypoints) in \(name)")
      return nil
    }
    return picture
  }

  /// Half a pixel is rounding; more is worth a word, and no more: real data sets have such boxes.
  private func noteOverhang(
    _ box: PreciseBox, _ picture: DatasetPicture, _ name: String, _ place: Place,
    _ problems: inout ProblemList
  ) {
    let overhang = max(
      -box.x, -box.y, box.x + box.width - Double(picture.width),
      box.y + box.height - Double(picture.height))
    guard overhang > 0.5 else { return }
    problems.note(
      .boxOutsidePicture, place,
      expected: "a box inside its picture of \(picture.width)×\(picture.height)",
      found:
        "one that reaches \(jsonNumber((overhang * 100).rounded() / 100)) px beyond it in \(name)")
  }
}
