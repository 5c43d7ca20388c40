import Fovea
import LessonSwift

extension HostLibrary {
  /// SSD: default boxes, targets, losses, the network for the Pasture, its detector.
  mutating func addSSD() {
    addSSDTypes()
    addDefaultBoxes()
    addPastureSSD()
    addSSDTargets()
    addSSDDetector()
  }

  /// First, since signatures name them.
  private mutating func addSSDTypes() {
    type(
      DefaultBoxes.self, named: "DefaultBoxes",
      help: "A few boxes around each cell of several maps. Liu et al., \"SSD\", 2016, §2.2.")
    type(DefaultBoxMatcher.self, named: "DefaultBoxMatcher", help: "SSD's rule of who learns what.")
    type(
      PastureSSD.self, named: "PastureSSD",
      help: "One pass, four maps, 10272 default boxes. Liu et al., \"SSD\", 2016.")
    type(SSDAnswers.self, named: "SSDAnswers", help: "What a network says of D default boxes.")
    type(SSDTargets.self, named: "SSDTargets", help: "What it should say of them.")
    type(SSDDetector.self, named: "SSDDetector", help: "One pass, decoding, suppression.")
    type(SSDPass.self, named: "SSDPass", help: "What was answered of a picture.")
  }

  private mutating func addDefaultBoxes() {
    initializer(
      "init(scales: [Float], aspectRatios: [[Float]], strides: [Int], longest: Float = .infinity) "
        + "throws", of: DefaultBoxes.self, help: "As the paper chooses sizes and shapes."
    ) { (scales: [Float], ratios: [[Float]], strides: [Int], longest: Float) in
      try DefaultBoxes(scales: scales, aspectRatios: ratios, strides: strides, longest: longest)
    }
    staticMethod(
      "static func ssd300() throws -> DefaultBoxes", on: DefaultBoxes.self, help: "8732 boxes."
    ) { () in try DefaultBoxes.ssd300() }
    staticMethod(
      "static func ssd512() throws -> DefaultBoxes", on: DefaultBoxes.self, help: "24564 boxes."
    ) { () in try DefaultBoxes.ssd512() }
    property("counts: [Int]", on: DefaultBoxes.self, help: "At each cell of each map.") {
      (boxes: DefaultBoxes) in boxes.counts
    }
    property("strides: [Int]", on: DefaultBoxes.self, help: "Pixels from cell to cell.") {
      (boxes: DefaultBoxes) in boxes.strides
    }
    method("func sizes(ofMap map: Int) -> [BoxSize]", on: DefaultBoxes.self) {
      (boxes: DefaultBoxes, map: Int) in boxes.sizes(ofMap: map)
    }
    method("func boxes(rows: [Int], columns: [Int]) throws -> [Box]", on: DefaultBoxes.self) {
      (boxes: DefaultBoxes, rows: [Int], columns: [Int]) in
      try boxes.boxes(rows: rows, columns: columns)
    }
    method(
      "func place(of index: Int, rows: [Int], columns: [Int]) throws "
        + "-> (map: Int, row: Int, column: Int, shape: Int)", on: DefaultBoxes.self
    ) { (boxes: DefaultBoxes, index: Int, rows: [Int], columns: [Int]) in
      try boxes.place(of: index, rows: rows, columns: columns)
    }
    initializer("init(threshold: Float = 0.5) throws", of: DefaultBoxMatcher.self) {
      (threshold: Float) in try DefaultBoxMatcher(threshold: threshold)
    }
    method(
      "func match(_ boxes: [Box], to truths: [Box], ignored: [Box] = []) throws -> [BoxMatch]",
      on: DefaultBoxMatcher.self
    ) { (matcher: DefaultBoxMatcher, boxes: [Box], truths: [Box], ignored: [Box]) in
      try matcher.match(boxes, to: truths, ignored: ignored)
    }
  }

