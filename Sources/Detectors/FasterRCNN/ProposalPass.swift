// L levels, A anchors a cell, H×W cells.

import Boxes
import Tensors

/// An anchor that was good enough to be looked at, on its way to a proposal.
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureFasterRCNN.trained())
///       let pass = try detector.pass(Image(example: "pasture-01.png")).proposals
///       let best = pass.candidates[pass.kept[0]]
///       [best.level, best.row, best.column, best.anchorIndex]
///       best.anchor
///       best.score
///       best.offset
///       best.decoded
///       best.box
public struct ProposalCandidate: Hashable, Sendable {
  /// What became of a candidate.
  public enum Fate: Hashable, Sendable {
    /// It is a proposal.
    case kept
    /// Clipped to the picture, nothing is left of it, or next to nothing.
    case tooSmall
    /// A better candidate of its level covers it: that one's place among the candidates.
    case suppressed(by: Int)
    /// There were enough better ones.
    case surplus
  }

  /// Of the pyramid, 0 is the finest.
  public let level: Int
  /// The cell of the level's map.
  public let row, column: Int
  /// Which of the cell's anchors.
  public let anchorIndex: Int
  /// In pixels of the network's input; it may lie outside.
  public let anchor: Box
  /// Above 0: rather a thing than none.
  public let logit: Float
  /// The probability that it holds a thing: the sigmoid of the logit.
  public let score: Float
  /// From the anchor to `decoded`.
  public let offset: BoxOffset
  /// The anchor, moved as the network says.
  public let decoded: Box
  /// The same, clipped to the picture.
  public let box: Box
  public internal(set) var fate: Fate
}

/// All that happened on the way from anchors to the proposals of one picture.
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureFasterRCNN.trained())
///       let pass = try detector.pass(Image(example: "pasture-01.png")).proposals
///       pass.anchorCount
///       pass.candidates.count
///       pass.kept.prefix(3)
///       pass.proposals[0]
///       pass.scores[0]
public struct ProposalPass: Sendable {
  /// What the head said, a level each, the finest first.
  public let maps: [ProposalMap]
  /// Where its anchors lie, a level each.
  public let anchors: [AnchorGrid]
  /// The picture's place in the batch.
  public let picture: Int
  /// Of the picture as the network sees it, without padding, in pixels.
  public let width, height: Int
  /// The best of each level, level after level, best first.
  public let candidates: [ProposalCandidate]
  /// The places of those that became proposals, best first, over all levels.
  public let kept: [Int]

  /// R boxes, in pixels of the network's input, best first.
  public var proposals: [Box] { kept.map { candidates[$0].box } }
  /// R probabilities that a thing lies there.
  public var scores: [Float] { kept.map { candidates[$0].score } }
  /// How many anchors there are on all levels.
  public var anchorCount: Int {
    maps.reduce(0) { $0 + $1.logits.count / max(1, $1.logits.shape[0]) }
  }
}

extension ProposalCandidate: CustomStringConvertible {
  public var description: String {
    "ProposalCandidate(level \(level), row \(row), column \(column), anchor \(anchorIndex), "
      + "score \(score), \(box))"
  }
}

extension ProposalPass: CustomStringConvertible {
  public var description: String {
    "ProposalPass(\(kept.count) proposals of \(candidates.count) candidates, \(anchorCount) anchors)"
  }
}
