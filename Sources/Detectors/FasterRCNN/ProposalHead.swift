// N pictures, C channels, H×W cells, A anchors a cell.

import Layers
import Tensors

/// The region proposal network: at every cell, for each of its anchors, whether a thing lies there,
/// and how far off the anchor is. A 3×3 convolution, then two 1×1 siblings; the same one for every
/// level of a pyramid.
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015, §3.1, figure 3; Lin et al., "Feature Pyramid
///   Networks", CVPR 2017, §4.1, for many levels; torchvision's `RPNHead`.
/// - Differs: one logit an anchor, unless `isTwoWay`; the paper's 2 A scores are a softmax over
///   "no thing" and "thing", which is the sigmoid of their difference.
public struct ProposalHead: Layer, LayerContainer {
  /// `conv`: 3×3, with a ReLU behind it.
  public let hidden: Conv2D
  /// `cls_logits`: 1×1 to A numbers a cell; to 2 A where it is two-way.
  public let objectness: Conv2D
  /// `bbox_pred`: 1×1 to 4 A numbers a cell: dx, dy, dw, dh of the first anchor, then of the next.
  public let offsets: Conv2D
  /// Whether it has the paper's 2 A scores: those of "no thing" for all anchors, then of "thing".
  public let isTwoWay: Bool

  /// With new weights, or with none yet.
  init(
    inputs: Int, hidden: Int, anchorsPerCell: Int, isTwoWay: Bool = false,
    initializer: Initializer = .smallNormal, maker: inout LayerMaker
  ) throws {
    self.hidden = try maker.convolution(
      from: inputs, to: hidden, kernel: 3, padding: 1, initializer: initializer)
    objectness = try maker.convolution(
      from: hidden, to: anchorsPerCell * (isTwoWay ? 2 : 1), kernel: 1, initializer: .smallNormal)
    offsets = try maker.convolution(
      from: hidden, to: 4 * anchorsPerCell, kernel: 1, initializer: .smallNormal)
    self.isTwoWay = isTwoWay
  }

  public var children: [LayerChild] {
    [("conv", hidden), ("cls_logits", objectness), ("bbox_pred", offsets)]
  }

  /// A.
  public var anchorsPerCell: Int { offsets.weight.value.shape[0] / 4 }

  // quote: head
  /// What it says of every cell of one map. The same in training.
  ///
  /// - Parameter map: `[N, C, H, W]`.
  /// - Throws: `ShapeError` for another number of channels.
  public func callAsFunction(_ map: Tensor) throws -> ProposalMap {
    let x = try inside("conv") { try hidden(map).relu() }  // [N, D, H, W]
    var logits = try inside("cls_logits") { try objectness(x) }  // [N, A, H, W], or 2 A
    if isTwoWay {
      let a = anchorsPerCell
      logits = try logits.sliced([0..., a...]) - logits.sliced([0..., ..<a])
    }
    return ProposalMap(logits: logits, offsets: try inside("bbox_pred") { try offsets(x) })
  }
  // end quote

  /// What it says of each level's map, by the same weights.
  public func callAsFunction(_ maps: [Tensor]) throws -> [ProposalMap] {
    try maps.map { try self($0) }
  }
}

/// What the proposal head says of one map: A logits and 4 A offsets a cell.
/// - Example:
///       let logits = try Tensor.zeros([1, 3, 4, 5])
///       let map = try ProposalMap(logits: logits, offsets: Tensor.zeros([1, 12, 4, 5]))
///       map.logits.shape
///       map.offsets.shape
///       try map.logitsByAnchor().shape
///       try map.offsetsByAnchor().shape
public struct ProposalMap: Sendable {
  /// `[N, A, H, W]`: above 0, rather a thing than none.
  public let logits: Tensor
  /// `[N, 4 A, H, W]`: dx, dy, dw, dh of the first anchor, then of the next; by `BoxCodec.plain`.
  public let offsets: Tensor

  /// Takes both as they are: logits `[N, A, H, W]`, offsets `[N, 4 A, H, W]`.
  public init(logits: Tensor, offsets: Tensor) {
    self.logits = logits
    self.offsets = offsets
  }

  /// The logits in the order of `AnchorGrid.boxes`: cell after cell, row by row, anchor after anchor.
  ///
  /// - Returns: `[N, H·W·A]`.
  public func logitsByAnchor() throws -> Tensor {
    let s = try checkedShape()
    return try logits.permuted([0, 2, 3, 1]).reshaped([s[0], s[2] * s[3] * s[1]])
  }

  /// The offsets in the order of `AnchorGrid.boxes`, four for each.
  ///
  /// - Returns: `[N, H·W·A, 4]`.
  public func offsetsByAnchor() throws -> Tensor {
    let s = try checkedShape()
    return try offsets.reshaped([s[0], s[1], 4, s[2], s[3]]).permuted([0, 3, 4, 1, 2])
      .reshaped([s[0], s[2] * s[3] * s[1], 4])
  }

  /// `[N, A, H, W]`, when both tensors fit together.
  func checkedShape() throws -> [Int] {
    let s = logits.shape
    guard s.count == 4, offsets.shape == [s[0], 4 * s[1], s[2], s[3]] else {
      throw ShapeError(
        operation: "ProposalMap",
        expected: "logits of [N, A, H, W] and offsets of [N, 4 A, H, W]",
        found: "\(s) and \(offsets.shape)")
    }
    return s
  }
}

extension ProposalMap: CustomStringConvertible {
  public var description: String {
    "ProposalMap(logits \(logits.shape), offsets \(offsets.shape))"
  }
}
