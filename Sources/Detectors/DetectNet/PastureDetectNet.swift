// N pictures, H×W pixels, K = 8 classes, cells of 4×4 pixels.

import Layers
import Tensors

/// DetectNet for the Pasture: a coverage map for each class and one box for each cell of 4×4 pixels.
///
/// ```
/// picture    [N,   3, 144, 192]
/// features   [N,  96,  36,  48]   the trunk of pasture-classifier, padded
/// stage8     [N, 128,  18,  24]   3×3 of stride 2, one residual
/// stage16    [N, 144,   9,  12]   3×3 of stride 2, one residual
/// raise16    [N,  64,  18,  24]   1×1, enlarged
/// detect8    [N,  96,  18,  24]   1×1 of stage8 beside raise16
/// raise8     [N,  48,  36,  48]   1×1, enlarged
/// detect4    [N,  96,  36,  48]   3×3 of features beside raise8
/// coverage   [N,   8,  36,  48]   1×1, sigmoid
/// boxes      [N,   4,  36,  48]   1×1, times 16: x1, y1, x2, y2 from the cell's corner, in pixels
/// ```
///
/// - Source: Barker, Prasanna and Tao, "DetectNet", NVIDIA, 2016; of several classes
///   `detectnet_network-2classes.prototxt`.
/// - Differs: a small trunk that looks down to a stride of 16 and comes up again, in place of GoogLeNet:
///   things of 12 to 110 pixels on cells of 4 are what NVIDIA's cars of 50 to 400 are on cells of 16. The
///   first block is left as the classifier had it.
/// - Example:
///       let network = try PastureDetectNet.trained()
///       let x = try network.normalized(Image(example: "pasture-01.png").tensor())
///       let (coverage, boxes) = try network(x)
///       coverage.shape
///       boxes.shape
///       try network.features(x).shape
///       network.parameterCount
///       network.trainedParameters().count
public struct PastureDetectNet: DetectNetNetwork {
  /// person … kite; no background.
  ///
  /// - Example: `PastureDetectNet.classNames`
  public static let classNames = PastureYOLOv3.classNames

  /// The middle of a thing's box: 0.4 of each side, at least 5 pixels, for cells of 4, as NVIDIA's 20 are
  /// for cells of 16.
  ///
  /// - Example: `PastureDetectNet.rule`
  public static let rule = CoverageRule(checked: 0.4, 5)

  /// Pictures to the map of stride 4.
  public let trunk: Sequential
  let stage8, stage16, detect8, detect4: Sequential
  let raise16, raise8: DarknetConvolution
  let coverage, boxes: Conv2D

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureDetectNet(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  ///       let x = try Tensor.full([1, 3, 48, 64], 0.5)
  ///       try network.training(x, using: &generator).coverage.shape
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
    func convolution(_ inputs: Int, _ outputs: Int, _ kernel: Int) throws -> DarknetConvolution {
      try DarknetConvolution(from: inputs, to: outputs, kernel: kernel, maker: &maker)
    }
    func coarser(_ inputs: Int, _ outputs: Int) throws -> Sequential {
      Sequential([
        try DarknetConvolution(
          from: inputs, to: outputs, kernel: 3, stride: 2, maker: &maker),
        try DarknetResidual(channels: outputs, maker: &maker),
      ])
    }
    trunk = try PastureFastRCNN.makeTrunk(&maker)
    stage8 = try coarser(96, 128)
    stage16 = try coarser(128, 144)
    raise16 = try convolution(144, 64, 1)
    detect8 = Sequential([try convolution(128 + 64, 96, 1)])
    raise8 = try convolution(96, 48, 1)
    detect4 = Sequential([try convolution(96 + 48, 96, 3)])
    coverage = try maker.convolution(
      from: 96, to: Self.classNames.count, kernel: 1, initializer: .smallNormal)
    boxes = try maker.convolution(from: 96, to: 4, kernel: 1, initializer: .smallNormal)
    // Every cell begins with a coverage of 0.05, and with a box around it about as large as things are.
    coverage.bias?.value = try Tensor.full([Self.classNames.count], -2.9)
    boxes.bias?.value = try Tensor([-0.8, -0.8, 1, 1], shape: [4])
  }

  public var children: [LayerChild] {
    [
      ("features", trunk), ("stage8", stage8), ("stage16", stage16), ("raise16", raise16),
      ("detect8", detect8), ("raise8", raise8), ("detect4", detect4), ("coverage", coverage),
      ("boxes", boxes),
    ]
  }

