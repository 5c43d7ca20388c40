// R regions, C channels, P×P bins, K classes with background, D hidden units.

import Layers
import Tensors

/// What two fully connected layers say of pooled regions: which class, and where the box of each
/// class should be.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.1 and §2.2, figure 1.
public struct RegionHead: Layer {
  public let fc6, fc7: Linear
  public let dropout: Dropout
  /// K logits: `cls_score`.
  public let classScores: Linear
  /// 4 K offsets, class by class, those of the background never used: `bbox_pred`.
  public let boxOffsets: Linear
  /// Where its layers stand.
  let place: Place

  /// What stands before the layers' names.
  enum Place: Sendable {
    /// Nothing: the names of Fast R-CNN's own code.
    case plain
    /// torchvision's: `roi_heads.box_head.fc6`, `roi_heads.box_predictor.cls_score`.
    case regionHeads

    var hidden: String { self == .plain ? "" : "roi_heads.box_head." }
    var predictors: String { self == .plain ? "" : "roi_heads.box_predictor." }
  }

  /// Layers of new weights: hidden ones of `initializer`, the last two small.
  init(
    inputs: Int, hidden: Int, classCount: Int, dropout: Float, initializer: Initializer,
    place: Place = .plain, maker: inout LayerMaker
  ) throws {
    self.place = place
    fc6 = try maker.linear(from: inputs, to: hidden, initializer: initializer)
    fc7 = try maker.linear(from: hidden, to: hidden, initializer: initializer)
    self.dropout = try Dropout(dropout)
    classScores = try maker.linear(from: hidden, to: classCount, initializer: .smallNormal)
    boxOffsets = try maker.linear(from: hidden, to: 4 * classCount, initializer: .smallNormal)
  }

  public var children: [LayerChild] {
    [
      (place.hidden + "fc6", fc6), (place.hidden + "fc7", fc7),
      (place.predictors + "cls_score", classScores), (place.predictors + "bbox_pred", boxOffsets),
    ]
  }

  /// K.
  public var classCount: Int { classScores.weight.value.shape[0] }

  /// - Parameter pooled: `[R, C, P, P]`; R may be 0.
  public func callAsFunction(_ pooled: Tensor) throws -> RegionAnswers {
    try answers(pooled) { $0 }
  }

  /// The same in training: with dropout behind both hidden layers.
  public func training(
    _ pooled: Tensor, using generator: inout SeededGenerator
  ) throws -> RegionAnswers {
    try answers(pooled) { try dropout.training($0, using: &generator) }
  }

  private func answers(
    _ pooled: Tensor, _ drop: (Tensor) throws -> Tensor
  ) throws -> RegionAnswers {
    let flat = try pooled.flattened(from: 1)  // [R, C·P·P]
    let first = try drop(inside(place.hidden + "fc6") { try fc6(flat).relu() })  // [R, D]
    let second = try drop(inside(place.hidden + "fc7") { try fc7(first).relu() })  // [R, D]
    return RegionAnswers(
      logits: try inside(place.predictors + "cls_score") { try classScores(second) },
      offsets: try inside(place.predictors + "bbox_pred") { try boxOffsets(second) })
  }
}

/// What a network says of R regions.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let network = try PastureFastRCNN(using: &generator)
///       let map = try Tensor.full([1, 96, 12, 16], 0.5)
///       let regions = try Tensor(regions: [Box(x1: 0, y1: 0, x2: 32, y2: 32)])
///       let answers = try network.answers(map: map, regions: regions)
///       answers.logits
///       answers.offsets.shape
///       try answers.probabilities()
public struct RegionAnswers: Sendable {
  /// `[R, K]`; class 0 is background.
  public let logits: Tensor
  /// `[R, 4 K]`: dx, dy, dw, dh for each class, with the weights of `BoxCodec.regionHead`.
  public let offsets: Tensor

  /// The softmax of the logits, `[R, K]`.
  public func probabilities() throws -> Tensor { try logits.softmax(axis: 1) }
}
