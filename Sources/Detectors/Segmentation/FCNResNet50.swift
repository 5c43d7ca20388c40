// N pictures, K classes, H×W pixels, h×w = H×W / 8.

import Layers
import Tensors

/// A fully convolutional network on ResNet-50 with torchvision's parameter names: `backbone.conv1`
/// …, `classifier.0` …, `aux_classifier.0` ….
///
/// The last two stages of the trunk keep the size and dilate their windows in place of halving it,
/// so that the last map has stride 8, not 32; a head says the classes there, and bilinear
/// interpolation brings them to the size of the picture.
///
/// ```
/// picture           [N,    3, 520, 520]
/// backbone.layer2   [N,  512,  65,  65]
/// backbone.layer3   [N, 1024,  65,  65]   dilated by 2
/// backbone.layer4   [N, 2048,  65,  65]   dilated by 4
/// classifier        [N,    K,  65,  65]   3×3 to 512, batch norm, ReLU, dropout, 1×1
/// out               [N,    K, 520, 520]
/// aux_classifier    [N,    K,  65,  65]   the same, to 256, of layer3
/// aux               [N,    K, 520, 520]
/// ```
///
/// - Source: Long et al., "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015;
///   dilation in place of stride is Chen et al., "DeepLab", ICLR 2015, §3.1; the second head is Zhao
///   et al., "Pyramid Scene Parsing Network", CVPR 2017, §3.3; torchvision's `fcn_resnet50`.
/// - Differs from the paper, with torchvision: no skips, and the enlargement is not learnt.
public struct FCNResNet50: Segmenter {
  /// What torchvision's weights were trained on: VOC's classes.
  public static let voc = [
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair",
    "cow", "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa",
    "train", "tvmonitor",
  ]

  /// `conv1` … `layer4`.
  public let backbone: Sequential
  /// Of `layer4`.
  public let classifier: Sequential
  /// Of `layer3`: a second opinion, only to train by.
  public let auxiliary: Sequential
  public let classNames: [String]

  /// With new weights, as torchvision draws them.
  ///
  /// - Parameter classCount: K, 21 for VOC.
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 21, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`, which are torchvision's.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor], classCount: Int = 21) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classCount: classCount, maker: &maker)
    try load(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "FCNResNet50")
    classNames = classCount == Self.voc.count ? Self.voc : []
    backbone = try ResNet50.dilatedTrunk(maker: &maker)
    classifier = try Self.head(from: 2048, classCount, maker: &maker)
    auxiliary = try Self.head(from: 1024, classCount, maker: &maker)
  }

  private static func head(
    from inputs: Int, _ classCount: Int, maker: inout LayerMaker
  ) throws -> Sequential {
    Sequential([
      try maker.convolution(
        from: inputs, to: inputs / 4, kernel: 3, padding: 1, bias: false,
        initializer: .torchDefault),
      try BatchNorm2D(channels: inputs / 4), ReLU(), try Dropout(0.1),
      try maker.convolution(
        from: inputs / 4, to: classCount, kernel: 1, initializer: .torchDefault),
    ])
  }

  public var children: [LayerChild] {
    [("backbone", backbone), ("classifier", classifier), ("aux_classifier", auxiliary)]
  }

  public static var normalization: PictureNormalization { .imageNet }
  /// The size for which torchvision gives the cost.
  public static var inputShape: [Int] { [1, 3, 520, 520] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let (out, auxiliary) = try run(x) { try $0($1) }
    return [("out", out), ("aux", auxiliary)]
  }

  /// `layer4`, of stride 8.
  public func features(_ x: Tensor) throws -> Tensor { try inside("backbone") { try backbone(x) } }

  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, K, H, W]`.
  /// - Throws: `ShapeError` for another shape.
  public func logits(_ x: Tensor) throws -> Tensor {
    try enlarged("out", inside("classifier") { try classifier(features(x)) }, like: x)
  }

  /// Both heads' logits in training; torchvision adds half the second one's loss to the first's.
  ///
  /// - Returns: `[N, K, H, W]`, twice.
  public func training(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> (out: Tensor, auxiliary: Tensor) {
    try run(x) { try $0.training($1, using: &generator) }
  }

  private func run(_ x: Tensor, _ pass: LayerPass) throws -> (out: Tensor, auxiliary: Tensor) {
    let maps = try inside("backbone") {
      try backbone.outputs(x, of: ["layer3", "layer4"], pass)  // [N, 1024, h, w], [N, 2048, h, w]
    }
    let coarse = try inside("classifier") { try pass(classifier, maps[1]) }  // [N, K, h, w]
    let second = try inside("aux_classifier") { try pass(auxiliary, maps[0]) }
    return (try enlarged("out", coarse, like: x), try enlarged("aux", second, like: x))
  }

  private func enlarged(_ name: String, _ map: Tensor, like x: Tensor) throws -> Tensor {
    try inside(name) { try map.upsampledBilinear(to: Array(x.shape.suffix(2))) }
  }
}
