// N pictures, H×W pixels, A = 3 anchors a cell, K = 8 classes.

import Boxes
import Layers
import Tensors

/// YOLO version 3 for the Pasture: the trunk of `pasture-classifier`, two residual stages of Darknet's
/// kind on top, and three maps, each of which sees the one before, enlarged, beside a finer map of the
/// way down.
///
/// ```
/// picture       [N,   3, 144, 192]
/// features      [N,  96,  36,  48]   the trunk of pasture-classifier, padded
/// stage8        [N, 128,  18,  24]   3×3 of stride 2, one residual
/// stage16       [N, 144,   9,  12]   3×3 of stride 2, one residual
/// detect16      [N,  72,   9,  12]   1×1
/// raise16       [N,  40,  18,  24]   1×1, enlarged
/// detect8       [N,  64,  18,  24]   1×1 of stage8 beside raise16
/// raise8        [N,  32,  36,  48]   1×1, enlarged
/// detect4       [N,  48,  36,  48]   1×1 of features beside raise8
/// head16, 8, 4  [N,  39, …]          3×3, then 1×1 without batch norm: A·(5 + K) = 39
/// ```
///
/// - Source: Redmon and Farhadi, "YOLOv3: An Incremental Improvement", 2018, §2.3.
/// - Differs: strides of 16, 8 and 4, not 32, 16 and 8, since pictures are half as wide; one residual a
///   stage; one 1×1 convolution before each head, not five.
/// - Example:
///       let network = try PastureYOLOv3.trained()
///       let x = try network.normalized(Image(example: "pasture-01.png").tensor())
///       try network(x).map(\.shape)
///       try network.features(x).shape
///       network.parameterCount
///       network.trainedParameters().count
public struct PastureYOLOv3: YOLONetwork {
  /// person … kite; no background.
  ///
  /// - Example: `PastureYOLOv3.classNames`
  public static let classNames = Array(PastureClassifier.classNames.dropFirst())

  /// Three scales of three anchors: the nine clusters of the boxes of 500 training scenes by 1 − IoU,
  /// rounded to whole pixels (lesson 14), the large ones for the coarse map.
  ///
  /// - Example: `PastureYOLOv3.layout`
  public static let layout = YOLOLayout(
    checked: [
      YOLOScale(stride: 16, anchors: sizes([(33, 54), (61, 44), (59, 73)])),
      YOLOScale(stride: 8, anchors: sizes([(33, 26), (21, 41), (46, 33)])),
      YOLOScale(stride: 4, anchors: sizes([(14, 13), (11, 28), (23, 19)])),
    ], classCount: classNames.count)

  private static func sizes(_ pairs: [(Float, Float)]) -> [BoxSize] {
    pairs.map { BoxSize(width: $0.0, height: $0.1) }
  }

  /// Pictures to the map of stride 4.
  public let trunk: Sequential
  let stages: [Sequential]
  let detects, heads: [Sequential]
  let raises: [DarknetConvolution]

  /// The same for every network of this kind.
  public var layout: YOLOLayout { Self.layout }
  public var classNames: [String] { Self.classNames }

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureYOLOv3(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  ///       try network.training(Tensor.full([1, 3, 48, 64], 0.5), using: &generator).map(\.shape)
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
    func narrow(_ inputs: Int, _ outputs: Int) throws -> DarknetConvolution {
      try DarknetConvolution(from: inputs, to: outputs, kernel: 1, maker: &maker)
    }
    trunk = try PastureFastRCNN.makeTrunk(&maker)
    stages = try [(96, 128), (128, 144)].map { inputs, outputs in
      Sequential([
        try DarknetConvolution(
          from: inputs, to: outputs, kernel: 3, stride: 2, maker: &maker),
        try DarknetResidual(channels: outputs, maker: &maker),
      ])
    }
    detects = try [(144, 72), (128 + 40, 64), (96 + 32, 48)].map {
      Sequential([try narrow($0, $1)])
    }
    raises = try [(72, 40), (64, 32)].map { try narrow($0, $1) }
    let outputs = 3 * Self.layout.numbersPerBox
    heads = try [72, 64, 48].map { width in
      Sequential([
        try DarknetConvolution(from: width, to: 2 * width, kernel: 3, maker: &maker),
        try maker.convolution(
          from: 2 * width, to: outputs, kernel: 1, initializer: .smallNormal),
      ])
    }
    try expectNothing()
  }

