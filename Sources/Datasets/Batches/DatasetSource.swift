/// The pictures of a data set on disk, read when they are asked for.
public struct DatasetSource: ExampleSource {
  public let reading: DatasetReading
  /// Whether examples have masks; without them augmentation is quicker.
  public let masks: Bool

  public init(_ reading: DatasetReading, masks: Bool = true) {
    self.reading = reading
    self.masks = masks
  }

  public var count: Int { reading.dataset.pictures.count }

  /// - Throws: as `DatasetReading.example`.
  public func example(_ index: Int) throws -> DetectionExample {
    try reading.example(index, masks: masks)
  }
}
