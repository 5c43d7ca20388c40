// R proposals, K classes with background, D detections.

import Boxes
import Images
import Tensors

/// All that happened on the way from a picture to its detections.
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureFasterRCNN.trained())
///       let pass = try detector.pass(Image(example: "pasture-01.png"))
///       pass.maps.map { $0.shape }
///       pass.proposals.anchorCount
///       pass.levels.count
///       pass.probabilities.shape
///       pass.offsets.shape
///       pass.candidates.count
///       pass.kept.count
///       pass.detections.count
///       pass.seconds.total
///       let image = try Image(example: "pasture-01.png")
///       let masked = try FasterRCNNDetector(network: PastureMaskRCNN.trained()).pass(image)
///       masked.masks.count
///       masked.maskProbabilities?.shape
///       masked.answer
///       let posed = try FasterRCNNDetector(network: PasturePose.trained()).pass(image)
///       posed.keypoints.count
///       posed.keypointMaps?.shape
public struct FasterRCNNPass: Sendable {
  /// Of the picture, in pixels.
  public let picture: (width: Int, height: Int)
  /// Of the picture as the network sees it, without padding, in pixels.
  public let size: (width: Int, height: Int)
  /// What went in: `[1, 3, H, W]`, normalised, with its padding.
  public let input: Tensor
  /// `[1, C, Hₗ, Wₗ]` of each level, the finest first.
  public let maps: [Tensor]
  /// From the anchors of all levels to the proposals; boxes in pixels of the input.
  public let proposals: ProposalPass
  /// Which map each of the R proposals was pooled from, 0 the finest.
  public let levels: [Int]
  /// Of each proposal and class, `[R, K]`.
  public let probabilities: Tensor
  /// dx, dy, dw, dh of each proposal and class, `[R, 4 K]`; by `BoxCodec.regionHead`.
  public let offsets: Tensor
  /// Classes of proposals that reached the least score, proposal after proposal.
  public let candidates: [RegionCandidate]
  /// The places of the D detections among them, best first.
  public let kept: [Int]
  /// Which pixels each detection covers; empty where the network has no mask head.
  public internal(set) var masks: [RunLengthMask] = []
  /// The joints of each detection; empty where the network has no keypoint head.
  public internal(set) var keypoints: [[FoundKeypoint]] = []
  /// `[D, M, M]`: how likely each cell of each detection's box belongs to it; before pasting.
  public internal(set) var maskProbabilities: Tensor?
  /// `[D, J, S, S]`: a heat map for each keypoint of each detection.
  public internal(set) var keypointMaps: Tensor?
  /// What each part took.
  public internal(set) var seconds: FasterRCNNSeconds

  /// Pixels of the picture for each of the network's input, across and down.
  public var scale: (x: Float, y: Float) {
    (Float(picture.width) / Float(size.width), Float(picture.height) / Float(size.height))
  }

  /// Best first, in pixels of the picture.
  public var detections: [Detection] { kept.map { candidates[$0].detection } }

  /// All that was found, with masks and keypoints where the network has them.
  public var answer: PictureAnswer {
    PictureAnswer(
      things: detections.enumerated().map { place, detection in
        FoundThing(
          detection, mask: place < masks.count ? masks[place] : nil,
          keypoints: place < keypoints.count ? keypoints[place] : [])
      })
  }
}

/// A proposal and a class that reached the least score.
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureFasterRCNN.trained())
///       let pass = try detector.pass(Image(example: "pasture-01.png"))
///       let best = pass.candidates[pass.kept[0]]
///       best.detection
///       pass.proposals.proposals[best.proposal]
///       best.offset
///       best.decoded
public struct RegionCandidate: Hashable, Sendable {
  /// In pixels of the picture.
  public let detection: Detection
  /// Place among the proposals.
  public let proposal: Int
  /// From the proposal to `decoded`.
  public let offset: BoxOffset
  /// In pixels of the network's input, as the other boxes here.
  public let decoded: Box
  /// The same, clipped.
  public let box: Box
}

/// What each part of a pass took.
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureFasterRCNN.trained())
///       let seconds = try detector.pass(Image(example: "pasture-01.png")).seconds
///       seconds.total >= seconds.maps + seconds.head
///       seconds.selection + seconds.pooling + seconds.suppression
public struct FasterRCNNSeconds: Equatable, Sendable {
  /// Bringing the picture to size.
  public var framing = 0.0
  /// The trunk, its pyramid, and what the proposal head says of them.
  public var maps = 0.0
  /// From there to proposals: the best, decoding, suppression.
  public var selection = 0.0
  /// Pooling regions, for boxes, masks and keypoints.
  public var pooling = 0.0
  /// The small network over each region.
  public var head = 0.0
  /// From there to detections: decoding, suppression.
  public var suppression = 0.0
  /// The mask head and the keypoint head.
  public var furtherHeads = 0.0
  /// From small masks to masks of the picture, and from heat maps to keypoints.
  public var pasting = 0.0

  public init() {}

  /// All of it.
  public var total: Double { maps + head + furtherHeads + framing + aroundTheNetwork }

  /// All that is no layer: proposals, pooling, suppression, pasting.
  public var aroundTheNetwork: Double { selection + pooling + suppression + pasting }
}

/// Seconds from lap to lap.
struct Stopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init() { last = clock.now }

  mutating func lap() -> Double {
    let now = clock.now
    defer { last = now }
    return (now - last) / .seconds(1)
  }
}

extension FasterRCNNPass: CustomStringConvertible {
  public var description: String {
    "FasterRCNNPass(\(kept.count) detections of \(proposals.kept.count) proposals)"
  }
}
