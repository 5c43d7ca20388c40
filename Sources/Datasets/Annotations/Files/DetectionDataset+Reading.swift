extension DetectionDataset {
  /// Reads a data set: a COCO annotation file, or a folder of VOC or YOLO annotations; which of them
  /// it is shows in what is there. A folder with an `annotations.json` is COCO's too.
  ///
  /// - Parameter isLenient: whether annotations that make no sense are skipped and listed.
  /// - Throws: `DatasetError` with file and line: for something else, and, unless lenient, for the
  ///   first annotation that makes no sense.
  /// - Parameter path: of the file or folder.
  /// - Example:
  ///       let reading = try DetectionDataset.read("pasture")  // fovea render pasture --count 2
  ///       reading.dataset
  public static func read(_ path: String, isLenient: Bool = false) throws -> DatasetReading {
    switch DatasetFormat(at: path) {
    case .coco?:
      return try readCOCO(
        DatasetFile.kind(path) == .folder ? path + "/annotations.json" : path, isLenient: isLenient)
    case .voc?: return try readVOC(path, isLenient: isLenient)
    case .yolo?: return try readYOLO(path, isLenient: isLenient)
    case nil:
      throw DatasetError(
        Place(file: path), expected: "a COCO file, or a folder of VOC or YOLO annotations",
        found: DatasetFile.kind(path) == .missing
          ? "no such file or folder"
          : "a folder without annotations.json, Annotations/ or labels/")
    }
  }

  /// Reads a data set, without what is wrong with it.
  ///
  /// - Throws: `DatasetError` as `read(_:isLenient:)` does.
  /// - Parameter path: of the file or folder.
  /// - Parameter lenient: whether annotations that make no sense are left out.
  public init(contentsOf path: String, lenient: Bool = false) throws {
    self = try DetectionDataset.read(path, isLenient: lenient).dataset
  }

  /// Reads a COCO annotation file.
  public static func readCOCO(_ path: String, isLenient: Bool = false) throws -> DatasetReading {
    let text = try DatasetFile.bytes(path, what: "a COCO annotation file")
    return try readCOCO(text, file: path, isLenient: isLenient)
  }

  static func readCOCO(
    _ text: consuming [UInt8], file: String, isLenient: Bool
  ) throws -> DatasetReading {
    var reader = try COCOReader(text, file: file, isLenient: isLenient)
    let dataset = try reader.read()
    return DatasetReading(
      dataset: dataset, format: .coco, problems: reader.problems.problems,
      pictureFolder: DatasetFile.folder(of: file))
  }

  /// Reads a Pascal VOC folder.
  ///
  /// - Parameter split: a list in `ImageSets/Main`, such as `train`; `nil` reads every picture.
  public static func readVOC(
    _ folder: String, split: String? = nil, isLenient: Bool = false
  ) throws -> DatasetReading {
    var reader = try VOCReader(folder: folder, isLenient: isLenient)
    let dataset = try reader.read(split: split)
    return DatasetReading(
      dataset: dataset, format: .voc, problems: reader.problems.problems, pictureFolder: folder)
  }

  /// Reads a folder of YOLO labels.
  public static func readYOLO(_ folder: String, isLenient: Bool = false) throws -> DatasetReading {
    var reader = try YOLOReader(folder: folder, isLenient: isLenient)
    let dataset = try reader.read()
    return DatasetReading(
      dataset: dataset, format: .yolo, problems: reader.problems.problems, pictureFolder: folder)
  }

  /// Writes annotations into a folder; pictures are not copied.
  ///
  /// - Throws: `DatasetError` when something cannot be written down or written out.
  public func write(to folder: String, format: DatasetFormat) throws {
    switch format {
    case .coco:
      try DatasetFile.makeFolder(folder)
      try writeCOCO(to: folder + "/annotations.json")
    case .voc: try writeVOC(to: folder)
    case .yolo: try writeYOLO(to: folder)
    }
  }
}

extension DatasetFormat {
  /// What is at a path, by what is there; any file counts as COCO's. `nil` for anything else.
  init?(at path: String) {
    switch DatasetFile.kind(path) {
    case .file: self = .coco
    case .folder:
      if DatasetFile.kind(path + "/annotations.json") == .file {
        self = .coco
      } else if DatasetFile.kind(path + "/Annotations") == .folder {
        self = .voc
      } else if DatasetFile.kind(path + "/labels") == .folder
        || ClassNames.fileNames.contains(where: { DatasetFile.kind(path + "/" + $0) == .file })
      {
        self = .yolo
      } else {
        return nil
      }
    default: return nil
    }
  }
}
