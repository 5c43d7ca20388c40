// N pictures, H×W pixels, L levels, R regions.

import Boxes
import Layers
import Tensors

/// What is true of one picture of a minibatch.
///
/// - Example:
///       let truths = try PictureTruths(boxes: [Box(x1: 4, y1: 5, x2: 30, y2: 28)], classes: [2])
///       truths.boxes
///       truths.classes
///       truths.ignored
public struct PictureTruths: Equatable, Sendable {
  /// Boxes of the things, in pixels of the network's input.
  public let boxes: [Box]
  /// The class of each, from 1.
  public let classes: [Int]
  /// What lies on these is neither a thing nor background.
  public let ignored: [Box]

  /// The things of a picture, and what is to be ignored.
  ///
  /// - Parameters:
  ///   - boxes: in pixels of the network's input.
  ///   - classes: one for each box, from 1.
  ///   - ignored: boxes of what is neither a thing nor background.
  /// - Throws: `BoxError` for lists of different lengths, for a class below 1, and for a box of a
  ///   thing that has no area.
  public init(boxes: [Box], classes: [Int], ignored: [Box] = []) throws {
    func refuse(_ expected: String, _ found: String) -> BoxError {
      BoxError(operation: "PictureTruths", expected: expected, found: found)
    }
    guard boxes.count == classes.count else {
      throw refuse("a class for each of \(boxes.count) boxes", "\(classes.count) classes")
    }
    if let bad = classes.first(where: { $0 < 1 }) {
      throw refuse("classes from 1: class 0 is background", "\(bad)")
    }
    if let bad = boxes.first(where: \.isDegenerate) {
      throw refuse("boxes with an area", "\(bad)")
    }
    (self.boxes, self.classes, self.ignored) = (boxes, classes, ignored)
  }
}

/// What a step of training draws by chance, and how its losses are measured.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1.2 and §3.3; torchvision's `FasterRCNN`.
/// - Example: `try FasterRCNNTraining.pasture()`
public struct FasterRCNNTraining: Equatable, Sendable {
  /// Which anchors the proposal head learns from.
  public var anchors: AnchorSampler
  /// Which proposals the region head learns from.
  public var regions: RegionSampler
  /// Which anchors become proposals: more of them than in inference.
  public var selection: ProposalSelector
  /// Where smooth L1 turns from a square to a line, in both losses of boxes.
  public var beta: Float

  /// torchvision's: 256 anchors, 512 regions, 2000 proposals a picture, β = 1/9.
  ///
  /// - Throws: `BoxError` for numbers out of range.
  public init() throws {
    anchors = try AnchorSampler()
    regions = try RegionSampler(count: 512)
    selection = ProposalSelector()
    selection.mostPerLevel = 2000
    selection.mostKept = 2000
    beta = 1 / 9
  }
}

/// All that happened in the forward pass of one step of training.
///
/// Heads of other kinds (masks, keypoints) find here what they need for losses of their own: the
/// regions that were sampled, which true box each was matched with, and the maps to pool them from.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureFasterRCNN(using: &generator)
///       let truths = try PictureTruths(boxes: [Box(x1: 4, y1: 5, x2: 30, y2: 28)], classes: [2])
///       let pass = try network.trainingPass(
///         Tensor.full([1, 3, 48, 64], 0.5), truths: [truths], FasterRCNNTraining.pasture(),
///         using: &generator)
///       pass.anchors.count
///       pass.anchorSamples[0]
///       pass.proposals[0].count
///       pass.samples[0]
///       pass.losses[0].name
///       pass.losses[0].value
public struct FasterRCNNTrainingPass: Sendable {
  /// Of each level, `[N, C, Hₗ, Wₗ]`; a gradient flows into them.
  public let maps: [Tensor]
  /// What the proposal head said of each level.
  public let proposalMaps: [ProposalMap]
  /// Of all levels, in the order that `anchorSamples` count them.
  public let anchors: [Box]
  /// N minibatches of anchors.
  public let anchorSamples: [SampledAnchors]
  /// N lists of proposals, best first; no gradient flows through their corners.
  public let proposals: [[Box]]
  /// N minibatches, of R regions together.
  public let samples: [SampledRegions]
  /// What the region head said of the R regions.
  public let answers: RegionAnswers
  /// `objectness`, `proposals`, `classes`, `boxes`, each of shape `[]`: the four losses.
  public let losses: [(name: String, value: Tensor)]
}

