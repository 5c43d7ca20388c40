import Fovea
import LessonSwift

extension HostLibrary {
  /// OverFeat: the dense network, offset pooling, the pyramid, merging.
  mutating func addOverFeat() {
    addPastureOverFeat()
    addOverFeatParts()
    addWindowAnswer()
    addOverFeatDetector()
    addMeasuredCost()
  }

  private mutating func addPastureOverFeat() {
    type(
      PastureOverFeat.self, named: "PastureOverFeat",
      help: "Trunk, classifier and boxes, over all windows of a picture at once.")
    staticMethod(
      "static func trained() throws -> PastureOverFeat", on: PastureOverFeat.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureOverFeat.trained() }
    for (name, value) in [("side", PastureOverFeat.side), ("stride", PastureOverFeat.stride)] {
      staticProperty("static let \(name): Int", on: PastureOverFeat.self) { value }
    }
    staticProperty(
      "static let classNames: [String]", on: PastureOverFeat.self, help: "Background first."
    ) { PastureOverFeat.classNames }
    for (name, layer) in [
      ("trunk", \PastureOverFeat.trunk), ("classifier", \.classifier), ("boxes", \.boxes),
    ] {
      property("\(name): Sequential", on: PastureOverFeat.self) { (model: PastureOverFeat) in
        model[keyPath: layer]
      }
    }
    property("parameterCount: Int", on: PastureOverFeat.self) { (model: PastureOverFeat) in
      model.parameterCount
    }
    method(
      "func features(_ pictures: Tensor) throws -> Tensor", on: PastureOverFeat.self,
      help: "The trunk's maps: [N, 3, H, W] to [N, 96, h + 1, w + 1]."
    ) { (model: PastureOverFeat, x: Tensor) in try model.features(x) }
    method(
      "func callAsFunction(_ pictures: Tensor) throws -> (logits: Tensor, boxes: Tensor)",
      on: PastureOverFeat.self, help: "Of every window: [N, 9, h, w] and [N, 32, h, w]."
    ) { (model: PastureOverFeat, x: Tensor) in try model(x) }
    method(
      "func withOffsets(_ pictures: Tensor) throws -> (logits: Tensor, boxes: Tensor)",
      on: PastureOverFeat.self, help: "The same, every 2 pixels: offset pooling."
    ) { (model: PastureOverFeat, x: Tensor) in try model.withOffsets(x) }
  }

  private mutating func addOverFeatParts() {
    function(
      "func offsetMaxPool2D(_ x: Tensor, size: Int) throws -> [Tensor]",
      help: "Max pooling begun at every offset: size² maps."
    ) { (x: Tensor, size: Int) in try offsetMaxPool2D(x, size: size) }
    function(
      "func interleaved(_ maps: [Tensor], size: Int) throws -> Tensor",
      help: "size² coarse maps woven into one fine one."
    ) { (maps: [Tensor], size: Int) in try interleaved(maps, size: size) }

    type(WindowBox.self, named: "WindowBox", help: "Four edges, relative to a window.")
    initializer("init(edges: [Float])", of: WindowBox.self) { (edges: [Float]) in
      WindowBox(edges: edges)
    }
    initializer(
      "init(_ box: Box, in window: Box)", of: WindowBox.self, help: "How a window describes a box."
    ) { (box: Box, window: Box) in WindowBox(box, in: window) }
    property("edges: [Float]", on: WindowBox.self, help: "x1, y1, x2, y2, in sides of it.") {
      (box: WindowBox) in box.edges
    }
    method(
      "func box(in window: Box) -> Box", on: WindowBox.self, help: "The box that a window means."
    ) { (box: WindowBox, window: Box) in box.box(in: window) }

    type(GreedyMerging.self, named: "GreedyMerging", help: "Boxes that agree become one.")
    initializer("init(threshold: Float = 0.8)", of: GreedyMerging.self) { (threshold: Float) in
      GreedyMerging(threshold: threshold)
    }
    staticMethod(
      "static func distance(_ a: Box, _ b: Box) -> Float", on: GreedyMerging.self,
      help: "0 for the same box, over 1 for boxes that share nothing."
    ) { (a: Box, b: Box) in GreedyMerging.distance(a, b) }
    type(MergedBox.self, named: "MergedBox", help: "A box made of others.")
    property("box: Box", on: MergedBox.self) { (merged: MergedBox) in
      merged.box
    }
    property("classIndex: Int", on: MergedBox.self) {
      (merged: MergedBox) in merged.classIndex
    }
    property("votes: Float", on: MergedBox.self, help: "Its members' scores, summed.") {
      (merged: MergedBox) in merged.votes
    }
    property("members: [Int]", on: MergedBox.self) { (merged: MergedBox) in
      merged.members
    }
    method(
      "func merged(_ detections: [Detection]) throws -> [MergedBox]", on: GreedyMerging.self,
      help: "Each class by itself, most votes first."
    ) { (merging: GreedyMerging, detections: [Detection]) in try merging.merged(detections) }
  }

