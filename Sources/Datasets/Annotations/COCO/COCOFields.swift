import Boxes

/// What an annotation and a result have in common, as COCO's files write it.
struct COCOFields {
  var id, pictureID, classID: Int?
  var box: [Double]?
  var boxPlace = Place.nowhere
  var segmentation: COCOSegmentation?
  var segmentationPlace = Place.nowhere
  /// x, y, visibility or score.
  var keypoints: [Double] = []
  var keypointsPlace = Place.nowhere
  var score: Double?
  var scorePlace = Place.nowhere
  var area: Double?
  var visible: Double?
  var isCrowd = false
  var isIgnored = false
  var isDifficult = false
  var isTruncated = false

  /// Reads the value of a key; keys that nobody knows are passed over.
  mutating func read(_ key: String, _ place: Place, _ reader: inout JSONReader) throws {
    switch key {
    case "id": id = try reader.takeNull() ? nil : try reader.integer("an id")
    case "image_id": pictureID = try reader.integer("an image_id")
    case "category_id": classID = try reader.integer("a category_id")
    case "bbox":
      boxPlace = reader.place()
      let numbers = try reader.numbers("a bbox")
      box = numbers.isEmpty ? nil : numbers
    case "segmentation":
      segmentationPlace = reader.place()
      segmentation = try COCOSegmentation(&reader)
    case "keypoints":
      keypointsPlace = reader.place()
      keypoints = try reader.numbers("keypoints")
    case "score":
      scorePlace = reader.place()
      score = try reader.number("a score")
    case "area": area = try reader.takeNull() ? nil : try reader.number("an area")
    case "iscrowd": isCrowd = try reader.flag("iscrowd")
    case "ignore": isIgnored = try reader.flag("ignore")
    case "difficult": isDifficult = try reader.flag("difficult")
    case "truncated": isTruncated = try reader.flag("truncated")
    case "visible" where reader.kind() == .number: visible = try reader.number("a share")
    default: try reader.skip()
    }
  }

  struct Checked {
    var bounds: PreciseBox
    var segmentation: Segmentation?
    /// Known without rasterising: of runs only.
    var maskArea: Double?
    var hasBox: Bool
  }

  /// The box and the mask, when they make sense; `nil` when the annotation is skipped.
  ///
  /// - Parameters:
  ///   - name: "annotation 17".
  ///   - allowsEmpty: whether a side of the box may be 0. A detector may say such a thing, and then
  ///     it is wrong; leaving it out would raise its score.
  func checked(
    _ name: String, at place: Place, allowsEmpty: Bool = false, _ problems: inout ProblemList
  ) throws -> Checked? {
    guard keypoints.count % 3 == 0 else {
      try problems.refuse(
        .badKeypoints, keypointsPlace, expected: "three numbers a keypoint: x, y, visibility",
        found: "\(keypoints.count) numbers")
      return nil
    }
    var mask: Segmentation?
    do { mask = try segmentation?.checked() } catch let error as BoxError {
      try problems.refuse(
        .badMask, segmentationPlace, expected: error.expected, found: error.found, hint: error.hint)
      return nil
    }
    var maskArea: Double?
    if case .runs(let runs) = mask { maskArea = Double(runs.area) }
    guard let box else {
      guard let bounds = extent(of: mask) else {
        try problems.refuse(
          .degenerateBox, place, expected: "\(name) with a bbox", found: "one without")
        return nil
      }
      return Checked(bounds: bounds, segmentation: mask, maskArea: maskArea, hasBox: false)
    }
    guard box.count == 4 else {
      try problems.refuse(
        .degenerateBox, boxPlace, expected: "a bbox of four numbers, x, y, width, height",
        found: "\(box.count) numbers")
      return nil
    }
    let bounds = PreciseBox(x: box[0], y: box[1], width: box[2], height: box[3])
    let isEmpty = box.allSatisfy(\.isFinite) && min(box[2], box[3]) == 0
    guard !bounds.isDegenerate || (allowsEmpty && isEmpty) else {
      try problems.refuse(
        .degenerateBox, boxPlace, expected: "a bbox x, y, width, height with an inside",
        found: "width \(jsonNumber(box[2])), height \(jsonNumber(box[3])) in \(name)",
        hint: "--lenient skips such boxes and counts them")
      return nil
    }
    return Checked(bounds: bounds, segmentation: mask, maskArea: maskArea, hasBox: true)
  }

  /// Around the mask, else around the keypoints, as pycocotools does for results without a bbox.
  private func extent(of mask: Segmentation?) -> PreciseBox? {
    switch mask {
    case .runs(let runs):
      return runs.box.map(PreciseBox.init) ?? PreciseBox(x: 0, y: 0, width: 0, height: 0)
    case .polygons(let polygons):
      return extent(
        polygons.flatMap { p in stride(from: 0, to: p.count, by: 2).map { p[$0] } },
        polygons.flatMap { p in stride(from: 1, to: p.count, by: 2).map { p[$0] } })
    case nil:
      return extent(
        stride(from: 0, to: keypoints.count, by: 3).map { keypoints[$0] },
        stride(from: 1, to: keypoints.count, by: 3).map { keypoints[$0] })
    }
  }

  private func extent(_ xs: [Double], _ ys: [Double]) -> PreciseBox? {
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
    else { return nil }
    return PreciseBox(x: left, y: top, width: right - left, height: bottom - top)
  }
}

/// A mask in one of COCO's three forms, not yet checked.
enum COCOSegmentation {
  case polygons([[Double]])
  case runs([Int], size: [Int])
  case text(String, size: [Int])
  case runsWithoutSize

  /// - Throws: `DatasetError` for JSON of another form. `nil` stands for null and an empty list.
  init?(_ reader: inout JSONReader) throws {
    switch reader.kind() {
    case .null:
      _ = try reader.takeNull()
      return nil
    case .array:
      var polygons: [[Double]] = []
      try reader.array("polygons") { polygons.append(try $0.numbers("a polygon, x, y, x, y …")) }
      if polygons.isEmpty { return nil }
      self = .polygons(polygons)
    case .object:
      var (text, runs, size): (String?, [Int]?, [Int]?)
      try reader.object("a run-length mask") { reader, key, _ in
        switch key {
        case "counts" where reader.kind() == .string: text = try reader.string("counts")
        case "counts":
          var counts: [Int] = []
          try reader.array("counts") { counts.append(try $0.integer("a run")) }
          runs = counts
        case "size":
          var sides: [Int] = []
          try reader.array("a size, height and width") { sides.append(try $0.integer("a side")) }
          size = sides
        default: try reader.skip()
        }
      }
      guard let size, size.count == 2 else {
        self = .runsWithoutSize
        return
      }
      if let text {
        self = .text(text, size: size)
      } else if let runs {
        self = .runs(runs, size: size)
      } else {
        self = .runsWithoutSize
      }
    default: throw reader.failure("a segmentation: polygons, or an object with counts and size")
    }
  }

  /// - Throws: `BoxError` when it is no mask.
  func checked() throws -> Segmentation {
    switch self {
    case .polygons(let polygons):
      for polygon in polygons { try RunLengthMask.check(polygon) }
      return .polygons(polygons)
    case .runs(let runs, let size):
      return .runs(try RunLengthMask(runs: runs, width: size[1], height: size[0]))
    case .text(let text, let size):
      return .runs(try RunLengthMask(text: text, width: size[1], height: size[0]))
    case .runsWithoutSize:
      throw BoxError(
        operation: "Mask", expected: "a run-length mask with \"counts\" and \"size\"",
        found: "an object without")
    }
  }
}
