// n anchors of a picture.

import Boxes
import Tensors

/// The minibatch of one picture for a proposal network: which anchors are told something, and what.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let grid = try AnchorGrid(sizes: [16], strideY: 8, strideX: 8)
///       let anchors = try grid.boxes(rows: 6, columns: 8)
///       let truths = [Box(x1: 10, y1: 10, x2: 28, y2: 24)]
///       let sample = try AnchorSampler(count: 16).sample(
///         anchors, truths: truths, width: 64, height: 48, using: &generator)
///       sample.positives
///       sample.negatives.count
///       sample.offsets.count
public struct SampledAnchors: Equatable, Sendable {
  /// Indices of the anchors that show a thing, ascending.
  public let positives: [Int]
  /// Indices of the anchors that show background, ascending.
  public let negatives: [Int]
  /// From each of the positives to its true box, unweighted.
  public let offsets: [BoxOffset]

  /// Anchors that are told anything.
  public var count: Int { positives.count + negatives.count }
}

extension SampledAnchors: CustomStringConvertible {
  public var description: String {
    "SampledAnchors(\(positives.count) positive, \(negatives.count) negative)"
  }
}

/// Says of every anchor whether it shows a thing, and chooses those that a step learns from.
///
/// An anchor is positive if its IoU with a true box is at least 0.7, or if no other anchor overlaps
/// that box better; negative below 0.3; neutral between the two. Of the thousands of anchors of a
/// picture 256 are drawn, at most half of them positive: otherwise background would be all there is.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1.2, §3.1.3 and §3.3; torchvision's
///   `RegionProposalNetwork.assign_targets_to_anchors`.
/// - Differs: anchors across the picture's border take part unless you say, as in torchvision (the
///   paper leaves them out); and background on top of an ignored thing is neutral.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let grid = try AnchorGrid(sizes: [16], strideY: 8, strideX: 8)
///       let anchors = try grid.boxes(rows: 6, columns: 8)
///       let truths = [Box(x1: 10, y1: 10, x2: 28, y2: 24)]
///       let sampler = try AnchorSampler(count: 16)
///       let matches = try sampler.matches(anchors, truths: truths, width: 64, height: 48)
///       matches.filter { $0.truth != nil }.count
///       try sampler.sample(anchors, truths: truths, width: 64, height: 48, using: &generator)
public struct AnchorSampler: Equatable, Sendable {
  /// The rule of the two thresholds.
  public let matcher: BoxMatcher
  /// Whether anchors that reach beyond the picture take part.
  public let takesCrossing: Bool
  private let sampler: BalancedSampler

  /// The paper's thresholds and counts unless you say.
  ///
  /// - Parameters:
  ///   - count: anchors of one picture that a step learns from.
  ///   - positiveShare: at most this share of them is positive.
  ///   - positive: the IoU from which an anchor shows a thing.
  ///   - negative: the IoU below which it shows background.
  ///   - takesCrossing: whether anchors that reach beyond the picture take part.
  /// - Throws: `BoxError` for numbers out of range.
  public init(
    count: Int = 256, positiveShare: Float = 0.5, positive: Float = 0.7, negative: Float = 0.3,
    takesCrossing: Bool = true
  ) throws {
    matcher = try BoxMatcher(positive: positive, negative: negative, keepsBest: true)
    sampler = try BalancedSampler(count: count, positiveShare: positiveShare)
    self.takesCrossing = takesCrossing
  }

  /// Anchors of one picture that a step learns from.
  public var count: Int { sampler.count }
  /// At most this share of them is positive.
  public var positiveShare: Float { sampler.positiveShare }

  // quote: labels
  /// What each anchor stands for.
  ///
  /// - Parameters:
  ///   - anchors: of one picture, in its pixels.
  ///   - truths: boxes of the things in the picture.
  ///   - ignored: background that overlaps these by the lower threshold or more is neutral.
  ///   - width: of the picture, in pixels; only asked where crossing anchors are left out.
  ///   - height: likewise.
  /// - Returns: one match an anchor.
  /// - Throws: `BoxError` for boxes that are not finite.
  public func matches(
    _ anchors: [Box], truths: [Box], ignored: [Box] = [], width: Int, height: Int
  ) throws -> [BoxMatch] {
    let (right, bottom) = (Float(width), Float(height))
    let taking = anchors.indices.filter {
      let anchor = anchors[$0]
      return takesCrossing
        || anchor.x1 >= 0 && anchor.y1 >= 0 && anchor.x2 <= right && anchor.y2 <= bottom
    }
    var matches = [BoxMatch](repeating: .neutral, count: anchors.count)
    // The best anchor of a truth is the best of those that take part.
    let labels = try matcher.match(taking.map { anchors[$0] }, to: truths)
    for (index, label) in zip(taking, labels) {
      let hidesThing = ignored.contains { $0.iou(with: anchors[index]) >= matcher.negative }
      matches[index] = label.isBackground && hidesThing ? .neutral : label
    }
    return matches
  }
  // end quote

  /// The anchors that a step learns from, drawn by chance.
  ///
  /// - Parameters:
  ///   - anchors: of one picture, in its pixels.
  ///   - truths: boxes of the things in the picture.
  ///   - ignored: background that overlaps these by the lower threshold or more is neutral.
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  ///   - generator: draws them.
  /// - Returns: at most `count` anchors; fewer where there are no more.
  /// - Throws: `BoxError` for boxes that are not finite, and for an anchor without an area that is to
  ///   show a thing.
  public func sample(
    _ anchors: [Box], truths: [Box], ignored: [Box] = [], width: Int, height: Int,
    using generator: inout SeededGenerator
  ) throws -> SampledAnchors {
    let matches = try matches(
      anchors, truths: truths, ignored: ignored, width: width, height: height)
    let (positives, negatives) = sampler.sample(matches, using: &generator)
    return SampledAnchors(
      positives: positives, negatives: negatives,
      offsets: try positives.compactMap { index in
        try matches[index].truth.map {
          try BoxCodec.plain.encode(truths[$0], from: anchors[index])
        }
      })
  }
}