  private mutating func addOverFeatDetector() {
    type(OverFeatOptions.self, named: "OverFeatOptions", help: "How OverFeat looks at a picture.")
    initializer("init()", of: OverFeatOptions.self) { () in OverFeatOptions() }
    property(
      "var shorterSides: [Int]", on: OverFeatOptions.self,
      get: { (options: OverFeatOptions) in options.shorterSides },
      set: { (options: inout OverFeatOptions, sides: [Int]) in options.shorterSides = sides })
    for (name, field) in [
      ("usesOffsets", \OverFeatOptions.usesOffsets), ("usesBoxes", \.usesBoxes),
    ] as [(String, WritableKeyPath<OverFeatOptions, Bool>)] {
      property(
        "var \(name): Bool", on: OverFeatOptions.self,
        get: { (options: OverFeatOptions) in options[keyPath: field] },
        set: { (options: inout OverFeatOptions, value: Bool) in options[keyPath: field] = value })
    }
    for (name, field) in [
      ("threshold", \OverFeatOptions.threshold), ("merging", \.merging),
      ("fullVotes", \.fullVotes), ("leastScore", \.leastScore),
    ] as [(String, WritableKeyPath<OverFeatOptions, Float>)] {
      property(
        "var \(name): Float", on: OverFeatOptions.self,
        get: { (options: OverFeatOptions) in options[keyPath: field] },
        set: { (options: inout OverFeatOptions, value: Float) in options[keyPath: field] = value })
    }

    type(OverFeatDetector.self, named: "OverFeatDetector", help: "All windows, all sizes, merged.")
    initializer(
      "init(network: PastureOverFeat, options: OverFeatOptions = OverFeatOptions()) throws",
      of: OverFeatDetector.self
    ) { (network: PastureOverFeat, options: OverFeatOptions) in
      try OverFeatDetector(network: network, options: options)
    }
    method(
      "func detections(in image: Image) throws -> [Detection]", on: OverFeatDetector.self,
      help: "Merged, best first."
    ) { (detector: OverFeatDetector, image: Image) in try detector.detections(in: image) }
    method(
      "func windows(in image: Image) throws -> [WindowAnswer]", on: OverFeatDetector.self,
      help: "Every window that saw something, before merging."
    ) { (detector: OverFeatDetector, image: Image) in try detector.windows(in: image) }
    method(
      "func flops(width: Int, height: Int) throws -> Int", on: OverFeatDetector.self
    ) { (detector: OverFeatDetector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
  }

  private mutating func addWindowAnswer() {
    typealias Answer = WindowAnswer
    type(Answer.self, named: "WindowAnswer", help: "A window that saw something, and what.")
    for (name, field) in [("level", \Answer.level), ("row", \.row), ("column", \.column)] {
      property("\(name): Int", on: Answer.self) { (answer: Answer) in answer[keyPath: field] }
    }
    for (name, field) in [("window", \Answer.window), ("box", \.box)] {
      property("\(name): Box", on: Answer.self) { (answer: Answer) in answer[keyPath: field] }
    }
    property("classIndex: Int", on: Answer.self) { (answer: Answer) in answer.classIndex }
    property("score: Float", on: Answer.self) { (answer: Answer) in answer.score }
  }

  private mutating func addMeasuredCost() {
    type(MeasuredCost.self, named: "MeasuredCost", help: "Operations and time of a computation.")
    property("flops: Int", on: MeasuredCost.self) { (cost: MeasuredCost) in cost.flops }
    property("milliseconds: Double", on: MeasuredCost.self) { (cost: MeasuredCost) in
      cost.milliseconds
    }
    function(
      "func measuredCost(runs: Int = 3, _ body: () throws -> Tensor) rethrows -> MeasuredCost",
      help: "Counts operations and takes the least time of several runs."
    ) { (runs: Int, body: LessonFunction) in
      try measuredCost(runs: runs) {
        _ = try body.call()
        return try Tensor(0)
      }
    }
  }
}
