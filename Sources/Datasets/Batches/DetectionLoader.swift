import Images
import Tensors

/// Makes batches of pictures and what is in them, of one size each, for training a detector.
///
///     let loader = try DetectionLoader(
///       PastureSource(.training), batchSize: 16, sizes: [FrameSize(width: 192, height: 144)],
///       augmentation: Augmentations.ssd)
///     let batches = loader.batches(from: 0, to: 1000)
///     while let batch = try batches.next() { … }
///
/// A batch is a pure function of these settings and its number, so the same bits come out whatever
/// the number of threads, and a run that stopped goes on at its step. Pictures come in epochs: each
/// once, in another order every epoch; a batch may reach over into the next epoch.
///
/// - Example:
///       let sizes = [FrameSize(width: 96, height: 72)]
///       let loader = try DetectionLoader(PastureSource(.training), batchSize: 2, sizes: sizes)
///       loader.stepsPerEpoch
///       loader.size(at: 0)
///       try loader.batch(at: 0)
public struct DetectionLoader: Sendable {
  public let source: any ExampleSource
  /// N.
  public let batchSize: Int
  public let seed: Int
  public let order: EpochOrder
  /// Sizes of the frames; with several, one is drawn for every `stepsPerSize` batches.
  ///
  /// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2, "Multi-Scale Training".
  public let sizes: [FrameSize]
  public let stepsPerSize: Int
  public let fitting: Fitting
  /// What is done to each picture before it is fitted; `nil` for nothing.
  public let augmentation: (any Augmentation)?

  /// Where pictures come from, and how they become batches.
  ///
  /// - Throws: `ImageError` for an empty source, no or absurd sizes, or a batch not in 1…4096.
  /// - Parameter source: of the pictures.
  /// - Parameter fitting: how a picture is brought to the size of the frame.
  /// - Parameter stepsPerSize: batches before another size is drawn.
  /// - Parameter seed: of every chance: order, sizes, augmentation.
  /// - Parameter isShuffled: false for the order of the source.
  public init(
    _ source: any ExampleSource, batchSize: Int, sizes: [FrameSize], stepsPerSize: Int = 10,
    fitting: Fitting = .letterbox, augmentation: (any Augmentation)? = nil, seed: Int = 1,
    isShuffled: Bool = true
  ) throws {
    guard source.count > 0, (1...4096).contains(batchSize), !sizes.isEmpty, stepsPerSize >= 1 else {
      throw ImageError(
        "DetectionLoader",
        expected: "at least one picture, a batch of 1…4096, a size, and 1 step or more per size",
        found: "\(source.count) pictures, a batch of \(batchSize), \(sizes.count) sizes, "
          + "\(stepsPerSize) steps per size")
    }
    for size in sizes {
      try Image.checkSize(size.width, size.height, operation: "DetectionLoader")
    }
    self.source = source
    self.batchSize = batchSize
    self.sizes = sizes
    self.stepsPerSize = stepsPerSize
    self.fitting = fitting
    self.augmentation = augmentation
    self.seed = seed
    order = EpochOrder(count: source.count, seed: seed, isShuffled: isShuffled)
  }

  /// Batches that show every picture once, the last of them perhaps with pictures of the next epoch.
  public var stepsPerEpoch: Int { (source.count + batchSize - 1) / batchSize }

  /// The size of the frames at a step.
  public func size(at step: Int) -> FrameSize {
    var generator = SeededGenerator(mixing: seed, step / stepsPerSize, Self.sizePurpose)
    return sizes[generator.index(below: sizes.count)]
  }

  /// Batch number `step`.
  ///
  /// - Throws: `ImageError` for a step below 0 or beyond 10⁹, and what the source or an augmentation
  ///   throws.
  public func batch(at step: Int) throws -> DetectionBatch {
    guard (0..<1_000_000_000).contains(step) else {
      throw ImageError(
        "DetectionLoader.batch", expected: "a step of at least 0 and below 10⁹", found: "\(step)")
    }
    let places = step * batchSize..<(step + 1) * batchSize
    let indices = order.indices(at: places)
    let size = size(at: step)
    let fitted = try zip(places, indices).map { place, index in
      var example = try source.example(index)
      // By its place in the row of epochs: in every epoch another change of the same picture.
      var generator = SeededGenerator(mixing: seed, place, Self.augmentationPurpose)
      if let augmentation { example = try augmentation(example, using: &generator) }
      example.image = example.image.rgb()
      return try example.fitted(width: size.width, height: size.height, by: fitting)
    }
    return DetectionBatch(
      step: step, images: try Image.tensor(of: fitted.map(\.example.image)),
      objects: fitted.map(\.example.objects), frames: fitted.map(\.frame), indices: indices)
  }

  /// Batches `first` up to, but not including, `end`, made ahead of time on threads of their own.
  ///
  /// - Parameters:
  ///   - threads: how many make batches; the batches are the same for any number.
  ///   - ahead: how many batches are kept ready at most.
  public func batches(
    from first: Int = 0, to end: Int, threads: Int = 1, ahead: Int = 4
  ) -> DetectionBatches {
    let first = max(0, first)
    return DetectionBatches(
      queue: BatchQueue(
        steps: first..<max(first, end), ahead: max(1, min(ahead, 1024)),
        makers: max(1, min(threads, 64))
      ) { step in try batch(at: step) })
  }

  private static let sizePurpose = 1
  private static let augmentationPurpose = 2
}

/// Batches in the order of their steps, whoever made them first.
public final class DetectionBatches: Sendable {
  private let queue: BatchQueue<DetectionBatch>

  init(queue: BatchQueue<DetectionBatch>) { self.queue = queue }

  /// Waits for the next batch; `nil` after the last one.
  ///
  /// - Throws: what making it threw.
  public func next() throws -> DetectionBatch? { try queue.next() }

  deinit { queue.stop() }
}

/// Width and height of a model's input, in pixels.
///
/// - Example:
///       let size = FrameSize(width: 192, height: 144)
///       size.width
///       size.height
public struct FrameSize: Hashable, Sendable, CustomStringConvertible {
  /// In pixels.
  public var width, height: Int

  /// Takes the numbers as they are.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Square frames at every multiple of a step in a range: `squares(from: 320, through: 608)` are
  /// the ten sizes of YOLO9000. None when the range is empty or the step not positive.
  ///
  /// - Parameter least: the smallest side, in pixels.
  /// - Parameter most: the largest side, in pixels.
  /// - Example: `FrameSize.squares(from: 320, through: 416)`
  public static func squares(from least: Int, through most: Int, step: Int = 32) -> [FrameSize] {
    guard step > 0, least > 0, most <= 16_384 else { return [] }
    return stride(from: least, through: most, by: step).map { FrameSize(width: $0, height: $0) }
  }

  public var description: String { "\(width)×\(height)" }
}
