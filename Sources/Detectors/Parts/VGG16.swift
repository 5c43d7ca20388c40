// N pictures, K classes.

import Layers
import Tensors

/// VGG-16 (configuration D, no batch norm) with torchvision's parameter names: `features.0` …
/// `features.30`, `classifier.0` … `classifier.6`.
///
/// Thirteen 3×3 convolutions that keep the size, in five blocks; a 2×2 pooling ends each:
///
/// ```
/// picture          [N,   3, 224, 224]
/// features.0-4     [N,  64, 112, 112]   2 convolutions
/// features.5-9     [N, 128,  56,  56]   2
/// features.10-16   [N, 256,  28,  28]   3
/// features.17-23   [N, 512,  14,  14]   3
/// features.24-30   [N, 512,   7,   7]   3
/// classifier       [N, K]               4096, 4096, K; dropout behind the first two
/// ```
///
/// - Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
///   Recognition", ICLR 2015, table 1, column D; torchvision's `vgg16`.
public struct VGG16: ImageClassifier {
  /// Output channels of the convolutions, block by block.
  static let blocks = [
    [64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512],
  ]

  /// Pictures to maps of stride 32: `features.0` … `features.30`.
  public let trunk: Sequential
  /// `classifier.0` … `classifier.6`.
  public let classifier: Sequential
  public let network: Sequential

  public init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "VGG16")
    trunk = Sequential(try Self.convolutions(maker: &maker))
    classifier = Sequential([
      try maker.linear(from: 512 * 49, to: 4096, initializer: .smallNormal), ReLU(),
      try Dropout(),
      try maker.linear(from: 4096, to: 4096, initializer: .smallNormal), ReLU(),
      try Dropout(),
      try maker.linear(from: 4096, to: classCount, initializer: .smallNormal),
    ])
    network = try Sequential(named: [
      "features": trunk, "avgpool": AdaptiveAveragePool2D(7), "flatten": Flatten(),
      "classifier": classifier,
    ])
  }

  /// The 31 layers of `features`.
  ///
  /// - Parameter ceilMode: of each block's pooling; SSD lets the third one hang over the edge.
  static func convolutions(
    maker: inout LayerMaker, ceilMode: [Bool] = [false, false, false, false, false]
  ) throws -> [any TensorLayer] {
    var layers: [any TensorLayer] = []
    var inputs = 3
    for (block, isCeiling) in zip(blocks, ceilMode) {
      for outputs in block {
        layers += [
          try maker.convolution(
            from: inputs, to: outputs, kernel: 3, padding: 1, initializer: .heNormalFanOut),
          ReLU(),
        ]
        inputs = outputs
      }
      layers.append(try MaxPool2D(2, ceilMode: isCeiling))
    }
    return layers
  }

  public static var trunkName: String { "features" }

  /// The last map of blocks 3, 4 and 5 before their poolings (`conv3_3`, `conv4_3`, `conv5_3`) and
  /// the last pooling: strides 4, 8, 16, 32, with 256, 512, 512, 512 channels.
  public static var mapNames: [String] { ["15", "22", "29", "30"] }
}