  private mutating func addPastureSSD() {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureSSD.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureSSD(using: &generator.value) }
    staticMethod(
      "static func trained() throws -> PastureSSD", on: PastureSSD.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureSSD.trained() }
    property("classNames: [String]", on: PastureSSD.self) { (model: PastureSSD) in
      model.classNames
    }
    property("parameterCount: Int", on: PastureSSD.self) { (model: PastureSSD) in
      model.parameterCount
    }
    property("defaultBoxes: DefaultBoxes", on: PastureSSD.self) { (model: PastureSSD) in
      model.defaultBoxes
    }
    method("func trainedParameters() -> [NamedParameter]", on: PastureSSD.self) {
      (model: PastureSSD) in model.trainedParameters()
    }
    method(
      "func takeOver(_ classifier: PastureClassifier) throws", on: PastureSSD.self,
      help: "Begins with the trunk of a trained classifier."
    ) { (model: PastureSSD, classifier: PastureClassifier) in try model.takeOver(classifier) }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: PastureSSD.self) {
      (model: PastureSSD, pictures: Tensor) in try model.normalized(pictures)
    }
    method(
      "func maps(_ x: Tensor) throws -> [Tensor]", on: PastureSSD.self, help: "Finest first."
    ) { (model: PastureSSD, x: Tensor) in try model.maps(x) }
    method("func answers(maps: [Tensor]) throws -> SSDAnswers", on: PastureSSD.self) {
      (model: PastureSSD, maps: [Tensor]) in try model.answers(maps: maps)
    }
    method("func defaultBoxes(of maps: [Tensor]) throws -> [Box]", on: PastureSSD.self) {
      (model: PastureSSD, maps: [Tensor]) in try model.defaultBoxes(of: maps)
    }
    method(
      "func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> SSDAnswers",
      on: PastureSSD.self, help: "The same in training, from the pictures on."
    ) { (model: PastureSSD, x: Tensor, generator: Inout<SeededGenerator>) in
      try model.training(x, using: &generator.value)
    }
    property("logits: Tensor", on: SSDAnswers.self, help: "[N, D, K].") { (answers: SSDAnswers) in
      answers.logits
    }
    property("offsets: Tensor", on: SSDAnswers.self, help: "[N, D, 4].") {
      (answers: SSDAnswers) in answers.offsets
    }
    method("func probabilities() throws -> Tensor", on: SSDAnswers.self, help: "[N, D, K].") {
      (answers: SSDAnswers) in try answers.probabilities()
    }
  }

  private mutating func addSSDTargets() {
    initializer(
      "init(_ boxes: [Box], truths: [Box], classes: [Int], ignored: [Box] = [], "
        + "threshold: Float = 0.5) throws", of: SSDTargets.self,
      help: "Matches default boxes to things."
    ) { (boxes: [Box], truths: [Box], classes: [Int], ignored: [Box], threshold: Float) in
      try SSDTargets(
        boxes, truths: truths, classes: classes, ignored: ignored, threshold: threshold)
    }
    property("classes: [Int]", on: SSDTargets.self, help: "0 is background, −1 neither.") {
      (targets: SSDTargets) in targets.classes
    }
    property("offsets: [BoxOffset?]", on: SSDTargets.self, help: "nil for background.") {
      (targets: SSDTargets) in targets.offsets
    }
    property("positives: [Int]", on: SSDTargets.self) { (targets: SSDTargets) in
      targets.positives
    }
    function(
      "func ssdHardNegatives(_ answers: SSDAnswers, _ targets: [SSDTargets], perPositive: Int = 3) "
        + "throws -> [[Int]]", help: "The background that is called things most."
    ) { (answers: SSDAnswers, targets: [SSDTargets], count: Int) in
      try ssdHardNegatives(answers, targets, perPositive: count)
    }
    function(
      "func ssdLosses(_ answers: SSDAnswers, _ targets: [SSDTargets], "
        + "negativesPerPositive: Int = 3) throws -> (classes: Tensor, boxes: Tensor)",
      help: "Liu et al., \"SSD\", 2016, §2.2, equations 1–3."
    ) { (answers: SSDAnswers, targets: [SSDTargets], count: Int) in
      try ssdLosses(answers, targets, negativesPerPositive: count)
    }
  }

  private mutating func addSSDDetector() {
    initializer("init(network: PastureSSD) throws", of: SSDDetector.self) {
      (network: PastureSSD) in try SSDDetector(network: network)
    }
    property(
      "var leastScore: Float", on: SSDDetector.self,
      get: { (detector: SSDDetector) in detector.leastScore },
      set: { (detector: inout SSDDetector, score: Float) in detector.leastScore = score })
    property("classNames: [String]", on: SSDDetector.self) { (detector: SSDDetector) in
      detector.classNames
    }
    method("func planned(width: Int, height: Int) throws -> SSDDetector", on: SSDDetector.self) {
      (detector: SSDDetector, width: Int, height: Int) in
      try detector.planned(width: width, height: height)
    }
    method("func flops(width: Int, height: Int) throws -> Int", on: SSDDetector.self) {
      (detector: SSDDetector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
    method("func detections(in image: Image) throws -> [Detection]", on: SSDDetector.self) {
      (detector: SSDDetector, image: Image) in try detector.detections(in: image)
    }
    method("func pass(_ image: Image) throws -> SSDPass", on: SSDDetector.self) {
      (detector: SSDDetector, image: Image) in try detector.pass(image)
    }
    method("func detections(of pass: SSDPass) throws -> [Detection]", on: SSDDetector.self) {
      (detector: SSDDetector, pass: SSDPass) in try detector.detections(of: pass)
    }
    property("probabilities: Tensor", on: SSDPass.self, help: "[D, K].") { (pass: SSDPass) in
      pass.probabilities
    }
    property("offsets: Tensor", on: SSDPass.self, help: "[D, 4].") { (pass: SSDPass) in
      pass.offsets
    }
  }
}
