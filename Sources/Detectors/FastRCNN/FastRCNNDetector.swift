// R proposals, K classes with background.

import Boxes
import Images
import Tensors

/// Proposals by selective search, one pass over the picture, one small network for each proposal,
/// suppression class by class.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §3.
/// - Example:
///       var detector = try FastRCNNDetector(network: PastureFastRCNN.trained())
///       detector.leastScore = 0.3
///       let image = try Image(example: "pasture-01.png")
///       let proposals = try detector.proposals(in: image)
///       let pass = try detector.pass(image, proposals: proposals)
///       try detector.detections(of: pass)
///       try detector.detections(in: image).count
///       try detector.detections(in: image, proposals: []).count
///       detector.classNames
///       try detector.flops(width: 192, height: 144)
public struct FastRCNNDetector: PictureDetector {
  public let network: any FastRCNNNetwork
  public var options: FastRCNNOptions

  /// - Throws: `ShapeError` for options out of range.
  public init(network: any FastRCNNNetwork, options: FastRCNNOptions = FastRCNNOptions()) throws {
    try options.check()
    self.network = network
    self.options = options
  }

  /// With the options for the Pasture's small things.
  ///
  /// - Parameter network: `PastureFastRCNN.trained()`, or one of your own training.
  public init(network: PastureFastRCNN) throws {
    try self.init(network: network as any FastRCNNNetwork, options: .pasture)
  }

  /// The network's, background first.
  public var classNames: [String] { network.classNames }

  /// `options.leastScore`: detections begin at this probability.
  public var leastScore: Float {
    get { options.leastScore }
    set { options.leastScore = newValue }
  }

  /// Boxes that may hold a thing: selective search's, in pixels of the picture.
  ///
  /// - Throws: `ImageError` for settings of the search that make no sense.
  public func proposals(in image: Image) throws -> [Box] {
    let small = try image.rgb().fitted(within: options.longestSearched)
    let (x, y) = (
      Float(image.width) / Float(small.width), Float(image.height) / Float(small.height)
    )
    return try options.search.proposals(in: small).prefix(options.proposalLimit).map {
      $0.scaled(x: x, y: y)
    }
  }

  /// What is in the picture: per class, after suppression, best first. Background is no detection.
  public func detections(in image: Image) throws -> [Detection] {
    try detections(in: image, proposals: proposals(in: image))
  }

  /// The same with proposals of your own, in pixels of the picture; without any, nothing is found.
  public func detections(in image: Image, proposals: [Box]) throws -> [Detection] {
    try detections(of: pass(image, proposals: proposals))
  }

  /// Each part of the work, and what it took.
  public func pass(_ image: Image) throws -> FastRCNNPass {
    let clock = ContinuousClock()
    let start = clock.now
    let proposals = try proposals(in: image)
    let seconds = (clock.now - start) / .seconds(1)
    var pass = try pass(image, proposals: proposals)
    pass.seconds.proposals = seconds
    return pass
  }

  /// The network's part, for given proposals.
  ///
  /// - Throws: `ShapeError` for proposals that are not finite.
  public func pass(_ image: Image, proposals: [Box]) throws -> FastRCNNPass {
    let clock = ContinuousClock()
    let start = clock.now
    let size = type(of: network).inputSize(width: image.width, height: image.height)
    let input = try image.rgb().resized(width: size.width, height: size.height)
    let normalized = try type(of: network).normalization(input.tensor())
    let (x, y) = (
      Float(size.width) / Float(image.width), Float(size.height) / Float(image.height)
    )
    return try withoutGradient {
      let map = try network.features(normalized)  // [1, C, H/S, W/S]
      let middle = clock.now
      let answers = try network.answers(
        map: map, regions: Tensor(regions: proposals.map { $0.scaled(x: x, y: y) }))
      let probabilities = try answers.probabilities()  // [R, K]
      let end = clock.now
      return FastRCNNPass(
        width: image.width, height: image.height, proposals: proposals, map: map,
        probabilities: probabilities, offsets: answers.offsets,
        seconds: .init(
          proposals: 0, features: (middle - start) / .seconds(1),
          regions: (end - middle) / .seconds(1)))
    }
  }

  // quote: detections
  /// Every class of every region at or above the least score, each with its own box; suppressed class
  /// by class.
  public func detections(of pass: FastRCNNPass) throws -> [Detection] {
    let found = try candidates(of: pass).map(\.detection)
    return Array(
      try nonMaximumSuppression(found, threshold: options.suppression)
        .prefix(options.mostDetections))
  }
  // end quote

  /// A region and a class that reached the least score.
  struct Candidate {
    let detection: Detection
    /// Index into the proposals.
    let proposal: Int
    let offset: BoxOffset
    /// Before it was cut off at the picture's edge.
    let decoded: Box
  }

