import Fovea
import LessonSwift

extension HostLibrary {
  /// A class at every pixel: maps of classes, and the three segmenters of lesson 5.
  mutating func addSegmentation() {
    addClassMaps()
    function(
      "func bilinearKernel(inputChannels: Int, outputChannels: Int, factor: Int) throws -> Tensor",
      help: "The weights with which a transposed convolution enlarges bilinearly: [C, O, K, K]."
    ) { (inputs: Int, outputs: Int, factor: Int) in
      try bilinearKernel(inputChannels: inputs, outputChannels: outputs, factor: factor)
    }
    addPastureSegmenter()
    addFlatSegmenter()
    addWindowSegmenter()
  }

  private mutating func addClassMaps() {
    type(ClassMap.self, named: "ClassMap", help: "What each pixel of a picture shows.")
    initializer(
      "init(_ map: Tensor) throws", of: ClassMap.self,
      help: "Of class numbers, [H, W] or [1, H, W]: logits.argmax(axis: 1)."
    ) { (map: Tensor) in try ClassMap(map) }
    initializer(
      "init(_ scene: PastureScene) throws", of: ClassMap.self, help: "The truth of a scene."
    ) { (scene: PastureScene) in try ClassMap(scene) }
    initializer("init(width: Int, height: Int, classes: [Int]) throws", of: ClassMap.self) {
      (width: Int, height: Int, classes: [Int]) in
      try ClassMap(width: width, height: height, classes: classes)
    }
    property("width: Int", on: ClassMap.self) { (map: ClassMap) in map.width }
    property("height: Int", on: ClassMap.self) { (map: ClassMap) in map.height }
    property("classes: [Int]", on: ClassMap.self, help: "Row by row.") { (map: ClassMap) in
      map.classes
    }
    property("present: [Int]", on: ClassMap.self, help: "Which classes there are, in order.") {
      (map: ClassMap) in map.present
    }
    method("func mask(of kind: Int) -> Mask", on: ClassMap.self, help: "The pixels of a class.") {
      (map: ClassMap, kind: Int) in map.mask(of: kind)
    }
    method(
      "func regions(of kind: Int) -> [Mask]", on: ClassMap.self,
      help: "The parts of a class that hang together, largest first."
    ) { (map: ClassMap, kind: Int) in map.regions(of: kind) }
    type(ClassColors.self, named: "ClassColors", help: "A colour for every class.")
    staticProperty("static let pasture: [Color]", on: ClassColors.self, help: "Of the 13.") {
      ClassColors.pasture
    }
    staticMethod("static func voc(_ kind: Int) -> Color", on: ClassColors.self) { (kind: Int) in
      ClassColors.voc(kind)
    }
    method(
      "func picture(colors: [Color] = ClassColors.pasture) throws -> Image", on: ClassMap.self,
      help: "In the colours of its classes."
    ) { (map: ClassMap, colors: [Color]) in try map.picture(colors: colors) }
    method(
      "func overlay(on image: Image, colors: [Color] = ClassColors.pasture, opacity: Float = 0.6) "
        + "throws -> Image", on: ClassMap.self
    ) { (map: ClassMap, image: Image, colors: [Color], opacity: Float) in
      try map.overlay(on: image, colors: colors, opacity: opacity)
    }
    method(
      "func mistakes(against truth: ClassMap, on image: Image, "
        + "colors: [Color] = ClassColors.pasture) throws -> Image", on: ClassMap.self,
      help: "Where it is wrong, in the colour of what it says."
    ) { (map: ClassMap, truth: ClassMap, image: Image, colors: [Color]) in
      try map.mistakes(against: truth, on: image, colors: colors)
    }
    method(
      "func captioned(classes: [Int], names: [String], colors: [Color] = ClassColors.pasture) "
        + "throws -> Image", on: Image.self,
      help: "With a legend under it: colours and names of classes."
    ) { (image: Image, classes: [Int], names: [String], colors: [Color]) in
      try image.captioned(classes: classes, names: names, colors: colors)
    }
  }

