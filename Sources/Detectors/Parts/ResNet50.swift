// N pictures, K classes.

import Layers
import Tensors

/// ResNet-50 with torchvision's parameter names: `conv1`, `bn1`, `layer1.0.conv1` …, `fc`.
///
/// ```
/// picture    [N,    3, 224, 224]
/// conv1      [N,   64, 112, 112]   7×7 stride 2, batch norm, ReLU
/// maxpool    [N,   64,  56,  56]   3×3 stride 2
/// layer1     [N,  256,  56,  56]   3 bottlenecks: C2
/// layer2     [N,  512,  28,  28]   4: C3
/// layer3     [N, 1024,  14,  14]   6: C4
/// layer4     [N, 2048,   7,   7]   3: C5
/// fc         [N, K]                of the mean of each channel
/// ```
///
/// - Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, table 1;
///   torchvision's `resnet50`.
/// - Differs: see `Bottleneck`.
public struct ResNet50: ImageClassifier {
  /// Width of the middle and number of blocks of `layer1` … `layer4`.
  static let plan: [(width: Int, blocks: Int)] = [(64, 3), (128, 4), (256, 6), (512, 3)]

  /// `conv1`, `bn1`, `relu`, `maxpool`.
  public let stem: Sequential
  /// `layer1` … `layer4`: 256, 512, 1024, 2048 channels at strides 4, 8, 16, 32.
  public let layers: [Sequential]
  public let network: Sequential

  public init(classCount: Int, maker: inout LayerMaker) throws {
    try self.init(classCount: classCount, norm: .trained, maker: &maker)
  }

  /// With new weights, and batch norms of your choice: `.frozen` for detectors.
  public init(
    classCount: Int = 1000, norm: BatchNormStyle, using generator: inout SeededGenerator
  ) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, norm: norm, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, and batch norms of your choice: `.frozen` for detectors.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor], classCount: Int = 1000, norm: BatchNormStyle) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classCount: classCount, norm: norm, maker: &maker)
    try load(weights)
  }

  /// `conv1` … `layer4` with stride 8 in place of 32, for a class at every pixel: `layer3` and
  /// `layer4` do not halve the map, and their windows reach as far as if they did, by dilation.
  ///
  /// - Source: Chen et al., "DeepLab", ICLR 2015, §3.1; torchvision's
  ///   `replace_stride_with_dilation=[False, True, True]`.
  static func dilatedTrunk(
    norm: BatchNormStyle = .trained, maker: inout LayerMaker
  ) throws -> Sequential {
    try ResNet50(classCount: 1, norm: norm, keepsStride8: true, maker: &maker).trunk
  }

  init(
    classCount: Int, norm: BatchNormStyle, keepsStride8: Bool = false, maker: inout LayerMaker
  ) throws {
    try LayerMaker.check(classCount: classCount, "ResNet50")
    stem = try Sequential(named: [
      "conv1": maker.convolution(
        from: 3, to: 64, kernel: 7, stride: 2, padding: 3, bias: false,
        initializer: .heNormalFanOut),
      "bn1": norm.layer(channels: 64), "relu": ReLU(),
      "maxpool": MaxPool2D(3, stride: 2, padding: 1),
    ])
    var inputs = 64
    layers = try Self.plan.enumerated().map { place, stage in
      Sequential(
        try (0..<stage.blocks).map { block in
          defer { inputs = stage.width * Bottleneck.expansion }
          let isDilated = keepsStride8 && place > 1
          // The first block still looks at a map that the stage before has left.
          let dilation = isDilated ? 1 << (place - (block == 0 ? 2 : 1)) : 1
          return try Bottleneck(
            from: inputs, width: stage.width, stride: block == 0 && place > 0 && !isDilated ? 2 : 1,
            dilation: dilation, norm: norm, maker: &maker)
        })
    }
    network = try Sequential(
      stages: stem.stages + layers.enumerated().map { ("layer\($0.offset + 1)", $0.element) } + [
        ("avgpool", AdaptiveAveragePool2D(1)), ("flatten", Flatten()),
        ("fc", maker.linear(from: inputs, to: classCount, initializer: .torchDefault)),
      ])
  }

  /// `conv1` … `layer4`.
  public var trunk: Sequential { network.prefix(stem.count + layers.count) }

  /// C2 … C5, of strides 4, 8, 16, 32.
  public static var mapNames: [String] { ["layer1", "layer2", "layer3", "layer4"] }
}
