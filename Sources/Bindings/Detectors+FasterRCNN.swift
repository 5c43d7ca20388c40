import Fovea
import LessonSwift

extension HostLibrary {
  /// Faster R-CNN: its network for the Pasture, proposals, minibatches and losses, its detector.
  mutating func addFasterRCNN() {
    addFasterRCNNTypes()
    addFasterRCNNNetwork()
    addProposals()
    addAnchorSampling()
    addFasterRCNNTraining()
    addFasterRCNNDetector()
  }

  /// First, since signatures name them.
  private mutating func addFasterRCNNTypes() {
    type(
      PastureFasterRCNN.self, named: "PastureFasterRCNN",
      help: "A network that proposes regions and says what they are. "
        + "Ren et al., \"Faster R-CNN\", 2015.")
    type(ProposalMap.self, named: "ProposalMap", help: "What the proposal head says of a map.")
    type(ProposalCandidate.self, named: "ProposalCandidate", help: "An anchor on its way.")
    type(ProposalPass.self, named: "ProposalPass", help: "From anchors to proposals.")
    type(SampledAnchors.self, named: "SampledAnchors", help: "The minibatch of one picture.")
    type(AnchorSampler.self, named: "AnchorSampler", help: "Which anchors are learnt from.")
    type(PictureTruths.self, named: "PictureTruths", help: "What is true of one picture.")
    type(FasterRCNNTraining.self, named: "FasterRCNNTraining", help: "What a step draws.")
    type(
      FasterRCNNTrainingPass.self, named: "FasterRCNNTrainingPass",
      help: "What happened in a step of training.")
    type(
      FasterRCNNDetector.self, named: "FasterRCNNDetector",
      help: "One pass, proposals out of it, a small network for each, suppression.")
    type(RegionCandidate.self, named: "RegionCandidate", help: "A proposal and one of its classes.")
    type(FasterRCNNSeconds.self, named: "FasterRCNNSeconds", help: "What each part took.")
    type(FasterRCNNPass.self, named: "FasterRCNNPass", help: "What happened to a picture.")
  }

  private mutating func addFasterRCNNNetwork() {
    typealias Network = PastureFasterRCNN
    addRegionNetwork(
      Network.self, named: "PastureFasterRCNN", random: { try Network(using: &$0) },
      trained: { try Network.trained() })
    staticProperty("static let strides: [Int]", on: Network.self, help: "Pixels a cell.") {
      Network.strides
    }
    staticProperty(
      "static let anchorSizes: [[Float]]", on: Network.self, help: "Of each level, in pixels."
    ) { Network.anchorSizes }
    staticProperty(
      "static let aspectRatios: [Float]", on: Network.self, help: "Height over width."
    ) { Network.aspectRatios }
    method(
      "func takeOver(_ classifier: PastureClassifier) throws", on: Network.self,
      help: "Begins with the trunk of a trained classifier."
    ) { (model: Network, classifier: PastureClassifier) in try model.takeOver(classifier) }
    method(
      "func proposalMaps(_ maps: [Tensor]) throws -> [ProposalMap]", on: Network.self,
      help: "Of each level, logits and offsets of all anchors. "
        + "Ren et al., \"Faster R-CNN\", 2015, §3.1."
    ) { (model: Network, maps: [Tensor]) in try model.proposalMaps(maps) }
    method(
      "func anchors(height: Int, width: Int, maps: [Tensor]) throws -> [AnchorGrid]",
      on: Network.self, help: "Of each level."
    ) { (model: Network, height: Int, width: Int, maps: [Tensor]) in
      try model.anchors(height: height, width: width, maps: maps)
    }
    method(
      "func pooled(_ maps: [Tensor], regions: [[Box]]) throws -> Tensor", on: Network.self,
      help: "[R, 64, 7, 7], each region from the map that suits its size. "
        + "Lin et al., \"FPN\", 2017, §4.2."
    ) { (model: Network, maps: [Tensor], regions: [[Box]]) in
      try model.pooled(maps, regions: regions)
    }
    method(
      "func answers(maps: [Tensor], regions: [[Box]]) throws -> RegionAnswers", on: Network.self,
      help: "Of each region, logits [R, 9] and offsets [R, 36]."
    ) { (model: Network, maps: [Tensor], regions: [[Box]]) in
      try model.answers(maps: maps, regions: regions)
    }
    method(
      "func trainingPass(_ x: Tensor, truths: [PictureTruths], _ training: FasterRCNNTraining, "
        + "using generator: inout SeededGenerator) throws -> FasterRCNNTrainingPass",
      on: Network.self, help: "One step forward, with the four losses."
    ) {
      (
        model: Network, x: Tensor, truths: [PictureTruths], training: FasterRCNNTraining,
        generator: Inout<SeededGenerator>
      ) in
      try model.trainingPass(x, truths: truths, training, using: &generator.value)
    }
  }

