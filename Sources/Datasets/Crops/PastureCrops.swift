import Boxes
import Images
import Tensors

// N crops, S×S pixels.

/// Square windows of Pasture scenes with one class each: what a classifier learns from.
///
/// A batch is a pure function of these settings and its number, so batches can be made ahead of
/// time, in any order, on any thread. Classes are balanced: of N crops, N / 9 are of each class, as
/// nearly as it goes.
///
/// - Example:
///       let crops = try PastureCrops(split: .training, size: 32, batchSize: 9)
///       try crops.batch(0).labels
public struct PastureCrops: Sendable {
  /// background, then the eight things: the index is the class number.
  ///
  /// - Example: `PastureCrops.classNames`
  public static let classNames = ["background"] + Pasture.classNames

  /// One batch of crops.
  ///
  /// - Example:
  ///       let batch = try PastureCrops(split: .training, batchSize: 9).batch(0)
  ///       batch.images.shape
  ///       batch.labels
  ///       batch.seeds
  ///       batch.windows[0]
  public struct Batch: Sendable {
    /// `[N, 3, S, S]`, 0 … 1.
    public let images: Tensor
    /// N class numbers, 0 for background.
    public let labels: [Int]
    /// The seed of each crop's scene, and the window in it, in pixels of the scene at 192×144.
    public let seeds: [Int]
    /// Where each crop was cut, in pixels of the scene at 192×144.
    public let windows: [Box]
  }

  public let split: PastureSplit
  /// S: pixels a side.
  public let size: Int
  /// N.
  public let batchSize: Int
  /// What is done to training crops; `nil` for none.
  public let augmentation: CropAugmentation?

  /// How many crops are cut from each scene, on average.
  static let cropsPerScene = 8
  /// How many scenes of a training batch's own range it may look through for rare classes.
  static let scenesPerBatchLimit = 4

  /// Which crops, how large, how many at a time.
  ///
  /// - Throws: `ImageError` unless the size is 4 … 256 and the batch 1 … 4096.
  /// - Parameter split: training, validation or test.
  /// - Parameter size: S, pixels a side.
  /// - Parameter batchSize: N.
  /// - Parameter augmentation: what is done to training crops.
  public init(
    split: PastureSplit, size: Int = 32, batchSize: Int = 126,
    augmentation: CropAugmentation? = nil
  ) throws {
    guard (4...256).contains(size), (1...4096).contains(batchSize) else {
      throw ImageError(
        "PastureCrops", expected: "a size of 4…256 pixels and a batch of 1…4096 crops",
        found: "size \(size), batch \(batchSize)")
    }
    self.split = split
    self.size = size
    self.batchSize = batchSize
    self.augmentation = augmentation
  }

  /// A crop that could be taken.
  private struct Candidate {
    let scene: Int  // which of the batch's scenes
    let thing: PastureThing
  }

  /// Batch number `index`.
  ///
  /// Validation and test run over their 500 scenes and then over them again, with other jitter.
  ///
  /// - Throws: `ImageError` for an index below 0 or beyond the split's last scene.
  /// - Parameter index: the batch's number, from 0.
  /// - Returns: N crops `[N, 3, S, S]` with their classes.
  public func batch(_ index: Int) throws -> Batch {
    guard index >= 0, index < 1_000_000_000 else {
      throw ImageError(
        "PastureCrops.batch", expected: "a batch number of at least 0 and below 10⁹",
        found: "\(index)")
    }
    var generator = SeededGenerator(seed: try split.seed(0) &* 31 &+ index)
    let sceneCount = max(2, (batchSize + Self.cropsPerScene - 1) / Self.cropsPerScene)
    var scenes: [PastureScene] = []
    var candidates = [[Candidate]](repeating: [], count: Self.classNames.count)
    // Usually `sceneCount` scenes do; small batches look at a few more until each class is there.
    let wanted = Set((0..<min(batchSize, Self.classNames.count)).map { label($0, index) })
    var looked = 0
    while looked < sceneCount * Self.scenesPerBatchLimit {
      if looked >= sceneCount,
        wanted.allSatisfy({ $0 == 0 || !candidates[$0].isEmpty })
      {
        break
      }
      let scene = try split.scene(sceneIndex(index, looked, sceneCount))
      for thing in scene.things where CropWindow.isSuitable(thing) {
        candidates[thing.kind.rawValue + 1].append(Candidate(scene: scenes.count, thing: thing))
      }
      scenes.append(scene)
      looked += 1
    }

    var used = [Int](repeating: 0, count: Self.classNames.count)
    for label in candidates.indices { candidates[label].shuffle(using: &generator) }
    var picked: [(scene: Int, window: Box, label: Int)] = []
    for position in 0..<batchSize {
      var label = label(position, index)
      // A class of which none of the scenes has a good one gives its place to the background.
      if label > 0, candidates[label].isEmpty { label = 0 }
      if label > 0 {
        let candidate = candidates[label][used[label] % candidates[label].count]
        used[label] += 1
        let window = CropWindow.around(
          candidate.thing.box, in: scenes[candidate.scene], using: &generator)
        picked.append((candidate.scene, window, label))
      } else {
        let scene = (used[0] + position) % scenes.count
        let window = CropWindow.background(
          of: scenes[scene], nearThing: used[0] % 2 == 0, using: &generator)
        used[0] += 1
        picked.append((scene, window, 0))
      }
    }
    picked.shuffle(using: &generator)
    return try cut(picked, from: scenes, using: &generator)
  }

  /// The class of a place in a batch, so that classes stay balanced over batches too.
  private func label(_ position: Int, _ index: Int) -> Int {
    (position + index % Self.classNames.count * batchSize) % Self.classNames.count
  }

  private func sceneIndex(_ batch: Int, _ number: Int, _ perBatch: Int) -> Int {
    let at = batch * perBatch * Self.scenesPerBatchLimit + number
    guard let count = split.count else { return at }
    return (batch * perBatch + number) % count
  }

  private func cut(
    _ picked: [(scene: Int, window: Box, label: Int)], from scenes: [PastureScene],
    using generator: inout SeededGenerator
  ) throws -> Batch {
    var values = [Float](repeating: 0, count: picked.count * 3 * size * size)
    let length = 3 * size * size
    for scene in scenes.indices {
      let places = picked.indices.filter { picked[$0].scene == scene }
      guard !places.isEmpty else { continue }
      let crops = try scenes[scene].image.crops(
        of: places.map { picked[$0].window }, width: size, height: size)
      crops.withFloats { floats in
        for (i, place) in places.enumerated() {
          for k in 0..<length { values[place * length + k] = floats[i * length + k] }
        }
      }
    }
    if let augmentation {
      for i in picked.indices {
        augmentation.apply(
          to: &values[(i * length)..<((i + 1) * length)], size: size, using: &generator)
      }
    }
    return Batch(
      images: try Tensor(values, shape: [picked.count, 3, size, size]),
      labels: picked.map(\.label), seeds: picked.map { scenes[$0.scene].seed },
      windows: picked.map(\.window))
  }
}

/// One batch of crops, by a name of its own.
public typealias CropBatch = PastureCrops.Batch

extension PastureCrops.Batch: CustomStringConvertible {
  public var description: String {
    "\(labels.count) crops \(images.shape) of \(Set(seeds).count) scenes"
  }
}
