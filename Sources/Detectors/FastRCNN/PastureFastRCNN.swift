// N pictures, H×W pixels, R regions; 9 classes with background.

import Layers
import Tensors

/// Fast R-CNN for the Pasture: the trunk of `pasture-classifier` over the whole picture, and a head
/// of 128 hidden units.
///
/// The trunk has the classifier's parameters under the same names, but its convolutions pad: so a
/// cell of the map lies in the middle of its 4×4 pixels, and a region's corners are simply divided
/// by 4. (Without padding, the map would begin twelve pixels inside the picture.)
///
/// ```
/// picture         [N,  3, 144, 192]
/// features.0-3    [N, 32,  72,  96]   5×5 convolution, batch norm, ReLU, max pooling 2×2
/// features.4-7    [N, 64,  36,  48]   3×3, the same
/// features.8-10   [N, 96,  36,  48]   3×3, batch norm, ReLU
/// features.11-13  [N, 96,  36,  48]   3×3, batch norm, ReLU
/// roi_pool        [R, 96,   7,   7]
/// fc6, fc7        [R, 128]
/// cls_score       [R, 9]
/// bbox_pred       [R, 36]
/// ```
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, with a small trunk in place of VGG.
/// - Differs: the trunk learns from its first layer on (§4.5 of the paper leaves conv1 alone).
/// - Example:
///       let network = try PastureFastRCNN.trained()
///       let image = try Image(example: "pasture-01.png")
///       let map = try network.features(network.normalized(image.tensor()))
///       let regions = try Tensor(regions: [Box(x1: 99, y1: 97, x2: 140, y2: 127)])
///       try network.answers(map: map, regions: regions).probabilities()
///       network.classNames
///       network.parameterCount
///       network.trainedParameters().count
///       PastureFastRCNN.stride
///       PastureFastRCNN.bins
public struct PastureFastRCNN: FastRCNNNetwork {
  public let trunk: Sequential
  public let head: RegionHead

  public var classNames: [String] { PastureClassifier.classNames }

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureFastRCNN(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  ///       let x = try Tensor.full([1, 3, 48, 64], 0.5)
  ///       let regions = try Tensor(regions: [Box(x1: 0, y1: 0, x2: 32, y2: 32)])
  ///       try network.training(x, regions: regions, using: &generator).logits
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
    trunk = try Self.makeTrunk(&maker)
    head = try RegionHead(
      inputs: 96 * 49, hidden: 128, classCount: PastureClassifier.classNames.count, dropout: 0.3,
      initializer: .heNormal, maker: &maker)
  }

  /// `features.0` … `features.13`: the classifier's, padded; other detectors begin with it too.
  static func makeTrunk(_ maker: inout LayerMaker) throws -> Sequential {
    Sequential(
      try block(from: 3, to: 32, kernel: 5, maker: &maker) + [MaxPool2D(2)]
        + block(from: 32, to: 64, kernel: 3, maker: &maker) + [MaxPool2D(2)]
        + block(from: 64, to: 96, kernel: 3, maker: &maker)
        + block(from: 96, to: 96, kernel: 3, maker: &maker))
  }

  /// A convolution that keeps the size, batch norm, ReLU.
  static func block(
    from inputs: Int, to outputs: Int, kernel: Int, maker: inout LayerMaker
  ) throws -> [any TensorLayer] {
    [
      try maker.convolution(
        from: inputs, to: outputs, kernel: kernel, padding: kernel / 2, bias: false,
        initializer: .heNormal),
      try BatchNorm2D(channels: outputs), ReLU(),
    ]
  }

  /// Begins with the trunk of a trained classifier.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureFastRCNN(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  public func takeOver(_ classifier: PastureClassifier) throws {
    try trunk.load(classifier.trunk.stateDictionary)
  }

  public static var stride: Int { 4 }
  public static var shorterSide: Int { 144 }
  public static var longestSide: Int { 400 }
  /// From 0…1 to about −2…2, as the classifier does it by itself.
  public static var normalization: PictureNormalization {
    PictureNormalization(
      mean: Array(repeating: PastureClassifier.mean, count: 3),
      deviation: Array(repeating: PastureClassifier.deviation, count: 3))
  }
  public static var inputShape: [Int] { [1, 3, 144, 192] }
}
