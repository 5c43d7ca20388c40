// N pictures, H×W pixels, S = 32: the window's side, K = 9 classes, background first,
// h×w cells: one for each window, h = (H − S) / stride + 1.

import Layers
import Tensors

/// A trunk, a classifier of windows and a box for each class, over all windows of a picture at once.
///
/// The trunk and the classifier are those of `PastureClassifier`; the box head stands beside the
/// classifier, on the same 2×2 cells. No layer pads, so a cell of the answer is what the network says
/// of one 32×32 crop, and of nothing else.
///
/// ```
/// picture         [N,  3, H, W]
/// features.0-13   [N, 96, h + 1, w + 1]   the trunk, stride 4; a cell sees 28×28 pixels
/// classifier.0-4  [N,  9, h, w]           2×2, batch norm, ReLU, dropout, 1×1; sees 32×32
/// boxes.0-3       [N, 32, h, w]           2×2, batch norm, ReLU, 1×1; sees the same
/// ```
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §3.5 (dense), §4.2 (the box head, one box for
///   each class, its four edges).
/// - Differs: one hidden layer in the box head, not two; classifier, boxes and trunk learn together,
///   where the paper freezes the trunk for the boxes.
/// - Example:
///       let network = try PastureOverFeat.trained()
///       let picture = try Image(example: "pasture-01.png").tensor()
///       let answer = try network(picture)
///       answer.logits.shape
///       try network.withOffsets(picture).boxes.shape
///       try network.features(picture).shape
///       [PastureOverFeat.side, PastureOverFeat.stride, PastureOverFeat.classNames.count]
///       [network.trunk.count, network.classifier.count, network.boxes.count]
///       network.parameterCount
public struct PastureOverFeat: PictureNetwork {
  /// S: rows and columns of a window.
  public static let side = PastureClassifier.side
  /// Pixels between neighbouring windows, without offset pooling.
  public static let stride = PastureClassifier.stride
  /// Background first.
  public static let classNames = PastureClassifier.classNames
  /// Channels of the box map: x1, y1, x2, y2 of each class but background.
  public static let boxChannels = 4 * (classNames.count - 1)

  /// Pictures to feature maps: `features.0` … `features.13`.
  public let trunk: Sequential
  /// Feature maps to class scores: `classifier.0` … `classifier.4`.
  public let classifier: Sequential
  /// Feature maps to four edges for each class: `boxes.0` … `boxes.3`.
  public let boxes: Sequential

  /// With random weights.
  public init(using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(maker: &maker)
    try load(weights)
  }

  init(maker: inout LayerMaker) throws {
    trunk = try PastureClassifier.makeTrunk(&maker)
    classifier = try PastureClassifier.makeClassifier(&maker)
    boxes = Sequential(
      try PastureClassifier.block(from: 96, to: 128, kernel: 2, maker: &maker) + [
        maker.convolution(from: 128, to: Self.boxChannels, kernel: 1, initializer: .xavierNormal)
      ])
  }

  /// Begins with what the classifier has learnt: its trunk and its head. The box head stays as it is.
  public func takeOver(_ pretrained: PastureClassifier) throws {
    try trunk.load(pretrained.trunk.stateDictionary)
    try classifier.load(pretrained.classifier.stateDictionary)
  }

  public var children: [LayerChild] {
    [("features", trunk), ("classifier", classifier), ("boxes", boxes)]
  }

  /// None: the network brings pictures to its own scale.
  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, side, side] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let maps = try callAsFunction(x)
    return [("logits", maps.logits), ("boxes", maps.boxes)]
  }

  /// The trunk's maps.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1.
  /// - Returns: `[N, 96, h + 1, w + 1]`.
  public func features(_ pictures: Tensor) throws -> Tensor {
    try inside("features") { try trunk(Self.normalized(pictures)) }
  }

  /// What it says of every window, `stride` pixels apart.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1, of at least S×S pixels.
  /// - Returns: logits `[N, 9, h, w]`; box edges relative to the window's centre, in sides of the
  ///   window, `[N, 32, h, w]`.
  /// - Throws: `ShapeError` for a smaller picture, or another number of channels.
  public func callAsFunction(_ pictures: Tensor) throws -> (logits: Tensor, boxes: Tensor) {
    try heads(features(pictures))
  }

  /// The same for windows half as far apart: the last pooling is laid in all four ways.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1, of at least 34×34 pixels.
  /// - Returns: logits and boxes as ever, with a cell every 2 pixels: `[N, 9, h', w']` and
  ///   `[N, 32, h', w']`.
  public func withOffsets(_ pictures: Tensor) throws -> (logits: Tensor, boxes: Tensor) {
    let unpooled = try trunk.prefix(Self.lastPooling)(Self.normalized(pictures))
    let rest = trunk.dropFirst(Self.lastPooling + 1)
    let answers = try offsetMaxPool2D(unpooled, size: 2).map { try heads(rest($0)) }
    return (
      try interleaved(answers.map(\.logits), size: 2),
      try interleaved(answers.map(\.boxes), size: 2)
    )
  }

  /// Where the second of the two poolings stands in the trunk.
  static let lastPooling = 7

  /// In training: batch statistics, dropout.
  public func training(
    _ pictures: Tensor, using generator: inout SeededGenerator
  ) throws -> (logits: Tensor, boxes: Tensor) {
    let maps = try trunk.training(Self.normalized(pictures), using: &generator)
    return (
      try classifier.training(maps, using: &generator), try boxes.training(maps, using: &generator)
    )
  }

  private func heads(_ maps: Tensor) throws -> (logits: Tensor, boxes: Tensor) {
    (
      try inside("classifier") { try classifier(maps) }, try inside("boxes") { try boxes(maps) }
    )
  }

  private static func normalized(_ pictures: Tensor) throws -> Tensor {
    let (mean, deviation) = (PastureClassifier.mean, PastureClassifier.deviation)
    return try pictures * (1 / deviation) - mean / deviation
  }
}

extension PastureOverFeat: CustomStringConvertible {
  public var description: String {
    "PastureOverFeat(\(parameterCount) parameters, windows of \(Self.side)×\(Self.side))"
  }
}
