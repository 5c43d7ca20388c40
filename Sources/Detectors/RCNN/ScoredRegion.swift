// K classes without background.

import Boxes
import Foundation
import Tensors

/// A region that a class's machine believes in.
struct ScoredRegion {
  let detection: Detection
  /// Index into the proposals.
  let proposal: Int
  /// Of all K machines.
  let margins: [Float]
  let offset: BoxOffset

  /// What a margin is worth in 0…1: a half on the plane itself, 0.98 and 0.02 on the two margins.
  static func score(margin: Float) -> Float { 1 / (1 + exp(-4 * margin)) }
}

extension RCNNOptions {
  /// Every region and class at or above the least score, region by region, with its box moved and
  /// cut off at the picture's edge.
  ///
  /// - Parameters:
  ///   - first: the number of the first region among all proposals.
  ///   - margins: `[N, K]`, of N regions from `first` on.
  ///   - offsets: `[N, 4K]`.
  ///   - width: of the picture, in pixels.
  func candidates(
    among proposals: [Box], from first: Int = 0, margins: Tensor, offsets: Tensor, width: Int,
    height: Int
  ) -> [ScoredRegion] {
    let classes = margins.shape.last ?? 0
    let (values, offsets) = (margins.values, offsets.values)
    var found: [ScoredRegion] = []
    for row in 0..<(margins.shape.first ?? 0) {
      let rowMargins = values[row * classes..<(row + 1) * classes]
      for (index, margin) in rowMargins.enumerated() {
        let score = ScoredRegion.score(margin: margin)
        guard score >= leastScore else { continue }
        let at = (row * classes + index) * 4
        let offset = BoxOffset(
          dx: offsets[at], dy: offsets[at + 1], dw: offsets[at + 2], dh: offsets[at + 3])
        let proposal = proposals[first + row]
        let box = refinesBoxes ? BoxCodec.plain.decode(offset, from: proposal) : proposal
        let clipped = box.clipped(width: width, height: height)
        guard !clipped.isDegenerate else { continue }
        found.append(
          ScoredRegion(
            detection: Detection(box: clipped, classIndex: index + 1, score: score),
            proposal: first + row, margins: Array(rowMargins), offset: offset))
      }
    }
    return found
  }

  /// - Throws: `ShapeError` unless the limit is positive and the thresholds lie in 0…1.
  func check(_ detector: String) throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: detector, expected: expected, found: found)
      }
    }
    try require(proposalLimit > 0, "a proposalLimit above 0", "\(proposalLimit)")
    try require(0...1 ~= leastScore, "a leastScore in 0…1", "\(leastScore)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
  }
}
