import Fovea
import LessonSwift

extension HostLibrary {
  /// Fast R-CNN: its network for the Pasture, its minibatches and losses, its detector.
  mutating func addFastRCNN() {
    addFastRCNNTypes()
    addFastRCNNNetwork()
    addRegionSampling()
    addFastRCNNDetector()
  }

  /// First, since signatures name them.
  private mutating func addFastRCNNTypes() {
    type(
      PastureFastRCNN.self, named: "PastureFastRCNN",
      help: "One pass over the picture, a small network for each region. "
        + "Girshick, \"Fast R-CNN\", 2015.")
    type(RegionAnswers.self, named: "RegionAnswers", help: "What a network says of R regions.")
    type(SampledRegions.self, named: "SampledRegions", help: "The minibatch of one picture.")
    type(RegionSampler.self, named: "RegionSampler", help: "Which proposals are learnt from.")
    type(
      FastRCNNDetector.self, named: "FastRCNNDetector",
      help: "Proposals, one pass, a small network for each, suppression.")
    type(FastRCNNPass.self, named: "FastRCNNPass", help: "What happened to a picture.")
  }

  private mutating func addFastRCNNNetwork() {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureFastRCNN.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureFastRCNN(using: &generator.value) }
    staticMethod(
      "static func trained() throws -> PastureFastRCNN", on: PastureFastRCNN.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureFastRCNN.trained() }
    staticProperty("static let stride: Int", on: PastureFastRCNN.self, help: "Pixels a cell.") {
      PastureFastRCNN.stride
    }
    staticProperty(
      "static let bins: Int", on: PastureFastRCNN.self, help: "On a side of a pooled region."
    ) { PastureFastRCNN.bins }
    property("classNames: [String]", on: PastureFastRCNN.self) { (model: PastureFastRCNN) in
      model.classNames
    }
    property("parameterCount: Int", on: PastureFastRCNN.self) { (model: PastureFastRCNN) in
      model.parameterCount
    }
    method("func trainedParameters() -> [NamedParameter]", on: PastureFastRCNN.self) {
      (model: PastureFastRCNN) in model.trainedParameters()
    }
    method(
      "func takeOver(_ classifier: PastureClassifier) throws", on: PastureFastRCNN.self,
      help: "Begins with the trunk of a trained classifier."
    ) { (model: PastureFastRCNN, classifier: PastureClassifier) in try model.takeOver(classifier) }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: PastureFastRCNN.self) {
      (model: PastureFastRCNN, pictures: Tensor) in try model.normalized(pictures)
    }
    method(
      "func features(_ x: Tensor) throws -> Tensor", on: PastureFastRCNN.self,
      help: "The map: [N, 3, H, W], normalised, to [N, 96, H/4, W/4]."
    ) { (model: PastureFastRCNN, x: Tensor) in try model.features(x) }
    method(
      "func answers(map: Tensor, regions: Tensor) throws -> RegionAnswers",
      on: PastureFastRCNN.self,
      help: "Of regions [R, 5] on a map: logits [R, 9] and offsets [R, 36]. "
        + "Girshick, \"Fast R-CNN\", 2015, §2.2."
    ) { (model: PastureFastRCNN, map: Tensor, regions: Tensor) in
      try model.answers(map: map, regions: regions)
    }
    method(
      "func training(_ x: Tensor, regions: Tensor, using generator: inout SeededGenerator) throws "
        + "-> RegionAnswers", on: PastureFastRCNN.self,
      help: "The same in training, from the pictures on."
    ) {
      (model: PastureFastRCNN, x: Tensor, regions: Tensor, generator: Inout<SeededGenerator>) in
      try model.training(x, regions: regions, using: &generator.value)
    }
    property("logits: Tensor", on: RegionAnswers.self, help: "[R, K].") {
      (answers: RegionAnswers) in answers.logits
    }
    property("offsets: Tensor", on: RegionAnswers.self, help: "[R, 4 K].") {
      (answers: RegionAnswers) in answers.offsets
    }
    method("func probabilities() throws -> Tensor", on: RegionAnswers.self, help: "[R, K].") {
      (answers: RegionAnswers) in try answers.probabilities()
    }
  }

  private mutating func addRegionSampling() {
    property("boxes: [Box]", on: SampledRegions.self) { (sample: SampledRegions) in sample.boxes }
    property("classes: [Int]", on: SampledRegions.self, help: "0 is background.") {
      (sample: SampledRegions) in sample.classes
    }
    property("offsets: [BoxOffset?]", on: SampledRegions.self, help: "nil for background.") {
      (sample: SampledRegions) in sample.offsets
    }
    property("truths: [Int?]", on: SampledRegions.self, help: "nil for background.") {
      (sample: SampledRegions) in sample.truths
    }
    initializer(
      "init(count: Int = 64, positiveShare: Float = 0.25) throws", of: RegionSampler.self
    ) { (count: Int, share: Float) in try RegionSampler(count: count, positiveShare: share) }
    method(
      "func sample(_ proposals: [Box], truths: [Box], classes: [Int], ignored: [Box] = [], "
        + "using generator: inout SeededGenerator) throws -> SampledRegions",
      on: RegionSampler.self, help: "Girshick, \"Fast R-CNN\", 2015, §2.3."
    ) {
      (
        sampler: RegionSampler, proposals: [Box], truths: [Box], classes: [Int], ignored: [Box],
        generator: Inout<SeededGenerator>
      ) in
      try sampler.sample(
        proposals, truths: truths, classes: classes, ignored: ignored, using: &generator.value)
    }
    function(
      "func fastRCNNLosses(_ answers: RegionAnswers, _ samples: [SampledRegions]) throws "
        + "-> (classes: Tensor, boxes: Tensor)",
      help: "Cross-entropy of the classes, smooth L1 of the right class's box. "
        + "Girshick, \"Fast R-CNN\", 2015, §2.3."
    ) { (answers: RegionAnswers, samples: [SampledRegions]) in
      try fastRCNNLosses(answers, samples)
    }
  }

  private mutating func addFastRCNNDetector() {
    initializer("init(network: PastureFastRCNN) throws", of: FastRCNNDetector.self) {
      (network: PastureFastRCNN) in try FastRCNNDetector(network: network)
    }
    property(
      "var leastScore: Float", on: FastRCNNDetector.self,
      get: { (detector: FastRCNNDetector) in detector.leastScore },
      set: { (detector: inout FastRCNNDetector, score: Float) in detector.leastScore = score })
    property("classNames: [String]", on: FastRCNNDetector.self) { (detector: FastRCNNDetector) in
      detector.classNames
    }
    method(
      "func proposals(in image: Image) throws -> [Box]", on: FastRCNNDetector.self,
      help: "Selective search's boxes."
    ) { (detector: FastRCNNDetector, image: Image) in try detector.proposals(in: image) }
    method("func flops(width: Int, height: Int) throws -> Int", on: FastRCNNDetector.self) {
      (detector: FastRCNNDetector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
    method("func detections(in image: Image) throws -> [Detection]", on: FastRCNNDetector.self) {
      (detector: FastRCNNDetector, image: Image) in try detector.detections(in: image)
    }
    method(
      "func detections(in image: Image, proposals: [Box]) throws -> [Detection]",
      on: FastRCNNDetector.self
    ) { (detector: FastRCNNDetector, image: Image, proposals: [Box]) in
      try detector.detections(in: image, proposals: proposals)
    }
    method(
      "func pass(_ image: Image) throws -> FastRCNNPass", on: FastRCNNDetector.self,
      help: "Each part of the work, and what it took."
    ) { (detector: FastRCNNDetector, image: Image) in try detector.pass(image) }
    method(
      "func pass(_ image: Image, proposals: [Box]) throws -> FastRCNNPass",
      on: FastRCNNDetector.self
    ) { (detector: FastRCNNDetector, image: Image, proposals: [Box]) in
      try detector.pass(image, proposals: proposals)
    }
    method(
      "func detections(of pass: FastRCNNPass) throws -> [Detection]", on: FastRCNNDetector.self
    ) { (detector: FastRCNNDetector, pass: FastRCNNPass) in try detector.detections(of: pass) }
    property("proposals: [Box]", on: FastRCNNPass.self) { (pass: FastRCNNPass) in pass.proposals }
    property("map: Tensor", on: FastRCNNPass.self, help: "[1, C, H/S, W/S].") {
      (pass: FastRCNNPass) in pass.map
    }
    property("probabilities: Tensor", on: FastRCNNPass.self, help: "[R, K].") {
      (pass: FastRCNNPass) in pass.probabilities
    }
    property("offsets: Tensor", on: FastRCNNPass.self, help: "[R, 4 K].") {
      (pass: FastRCNNPass) in pass.offsets
    }
    for (name, field) in [
      ("proposalSeconds", \FastRCNNPass.proposalSeconds),
      ("featureSeconds", \.featureSeconds), ("regionSeconds", \.regionSeconds),
    ] as [(String, KeyPath<FastRCNNPass, Double>)] {
      property("\(name): Double", on: FastRCNNPass.self) { (pass: FastRCNNPass) in
        pass[keyPath: field]
      }
    }
  }
}
