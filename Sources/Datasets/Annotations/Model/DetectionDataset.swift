/// Pictures, what is in them, and the names of the classes: what COCO, VOC and YOLO files hold.
///
/// Pictures and classes go by their ids, as in COCO's files; ids need not be contiguous. Files
/// without ids (VOC, YOLO) get 1, 2, 3 … in the order of their names.
///
/// - Example:
///       let dataset = try DetectionDataset(contentsOf: "pasture")  // fovea render pasture --count 2
///       dataset.annotations.count
///       dataset.pictures.count
///       dataset.classes.map(\.name)
public struct DetectionDataset: Equatable, Sendable {
  /// What things may be, in the order of the file.
  public var classes: [DatasetClass]
  /// What is listed, in the order of the file.
  public var pictures: [DatasetPicture]
  /// In the order of the file.
  public var annotations: [Annotation]
  /// Notes on the whole: COCO's `info`, as far as it is text or a number, in the order of the file.
  public var info: [Note]

  /// One line of `info`.
  public struct Note: Hashable, Sendable {
    public var key, value: String

    public init(_ key: String, _ value: String) { (self.key, self.value) = (key, value) }
  }

  public init(
    classes: [DatasetClass] = [], pictures: [DatasetPicture] = [], annotations: [Annotation] = [],
    info: [Note] = []
  ) {
    self.classes = classes
    self.pictures = pictures
    self.annotations = annotations
    self.info = info
  }
}

/// A class of things.
///
/// - Example:
///       let dataset = try DetectionDataset(contentsOf: "pasture")  // fovea render pasture --count 2
///       let person = dataset.classes[0]
///       person.id
///       person.keypointNames.count
///       person.name
public struct DatasetClass: Hashable, Sendable {
  /// Unique among the classes of its data set; annotations name it.
  public var id: Int
  /// As the file writes it.
  public var name: String
  /// COCO's coarser class, or an empty string.
  public var supercategory: String
  /// The names of its keypoints, in the order in which annotations list them; empty without any.
  public var keypointNames: [String]
  /// The lines between keypoints, as pairs of indices into `keypointNames`, **from 0** (COCO's
  /// files count from 1).
  public var skeleton: [Bone]

  /// A line between two keypoints, by their indices from 0.
  public struct Bone: Hashable, Sendable {
    public var from, to: Int

    public init(_ from: Int, _ to: Int) { (self.from, self.to) = (from, to) }
  }

  public init(
    id: Int, name: String, supercategory: String = "", keypointNames: [String] = [],
    skeleton: [Bone] = []
  ) {
    self.id = id
    self.name = name
    self.supercategory = supercategory
    self.keypointNames = keypointNames
    self.skeleton = skeleton
  }
}

/// A picture that a data set lists; its pixels stay in its file.
///
/// - Example:
///       let dataset = try DetectionDataset(contentsOf: "pasture")  // fovea render pasture --count 2
///       let picture = dataset.pictures[0]
///       picture.id
///       picture.width
///       picture.height
///       picture.fileName
public struct DatasetPicture: Hashable, Sendable {
  /// Unique among the pictures of its data set; annotations name it.
  public var id: Int
  /// As the annotation file writes it: relative to the folder of pictures.
  public var fileName: String
  /// In pixels.
  public var width, height: Int
  /// The seed that `Pasture.scene` makes it from.
  public var seed: Int?

  public init(id: Int, fileName: String, width: Int, height: Int, seed: Int? = nil) {
    self.id = id
    self.fileName = fileName
    self.width = width
    self.height = height
    self.seed = seed
  }
}

extension DetectionDataset {
  /// Class id → index into `classes`: what a model calls the class.
  public var classIndices: [Int: Int] {
    Dictionary(
      classes.enumerated().map { ($0.element.id, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Picture id → the indices of its annotations, in the order of the file.
  public var annotationsByPicture: [Int: [Int]] {
    Dictionary(grouping: annotations.indices) { annotations[$0].pictureID }
  }
}

extension DetectionDataset: CustomStringConvertible {
  public var description: String {
    "DetectionDataset: \(pictures.count) pictures, \(annotations.count) annotations, "
      + "\(classes.count) classes"
  }
}
