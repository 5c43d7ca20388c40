import Fovea
import LessonSwift

extension HostLibrary {
  /// Pictures with what is in them, and what augmentation makes of both.
  mutating func addAugmentation() {
    addExamples()
    type(FlipPairs.self, named: "FlipPairs", help: "Keypoints that change places in a mirror.")
    staticProperty("static let coco: FlipPairs", on: FlipPairs.self) { FlipPairs.coco }
    initializer("init(names: [String]) throws", of: FlipPairs.self) { (names: [String]) in
      try FlipPairs(names: names)
    }
    type(HorizontalFlip.self, named: "HorizontalFlip", help: "Left becomes right.")
    initializer("init(pairs: FlipPairs = .coco)", of: HorizontalFlip.self) { (pairs: FlipPairs) in
      HorizontalFlip(pairs: pairs)
    }
    type(ScaleAndTranslate.self, named: "ScaleAndTranslate", help: "Larger or smaller, and moved.")
    initializer(
      "init(scale: ClosedRange<Float> = 0.8...1.25, shift: Float = 0.1, rotation: Float = 0)",
      of: ScaleAndTranslate.self
    ) { (scale: ClosedRange<Float>, shift: Float, rotation: Float) in
      ScaleAndTranslate(scale: scale, shift: shift, rotation: rotation)
    }
    type(Expand.self, named: "Expand", help: "SSD's zoom out: on a larger canvas.")
    initializer("init(sides: ClosedRange<Float> = 1...4)", of: Expand.self) {
      (sides: ClosedRange<Float>) in Expand(sides: sides)
    }
    type(IoUCrop.self, named: "IoUCrop", help: "SSD's zoom in: a window that shows something.")
    initializer(
      "init(scale: ClosedRange<Float> = 0.3...1, aspectRatio: ClosedRange<Float> = 0.5...2, "
        + "overlaps: [Float] = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1], trials: Int = 40)",
      of: IoUCrop.self
    ) {
      (scale: ClosedRange<Float>, ratio: ClosedRange<Float>, overlaps: [Float], trials: Int) in
      IoUCrop(scale: scale, aspectRatio: ratio, overlaps: overlaps, trials: trials)
    }
    method(
      "func window(in example: DetectionExample, using generator: inout SeededGenerator) throws "
        + "-> Box?", on: IoUCrop.self, help: "nil when the picture stays as it is."
    ) { (crop: IoUCrop, example: DetectionExample, generator: Inout<SeededGenerator>) in
      try crop.window(in: example, using: &generator.value)
    }
    type(ColorJitter.self, named: "ColorJitter", help: "Other light; nothing moves.")
    initializer(
      "init(hue: Float = 0.1, saturation: Float = 1.5, value: Float = 1.5, contrast: Float = 1.2)",
      of: ColorJitter.self
    ) { (hue: Float, saturation: Float, value: Float, contrast: Float) in
      ColorJitter(hue: hue, saturation: saturation, value: value, contrast: contrast)
    }
    type(GaussianNoise.self, named: "GaussianNoise", help: "Grain; nothing moves.")
    initializer("init(deviation: ClosedRange<Float> = 0...0.06)", of: GaussianNoise.self) {
      (deviation: ClosedRange<Float>) in GaussianNoise(deviation: deviation)
    }
    type(Mosaic.self, named: "Mosaic", help: "Four pictures around a cross.")
    initializer(
      "init(of source: any ExampleSource, cross: ClosedRange<Float> = 0.3...0.7)", of: Mosaic.self
    ) { (source: any ExampleSource, cross: ClosedRange<Float>) in
      Mosaic(of: source, cross: cross)
    }
    enumeration(
      Fitting.self, named: "Fitting", cases: ["letterbox": .letterbox, "stretch": .stretch])
    type(Fit.self, named: "Fit", help: "Every picture to one size.")
    initializer("init(width: Int, height: Int, by fitting: Fitting = .letterbox)", of: Fit.self) {
      (width: Int, height: Int, fitting: Fitting) in
      Fit(width: width, height: height, by: fitting)
    }
    type(Augmentations.self, named: "Augmentations", help: "Several, each with a probability.")
    `protocol`(
      "Augmentation",
      of: [
        HorizontalFlip.self, ScaleAndTranslate.self, Expand.self, IoUCrop.self, ColorJitter.self,
        GaussianNoise.self, Mosaic.self, Fit.self, Augmentations.self,
      ])
    initializer("init()", of: Augmentations.self) { () in Augmentations() }
    staticProperty("static let ssd: Augmentations", on: Augmentations.self) { Augmentations.ssd }
    staticProperty("static let yolo: Augmentations", on: Augmentations.self) { Augmentations.yolo }
    method(
      "func then(_ augmentation: any Augmentation, probability: Float = 1) -> Augmentations",
      on: Augmentations.self
    ) { (steps: Augmentations, next: any Augmentation, probability: Float) in
      steps.then(next, probability: probability)
    }
    addAugmenting(HorizontalFlip.self)
    addAugmenting(ScaleAndTranslate.self)
    addAugmenting(Expand.self)
    addAugmenting(IoUCrop.self)
    addAugmenting(ColorJitter.self)
    addAugmenting(GaussianNoise.self)
    addAugmenting(Mosaic.self)
    addAugmenting(Fit.self)
    addAugmenting(Augmentations.self)
    function(
      "func augmentationSheet(pastureSeed: Int, width: Int = 192, height: Int = 144, "
        + "seed: Int = 9) throws -> Image", help: "One scene under every augmentation."
    ) { (pasture: Int, width: Int, height: Int, seed: Int) in
      try augmentationSheet(pastureSeed: pasture, width: width, height: height, seed: seed)
    }
    function(
      "func augmentationSheet(_ example: DetectionExample, others: any ExampleSource, "
        + "classNames: [String] = Pasture.classNames, seed: Int = 9) throws -> Image"
    ) { (example: DetectionExample, others: any ExampleSource, names: [String], seed: Int) in
      try augmentationSheet(example, others: others, classNames: names, seed: seed)
    }
  }

