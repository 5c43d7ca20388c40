import Boxes

/// Reads COCO's annotation file: one object with `images`, `annotations` and `categories`, in any
/// order. Names it does not know (`licenses`, `date_captured` …) are passed over.
///
/// - Source: the format pages of cocodataset.org, "object detection" and "keypoint detection".
struct COCOReader {
  private let beginning: JSONReader
  private var dataset = DetectionDataset()
  private var picturePlaces: [Place] = []
  private var classPlaces: [Place] = []
  var problems: ProblemList

  /// - Throws: `DatasetError` for a text that is not UTF-8.
  init(_ text: consuming [UInt8], file: String, isLenient: Bool) throws {
    beginning = try JSONReader(text, file: file)
    problems = ProblemList(isLenient: isLenient)
  }

  /// - Throws: `DatasetError` for what is not COCO's format, and, unless the reader is lenient, for
  ///   the first annotation that makes no sense.
  mutating func read() throws -> DetectionDataset {
    var reader = beginning
    let start = reader.place()
    var hasPictures = false
    var found: [String] = []
    try reader.object("a COCO annotation file") { reader, key, _ in
      switch key {
      case "info": try readInfo(&reader)
      case "images":
        hasPictures = true
        try reader.array("images") { try readPicture(&$0) }
      case "categories": try reader.array("categories") { try readClass(&$0) }
      case "annotations": try reader.array("annotations") { try readAnnotation(&$0) }
      default:
        found.append(key)
        try reader.skip()
      }
    }
    try reader.end()
    guard hasPictures else {
      throw DatasetError(
        start, expected: "a COCO annotation file, an object with \"images\"",
        found: found.isEmpty
          ? "an object without" : "one with " + found.prefix(6).map(shown).joined(separator: ", "))
    }
    try checkReferences()
    return dataset
  }

  private mutating func readInfo(_ reader: inout JSONReader) throws {
    guard reader.kind() == .object else { return try reader.skip() }
    try reader.object("info") { reader, key, _ in
      switch reader.kind() {
      case .string: dataset.info.append(.init(key, try reader.string("a note")))
      case .number:
        dataset.info.append(.init(key, jsonNumber(try reader.number("a note"))))
      default: try reader.skip()
      }
    }
  }

  private mutating func readPicture(_ reader: inout JSONReader) throws {
    let place = reader.place()
    var picture = DatasetPicture(id: 0, fileName: "", width: 0, height: 0)
    var missing: Set = ["id", "width", "height"]
    try reader.object("a picture") { reader, key, _ in
      switch key {
      case "id": picture.id = try reader.integer("a picture's id")
      case "file_name": picture.fileName = try reader.string("a file name")
      case "width": picture.width = try Self.side(&reader, "a picture's width")
      case "height": picture.height = try Self.side(&reader, "a picture's height")
      case "seed" where reader.kind() == .number: picture.seed = try reader.integer("a seed")
      default: try reader.skip()
      }
      missing.remove(key)
    }
    try require(missing, of: "a picture", at: place)
    dataset.pictures.append(picture)
    picturePlaces.append(place)
  }

  private static func side(_ reader: inout JSONReader, _ what: String) throws -> Int {
    let place = reader.place()
    let side = try reader.integer(what)
    guard (1...1_000_000).contains(side) else {
      throw DatasetError(place, expected: "\(what), at least 1 pixel", found: "\(side)")
    }
    return side
  }

