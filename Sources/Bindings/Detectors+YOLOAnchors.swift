import Fovea
import LessonSwift

private typealias Detector = YOLODetector<PastureYOLOv3>

extension HostLibrary {
  /// YOLO with anchors, versions 2 and 3: layouts, matches, losses, the network for the Pasture.
  mutating func addYOLOAnchors() {
    addYOLOAnchorTypes()
    addYOLOLayout()
    addYOLOMatches()
    addYOLOLosses()
    addPastureYOLOv3()
    addYOLODetector()
  }

  /// First, since signatures name them.
  private mutating func addYOLOAnchorTypes() {
    type(YOLOScale.self, named: "YOLOScale", help: "One map: its stride and its anchors.")
    type(
      YOLOLayout.self, named: "YOLOLayout",
      help: "S×S×B·(5 + C), on one or several scales. \"YOLO9000\", 2017; \"YOLOv3\", 2018.")
    type(YOLOPlace.self, named: "YOLOPlace", help: "One anchor of one cell of one scale.")
    type(YOLOMatch.self, named: "YOLOMatch", help: "A place that answers for a true box.")
    type(YOLOPrediction.self, named: "YOLOPrediction", help: "A box, and what is said of it.")
    type(YOLOLosses.self, named: "YOLOLosses", help: "The terms of the loss.")
    type(PastureYOLOv3.self, named: "PastureYOLOv3", help: "YOLO version 3 for the Pasture.")
    type(Detector.self, named: "YOLODetector", help: "One pass, every scale, suppression.")
  }

  private mutating func addYOLOLayout() {
    initializer("init(stride: Int, anchors: [BoxSize])", of: YOLOScale.self) {
      (stride: Int, anchors: [BoxSize]) in YOLOScale(stride: stride, anchors: anchors)
    }
    property("stride: Int", on: YOLOScale.self) { (scale: YOLOScale) in scale.stride }
    property("anchors: [BoxSize]", on: YOLOScale.self) { (scale: YOLOScale) in scale.anchors }
    initializer("init(scales: [YOLOScale], classCount: Int) throws", of: YOLOLayout.self) {
      (scales: [YOLOScale], classCount: Int) in
      try YOLOLayout(scales: scales, classCount: classCount)
    }
    property("scales: [YOLOScale]", on: YOLOLayout.self) { (layout: YOLOLayout) in layout.scales }
    property("classCount: Int", on: YOLOLayout.self) { (layout: YOLOLayout) in
      layout.classCount
    }
    property("numbersPerBox: Int", on: YOLOLayout.self) { (layout: YOLOLayout) in
      layout.numbersPerBox
    }
    property("anchors: [BoxSize]", on: YOLOLayout.self) { (layout: YOLOLayout) in layout.anchors }
    method(
      "func grid(_ scale: Int, width: Int, height: Int) throws -> YOLOGrid", on: YOLOLayout.self
    ) { (layout: YOLOLayout, scale: Int, width: Int, height: Int) in
      try layout.grid(scale, width: width, height: height)
    }
    method("func boxCount(width: Int, height: Int) throws -> Int", on: YOLOLayout.self) {
      (layout: YOLOLayout, width: Int, height: Int) in
      try layout.boxCount(width: width, height: height)
    }
    method(
      "func bestAnchor(for size: BoxSize) -> (scale: Int, anchor: Int, iou: Float)",
      on: YOLOLayout.self, help: "The most alike, about a common centre."
    ) { (layout: YOLOLayout, size: BoxSize) in layout.bestAnchor(for: size) }
    method(
      "func matches(_ truths: YOLOTruths, width: Int, height: Int) throws -> [YOLOMatch]",
      on: YOLOLayout.self, help: "Who answers for what, before the network has said anything."
    ) { (layout: YOLOLayout, truths: YOLOTruths, width: Int, height: Int) in
      try layout.matches(truths, width: width, height: height)
    }
    method(
      "func predictions(_ maps: [Tensor], picture: Int = 0, objectness least: Float) throws "
        + "-> [YOLOPrediction]", on: YOLOLayout.self, help: "Boxes of some objectness."
    ) { (layout: YOLOLayout, maps: [Tensor], picture: Int, least: Float) in
      try layout.predictions(maps, picture: picture, objectness: least)
    }
  }

  private mutating func addYOLOMatches() {
    property("scale: Int", on: YOLOPlace.self) { (place: YOLOPlace) in place.scale }
    property("anchor: Int", on: YOLOPlace.self) { (place: YOLOPlace) in place.anchor }
    property("cell: GridCell", on: YOLOPlace.self) { (place: YOLOPlace) in place.cell }
    property("truth: Int", on: YOLOMatch.self) { (match: YOLOMatch) in match.truth }
    property("place: YOLOPlace", on: YOLOMatch.self) { (match: YOLOMatch) in match.place }
    property("classes: [Int]", on: YOLOMatch.self) { (match: YOLOMatch) in match.classes }
    for (name, field) in [
      ("x", \YOLOMatch.x), ("y", \.y), ("w", \.w), ("h", \.h), ("weight", \.weight),
    ] {
      property("\(name): Float", on: YOLOMatch.self) { (match: YOLOMatch) in
        match[keyPath: field]
      }
    }
    property("place: YOLOPlace", on: YOLOPrediction.self) { (p: YOLOPrediction) in p.place }
    property("box: Box", on: YOLOPrediction.self) { (p: YOLOPrediction) in p.box }
    property("objectness: Float", on: YOLOPrediction.self) { (p: YOLOPrediction) in
      p.objectness
    }
    for (name, field) in [
      ("raw", \YOLOPrediction.raw), ("probabilities", \.probabilities), ("scores", \.scores),
    ] as [(String, KeyPath<YOLOPrediction, [Float]>)] {
      property("\(name): [Float]", on: YOLOPrediction.self) { (p: YOLOPrediction) in
        p[keyPath: field]
      }
    }
  }