extension FasterRCNNNetwork {
  // quote: step
  /// The forward pass of one step of training, with the four losses.
  ///
  /// Both stages learn at once (§3.2's "approximate joint training"): the proposals of this very step
  /// are the regions of the second stage. Their corners count as given numbers, through which no
  /// gradient flows.
  ///
  /// - Parameters:
  ///   - x: `[N, 3, H, W]`, normalised.
  ///   - truths: N: of each picture.
  ///   - training: what is drawn, and how losses are measured.
  ///   - generator: for samples and dropout.
  /// - Throws: `ShapeError` for another number of pictures than truths, or pictures too small.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureFasterRCNN(using: &generator)
  ///       let truths = try PictureTruths(boxes: [Box(x1: 4, y1: 5, x2: 30, y2: 28)], classes: [2])
  ///       let x = try Tensor.full([1, 3, 48, 64], 0.5)
  ///       let training = try FasterRCNNTraining.pasture()
  ///       try network.trainingPass(x, truths: [truths], training, using: &generator).losses[0].value
  public func trainingPass(
    _ x: Tensor, truths: [PictureTruths], _ training: FasterRCNNTraining,
    using generator: inout SeededGenerator
  ) throws -> FasterRCNNTrainingPass {
    guard x.rank == 4, x.shape[0] == truths.count else {
      throw ShapeError(
        operation: "trainingPass",
        expected: "\(truths.count) pictures, as many as there are truths",
        found: "\(x.shape)")
    }
    let (height, width) = (x.shape[2], x.shape[3])
    let maps = try trainingMaps(x, using: &generator)
    let proposed = try proposalMaps(maps)
    let grids = try anchors(height: height, width: width, maps: maps)
    let anchors = try zip(grids, maps).flatMap {
      try $0.boxes(rows: $1.shape[2], columns: $1.shape[3])
    }

    // The first stage: is a thing here, and where?
    var anchorSamples: [SampledAnchors] = []
    for truth in truths {
      anchorSamples.append(
        try training.anchors.sample(
          anchors, truths: truth.boxes, ignored: truth.ignored, width: width, height: height,
          using: &generator))
    }
    let first = try proposalLosses(proposed, anchorSamples, beta: training.beta)

    // The second: what is it, and where exactly?
    var proposals: [[Box]] = []
    var samples: [SampledRegions] = []
    for (picture, truth) in truths.enumerated() {
      let pass = try training.selection(
        proposed, anchors: grids, picture: picture, width: width, height: height)
      proposals.append(pass.proposals)
      samples.append(
        try training.regions.sample(
          pass.proposals, truths: truth.boxes, classes: truth.classes, ignored: truth.ignored,
          using: &generator))
    }
    let answers = try trainingAnswers(
      maps: maps, regions: samples.map(\.boxes), using: &generator)
    let second = try fastRCNNLosses(answers, samples, beta: training.beta)
    return FasterRCNNTrainingPass(
      maps: maps, proposalMaps: proposed, anchors: anchors, anchorSamples: anchorSamples,
      proposals: proposals, samples: samples, answers: answers,
      losses: [
        ("objectness", first.objectness), ("proposals", first.boxes), ("classes", second.classes),
        ("boxes", second.boxes),
      ])
  }
  // end quote
}

extension FasterRCNNTraining: CustomStringConvertible {
  public var description: String {
    "FasterRCNNTraining(\(anchors.count) anchors, \(regions.count) regions of "
      + "\(selection.mostKept) proposals a picture)"
  }
}

extension FasterRCNNTrainingPass: CustomStringConvertible {
  public var description: String {
    "FasterRCNNTrainingPass(\(samples.count) pictures, \(answers.logits.shape.first ?? 0) regions, "
      + "\(losses.count) losses)"
  }
}
