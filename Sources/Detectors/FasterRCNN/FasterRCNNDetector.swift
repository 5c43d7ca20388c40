// H×W pixels of the network's input, L levels, R proposals, K classes with background.

import Boxes
import Images
import Layers
import Tensors

/// Faster R-CNN at work: one pass over the picture, proposals out of the network's own mouth, a small
/// network for each, suppression class by class. With a mask head or a keypoint head, it also says of
/// each detection which pixels it covers, or where its joints are.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015; He et al., "Mask R-CNN", ICCV 2017;
///   torchvision's `GeneralizedRCNN` and `RoIHeads`.
/// - Differs: a score of exactly `leastScore` counts; the scale of a map is its stride, where
///   torchvision derives it from the map's and the picture's size, which goes wrong in pictures more
///   than twenty times as wide as high.
/// - Example:
///       var detector = try FasterRCNNDetector(network: PastureFasterRCNN.trained())
///       detector.leastScore = 0.3
///       let image = try Image(example: "pasture-01.png")
///       try detector.detections(in: image).count
///       try detector.pass(image).detections
///       detector.classNames
///       try detector.flops(width: 192, height: 144)
///       let masked = try FasterRCNNDetector(network: PastureMaskRCNN.trained())
///       try masked.answer(for: image)
///       try masked.score(on: .validation, images: 2, name: "pasture-mask-rcnn")["mask_AP50"]
public struct FasterRCNNDetector: PictureDetector {
  public let network: any FasterRCNNNetwork
  public var options: FasterRCNNOptions
  /// Inference of the network for pictures of some size, where it has been worked out beforehand.
  let plan: FasterRCNNPlan?

  /// A detector of that network.
  ///
  /// - Throws: `ShapeError` for options out of range.
  public init(
    network: any FasterRCNNNetwork, options: FasterRCNNOptions = FasterRCNNOptions()
  ) throws {
    try self.init(network: network, options: options, plan: nil)
  }

  init(
    network: any FasterRCNNNetwork, options: FasterRCNNOptions, plan: FasterRCNNPlan?
  ) throws {
    try options.check()
    (self.network, self.options, self.plan) = (network, options, plan)
  }

  /// The same detector, its network planned for pictures of this size: faster, and no longer aware of
  /// weights that change. Pictures that are brought to another size are looked at without a plan.
  ///
  /// Planning takes as long as looking at one picture.
  ///
  /// - Parameters:
  ///   - width: of pictures, in pixels.
  ///   - height: likewise.
  public func planned(width: Int, height: Int) throws -> FasterRCNNDetector {
    let size = network.settings.framing.paddedSize(width: width, height: height)
    return try FasterRCNNDetector(
      network: network, options: options,
      plan: FasterRCNNPlan(
        network, selection: selection, mostDetections: options.mostDetections, height: size.height,
        width: size.width))
  }

  /// The network's, background first.
  public var classNames: [String] { network.classNames }

  /// `options.leastScore`: detections begin at this probability.
  public var leastScore: Float {
    get { options.leastScore }
    set { options.leastScore = newValue }
  }

  /// Which anchors become proposals.
  public var selection: ProposalSelector { options.selection ?? network.settings.selection }

  /// What is in the picture: per class, after suppression, best first. Background is no detection.
  public func detections(in image: Image) throws -> [Detection] {
    try pass(image, isFull: false).detections
  }

  /// The same, with masks and keypoints where the network has heads for them.
  public func answer(for image: Image) throws -> PictureAnswer { try pass(image).answer }

  /// Everything on the way, and what it took.
  ///
  /// - Throws: `ShapeError` for an empty picture.
  public func pass(_ image: Image) throws -> FasterRCNNPass { try pass(image, isFull: true) }

  /// - Parameter isFull: whether masks and keypoints are asked for, too.
  func pass(_ image: Image, isFull: Bool) throws -> FasterRCNNPass {
    var watch = Stopwatch()
    let size = network.settings.framing.size(width: image.width, height: image.height)
    let input = try network.settings.framing.tensor(image, type(of: network).normalization)
    let seconds = watch.lap()
    var pass = try pass(
      input: input, width: size.width, height: size.height,
      picture: (image.width, image.height), isFull: isFull)
    pass.seconds.framing = seconds
    return pass
  }