  private mutating func addYOLOLosses() {
    for (name, field) in [
      ("centres", \YOLOLosses.centres), ("sizes", \.sizes), ("objects", \.objects),
      ("background", \.background), ("classes", \.classes),
    ] {
      property("\(name): Tensor", on: YOLOLosses.self, help: "Of shape [].") {
        (losses: YOLOLosses) in losses[keyPath: field]
      }
    }
    method("func total() throws -> Tensor", on: YOLOLosses.self, help: "Of shape [].") {
      (losses: YOLOLosses) in try losses.total()
    }
    function(
      "func yoloLosses(_ maps: [Tensor], _ truths: [YOLOTruths], layout: YOLOLayout, "
        + "ignoreThreshold: Float = 0.5) throws -> YOLOLosses",
      help: "Of version 3. Redmon and Farhadi, \"YOLOv3\", 2018, §2."
    ) { (maps: [Tensor], truths: [YOLOTruths], layout: YOLOLayout, threshold: Float) in
      try yoloLosses(maps, truths, layout: layout, ignoreThreshold: threshold)
    }
    function(
      "func yoloV2Losses(_ map: Tensor, _ truths: [YOLOTruths], layout: YOLOLayout) throws "
        + "-> YOLOLosses", help: "Of version 2. Redmon and Farhadi, \"YOLO9000\", 2017, §2."
    ) { (map: Tensor, truths: [YOLOTruths], layout: YOLOLayout) in
      try yoloV2Losses(map, truths, layout: layout)
    }
  }

  private mutating func addPastureYOLOv3() {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureYOLOv3.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureYOLOv3(using: &generator.value) }
    staticMethod(
      "static func trained() throws -> PastureYOLOv3", on: PastureYOLOv3.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureYOLOv3.trained() }
    staticProperty("static let layout: YOLOLayout", on: PastureYOLOv3.self) {
      PastureYOLOv3.layout
    }
    staticProperty("static let classNames: [String]", on: PastureYOLOv3.self) {
      PastureYOLOv3.classNames
    }
    property("parameterCount: Int", on: PastureYOLOv3.self) { (model: PastureYOLOv3) in
      model.parameterCount
    }
    method("func trainedParameters() -> [NamedParameter]", on: PastureYOLOv3.self) {
      (model: PastureYOLOv3) in model.trainedParameters()
    }
    method("func takeOver(_ classifier: PastureClassifier) throws", on: PastureYOLOv3.self) {
      (model: PastureYOLOv3, classifier: PastureClassifier) in try model.takeOver(classifier)
    }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: PastureYOLOv3.self) {
      (model: PastureYOLOv3, pictures: Tensor) in try model.normalized(pictures)
    }
    method("func features(_ x: Tensor) throws -> Tensor", on: PastureYOLOv3.self) {
      (model: PastureYOLOv3, x: Tensor) in try model.features(x)
    }
    method("func callAsFunction(_ x: Tensor) throws -> [Tensor]", on: PastureYOLOv3.self) {
      (model: PastureYOLOv3, x: Tensor) in try model(x)
    }
    method(
      "func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor]",
      on: PastureYOLOv3.self
    ) { (model: PastureYOLOv3, x: Tensor, generator: Inout<SeededGenerator>) in
      try model.training(x, using: &generator.value)
    }
  }

  private mutating func addYOLODetector() {
    initializer(
      "init(network: PastureYOLOv3, leastScore: Float = 0.5, suppression: Float = 0.45) throws",
      of: Detector.self
    ) { (network: PastureYOLOv3, score: Float, suppression: Float) in
      try YOLODetector(network: network, leastScore: score, suppression: suppression)
    }
    property(
      "var leastScore: Float", on: Detector.self,
      get: { (detector: Detector) in detector.leastScore },
      set: { (detector: inout Detector, score: Float) in detector.leastScore = score })
    property(
      "var suppression: Float", on: Detector.self,
      get: { (detector: Detector) in detector.suppression },
      set: { (detector: inout Detector, iou: Float) in detector.suppression = iou })
    property("classNames: [String]", on: Detector.self) { (detector: Detector) in
      detector.classNames
    }
    method("func planned() throws -> YOLODetector", on: Detector.self, help: "Faster, later.") {
      (detector: Detector) in try detector.planned()
    }
    method("func candidates(in image: Image) throws -> [Detection]", on: Detector.self) {
      (detector: Detector, image: Image) in try detector.candidates(in: image)
    }
    method("func detections(in image: Image) throws -> [Detection]", on: Detector.self) {
      (detector: Detector, image: Image) in try detector.detections(in: image)
    }
    method("func flops(width: Int, height: Int) throws -> Int", on: Detector.self) {
      (detector: Detector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
  }
}
