import Images
import Tensors

/// How crops are shared out between training and validation.
///
/// - Example:
///       let batch = try PastureCrops(split: .training, batchSize: 36).batch(0)
///       try batch.split(.byScene).validation.labels.count
public enum CropSplit: String, CaseIterable, Sendable {
  /// All crops of a scene on the same side: what validation shows has never been seen.
  case byScene
  /// Each crop by itself: crops of one scene, often of one thing, on both sides. Validation then
  /// measures memory. For demonstration only.
  case leaking
}

extension PastureCrops.Batch {
  /// The crops in two parts, in the order of the batch.
  ///
  /// - Parameter validation: its share, in 0…1: of the scenes, or of the crops when it leaks.
  /// - Throws: `ImageError` unless the share is in 0…1 and both parts get a crop.
  /// - Parameter seed: other seeds share out otherwise.
  /// - Example:
  ///       let batch = try PastureCrops(split: .training, batchSize: 36).batch(0)
  ///       let (training, validation) = try batch.split(.byScene, validation: 0.25)
  ///       validation.labels.count
  public func split(
    _ split: CropSplit, validation: Float = 0.25, seed: Int = 1
  ) throws -> (training: PastureCrops.Batch, validation: PastureCrops.Batch) {
    // What is shared out: scenes in the order in which they first come, or places.
    var scenes: [Int] = []
    for scene in seeds where !scenes.contains(scene) { scenes.append(scene) }
    let units =
      split == .byScene ? seeds.map { scenes.firstIndex(of: $0) ?? 0 } : Array(seeds.indices)
    let count = split == .byScene ? scenes.count : seeds.count
    let held = Set(try PictureSplit(count: count, validation: validation, seed: seed).validation)
    let places = seeds.indices
    let (inside, outside) = (
      places.filter { held.contains(units[$0]) }, places.filter { !held.contains(units[$0]) }
    )
    guard !inside.isEmpty, !outside.isEmpty else {
      throw ImageError(
        "split", expected: "a share that leaves crops on both sides",
        found: "\(outside.count) for training, \(inside.count) for validation of \(seeds.count)")
    }
    return (try selecting(outside), try selecting(inside))
  }

  private func selecting(_ places: [Int]) throws -> PastureCrops.Batch {
    PastureCrops.Batch(
      images: try images.selecting(places), labels: places.map { labels[$0] },
      seeds: places.map { seeds[$0] }, windows: places.map { windows[$0] })
  }
}
