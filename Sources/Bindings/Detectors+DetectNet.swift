import Fovea
import LessonSwift

extension HostLibrary {
  /// DetectNet: which cells speak for a thing, targets, the network for the Pasture, votes and groups.
  mutating func addDetectNet() {
    addDetectNetTypes()
    addRectangleGrouping()
    addCoverage()
    addPastureDetectNet()
    addVotes()
    addDetectNetDetector()
  }

  /// First, since signatures name them.
  private mutating func addDetectNetTypes() {
    type(
      RectangleGrouping.self, named: "RectangleGrouping",
      help: "Boxes that say nearly the same become one.")
    type(RectangleGroup.self, named: "RectangleGroup", help: "A box made of others.")
    type(CoverageRule.self, named: "CoverageRule", help: "Which cells speak for a thing.")
    type(DetectNetTargets.self, named: "DetectNetTargets", help: "What every cell should say.")
    type(
      PastureDetectNet.self, named: "PastureDetectNet",
      help: "A coverage map a class, a box a cell. Barker et al., \"DetectNet\", 2016.")
    type(CellVote.self, named: "CellVote", help: "What one covered cell says.")
    type(VoteGroup.self, named: "VoteGroup", help: "Votes that agree.")
    type(DetectNetDetector.self, named: "DetectNetDetector", help: "One pass, votes, groups.")
  }

  private mutating func addRectangleGrouping() {
    initializer(
      "init(least: Int = 3, tolerance: Float = 0.02) throws", of: RectangleGrouping.self,
      help: "OpenCV's groupThreshold and eps."
    ) { (least: Int, tolerance: Float) in
      try RectangleGrouping(least: least, tolerance: tolerance)
    }
    staticProperty(
      "static let detectNet: RectangleGrouping", on: RectangleGrouping.self, help: "NVIDIA's."
    ) { RectangleGrouping.detectNet }
    staticProperty("static let pasture: RectangleGrouping", on: RectangleGrouping.self) {
      RectangleGrouping.pasture
    }
    property("least: Int", on: RectangleGrouping.self) { (g: RectangleGrouping) in g.least }
    property("tolerance: Float", on: RectangleGrouping.self) { (g: RectangleGrouping) in
      g.tolerance
    }
    method("func areSimilar(_ a: Box, _ b: Box) -> Bool", on: RectangleGrouping.self) {
      (grouping: RectangleGrouping, a: Box, b: Box) in grouping.areSimilar(a, b)
    }
    method(
      "func groups(of boxes: [Box]) throws -> [RectangleGroup]", on: RectangleGrouping.self
    ) { (grouping: RectangleGrouping, boxes: [Box]) in try grouping.groups(of: boxes) }
    property("box: Box", on: RectangleGroup.self) { (group: RectangleGroup) in group.box }
    property("members: [Int]", on: RectangleGroup.self) { (group: RectangleGroup) in
      group.members
    }
  }

  private mutating func addCoverage() {
    initializer("init(scale: Float, least: Float) throws", of: CoverageRule.self) {
      (scale: Float, least: Float) in try CoverageRule(scale: scale, least: least)
    }
    property("scale: Float", on: CoverageRule.self) { (rule: CoverageRule) in rule.scale }
    property("least: Float", on: CoverageRule.self) { (rule: CoverageRule) in rule.least }
    method("func middle(of box: Box) -> Box", on: CoverageRule.self) {
      (rule: CoverageRule, box: Box) in rule.middle(of: box)
    }
    method("func cells(of box: Box, in grid: YOLOGrid) -> [GridCell]", on: CoverageRule.self) {
      (rule: CoverageRule, box: Box, grid: YOLOGrid) in rule.cells(of: box, in: grid)
    }
    initializer(
      "init(_ truths: [YOLOTruths], classCount: Int, stride: Int, rule: CoverageRule, width: Int, "
        + "height: Int) throws", of: DetectNetTargets.self
    ) {
      (
        truths: [YOLOTruths], classCount: Int, stride: Int, rule: CoverageRule, width: Int,
        height: Int
      ) in
      try DetectNetTargets(
        truths, classCount: classCount, stride: stride, rule: rule, width: width, height: height)
    }
    for (name, shape, field) in [
      ("coverage", "[N, K, h, w].", \DetectNetTargets.coverage),
      ("counted", "[N, 1, h, w].", \.counted), ("boxes", "[N, 4, h, w].", \.boxes),
      ("weights", "[N, 4, h, w].", \.weights),
    ] as [(String, String, KeyPath<DetectNetTargets, Tensor>)] {
      property("\(name): Tensor", on: DetectNetTargets.self, help: shape) {
        (targets: DetectNetTargets) in targets[keyPath: field]
      }
    }
    property("cells: [[[GridCell]]]", on: DetectNetTargets.self) { (targets: DetectNetTargets) in
      targets.cells
    }
    method(
      "func losses(coverage: Tensor, boxes: Tensor) throws -> (coverage: Tensor, boxes: Tensor)",
      on: DetectNetTargets.self
    ) { (targets: DetectNetTargets, coverage: Tensor, boxes: Tensor) in
      try targets.losses(coverage: coverage, boxes: boxes)
    }
  }

