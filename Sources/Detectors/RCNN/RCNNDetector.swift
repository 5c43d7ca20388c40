// N regions, S×S pixels a warp, K classes without background.

import Boxes
import Images
import Layers
import Tensors

/// How R-CNN and SPPnet look at a picture.
///
/// - Example:
///
///     var options = RCNNOptions()
///     options.proposalLimit = 200
///     options.suppression = 0.5
///     options.leastScore = 0.7
///     options.refinesBoxes = false
///     options.search = SelectiveSearch(.single)
public struct RCNNOptions: Sendable {
  /// Where proposals come from.
  public var search = SelectiveSearch()
  /// At most so many regions are looked at.
  public var proposalLimit = 2000
  /// Regions narrower or lower are passed over, in pixels.
  public var smallestSide: Float = 6
  /// The score from which a box counts; a half is a margin of 0.
  public var leastScore: Float = 0.5
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float = 0.3
  /// Whether boxes are moved as the network says.
  public var refinesBoxes = true

  /// The paper's, with scores from a half on.
  public init() {}

  /// The regions of a picture that are looked at.
  ///
  /// - Throws: as `SelectiveSearch.proposals(in:)`.
  public func proposals(in image: Image) throws -> [Box] {
    let boxes = try search.proposals(in: image)
    let large = boxes.filter { $0.width >= smallestSide && $0.height >= smallestSide }
    return Array(large.prefix(max(0, proposalLimit)))
  }
}

/// R-CNN: proposals, each warped to one size and shown to a network of its own; a support vector
/// machine for each class; boxes moved; the weaker of two that overlap dropped.
///
/// - Source: Girshick et al., "Rich feature hierarchies for accurate object detection and semantic
///   segmentation", CVPR 2014, §2.2 (detection), appendix A (warping), appendix C (boxes).
/// - Differs: a detection's score is `1 / (1 + exp(−4 · margin))`, not the margin: in 0…1, and in the
///   same order.
/// - Example:
///
///     var generator = SeededGenerator(seed: 1)
///     let trunk = try PastureClassifier(using: &generator)
///     let network = try PastureRCNN(trunk: trunk, classNames: PastureClassifier.classNames)
///     let detector = try PastureRCNNDetector(network: network)
///     let picture = try Image(example: "pasture-01.png")
///     let sheep = Box(x: 98, y: 90, width: 44, height: 30)
///     try detector.proposals(in: picture).count
///     try detector.warps(of: [sheep], in: picture).shape
///     try detector.features(of: [sheep], in: picture).vectors.shape
///     try detector.detections(among: [sheep], in: picture).count
///     try detector.detections(in: picture).count
public struct RCNNDetector<Trunk: RCNNTrunk>: PictureDetector {
  public let network: RCNNNetwork<Trunk>
  public let options: RCNNOptions

  /// A detector around a network.
  ///
  /// - Throws: `ShapeError` unless the limit is positive and the thresholds lie in 0…1.
  public init(network: RCNNNetwork<Trunk>, options: RCNNOptions = RCNNOptions()) throws {
    try options.check("RCNNDetector")
    self.network = network
    self.options = options
  }

  public var classNames: [String] { network.classNames }

  /// The regions that are looked at.
  ///
  /// - Throws: as `SelectiveSearch.proposals(in:)`.
  public func proposals(in image: Image) throws -> [Box] { try options.proposals(in: image) }

  /// Regions as the network sees them.
  ///
  /// - Returns: `[N, 3, S, S]`, in 0…1.
  /// - Throws: `ImageError` for a box without an inside.
  public func warps(of boxes: [Box], in image: Image) throws -> Tensor {
    try image.regionWarps(
      of: boxes, side: Trunk.warpSide, padding: Trunk.warpPadding,
      outside: Trunk.normalization == .none ? [0.5, 0.5, 0.5] : Trunk.normalization.mean)
  }