  public var children: [LayerChild] {
    let (strides, count) = ([16, 8, 4], detects.count)
    return [("features", trunk), ("stage8", stages[0]), ("stage16", stages[1])]
      + (0..<count).map { ("detect\(strides[$0])", detects[$0]) }
      + raises.indices.map { ("raise\(strides[$0])", raises[$0]) }
      + (0..<count).map { ("head\(strides[$0])", heads[$0]) }
  }

  /// Begins with the trunk of a trained classifier.
  ///
  /// - Parameter classifier: whose trunk is taken.
  public func takeOver(_ classifier: PastureClassifier) throws {
    try trunk.load(classifier.trunk.stateDictionary)
  }

  public static var normalization: PictureNormalization { PastureFastRCNN.normalization }
  public static var inputShape: [Int] { [1, 3, 144, 192] }

  /// The raw maps of strides 16, 8 and 4.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised; H and W multiples of 16.
  /// - Returns: `[N, 39, H/16, W/16]`, `[N, 39, H/8, W/8]`, `[N, 39, H/4, W/4]`.
  /// - Throws: `ShapeError` for another shape.
  public func callAsFunction(_ x: Tensor) throws -> [Tensor] { try run(x) { try $0($1) } }

  /// As inference, with the batch's statistics.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Parameter generator: nothing is drawn from it.
  /// - Returns: three maps `[N, 39, h, w]`.
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor] {
    try run(x) { try $0.training($1, using: &generator) }
  }

  /// The map of stride 4.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, 96, H/4, W/4]`.
  public func features(_ x: Tensor) throws -> Tensor { try inside("features") { try trunk(x) } }

  private func run(_ x: Tensor, _ pass: LayerPass) throws -> [Tensor] {
    guard x.rank == 4, x.shape[1] == 3, x.shape.suffix(2).allSatisfy({ $0 % 16 == 0 && $0 > 0 })
    else {
      throw ShapeError(
        operation: "PastureYOLOv3",
        expected: "pictures of shape [N, 3, H, W], H and W multiples of 16", found: "\(x.shape)",
        hint: "image.letterboxed(width: 192, height: 144)")
    }
    // The way down: strides 4, 8, 16.
    let fine = try inside("features") { try pass(trunk, x) }
    let middle = try inside("stage8") { try pass(stages[0], fine) }
    let coarse = try inside("stage16") { try pass(stages[1], middle) }
    // quote: scales
    // And up again: each scale sees the one before, enlarged, beside the map of its own stride.
    let y16 = try inside("detect16") { try pass(detects[0], coarse) }
    let y8 = try inside("detect8") { try pass(detects[1], joined(raises[0], y16, middle, pass)) }
    let y4 = try inside("detect4") { try pass(detects[2], joined(raises[1], y8, fine, pass)) }
    // end quote
    return try zip(["16", "8", "4"], zip(heads, [y16, y8, y4])).map { stride, part in
      try inside("head\(stride)") { try pass(part.0, part.1) }
    }
  }

  private func joined(
    _ raise: DarknetConvolution, _ coarse: Tensor, _ fine: Tensor, _ pass: LayerPass
  ) throws -> Tensor {
    try concatenate([fine, pass(raise, coarse).upsampledNearest(by: 2)], axis: 1)
  }

  /// Lets every place begin by saying “nothing here”, with a probability of 0.01: otherwise thousands
  /// of places of background would be all that the first steps hear of.
  ///
  /// - Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, §3.3; YOLO begins at ½.
  private func expectNothing() throws {
    for head in heads {
      guard let last = head.stages.last?.layer as? Conv2D, let bias = last.bias else { continue }
      var values = bias.value.values
      for anchor in 0..<3 { values[anchor * layout.numbersPerBox + 4] = -4.6 }
      bias.value = try Tensor(values, shape: [values.count])
    }
  }
}
