import Images

/// Where examples come from, by number: drawn scenes, a list, files on a disk.
///
/// The same number always gives the same example, whichever thread asks.
///
/// - Example:
///       let scenes = try PastureSource(.training, count: 4)
///       try augmentationSheet(scenes.example(0), others: scenes)
public protocol ExampleSource: Sendable {
  /// How many there are; numbers run from 0.
  var count: Int { get }

  /// The example of a number.
  ///
  /// - Throws: `ImageError` for a number outside `0..<count`, and what reading the example throws.
  /// - Parameter index: from 0.
  func example(_ index: Int) throws -> DetectionExample
}

extension ExampleSource {
  func checkIndex(_ index: Int, _ operation: String) throws {
    guard (0..<count).contains(index) else {
      throw ImageError(
        operation, expected: count == 0 ? "at least one example" : "an index in 0…\(count - 1)",
        found: count == 0 ? "none" : "\(index)")
    }
  }
}

/// Examples that are in memory.
///
/// - Example:
///       let list = ExampleList([try DetectionExample(pastureSeed: 7)])
///       list.count
///       try list.example(0)
public struct ExampleList: ExampleSource {
  public var examples: [DetectionExample]

  /// They get the numbers from 0.
  ///
  /// - Parameter examples: what is in memory.
  public init(_ examples: [DetectionExample]) { self.examples = examples }

  public var count: Int { examples.count }

  public func example(_ index: Int) throws -> DetectionExample {
    try checkIndex(index, "ExampleList.example")
    return examples[index]
  }
}

/// Scenes of a split of the Pasture, drawn when they are asked for.
///
/// - Example:
///       let source = try PastureSource(.validation, count: 10)
///       source.count
///       try source.example(3)
public struct PastureSource: ExampleSource {
  public let split: PastureSplit
  public let count: Int
  /// The index in the split of example 0.
  public let first: Int
  /// Of the scenes, in pixels.
  public let width, height: Int
  /// Whether examples have masks; without them augmentation is quicker.
  public let masks: Bool

  /// Scenes of a split, from one on.
  ///
  /// - Parameter split: training, validation or test.
  /// - Parameter count: how many scenes; `nil` takes all of a split that ends, 10,000 of training.
  /// - Throws: `ImageError` when the split has not so many, or for a size no scene has.
  public init(
    _ split: PastureSplit, count: Int? = nil, first: Int = 0, width: Int = 192, height: Int = 144,
    masks: Bool = true
  ) throws {
    let all = split.count ?? 10_000
    let count = count ?? max(0, all - max(0, min(first, all)))
    guard count >= 1, first >= 0 else {
      throw ImageError(
        "PastureSource", expected: "at least one scene, and a first index of at least 0",
        found: "\(count) scenes from index \(first)")
    }
    let (last, overflow) = first.addingReportingOverflow(count - 1)
    _ = try split.seed(overflow ? .max : last)
    _ = try split.scene(first, width: width, height: height)
    self.split = split
    self.count = count
    self.first = first
    self.width = width
    self.height = height
    self.masks = masks
  }

  public func example(_ index: Int) throws -> DetectionExample {
    try checkIndex(index, "PastureSource.example")
    return DetectionExample(
      try split.scene(first + index, width: width, height: height), masks: masks)
  }
}

extension DetectionExample {
  /// The scene of a seed, as `Pasture.scene` draws it, with masks and keypoints.
  ///
  /// - Parameter seed: of the scene.
  /// - Parameter width: in pixels.
  /// - Parameter height: in pixels.
  /// - Example: `try DetectionExample(pastureSeed: 7)`
  public init(pastureSeed seed: Int, width: Int = 192, height: Int = 144) throws {
    self.init(try Pasture.scene(seed: seed, width: width, height: height))
  }
}