  private mutating func addProposals() {
    initializer("init(logits: Tensor, offsets: Tensor)", of: ProposalMap.self) {
      (logits: Tensor, offsets: Tensor) in ProposalMap(logits: logits, offsets: offsets)
    }
    property("logits: Tensor", on: ProposalMap.self, help: "[N, A, H, W].") { (map: ProposalMap) in
      map.logits
    }
    property("offsets: Tensor", on: ProposalMap.self, help: "[N, 4 A, H, W].") {
      (map: ProposalMap) in map.offsets
    }
    method("func logitsByAnchor() throws -> Tensor", on: ProposalMap.self, help: "[N, H·W·A].") {
      (map: ProposalMap) in try map.logitsByAnchor()
    }
    method(
      "func offsetsByAnchor() throws -> Tensor", on: ProposalMap.self, help: "[N, H·W·A, 4]."
    ) { (map: ProposalMap) in try map.offsetsByAnchor() }
    typealias Candidate = ProposalCandidate
    for (name, field) in [
      ("level", \Candidate.level), ("row", \.row), ("column", \.column),
      ("anchorIndex", \.anchorIndex),
    ] as [(String, KeyPath<Candidate, Int>)] {
      property("\(name): Int", on: Candidate.self) { (candidate: Candidate) in
        candidate[keyPath: field]
      }
    }
    for (name, field) in [
      ("anchor", \Candidate.anchor), ("decoded", \.decoded), ("box", \.box),
    ] as [(String, KeyPath<Candidate, Box>)] {
      property("\(name): Box", on: Candidate.self) { (candidate: Candidate) in
        candidate[keyPath: field]
      }
    }
    property("score: Float", on: Candidate.self, help: "That it holds a thing, 0…1.") {
      (candidate: Candidate) in candidate.score
    }
    property("offset: BoxOffset", on: Candidate.self) { (candidate: Candidate) in
      candidate.offset
    }
    property("candidates: [ProposalCandidate]", on: ProposalPass.self) { (pass: ProposalPass) in
      pass.candidates
    }
    property("kept: [Int]", on: ProposalPass.self, help: "Places of the proposals.") {
      (pass: ProposalPass) in pass.kept
    }
    property("proposals: [Box]", on: ProposalPass.self, help: "Best first.") {
      (pass: ProposalPass) in pass.proposals
    }
    property("scores: [Float]", on: ProposalPass.self) { (pass: ProposalPass) in pass.scores }
    property("anchorCount: Int", on: ProposalPass.self, help: "On all levels.") {
      (pass: ProposalPass) in pass.anchorCount
    }
  }

  private mutating func addAnchorSampling() {
    property("positives: [Int]", on: SampledAnchors.self) { (sample: SampledAnchors) in
      sample.positives
    }
    property("negatives: [Int]", on: SampledAnchors.self) { (sample: SampledAnchors) in
      sample.negatives
    }
    property("offsets: [BoxOffset]", on: SampledAnchors.self, help: "Of the positives.") {
      (sample: SampledAnchors) in sample.offsets
    }
    initializer(
      "init(count: Int = 256, positiveShare: Float = 0.5, positive: Float = 0.7, "
        + "negative: Float = 0.3, takesCrossing: Bool = true) throws", of: AnchorSampler.self
    ) { (count: Int, share: Float, positive: Float, negative: Float, takesCrossing: Bool) in
      try AnchorSampler(
        count: count, positiveShare: share, positive: positive, negative: negative,
        takesCrossing: takesCrossing)
    }
    method(
      "func matches(_ anchors: [Box], truths: [Box], ignored: [Box] = [], width: Int, height: Int) "
        + "throws -> [BoxMatch]", on: AnchorSampler.self,
      help: "What each anchor stands for. Ren et al., \"Faster R-CNN\", 2015, §3.1.2."
    ) {
      (
        sampler: AnchorSampler, anchors: [Box], truths: [Box], ignored: [Box], width: Int,
        height: Int
      ) in
      try sampler.matches(
        anchors, truths: truths, ignored: ignored, width: width, height: height)
    }
    method(
      "func sample(_ anchors: [Box], truths: [Box], ignored: [Box] = [], width: Int, height: Int, "
        + "using generator: inout SeededGenerator) throws -> SampledAnchors",
      on: AnchorSampler.self,
      help: "The anchors of a step. Ren et al., \"Faster R-CNN\", 2015, §3.1.3."
    ) {
      (
        sampler: AnchorSampler, anchors: [Box], truths: [Box], ignored: [Box], width: Int,
        height: Int, generator: Inout<SeededGenerator>
      ) in
      try sampler.sample(
        anchors, truths: truths, ignored: ignored, width: width, height: height,
        using: &generator.value)
    }
    function(
      "func proposalLosses(_ maps: [ProposalMap], _ samples: [SampledAnchors], beta: Float = 1) "
        + "throws -> (objectness: Tensor, boxes: Tensor)",
      help: "Cross-entropy of the sampled anchors, smooth L1 of the positives' offsets. "
        + "Ren et al., \"Faster R-CNN\", 2015, §3.1.2."
    ) { (maps: [ProposalMap], samples: [SampledAnchors], beta: Float) in
      try proposalLosses(maps, samples, beta: beta)
    }
  }

