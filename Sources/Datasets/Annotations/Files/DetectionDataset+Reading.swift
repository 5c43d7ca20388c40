extension DetectionDataset {
  /// Reads a COCO annotation file.
  ///
  /// - Parameter isLenient: whether annotations that make no sense are skipped and listed.
  /// - Throws: `DatasetError` with file, line and column: for a file of another form, and, unless
  ///   lenient, for the first annotation that makes no sense.
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
}