  func candidates(of pass: FastRCNNPass) throws -> [Candidate] {
    let classes = network.head.classCount
    let (scores, offsets) = (pass.probabilities.values, pass.offsets.values)
    var found: [Candidate] = []
    for (region, proposal) in pass.proposals.enumerated() {
      for label in 1..<max(1, classes) where scores[region * classes + label] >= options.leastScore
      {
        let at = 4 * (region * classes + label)
        let offset = BoxOffset(
          dx: offsets[at], dy: offsets[at + 1], dw: offsets[at + 2], dh: offsets[at + 3])
        let decoded = BoxCodec.regionHead.decode(offset, from: proposal)
        let box = decoded.clipped(width: pass.width, height: pass.height)
        guard !box.isDegenerate else { continue }
        let detection = Detection(
          box: box, classIndex: label, score: scores[region * classes + label])
        found.append(
          Candidate(detection: detection, proposal: region, offset: offset, decoded: decoded))
      }
    }
    return found
  }

  /// The trunk once, and the head for as many proposals as there may be; the search is no network.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int {
    let size = type(of: network).inputSize(width: width, height: height)
    let x = try Tensor.zeros([1, 3, size.height, size.width])
    let trunk = try withoutGradient { try countingFlops { _ = try network.features(x) } }
    let head = network.head.namedParameters().filter { $0.role == .weight }
    let each = head.reduce(0) { $0 + 2 * $1.parameter.value.count }
    let (heads, isHuge) = each.multipliedReportingOverflow(by: options.proposalLimit)
    let (sum, isHuger) = trunk.total.addingReportingOverflow(heads)
    return isHuge || isHuger ? .max : sum
  }
}

extension FastRCNNDetector: CustomStringConvertible {
  public var description: String {
    "FastRCNNDetector(\(options.proposalLimit) proposals, score \(options.leastScore))"
  }
}

/// How a Fast R-CNN looks at pictures.
public struct FastRCNNOptions: Sendable {
  /// Detections begin at this probability.
  public var leastScore: Float = 0.5
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float = 0.3
  public var mostDetections = 100
  /// How proposals are found.
  public var search = SelectiveSearch(.fast)
  /// At most so many proposals, the best.
  public var proposalLimit = 2000
  /// Pixels of the longer side of the picture that is searched: selective search was made for about
  /// 500.
  public var longestSearched = 500

  /// As the paper has it for photographs: about 2000 proposals (§3).
  public init() {}

  /// For the small things of the Pasture: smaller regions to begin with, fewer proposals.
  public static var pasture: FastRCNNOptions {
    var options = FastRCNNOptions()
    options.search.scales = [30, 60]
    options.proposalLimit = 600
    options.longestSearched = 400
    return options
  }

  func check() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "FastRCNNDetector", expected: expected, found: found)
      }
    }
    try require(0...1 ~= leastScore, "a least score in 0…1", "\(leastScore)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
    try require(mostDetections >= 0, "at least 0 detections", "\(mostDetections)")
    try require(
      0...100_000 ~= proposalLimit, "0 to 100000 proposals", "\(proposalLimit)")
    try require(
      16...4000 ~= longestSearched, "a searched side of 16 to 4000 pixels", "\(longestSearched)")
  }
}

/// All that happened on the way from a picture to its detections.
///
/// - Example:
///       let detector = try FastRCNNDetector(network: PastureFastRCNN.trained())
///       let pass = try detector.pass(Image(example: "pasture-01.png"))
///       pass.proposals.count
///       pass.map.shape
///       pass.probabilities.shape
///       pass.offsets.shape
///       pass.proposalSeconds > pass.featureSeconds + pass.regionSeconds
public struct FastRCNNPass: Sendable {
  /// Of the picture, in pixels.
  public let width, height: Int
  /// R boxes, in pixels of the picture.
  public let proposals: [Box]
  /// `[1, C, H/S, W/S]`: computed once, whatever R.
  public let map: Tensor
  /// Of each region and class, `[R, K]`.
  public let probabilities: Tensor
  /// dx, dy, dw, dh of each region and class, `[R, 4 K]`.
  public let offsets: Tensor
  public internal(set) var seconds: Seconds
  /// What the search took; 0 where proposals were given.
  public var proposalSeconds: Double { seconds.proposals }
  /// What the trunk took.
  public var featureSeconds: Double { seconds.features }
  /// What pooling regions and the head on each took.
  public var regionSeconds: Double { seconds.regions }

  /// What each part took. The search has nothing to do with the network.
  public struct Seconds: Equatable, Sendable {
    /// Selective search; 0 where proposals were given.
    public internal(set) var proposals: Double
    /// Bringing the picture to size, and the trunk over it.
    public let features: Double
    /// Pooling regions, and the head on each.
    public let regions: Double

    public var withoutProposals: Double { features + regions }
    public var total: Double { proposals + withoutProposals }
  }
}