  private mutating func addPastureDetectNet() {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureDetectNet.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureDetectNet(using: &generator.value) }
    staticMethod(
      "static func trained() throws -> PastureDetectNet", on: PastureDetectNet.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureDetectNet.trained() }
    staticProperty("static let classNames: [String]", on: PastureDetectNet.self) {
      PastureDetectNet.classNames
    }
    staticProperty("static let rule: CoverageRule", on: PastureDetectNet.self) {
      PastureDetectNet.rule
    }
    staticProperty("static let stride: Int", on: PastureDetectNet.self) {
      PastureDetectNet.stride
    }
    staticMethod(
      "static func targets(_ truths: [YOLOTruths], width: Int, height: Int) throws "
        + "-> DetectNetTargets", on: PastureDetectNet.self
    ) { (truths: [YOLOTruths], width: Int, height: Int) in
      try PastureDetectNet.targets(truths, width: width, height: height)
    }
    property("parameterCount: Int", on: PastureDetectNet.self) { (model: PastureDetectNet) in
      model.parameterCount
    }
    method("func trainedParameters() -> [NamedParameter]", on: PastureDetectNet.self) {
      (model: PastureDetectNet) in model.trainedParameters()
    }
    method("func takeOver(_ classifier: PastureClassifier) throws", on: PastureDetectNet.self) {
      (model: PastureDetectNet, classifier: PastureClassifier) in try model.takeOver(classifier)
    }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: PastureDetectNet.self) {
      (model: PastureDetectNet, pictures: Tensor) in try model.normalized(pictures)
    }
    method("func features(_ x: Tensor) throws -> Tensor", on: PastureDetectNet.self) {
      (model: PastureDetectNet, x: Tensor) in try model.features(x)
    }
    method(
      "func callAsFunction(_ x: Tensor) throws -> (coverage: Tensor, boxes: Tensor)",
      on: PastureDetectNet.self, help: "Of every cell."
    ) { (model: PastureDetectNet, x: Tensor) in try model(x) }
    method(
      "func training(_ x: Tensor, using generator: inout SeededGenerator) throws "
        + "-> (coverage: Tensor, boxes: Tensor)", on: PastureDetectNet.self
    ) { (model: PastureDetectNet, x: Tensor, generator: Inout<SeededGenerator>) in
      try model.training(x, using: &generator.value)
    }
  }

  private mutating func addVotes() {
    property("cell: GridCell", on: CellVote.self) { (vote: CellVote) in vote.cell }
    property("classIndex: Int", on: CellVote.self) { (vote: CellVote) in vote.classIndex }
    property("coverage: Float", on: CellVote.self) { (vote: CellVote) in vote.coverage }
    property("box: Box", on: CellVote.self) { (vote: CellVote) in vote.box }
    property("box: Box", on: VoteGroup.self) { (group: VoteGroup) in group.box }
    property("votes: [CellVote]", on: VoteGroup.self) { (group: VoteGroup) in group.votes }
    property("score: Float", on: VoteGroup.self) { (group: VoteGroup) in group.score }
  }

  private mutating func addDetectNetDetector() {
    initializer("init(network: PastureDetectNet) throws", of: DetectNetDetector.self) {
      (network: PastureDetectNet) in try DetectNetDetector(network: network)
    }
    property(
      "var leastCoverage: Float", on: DetectNetDetector.self,
      get: { (detector: DetectNetDetector) in detector.leastCoverage },
      set: { (detector: inout DetectNetDetector, value: Float) in detector.leastCoverage = value })
    property(
      "var leastScore: Float", on: DetectNetDetector.self,
      get: { (detector: DetectNetDetector) in detector.leastScore },
      set: { (detector: inout DetectNetDetector, score: Float) in detector.leastScore = score })
    property(
      "var grouping: RectangleGrouping", on: DetectNetDetector.self,
      get: { (detector: DetectNetDetector) in detector.grouping },
      set: { (detector: inout DetectNetDetector, grouping: RectangleGrouping) in
        detector.grouping = grouping
      })
    property("classNames: [String]", on: DetectNetDetector.self) { (detector: DetectNetDetector) in
      detector.classNames
    }
    method(
      "func planned(width: Int, height: Int) throws -> DetectNetDetector",
      on: DetectNetDetector.self
    ) { (detector: DetectNetDetector, width: Int, height: Int) in
      try detector.planned(width: width, height: height)
    }
    method("func flops(width: Int, height: Int) throws -> Int", on: DetectNetDetector.self) {
      (detector: DetectNetDetector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
    method("func votes(in image: Image) throws -> [CellVote]", on: DetectNetDetector.self) {
      (detector: DetectNetDetector, image: Image) in try detector.votes(in: image)
    }
    method(
      "func votes(coverage: Tensor, boxes: Tensor) throws -> [CellVote]",
      on: DetectNetDetector.self, help: "Of one picture: [K, h, w] and [4, h, w]."
    ) { (detector: DetectNetDetector, coverage: Tensor, boxes: Tensor) in
      try detector.votes(coverage: coverage, boxes: boxes)
    }
    method("func groups(of votes: [CellVote]) throws -> [VoteGroup]", on: DetectNetDetector.self) {
      (detector: DetectNetDetector, votes: [CellVote]) in try detector.groups(of: votes)
    }
    method("func detections(in image: Image) throws -> [Detection]", on: DetectNetDetector.self) {
      (detector: DetectNetDetector, image: Image) in try detector.detections(in: image)
    }
    method(
      "func detections(coverage: Tensor, boxes: Tensor, width: Int, height: Int) throws "
        + "-> [Detection]", on: DetectNetDetector.self
    ) {
      (detector: DetectNetDetector, coverage: Tensor, boxes: Tensor, width: Int, height: Int) in
      try detector.detections(coverage: coverage, boxes: boxes, width: width, height: height)
    }
  }
}
