import Fovea
import LessonSwift

extension HostLibrary {
  /// Splits, batches, and statistics of boxes.
  mutating func addBatches() {
    type(PictureSplit.self, named: "PictureSplit", help: "Each picture in exactly one part.")
    initializer(
      "init(count: Int, validation: Float, test: Float = 0, seed: Int = 1) throws",
      of: PictureSplit.self
    ) { (count: Int, validation: Float, test: Float, seed: Int) in
      try PictureSplit(count: count, validation: validation, test: test, seed: seed)
    }
    for (name, part) in [
      ("training", \PictureSplit.training), ("validation", \.validation), ("test", \.test),
    ] {
      property("\(name): [Int]", on: PictureSplit.self) { (split: PictureSplit) in
        split[keyPath: part]
      }
    }
    type(FrameSize.self, named: "FrameSize", help: "Width and height of a model's input.")
    initializer("init(width: Int, height: Int)", of: FrameSize.self) { (width: Int, height: Int) in
      FrameSize(width: width, height: height)
    }
    staticMethod(
      "static func squares(from least: Int, through most: Int, step: Int = 32) -> [FrameSize]",
      on: FrameSize.self
    ) { (least: Int, most: Int, step: Int) in
      FrameSize.squares(from: least, through: most, step: step)
    }
    property("width: Int", on: FrameSize.self) { (size: FrameSize) in size.width }
    property("height: Int", on: FrameSize.self) { (size: FrameSize) in size.height }
    type(DetectionBatch.self, named: "DetectionBatch", help: "Pictures as one tensor, and truth.")
    property("images: Tensor", on: DetectionBatch.self, help: "[N, 3, H, W], 0…1.") {
      (batch: DetectionBatch) in batch.images
    }
    property("objects: [[DetectionObject]]", on: DetectionBatch.self) { (batch: DetectionBatch) in
      batch.objects
    }
    property("indices: [Int]", on: DetectionBatch.self) { (batch: DetectionBatch) in
      batch.indices
    }
    method("func example(_ place: Int) throws -> DetectionExample", on: DetectionBatch.self) {
      (batch: DetectionBatch, place: Int) in try batch.example(place)
    }
    type(DetectionLoader.self, named: "DetectionLoader", help: "Batches for training a detector.")
    initializer(
      "init(_ source: any ExampleSource, batchSize: Int, sizes: [FrameSize], "
        + "stepsPerSize: Int = 10, fitting: Fitting = .letterbox, "
        + "augmentation: (any Augmentation)? = nil, seed: Int = 1, isShuffled: Bool = true) throws",
      of: DetectionLoader.self
    ) {
      (
        source: any ExampleSource, batchSize: Int, sizes: [FrameSize], steps: Int, fitting: Fitting,
        augmentation: (any Augmentation)?, seed: Int, isShuffled: Bool
      ) in
      try DetectionLoader(
        source, batchSize: batchSize, sizes: sizes, stepsPerSize: steps, fitting: fitting,
        augmentation: augmentation, seed: seed, isShuffled: isShuffled)
    }
    property("stepsPerEpoch: Int", on: DetectionLoader.self) { (loader: DetectionLoader) in
      loader.stepsPerEpoch
    }
    method("func size(at step: Int) -> FrameSize", on: DetectionLoader.self) {
      (loader: DetectionLoader, step: Int) in loader.size(at: step)
    }
    method("func batch(at step: Int) throws -> DetectionBatch", on: DetectionLoader.self) {
      (loader: DetectionLoader, step: Int) in try loader.batch(at: step)
    }
    addBoxStatistics()
  }

  private mutating func addBoxStatistics() {
    type(BoxStatistics.self, named: "BoxStatistics", help: "Sizes and shapes of boxes, by class.")
    initializer(
      "init(_ source: any ExampleSource, count: Int? = nil, "
        + "classNames: [String] = Pasture.classNames) throws", of: BoxStatistics.self
    ) { (source: any ExampleSource, count: Int?, names: [String]) in
      try BoxStatistics(source, count: count, classNames: names)
    }
    property("sizes: [BoxSize]", on: BoxStatistics.self) { (boxes: BoxStatistics) in boxes.sizes }
    method("func sizeChart(anchors: [BoxSize] = []) -> Chart", on: BoxStatistics.self) {
      (boxes: BoxStatistics, anchors: [BoxSize]) in boxes.sizeChart(anchors: anchors)
    }
    method("func areaSheet() throws -> Image", on: BoxStatistics.self) { (boxes: BoxStatistics) in
      try boxes.areaSheet()
    }
    method("func aspectRatioSheet() throws -> Image", on: BoxStatistics.self) {
      (boxes: BoxStatistics) in try boxes.aspectRatioSheet()
    }
  }
}
