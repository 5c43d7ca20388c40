// N pictures, L levels of A anchors a cell and H×W cells.

import Boxes
import Tensors

/// The two losses of a proposal network: whether an anchor shows a thing, and how far the thing's box
/// is from it. The second is asked of positive anchors only.
///
/// Anchors are counted as `AnchorGrid.boxes` lists them: level by level, row by row, cell by cell, the
/// A anchors of a cell one after the other. In a map they are channels: anchor a of a cell has channel
/// a of `logits` and channels 4a to 4a + 3 of `offsets`. So targets are laid out in the maps' own
/// shape, and no map has to be turned.
///
/// - Parameters:
///   - maps: what the proposal head said of each level: logits `[N, A, H, W]` and offsets
///     `[N, 4 A, H, W]`.
///   - samples: of each picture, in order.
///   - beta: where smooth L1 turns from a square to a line; torchvision takes 1/9.
/// - Returns: both of shape `[]`: the cross-entropy of the sampled anchors, their mean; and smooth L1
///   summed over the four offsets of the positives, divided by the number of sampled anchors too.
/// - Throws: `ShapeError` for maps that do not belong together, and for an anchor that they lack.
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1.2, equation 1.
/// - Differs: both sums are divided by the number of sampled anchors, as in torchvision; the paper
///   divides the second by the number of cells, about 2400, and multiplies it by λ = 10.
/// - Example:
///       let logits = try Tensor.zeros([1, 1, 2, 3])
///       let offsets = try Tensor.zeros([1, 4, 2, 3])
///       var generator = SeededGenerator(seed: 1)
///       let anchors = try AnchorGrid(sizes: [8], aspectRatios: [1], strideY: 8, strideX: 8)
///         .boxes(rows: 2, columns: 3)
///       let sample = try AnchorSampler(count: 6).sample(
///         anchors, truths: [Box(x1: 4, y1: 5, x2: 12, y2: 12)], width: 24, height: 16,
///         using: &generator)
///       let map = ProposalMap(logits: logits, offsets: offsets)
///       try proposalLosses([map], [sample]).objectness
public func proposalLosses(
  _ maps: [ProposalMap], _ samples: [SampledAnchors], beta: Float = 1
) throws -> (objectness: Tensor, boxes: Tensor) {
  var targets = try maps.map { try LevelTargets($0, pictures: samples.count) }
  for (picture, sample) in samples.enumerated() {
    for (index, offset) in zip(sample.positives, sample.offsets) {
      try LevelTargets.mark(index, of: picture, isThing: true, offset, in: &targets)
    }
    for index in sample.negatives {
      try LevelTargets.mark(index, of: picture, isThing: false, nil, in: &targets)
    }
  }
  let count = Float(max(1, samples.reduce(0) { $0 + $1.count }))
  var objectness = try Tensor.zeros([])
  var boxes = try Tensor.zeros([])
  for (map, target) in zip(maps, targets) {
    let (logits, offsets) = (map.logits.shape, map.offsets.shape)
    objectness =
      try objectness
      + binaryCrossEntropyWithLogits(
        map.logits, Tensor(target.objectness, shape: logits),
        weights: Tensor(target.isSampled, shape: logits), reduction: .sum)
    boxes =
      try boxes
      + smoothL1(
        map.offsets, Tensor(target.offsets, shape: offsets), beta: beta,
        weights: Tensor(target.isPositive, shape: offsets), reduction: .sum)
  }
  return (try objectness / count, try boxes / count)
}

/// What one level should have answered, in the shape of its maps, and which of it counts.
private struct LevelTargets {
  let anchors, rows, columns: Int
  /// 1 where a sampled anchor shows a thing, `[N, A, H, W]`.
  var objectness: [Float]
  /// 1 where an anchor was sampled, `[N, A, H, W]`.
  var isSampled: [Float]
  /// `[N, 4 A, H, W]`.
  var offsets: [Float]
  /// 1 at the four offsets of a positive anchor, `[N, 4 A, H, W]`.
  var isPositive: [Float]

  init(_ map: ProposalMap, pictures: Int) throws {
    let shape = try map.checkedShape()  // [N, A, H, W]
    guard shape[0] == pictures else {
      throw ShapeError(
        operation: "proposalLosses", expected: "samples of \(shape[0]) pictures",
        found: "\(pictures)")
    }
    (anchors, rows, columns) = (shape[1], shape[2], shape[3])
    objectness = [Float](repeating: 0, count: map.logits.count)
    isSampled = objectness
    offsets = [Float](repeating: 0, count: map.offsets.count)
    isPositive = offsets
  }

  // quote: channels
  /// Marks the anchor of that index, counted over all levels.
  static func mark(
    _ index: Int, of picture: Int, isThing: Bool, _ offset: BoxOffset?,
    in levels: inout [LevelTargets]
  ) throws {
    var index = index
    for level in levels.indices {
      let (anchors, cells) = (levels[level].anchors, levels[level].rows * levels[level].columns)
      guard index >= anchors * cells else {
        let (cell, anchor) = (index / anchors, index % anchors)
        let place = (picture * anchors + anchor) * cells + cell
        levels[level].isSampled[place] = 1
        levels[level].objectness[place] = isThing ? 1 : 0
        for (part, value) in (offset?.values ?? []).enumerated() {
          let place = (picture * 4 * anchors + 4 * anchor + part) * cells + cell
          levels[level].offsets[place] = value
          levels[level].isPositive[place] = 1
        }
        return
      }
      index -= anchors * cells
    }
    throw ShapeError(
      operation: "proposalLosses", expected: "indices of the anchors of all levels",
      found: "an index \(index) beyond the last")
  }
  // end quote
}