  private mutating func readClass(_ reader: inout JSONReader) throws {
    let place = reader.place()
    var kind = DatasetClass(id: 0, name: "")
    var missing: Set = ["id", "name"]
    var bones: [[Int]] = []
    try reader.object("a category") { reader, key, _ in
      missing.remove(key)
      if try reader.takeNull() { return }
      switch key {
      case "id": kind.id = try reader.integer("a category's id")
      case "name": kind.name = try reader.string("a category's name")
      case "supercategory": kind.supercategory = try reader.string("a supercategory")
      case "keypoints":
        try reader.array("keypoint names") { kind.keypointNames.append(try $0.string("a name")) }
      case "skeleton":
        try reader.array("a skeleton") { reader in
          var ends: [Int] = []
          try reader.array("two keypoints") { ends.append(try $0.integer("a keypoint's number")) }
          bones.append(ends)
        }
      default: try reader.skip()
      }
    }
    try require(missing, of: "a category", at: place)
    kind.skeleton = try bones.map { ends in
      guard ends.count == 2, ends.allSatisfy({ $0 >= 1 && $0 <= kind.keypointNames.count }) else {
        throw DatasetError(
          place, expected: "a skeleton of pairs of keypoints, 1 to \(kind.keypointNames.count)",
          found: "\(ends)")
      }
      return .init(ends[0] - 1, ends[1] - 1)
    }
    dataset.classes.append(kind)
    classPlaces.append(place)
  }

  private mutating func readAnnotation(_ reader: inout JSONReader) throws {
    let place = reader.place()
    var fields = COCOFields()
    try reader.object("an annotation") { reader, key, place in
      try fields.read(key, place, &reader)
    }
    guard let id = fields.id, let pictureID = fields.pictureID, let classID = fields.classID else {
      let missing = [
        fields.id == nil ? "id" : nil, fields.pictureID == nil ? "image_id" : nil,
        fields.classID == nil ? "category_id" : nil,
      ]
      return try require(Set(missing.compactMap { $0 }), of: "an annotation", at: place)
    }
    guard let checked = try fields.checked("annotation \(id)", at: place, &problems)
    else { return }
    var keypoints: [AnnotatedKeypoint] = []
    for i in stride(from: 0, to: fields.keypoints.count, by: 3) {
      let mark = fields.keypoints[i + 2]
      guard let visibility = Int(exactly: mark).flatMap(PlacedKeypoint.Visibility.init) else {
        return try problems.refuse(
          .badKeypoints, fields.keypointsPlace, expected: "0, 1 or 2 as a keypoint's visibility",
          found: jsonNumber(mark))
      }
      keypoints.append(
        .init(x: fields.keypoints[i], y: fields.keypoints[i + 1], visibility: visibility))
    }
    dataset.annotations.append(
      Annotation(
        id: id, pictureID: pictureID, classID: classID,
        bounds: checked.bounds, segmentation: checked.segmentation, keypoints: keypoints,
        area: fields.area ?? checked.maskArea, isCrowd: fields.isCrowd,
        isDifficult: fields.isDifficult, isTruncated: fields.isTruncated,
        isIgnored: fields.isIgnored, visibleFraction: fields.visible, place: place))
  }

  private func require(_ missing: Set<String>, of what: String, at place: Place) throws {
    guard missing.isEmpty else {
      throw DatasetError(
        place, expected: "\(what) with \(missing.sorted().map(shown).joined(separator: ", "))",
        found: "one without")
    }
  }

  /// What can only be known when everything is read.
  private mutating func checkReferences() throws {
    try refuseTwins(dataset.pictures.map(\.id), picturePlaces, "picture", "image")
    try refuseTwins(dataset.classes.map(\.id), classPlaces, "class", "category")
    var check = AnnotationCheck(dataset)
    dataset.annotations = try dataset.annotations.filter { annotation in
      try check.accepts(annotation, &problems)
    }
  }

  /// Two pictures, or two classes, with one id leave no way to tell what is meant: never lenient.
  private func refuseTwins(_ ids: [Int], _ places: [Place], _ what: String, _ word: String) throws {
    var seen: Set<Int> = []
    for (index, id) in ids.enumerated() where !seen.insert(id).inserted {
      throw DatasetError(
        places[index], expected: "an id of its own for each \(what)",
        found: "\(word) id \(id) again")
    }
  }
}