  private mutating func addPastureSegmenter() {
    type(
      PastureSegmenter.self, named: "PastureSegmenter",
      help: "Down and up again: what every pixel of a Pasture scene shows.")
    staticMethod(
      "static func trained() throws -> PastureSegmenter", on: PastureSegmenter.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureSegmenter.trained() }
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureSegmenter.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureSegmenter(using: &generator.value) }
    staticProperty(
      "static let classNames: [String]", on: PastureSegmenter.self, help: "Stuff, then things."
    ) { PastureSegmenter.classNames }
    addSegmenting(PastureSegmenter.self)
    method(
      "func maps(_ pictures: Tensor) throws -> [Tensor]", on: PastureSegmenter.self,
      help: "The way down: maps of strides 1, 2, 4, 8, 16."
    ) { (model: PastureSegmenter, x: Tensor) in try model.maps(x) }
    method(
      "func training(_ pictures: Tensor, using generator: inout SeededGenerator) throws -> Tensor",
      on: PastureSegmenter.self, help: "Logits, by the batch's statistics."
    ) { (model: PastureSegmenter, x: Tensor, generator: Inout<SeededGenerator>) in
      try model.training(x, using: &generator.value)
    }
  }

  private mutating func addFlatSegmenter() {
    type(
      PastureFlatSegmenter.self, named: "PastureFlatSegmenter",
      help: "Convolutions at full resolution, one after another.")
    staticMethod(
      "static func trained() throws -> PastureFlatSegmenter", on: PastureFlatSegmenter.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureFlatSegmenter.trained() }
    addSegmenting(PastureFlatSegmenter.self)
  }

  private mutating func addWindowSegmenter() {
    typealias Windows = PastureWindowSegmenter
    type(
      Windows.self, named: "PastureWindowSegmenter",
      help: "A window around each pixel, a class for its middle.")
    staticMethod(
      "static func trained() throws -> PastureWindowSegmenter", on: Windows.self,
      help: "With the weights that ship with Fovea."
    ) { () in try Windows.trained() }
    staticProperty("static let side: Int", on: Windows.self, help: "Pixels of a window.") {
      Windows.side
    }
    staticMethod(
      "static func windows(of picture: Tensor, at pixels: [Int]) throws -> Tensor",
      on: Windows.self, help: "Around pixels row · W + column of [1, 3, H, W]: [M, 3, 32, 32]."
    ) { (picture: Tensor, pixels: [Int]) in try Windows.windows(of: picture, at: pixels) }
    addSegmenting(Windows.self)
    method(
      "func callAsFunction(_ windows: Tensor) throws -> Tensor", on: Windows.self,
      help: "[M, 3, 32, 32] to [M, 13]: scores of the pixel in the middle."
    ) { (model: Windows, windows: Tensor) in try model(windows) }
    method(
      "func classes(_ picture: Tensor, step: Int = 1) throws -> Tensor", on: Windows.self,
      help: "The class of each step-th pixel of each step-th row."
    ) { (model: Windows, picture: Tensor, step: Int) in try model.classes(picture, step: step) }
  }

  /// What every segmenter can.
  private mutating func addSegmenting<S: Segmenter>(_: S.Type) {
    property("parameterCount: Int", on: S.self, help: "Numbers that training changes.") {
      (model: S) in model.parameterCount
    }
    method(
      "func logits(_ pictures: Tensor) throws -> Tensor", on: S.self,
      help: "[N, 3, H, W] to [N, 13, H, W]."
    ) { (model: S, x: Tensor) in try model.logits(x) }
    method(
      "func classMap(of image: Image) throws -> ClassMap", on: S.self,
      help: "The class of every pixel."
    ) { (model: S, image: Image) in try model.classMap(of: image) }
    method(
      "func activationBytes(inputShape: [Int]? = nil) throws -> Int", on: S.self,
      help: "The bytes of all maps on the way: what training keeps."
    ) { (model: S, shape: [Int]?) in try model.activationBytes(inputShape: shape) }
    method(
      "func table(inputShape: [Int]? = nil) throws -> LayerTable", on: S.self,
      help: "Shapes and sizes, stage by stage."
    ) { (model: S, shape: [Int]?) in try model.table(inputShape: shape) }
  }
}
