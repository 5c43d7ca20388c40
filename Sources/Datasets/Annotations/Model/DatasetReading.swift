/// What a data set on disk holds, and what is wrong with it.
///
/// - Example:
///       let reading = try DetectionDataset.read("pasture")  // fovea render pasture --count 2
///       reading.skipped
///       reading.dataset
public struct DatasetReading: Sendable {
  /// Without what was skipped.
  public var dataset: DetectionDataset
  public var format: DatasetFormat
  /// In the order of the file. Empty after a strict reading, but for what is only noted.
  public var problems: [DatasetProblem]
  /// The folder that the pictures' file names start from.
  public var pictureFolder: String

  /// How many annotations were left out.
  public var skipped: Int { problems.count { $0.isSkipped } }
}

/// How annotations are written down.
public enum DatasetFormat: String, CaseIterable, Sendable {
  /// One JSON file for everything.
  case coco
  /// Pascal VOC: an XML file a picture.
  case voc
  /// A text file a picture, a line a box.
  case yolo
}

/// Something wrong with one annotation or one picture.
public struct DatasetProblem: Error, Equatable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case degenerateBox = "degenerate box"
    case boxOutsidePicture = "box outside the picture"
    case unknownClass = "unknown class"
    case unknownPicture = "unknown picture"
    case duplicateID = "duplicate id"
    case badMask = "mask that makes no sense"
    case badKeypoints = "keypoints that make no sense"
    case badScore = "score that makes no sense"
    case missingPicture = "missing picture"
    case wrongPictureSize = "picture of another size"
  }

  public let kind: Kind
  /// Where, what was expected, what was found.
  public let error: DatasetError
  /// Whether the annotation was left out; otherwise the problem is only noted.
  public let isSkipped: Bool

  public init(_ kind: Kind, _ error: DatasetError, isSkipped: Bool = true) {
    self.kind = kind
    self.error = error
    self.isSkipped = isSkipped
  }
}

/// Where readers bring what is wrong: a strict one throws the first, a lenient one keeps a list.
struct ProblemList {
  let isLenient: Bool
  private(set) var problems: [DatasetProblem] = []

  init(isLenient: Bool) { self.isLenient = isLenient }

  /// Something that keeps an annotation out of the data set.
  mutating func refuse(
    _ kind: DatasetProblem.Kind, _ place: Place, expected: String, found: String, hint: String = ""
  ) throws {
    let error = DatasetError(place, expected: expected, found: found, hint: hint)
    guard isLenient else { throw error }
    problems.append(DatasetProblem(kind, error))
  }

  /// Something a reader can live with.
  mutating func note(
    _ kind: DatasetProblem.Kind, _ place: Place, expected: String, found: String
  ) {
    let error = DatasetError(place, expected: expected, found: found)
    problems.append(DatasetProblem(kind, error, isSkipped: false))
  }
}
