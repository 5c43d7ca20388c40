import Fovea

/// One detector of the chain from R-CNN on, all with VGG-16: how it is timed, and what its paper says.
struct ChainLink: Sendable {
  /// What one picture took.
  struct Timing {
    /// Everything but the search for proposals.
    let seconds: Double
    /// What has to be known of the figure; empty for a plain measurement.
    var remark = ""
  }

  /// What others measured, in seconds a picture.
  struct Paper {
    let withProposals, withoutProposals: Double?
    /// Where the figures stand.
    let source: String
  }

  let name: String
  let paper: Paper
  /// Whether it takes selective search's proposals; otherwise it makes its own, and both times are one.
  let takesProposals: Bool
  /// Made new for each measurement: no two of these networks need be in memory together.
  let measure: @Sendable (ChainInput) throws -> Timing
}

/// What every link of the chain is shown.
struct ChainInput {
  let image: Image
  let proposals: [Box]
  /// How often a pass is timed.
  let repeats: Int
  /// How many warps of R-CNN are timed; what is left is taken to cost the same.
  let warps: Int

  /// The median over the repeats, after a first pass that warms up.
  func seconds(_ pass: () throws -> Void) throws -> Double {
    try pass()
    let times = try (0..<repeats).map { _ in try milliseconds(pass) / 1000 }.sorted()
    return times[times.count / 2]
  }
}

extension ChainLink {
  /// In the order of their papers. A new detector is one entry.
  static let all = [rcnn, sppnet, fastRCNN, fasterRCNN, maskRCNN]

  /// Girshick's table 4 is of a K40, and leaves the search out; Ren et al. ("Faster R-CNN", NIPS 2015,
  /// §1) give selective search 2 seconds a picture.
  private static let table4 =
    "Girshick, \"Fast R-CNN\", ICCV 2015, table 4, model L, on a K40; 2 s added for the search"

  static let rcnn = ChainLink(
    name: "R-CNN",
    paper: Paper(withProposals: 49, withoutProposals: 47, source: table4), takesProposals: true
  ) { input in
    var random = SeededGenerator(seed: 1)
    let network = try RCNNNetwork<VGG16>(
      trunk: VGG16(using: &random), classNames: VOCClasses.withBackground)
    let detector = try RCNNDetector(network: network)
    let sample = Array(input.proposals.prefix(input.warps))
    _ = try detector.detections(among: Array(sample.prefix(64)), in: input.image)
    let seconds =
      try milliseconds { _ = try detector.detections(among: sample, in: input.image) } / 1000
    guard sample.count < input.proposals.count else { return Timing(seconds: seconds) }
    return Timing(
      seconds: seconds * Double(input.proposals.count) / Double(max(1, sample.count)),
      remark: "\(sample.count) of \(input.proposals.count) warps timed, the rest at the same pace")
  }

  static let sppnet = ChainLink(
    name: "SPPnet",
    paper: Paper(withProposals: 4.3, withoutProposals: 2.3, source: table4), takesProposals: true
  ) { input in
    var random = SeededGenerator(seed: 1)
    let detector = try SPPnetDetector(
      network: SPPnet<VGG16>(classNames: VOCClasses.withBackground, using: &random))
    return Timing(
      seconds: try input.seconds {
        _ = try detector.detections(among: input.proposals, in: input.image)
      }, remark: "five scales, as the paper's")
  }

  static let fastRCNN = ChainLink(
    name: "Fast R-CNN",
    paper: Paper(withProposals: 2.3, withoutProposals: 0.32, source: table4), takesProposals: true
  ) { input in
    var random = SeededGenerator(seed: 1)
    let detector = try FastRCNNDetector(network: FastRCNNVGG16(using: &random))
    return Timing(
      seconds: try input.seconds {
        _ = try detector.detections(in: input.image, proposals: input.proposals)
      })
  }

  /// 198 ms, 5 frames a second, of which the proposals are 10 ms. The 17 are its smaller network, ZF (59
  /// ms). The 7 that are often quoted stand in another paper: Redmon et al., "You Only Look Once", CVPR
  /// 2016, table 1, of the same VGG-16 on a Titan X.
  static let fasterRCNN = ChainLink(
    name: "Faster R-CNN",
    paper: Paper(
      withProposals: 0.198, withoutProposals: 0.198,
      source: "Ren et al., \"Faster R-CNN\", NIPS 2015, table 5, VGG, on a K40"),
    takesProposals: false
  ) { input in
    var random = SeededGenerator(seed: 1)
    let detector = try FasterRCNNDetector(network: FasterRCNNVGG16(using: &random))
    let seconds = try input.seconds { _ = try detector.detections(in: input.image) }
    return Timing(
      seconds: seconds,
      remark: "proposals of its own; 5 frames a second in its paper, 17 with ZF, 7 in that of YOLO")
  }

  static let maskRCNN = ChainLink(
    name: "Mask R-CNN",
    paper: Paper(
      withProposals: 0.195, withoutProposals: 0.195,
      source: "He et al., \"Mask R-CNN\", ICCV 2017, §4.4, ResNet-101 with a pyramid, on an M40"),
    takesProposals: false
  ) { input in
    var random = SeededGenerator(seed: 1)
    var detector = try FasterRCNNDetector(network: FasterRCNNResNet50(.mask, using: &random))
    detector.leastScore = 0.05  // random weights are sure of nothing
    var things = 0
    let ready = detector
    let seconds = try input.seconds { things = try ready.answer(for: input.image).things.count }
    return Timing(
      seconds: seconds,
      remark:
        "ResNet-50 with a pyramid, \(things) masks; its paper's ResNet-101 has 5 frames a second")
  }
}
