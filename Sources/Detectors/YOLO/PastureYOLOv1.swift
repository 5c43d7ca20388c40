// N pictures, H×W pixels, 9×12 cells, B = 2 boxes a cell, C = 8 classes.

import Layers
import Tensors

/// YOLO version 1 for the Pasture: a grid of 9×12 cells, two boxes and one set of classes for each.
///
/// ```
/// picture       [N,   3, 144, 192]
/// features      [N,  96,  36,  48]   the trunk of pasture-classifier, padded
/// stage8        [N, 128,  18,  24]   3×3 of stride 2
/// stage16       [N, 160,   9,  12]   3×3 of stride 2, one residual
/// hidden        [N, 192,   9,  12]   3×3, dropout
/// output        [N,  18,   9,  12]   1×1, linear: 5 B + C = 18
/// ```
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2 and §2.1.
/// - Differs: the last two layers are convolutions. Connected ones, as the paper has them, would need
///   more numbers than all other layers together, and see each place of the picture apart: far more
///   scenes to learn from. `DarknetConfiguration.yoloV1()` is the paper's network.
/// - Example:
///       let network = try PastureYOLOv1.trained()
///       let x = try network.normalized(Image(example: "pasture-01.png").tensor())
///       try network(x).shape
///       try network.features(x).shape
///       network.parameterCount
///       network.trainedParameters().count
public struct PastureYOLOv1: PictureNetwork, TensorLayer {
  /// person … kite; no background.
  ///
  /// - Example: `PastureYOLOv1.classNames`
  public static let classNames = PastureYOLOv3.classNames

  /// 9×12 cells of 16×16 pixels, two boxes each.
  ///
  /// - Example: `PastureYOLOv1.layout`
  public static let layout = YOLOv1Layout(
    checkedRows: 9, columns: 12, boxesPerCell: 2, classCount: classNames.count)

  /// Pictures to the map of stride 4.
  public let trunk: Sequential
  let stage8, stage16, hidden: Sequential
  let output: Conv2D

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureYOLOv1(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  ///       try network.training(Tensor.full([1, 3, 144, 192], 0.5), using: &generator).shape
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
    trunk = try PastureFastRCNN.makeTrunk(&maker)
    stage8 = Sequential([
      try DarknetConvolution(from: 96, to: 128, kernel: 3, stride: 2, maker: &maker)
    ])
    stage16 = Sequential([
      try DarknetConvolution(from: 128, to: 160, kernel: 3, stride: 2, maker: &maker),
      try DarknetResidual(channels: 160, maker: &maker),
    ])
    hidden = Sequential([
      try DarknetConvolution(from: 160, to: 192, kernel: 3, maker: &maker), try Dropout(0.1),
    ])
    output = try maker.convolution(
      from: 192, to: Self.layout.numbersPerCell, kernel: 1, initializer: .smallNormal)
    // Every box begins in the middle of its cell, about as large as things are.
    let start: [Float] = [0.5, 0.5, 0.4, 0.4, 0]
    let classes = [Float](repeating: 0, count: Self.classNames.count)
    output.bias?.value = try Tensor(
      start + start + classes, shape: [Self.layout.numbersPerCell])
  }

  public var children: [LayerChild] {
    [
      ("features", trunk), ("stage8", stage8), ("stage16", stage16), ("hidden", hidden),
      ("output", output),
    ]
  }

  /// Begins with the trunk of a trained classifier.
  ///
  /// - Parameter classifier: whose trunk is taken.
  public func takeOver(_ classifier: PastureClassifier) throws {
    try trunk.load(classifier.trunk.stateDictionary)
  }

  public static var normalization: PictureNormalization { PastureFastRCNN.normalization }
  public static var inputShape: [Int] { [1, 3, 144, 192] }

  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }

  /// All that it says of pictures, before anything is read out of it.
  ///
  /// - Parameter x: `[N, 3, 144, 192]`, normalised.
  /// - Returns: `[N, 18, 9, 12]`.
  /// - Throws: `ShapeError` for another shape.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try run(x) { try $0($1) } }

  /// As inference, with the batch's statistics and dropout.
  ///
  /// - Parameter x: `[N, 3, 144, 192]`, normalised.
  /// - Parameter generator: for dropout.
  /// - Returns: `[N, 18, 9, 12]`.
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try run(x) { try $0.training($1, using: &generator) }
  }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("output", try self(x))]
  }

  /// The map of stride 4.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, 96, H/4, W/4]`.
  public func features(_ x: Tensor) throws -> Tensor { try inside("features") { try trunk(x) } }

  private func run(_ x: Tensor, _ pass: LayerPass) throws -> Tensor {
    guard x.rank == 4, Array(x.shape.dropFirst()) == Array(Self.inputShape.dropFirst()) else {
      throw ShapeError(
        operation: "PastureYOLOv1", expected: "pictures of shape [N, 3, 144, 192]",
        found: "\(x.shape)", hint: "image.letterboxed(width: 192, height: 144)")
    }
    let fine = try inside("features") { try pass(trunk, x) }
    let middle = try inside("stage8") { try pass(stage8, fine) }
    let coarse = try inside("stage16") { try pass(stage16, middle) }
    let seen = try inside("hidden") { try pass(hidden, coarse) }
    return try inside("output") { try pass(output, seen) }
  }
}