  /// What is known of regions: `[N, F]` and `[N, D]`, in batches of 64.
  ///
  /// - Throws: as `warps(of:in:)`.
  public func features(of boxes: [Box], in image: Image) throws -> RegionFeatures {
    var (vectors, maps): ([Float], [Float]) = ([], [])
    try forBatches(
      of: boxes, in: image, planned: { features in [features.vectors, features.maps] }
    ) { _, outputs in
      vectors += outputs[0].values
      maps += outputs[1].values
    }
    return RegionFeatures(
      maps: try Tensor(maps, shape: [boxes.count, Trunk.mapLength]),
      vectors: try Tensor(vectors, shape: [boxes.count, Trunk.vectorLength]))
  }

  /// What is in the picture: per class, after suppression, best first. Background is no detection.
  ///
  /// - Throws: what proposing, warping and the network throw.
  public func detections(in image: Image) throws -> [Detection] {
    try detections(among: proposals(in: image), in: image)
  }

  /// The same with proposals from elsewhere. Without proposals there is nothing to find.
  public func detections(among proposals: [Box], in image: Image) throws -> [Detection] {
    let found = try candidates(among: proposals, in: image)
    return try nonMaximumSuppression(found.map(\.detection), threshold: options.suppression)
  }

  /// Every proposal and class at or above the least score, proposal by proposal.
  func candidates(among proposals: [Box], in image: Image) throws -> [ScoredRegion] {
    var found: [ScoredRegion] = []
    try forBatches(
      of: proposals, in: image,
      planned: { [try network.svm($0.vectors), try network.boxes($0.maps)] }
    ) { first, outputs in
      found += options.candidates(
        among: proposals, from: first, margins: outputs[0], offsets: outputs[1],
        width: image.width, height: image.height)
    }
    return found
  }

  /// A half on the plane itself, 0.98 and 0.02 on the two margins.
  public static func score(margin: Float) -> Float { ScoredRegion.score(margin: margin) }

  /// Shows the network the boxes, some at a time, planned where there are many.
  ///
  /// - Parameters:
  ///   - planned: from features to the tensors wanted, each of a row a region.
  ///   - use: is given the index of the first box of a batch, and its tensors.
  private func forBatches(
    of boxes: [Box], in image: Image, planned: @escaping (RegionFeatures) throws -> [Tensor],
    use: (Int, [Tensor]) throws -> Void
  ) throws {
    let size = Self.batchSize
    func answers(_ warps: Tensor) throws -> [Tensor] {
      try planned(network.trunk.regionFeatures(Trunk.normalization(warps)))
    }
    let plan =
      boxes.count < 4 * size
      ? nil
      : try InferencePlan(inputs: [[size, 3, Trunk.warpSide, Trunk.warpSide]]) {
        try answers($0[0])
      }
    for first in stride(from: 0, to: boxes.count, by: size) {
      let batch = Array(boxes[first..<min(first + size, boxes.count)])
      let warps = try warps(of: batch, in: image)
      if let plan, batch.count == size {
        try use(first, plan([warps]))
      } else {
        try use(first, withoutGradient { try answers(warps) })
      }
    }
  }

  /// Regions shown at once: enough to keep the kernels busy, few enough for the memory.
  private static var batchSize: Int { Trunk.warpSide > 100 ? 16 : 64 }

  /// One pass of the network for each of `proposalLimit` regions; finding them is not counted.
  public func flops(width: Int, height: Int) throws -> Int {
    let (flops, isHuge) = try network.flops().total.multipliedReportingOverflow(
      by: options.proposalLimit)
    return isHuge ? .max : flops
  }
}

extension RCNNDetector: CustomStringConvertible {
  public var description: String {
    "RCNNDetector(\(classNames.count - 1) classes, up to \(options.proposalLimit) proposals)"
  }
}

/// R-CNN at the Pasture's size, ready to look at pictures.
public typealias PastureRCNNDetector = RCNNDetector<PastureClassifier>
