// N pictures, H×W pixels, K = 13 classes.

import Layers
import Tensors

/// The plainest way to compute nothing twice: convolutions that keep the size, one after another,
/// and a class at every pixel.
///
/// Five 3×3 windows on top of one another see 11×11 pixels, and every map is as large as the
/// picture.
///
/// ```
/// picture         [N,  3, H, W]
/// features.0-2    [N, 24, H, W]   3×3 convolution, batch norm, ReLU
/// …
/// features.12-14  [N, 24, H, W]   3×3: the fifth; a cell sees 11×11 pixels
/// classifier      [N, 13, H, W]   1×1
/// ```
///
/// - Example:
///
///       let model = try PastureFlatSegmenter.trained()
///       let image = try Image(example: "pasture-01.png")
///       try model.logits(image.tensor()).shape
///       try model.classMap(of: image)
///       try model.activationBytes()
///       try model.table(inputShape: [1, 3, 32, 32])
///       model.parameterCount
public struct PastureFlatSegmenter: Segmenter, TensorLayer {
  public static let classNames = PastureSegmenter.classNames

  public let trunk: Sequential
  public let classifier: Conv2D

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
    var layers: [any TensorLayer] = []
    for inputs in [3, 24, 24, 24, 24] {
      layers += [
        try maker.convolution(
          from: inputs, to: 24, kernel: 3, padding: 1, bias: false, initializer: .heNormal),
        try BatchNorm2D(channels: 24), ReLU(),
      ]
    }
    trunk = Sequential(layers)
    classifier = try maker.convolution(
      from: 24, to: Self.classNames.count, kernel: 1, initializer: .xavierNormal)
  }

  public var children: [LayerChild] { [("features", trunk), ("classifier", classifier)] }

  public var classNames: [String] { Self.classNames }
  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, 144, 192] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try logits(x))]
  }

  /// The last map before the classes.
  ///
  /// - Returns: `[N, 24, H, W]`.
  public func features(_ x: Tensor) throws -> Tensor {
    try inside("features") { try trunk(centred(x)) }
  }

  /// One score per class and pixel; the largest is the answer.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1.
  /// - Returns: `[N, 13, H, W]`.
  /// - Throws: `ShapeError` for another shape.
  public func logits(_ pictures: Tensor) throws -> Tensor { try run(pictures) { try $0($1) } }

  /// The same as `logits`.
  public func callAsFunction(_ pictures: Tensor) throws -> Tensor { try logits(pictures) }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try run(x) { try $0.training($1, using: &generator) }
  }

  private func run(_ pictures: Tensor, _ pass: LayerPass) throws -> Tensor {
    let maps = try inside("features") { try pass(trunk, centred(pictures)) }  // [N, 24, H, W]
    return try inside("classifier") { try classifier(maps) }
  }

  private func centred(_ x: Tensor) throws -> Tensor {
    try x * (1 / PastureSegmenter.deviation) - PastureSegmenter.mean / PastureSegmenter.deviation
  }
}