  private mutating func addFasterRCNNTraining() {
    initializer(
      "init(boxes: [Box], classes: [Int], ignored: [Box] = []) throws", of: PictureTruths.self
    ) { (boxes: [Box], classes: [Int], ignored: [Box]) in
      try PictureTruths(boxes: boxes, classes: classes, ignored: ignored)
    }
    property("boxes: [Box]", on: PictureTruths.self) { (truths: PictureTruths) in truths.boxes }
    property("classes: [Int]", on: PictureTruths.self, help: "From 1.") {
      (truths: PictureTruths) in truths.classes
    }
    property("ignored: [Box]", on: PictureTruths.self) { (truths: PictureTruths) in
      truths.ignored
    }
    staticMethod(
      "static func pasture() throws -> FasterRCNNTraining", on: FasterRCNNTraining.self,
      help: "128 anchors, 128 regions, 200 proposals a picture."
    ) { () in try FasterRCNNTraining.pasture() }
    typealias Pass = FasterRCNNTrainingPass
    property("anchors: [Box]", on: Pass.self, help: "Of all levels.") { (pass: Pass) in
      pass.anchors
    }
    property("anchorSamples: [SampledAnchors]", on: Pass.self) { (pass: Pass) in
      pass.anchorSamples
    }
    property("proposals: [[Box]]", on: Pass.self) { (pass: Pass) in pass.proposals }
    property("samples: [SampledRegions]", on: Pass.self) { (pass: Pass) in pass.samples }
    property("losses: [(name: String, value: Tensor)]", on: Pass.self) { (pass: Pass) in
      pass.losses
    }
  }

  private mutating func addFasterRCNNDetector() {
    typealias Detector = FasterRCNNDetector
    property(
      "var leastScore: Float", on: Detector.self,
      get: { (detector: Detector) in detector.leastScore },
      set: { (detector: inout Detector, score: Float) in detector.leastScore = score })
    property("classNames: [String]", on: Detector.self) { (detector: Detector) in
      detector.classNames
    }
    method("func flops(width: Int, height: Int) throws -> Int", on: Detector.self) {
      (detector: Detector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
    method("func detections(in image: Image) throws -> [Detection]", on: Detector.self) {
      (detector: Detector, image: Image) in try detector.detections(in: image)
    }
    method(
      "func pass(_ image: Image) throws -> FasterRCNNPass", on: Detector.self,
      help: "Everything on the way, and what it took."
    ) { (detector: Detector, image: Image) in try detector.pass(image) }
    typealias Pass = FasterRCNNPass
    property("maps: [Tensor]", on: Pass.self) { (pass: Pass) in pass.maps }
    property("proposals: ProposalPass", on: Pass.self) { (pass: Pass) in pass.proposals }
    property("levels: [Int]", on: Pass.self, help: "Of each proposal.") { (pass: Pass) in
      pass.levels
    }
    property("probabilities: Tensor", on: Pass.self, help: "[R, K].") { (pass: Pass) in
      pass.probabilities
    }
    property("offsets: Tensor", on: Pass.self, help: "[R, 4 K].") { (pass: Pass) in pass.offsets }
    property("candidates: [RegionCandidate]", on: Pass.self) { (pass: Pass) in pass.candidates }
    property("kept: [Int]", on: Pass.self, help: "Places of the detections.") { (pass: Pass) in
      pass.kept
    }
    property("detections: [Detection]", on: Pass.self, help: "Best first.") { (pass: Pass) in
      pass.detections
    }
    property("seconds: FasterRCNNSeconds", on: Pass.self) { (pass: Pass) in pass.seconds }
    for (name, field) in [
      ("maps", \FasterRCNNSeconds.maps), ("selection", \.selection), ("pooling", \.pooling),
      ("head", \.head), ("suppression", \.suppression), ("total", \.total),
    ] as [(String, KeyPath<FasterRCNNSeconds, Double>)] {
      property("\(name): Double", on: FasterRCNNSeconds.self) { (seconds: FasterRCNNSeconds) in
        seconds[keyPath: field]
      }
    }
    typealias Candidate = RegionCandidate
    property("detection: Detection", on: Candidate.self) { (candidate: Candidate) in
      candidate.detection
    }
    property("proposal: Int", on: Candidate.self) { (candidate: Candidate) in candidate.proposal }
    property("offset: BoxOffset", on: Candidate.self) { (candidate: Candidate) in
      candidate.offset
    }
    property("decoded: Box", on: Candidate.self) { (candidate: Candidate) in candidate.decoded }
  }
}
