import Fovea
import LessonSwift

extension HostLibrary {
  /// Crops of the Pasture with one class each, and their splits.
  mutating func addCrops() {
    type(CropAugmentation.self, named: "CropAugmentation", help: "Flips, other light, noise.")
    initializer(
      "init(flip: Float = 0.5, color: Float = 0.2, noise: Float = 0.02)", of: CropAugmentation.self
    ) { (flip: Float, color: Float, noise: Float) in
      CropAugmentation(flip: flip, color: color, noise: noise)
    }
    enumeration(
      CropSplit.self, named: "CropSplit", cases: ["byScene": .byScene, "leaking": .leaking],
      help: "How crops are shared out between training and validation.")
    type(CropBatch.self, named: "CropBatch", help: "Crops as one tensor, a class for each.")
    property("images: Tensor", on: CropBatch.self, help: "[N, 3, S, S], 0…1.") {
      (batch: CropBatch) in batch.images
    }
    property("labels: [Int]", on: CropBatch.self, help: "0 is background.") {
      (batch: CropBatch) in batch.labels
    }
    property("seeds: [Int]", on: CropBatch.self, help: "The seed of each crop's scene.") {
      (batch: CropBatch) in batch.seeds
    }
    property("windows: [Box]", on: CropBatch.self, help: "Where each was cut, at 192×144.") {
      (batch: CropBatch) in batch.windows
    }
    method(
      "func split(_ split: CropSplit, validation: Float = 0.25, seed: Int = 1) throws "
        + "-> (training: CropBatch, validation: CropBatch)", on: CropBatch.self,
      help: "By scene, or leaking."
    ) { (batch: CropBatch, split: CropSplit, share: Float, seed: Int) in
      try batch.split(split, validation: share, seed: seed)
    }
    type(PastureCrops.self, named: "PastureCrops", help: "Windows of scenes with one class each.")
    staticProperty(
      "static let classNames: [String]", on: PastureCrops.self, help: "Background first."
    ) { PastureCrops.classNames }
    initializer(
      "init(split: PastureSplit, size: Int = 32, batchSize: Int = 126, "
        + "augmentation: CropAugmentation? = nil) throws", of: PastureCrops.self
    ) { (split: PastureSplit, size: Int, count: Int, augmentation: CropAugmentation?) in
      try PastureCrops(split: split, size: size, batchSize: count, augmentation: augmentation)
    }
    method(
      "func batch(_ index: Int) throws -> CropBatch", on: PastureCrops.self,
      help: "The same number always gives the same crops."
    ) { (crops: PastureCrops, index: Int) in try crops.batch(index) }
  }
}