  /// Begins with the trunk of a trained classifier.
  ///
  /// - Parameter classifier: whose trunk is taken.
  public func takeOver(_ classifier: PastureClassifier) throws {
    try trunk.load(classifier.trunk.stateDictionary)
  }

  /// Layers of the trunk that training leaves as they are: the first convolution and its batch norm.
  static let frozen = 4

  /// Pixels between neighbouring cells.
  ///
  /// - Example: `PastureDetectNet.stride`
  public static let stride = 4
  /// The shorter side brought to 144 pixels, unless the longer one would have more than 400; zeros right
  /// and below, up to a multiple of 16.
  public static var framing: PictureFraming? {
    PictureFraming(shorterSide: 144, longestSide: 400, multiple: 16)
  }
  public static var normalization: PictureNormalization { PastureFastRCNN.normalization }
  public static var inputShape: [Int] { [1, 3, 144, 192] }

  /// What it should say of pictures.
  ///
  /// - Parameters:
  ///   - truths: of each picture.
  ///   - width: of the pictures, in pixels.
  ///   - height: likewise.
  /// - Throws: `ShapeError` for pictures smaller than a cell.
  /// - Example:
  ///       let picture = try YOLOTruths(
  ///         boxes: [Box(x1: 99, y1: 97, x2: 140, y2: 127)], classes: [1], classCount: 8)
  ///       try PastureDetectNet.targets([picture], width: 192, height: 144).coverage.sum().item()
  public static func targets(
    _ truths: [YOLOTruths], width: Int, height: Int
  ) throws -> DetectNetTargets {
    try DetectNetTargets(
      truths, classCount: classNames.count, stride: stride, rule: rule, width: width,
      height: height)
  }

  /// The last map before coverage and boxes.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised; H and W multiples of 16.
  /// - Returns: `[N, 96, H/4, W/4]`.
  public func features(_ x: Tensor) throws -> Tensor {
    try check(x)
    return try joined(inside("features") { try trunk(x) }) { try $0($1) }
  }

  /// Coverage and boxes of every cell.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised; H and W multiples of 16.
  /// - Returns: coverage in 0…1, `[N, 8, H/4, W/4]`; edges in pixels from each cell's corner,
  ///   `[N, 4, H/4, W/4]`.
  /// - Throws: `ShapeError` for another shape.
  public func callAsFunction(_ x: Tensor) throws -> (coverage: Tensor, boxes: Tensor) {
    try answers(of: features(x))
  }

  /// As inference, with the batch's statistics; the first block stays as it is.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Parameter generator: nothing is drawn from it.
  /// - Returns: coverage `[N, 8, H/4, W/4]` and boxes `[N, 4, H/4, W/4]`.
  public func training(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> (coverage: Tensor, boxes: Tensor) {
    try check(x)
    let first = try withoutGradient { try trunk.prefix(Self.frozen)(x) }
    let fine = try inside("features") {
      try trunk.dropFirst(Self.frozen).training(first, using: &generator)
    }
    return try answers(of: joined(fine) { try $0.training($1, using: &generator) })
  }

  /// From the map of stride 4, down to 16, and up again.
  private func joined(_ fine: Tensor, _ pass: LayerPass) throws -> Tensor {
    func beside(
      _ fine: Tensor, _ raise: DarknetConvolution, _ coarse: Tensor
    ) throws -> Tensor {
      try concatenate([fine, pass(raise, coarse).upsampledNearest(by: 2)], axis: 1)
    }
    let middle = try inside("stage8") { try pass(stage8, fine) }
    let coarse = try inside("stage16") { try pass(stage16, middle) }
    let y8 = try inside("detect8") { try pass(detect8, beside(middle, raise16, coarse)) }
    return try inside("detect4") { try pass(detect4, beside(fine, raise8, y8)) }
  }

  // quote: head
  private func answers(of map: Tensor) throws -> (coverage: Tensor, boxes: Tensor) {
    (
      try inside("coverage") { try coverage(map).sigmoid() },  // [N, K, h, w]
      try inside("boxes") { try boxes(map) } * 16  // [N, 4, h, w], in pixels
    )
  }
  // end quote

  private func check(_ x: Tensor) throws {
    guard x.rank == 4, x.shape[1] == 3, x.shape.suffix(2).allSatisfy({ $0 % 16 == 0 && $0 > 0 })
    else {
      throw ShapeError(
        operation: "PastureDetectNet",
        expected: "pictures of shape [N, 3, H, W], H and W multiples of 16", found: "\(x.shape)",
        hint: "image.letterboxed(width: 192, height: 144)")
    }
  }
}

extension PastureDetectNet: CustomStringConvertible {
  public var description: String { "PastureDetectNet(\(parameterCount) parameters)" }
}