  /// `flip(example, using: &generator)`.
  private mutating func addAugmenting<A: Augmentation>(_ type: A.Type) {
    property("name: String", on: type) { (augmentation: A) in augmentation.name }
    method(
      "func callAsFunction(_ example: DetectionExample, using generator: inout SeededGenerator) "
        + "throws -> DetectionExample", on: type
    ) { (augmentation: A, example: DetectionExample, generator: Inout<SeededGenerator>) in
      try augmentation(example, using: &generator.value)
    }
  }

  private mutating func addExamples() {
    initializer(
      "init(pastureSeed seed: Int, width: Int = 192, height: Int = 144) throws",
      of: DetectionExample.self
    ) { (seed: Int, width: Int, height: Int) in
      try DetectionExample(pastureSeed: seed, width: width, height: height)
    }
    property("width: Int", on: DetectionExample.self) { (example: DetectionExample) in
      example.width
    }
    property("height: Int", on: DetectionExample.self) { (example: DetectionExample) in
      example.height
    }
    method("func picture() throws -> Image", on: DetectionExample.self) {
      (example: DetectionExample) in try example.picture()
    }
    method(
      "func drawn(classNames: [String] = Pasture.classNames, smallestSide: Int = 640) throws "
        + "-> Image", on: DetectionExample.self, help: "With boxes, masks and keypoints."
    ) { (example: DetectionExample, names: [String], side: Int) in
      try example.drawn(classNames: names, smallestSide: side)
    }
    method(
      "func cropped(to box: Box, centersOnly: Bool = false) throws -> DetectionExample",
      on: DetectionExample.self
    ) { (example: DetectionExample, box: Box, centersOnly: Bool) in
      try example.cropped(to: box, centersOnly: centersOnly)
    }
    type(ExampleList.self, named: "ExampleList", help: "Examples in memory.")
    initializer("init(_ examples: [DetectionExample])", of: ExampleList.self) {
      (examples: [DetectionExample]) in ExampleList(examples)
    }
    type(
      PastureSource.self, named: "PastureSource", help: "Scenes of a split, drawn when asked for.")
    initializer(
      "init(_ split: PastureSplit, count: Int? = nil, first: Int = 0, width: Int = 192, "
        + "height: Int = 144) throws", of: PastureSource.self
    ) { (split: PastureSplit, count: Int?, first: Int, width: Int, height: Int) in
      try PastureSource(split, count: count, first: first, width: width, height: height)
    }
    type(DatasetSource.self, named: "DatasetSource", help: "The pictures of a data set's files.")
    initializer("init(_ reading: DatasetReading, masks: Bool = true)", of: DatasetSource.self) {
      (reading: DatasetReading, masks: Bool) in DatasetSource(reading, masks: masks)
    }
    `protocol`("ExampleSource", of: [ExampleList.self, PastureSource.self, DatasetSource.self])
    addSourceMembers(ExampleList.self)
    addSourceMembers(PastureSource.self)
    addSourceMembers(DatasetSource.self)
  }

  private mutating func addSourceMembers<S: ExampleSource>(_ type: S.Type) {
    property("count: Int", on: type) { (source: S) in source.count }
    method("func example(_ index: Int) throws -> DetectionExample", on: type) {
      (source: S, index: Int) in try source.example(index)
    }
  }
}
