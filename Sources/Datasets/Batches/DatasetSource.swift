/// The pictures of a data set on disk, read when they are asked for.
///
/// - Example:
///       let reading = try DetectionDataset.read("pasture")  // fovea render pasture --count 2
///       let source = DatasetSource(reading, masks: false)
///       source.count
///       try source.example(0)
public struct DatasetSource: ExampleSource {
  public let reading: DatasetReading
  /// Whether examples have masks; without them augmentation is quicker.
  public let masks: Bool
  /// Looked up once: a data set may have a million annotations.
  private let annotations: [Int: [Int]]

  /// Files that were read, for training.
  ///
  /// - Parameter reading: what `DetectionDataset.read` answers.
  public init(_ reading: DatasetReading, masks: Bool = true) {
    self.reading = reading
    self.masks = masks
    annotations = reading.dataset.annotationsByPicture
  }

  public var count: Int { reading.dataset.pictures.count }

  /// A picture of the data set, read now.
  ///
  /// - Throws: as `DatasetReading.example`.
  /// - Parameter index: from 0.
  public func example(_ index: Int) throws -> DetectionExample {
    try reading.example(index, masks: masks) { id in
      annotations[id, default: []].map { reading.dataset.annotations[$0] }
    }
  }
}