  // quote: pass
  /// From the network's input on.
  ///
  /// - Parameters:
  ///   - input: `[1, 3, H, W]`, normalised, with its padding.
  ///   - width: of the picture in it, without padding.
  ///   - height: likewise.
  ///   - picture: its size before it was brought to the network's.
  func pass(
    input: Tensor, width: Int, height: Int, picture: (width: Int, height: Int), isFull: Bool = true
  ) throws -> FasterRCNNPass {
    try withoutGradient {
      var watch = Stopwatch()
      var seconds = FasterRCNNSeconds()
      let (maps, proposed) = try levels(input)
      seconds.maps = watch.lap()
      let anchors = try network.anchors(
        height: input.shape[2], width: input.shape[3], maps: proposed.map(\.logits))
      let proposals = try selection(proposed, anchors: anchors, width: width, height: height)
      let boxes = proposals.proposals
      _ = try inside("proposals") { try Tensor(boxes: boxes) }
      seconds.selection = watch.lap()
      let pooled = try network.pooled(maps, regions: [boxes])  // [R, C, P, P]
      seconds.pooling = watch.lap()
      let answers = try answers(pooled)
      let probabilities = try inside("probabilities") { try answers.probabilities() }  // [R, K]
      seconds.head = watch.lap()
      let candidates = try candidates(
        probabilities, answers.offsets, boxes, width: width, height: height, picture: picture)
      let kept = try suppressedByClass(
        candidates.map(\.box), candidates.map(\.detection), threshold: options.suppression,
        most: options.mostDetections)
      seconds.suppression = watch.lap()
      _ = try inside("boxes") { try Tensor(boxes: kept.map { candidates[$0].box }) }
      var pass = FasterRCNNPass(
        picture: picture, size: (width, height), input: input, maps: maps, proposals: proposals,
        levels: boxes.map(network.settings.pooling.map(for:)), probabilities: probabilities,
        offsets: answers.offsets, candidates: candidates, kept: kept, seconds: seconds)
      if isFull { try addParts(to: &pass) }
      return pass
    }
  }
  // end quote

  /// The maps of all levels, and what the proposal head says of them.
  private func levels(_ input: Tensor) throws -> (maps: [Tensor], proposed: [ProposalMap]) {
    guard input.rank == 4, input.shape[0] == 1 else {
      throw ShapeError(
        operation: "FasterRCNNDetector", expected: "one picture, [1, 3, H, W]",
        found: "\(input.shape)")
    }
    if let plan, plan.inputShape == input.shape { return try plan.levels(input) }
    let maps = try network.maps(input)
    return (maps, try network.proposalMaps(maps))
  }

  /// What the head says of pooled regions.
  private func answers(_ pooled: Tensor) throws -> RegionAnswers {
    try plan?.answers(pooled) ?? network.head(pooled)
  }

  // quote: candidates
  /// Every class of every proposal at or above the least score, each with its own box.
  func candidates(
    _ probabilities: Tensor, _ offsets: Tensor, _ proposals: [Box], width: Int, height: Int,
    picture: (width: Int, height: Int)
  ) throws -> [RegionCandidate] {
    let classes = network.head.classCount
    let (x, y) = (Float(picture.width) / Float(width), Float(picture.height) / Float(height))
    var found: [RegionCandidate] = []
    probabilities.withFloats { scores in
      offsets.withFloats { offsets in
        for (region, proposal) in proposals.enumerated() {
          for label in 1..<max(1, classes)
          where scores[region * classes + label] >= options.leastScore {
            let first = offsets + 4 * (region * classes + label)
            let offset = BoxOffset(dx: first[0], dy: first[1], dw: first[2], dh: first[3])
            let decoded = BoxCodec.regionHead.decode(offset, from: proposal)
            let box = decoded.clipped(width: width, height: height)
            guard decoded.isFinite, min(box.width, box.height) >= options.smallestSide else {
              continue
            }
            let detection = Detection(
              box: box.scaled(x: x, y: y), classIndex: label,
              score: scores[region * classes + label])
            found.append(
              RegionCandidate(
                detection: detection, proposal: region, offset: offset, decoded: decoded, box: box))
          }
        }
      }
    }
    return found
  }
  // end quote

  /// The trunk, the pyramid and the proposal head on a picture of this size, and the head for as many
  /// proposals as there may be.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int {
    let size = network.settings.framing.paddedSize(width: width, height: height)
    let x = try Tensor.zeros([1, 3, size.height, size.width])
    let maps = try withoutGradient {
      try countingFlops { _ = try network.proposalMaps(network.maps(x)) }
    }
    let head = network.head.namedParameters().filter { $0.role == .weight }
    let each = head.reduce(0) { $0 + 2 * $1.parameter.value.count }
    let (heads, isHuge) = each.multipliedReportingOverflow(by: selection.mostKept)
    let (sum, isHuger) = maps.total.addingReportingOverflow(heads)
    return isHuge || isHuger ? .max : sum
  }
}

extension FasterRCNNDetector: CustomStringConvertible {
  public var description: String {
    "FasterRCNNDetector(\(selection.mostKept) proposals, score \(options.leastScore))"
  }
}

extension Tensor {
  /// `[R, 4]`: x1, y1, x2, y2.
  init(boxes: [Box]) throws {
    try self.init(boxes.flatMap { [$0.x1, $0.y1, $0.x2, $0.y2] }, shape: [boxes.count, 4])
  }
}
