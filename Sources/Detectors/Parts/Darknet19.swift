// N pictures, K classes.

import Layers
import Tensors

/// Darknet-19, the trunk of YOLOv2: 3×3 convolutions with 1×1 ones between, poolings in place of
/// strides, and no fully connected layer.
///
/// ```
/// picture           [N,    3, 224, 224]
/// features.0-1      [N,   32, 112, 112]   one 3×3, max pooling 2×2
/// features.2-3      [N,   64,  56,  56]
/// features.4-7      [N,  128,  28,  28]   3×3, 1×1, 3×3, pooling
/// features.8-11     [N,  256,  14,  14]
/// features.12-17    [N,  512,   7,   7]   five
/// features.18-22    [N, 1024,   7,   7]   five
/// classifier        [N, K]                1×1, then the mean of each class's map
/// ```
///
/// The numbers in `features.N` are those of the layers in `darknet19.cfg`.
///
/// - Source: Redmon and Farhadi, "YOLO9000: Better, Faster, Stronger", CVPR 2017, table 6; Darknet's
///   `darknet19.cfg`, without its softmax.
public struct Darknet19: ImageClassifier {
  /// Output channels of the convolutions between poolings; every second one is 1×1.
  static let blocks = [
    [32], [64], [128, 64, 128], [256, 128, 256], [512, 256, 512, 256, 512],
    [1024, 512, 1024, 512, 1024],
  ]

  public let trunk: Sequential
  public let classifier: Sequential
  public let network: Sequential

  public init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "Darknet19")
    var layers: [any TensorLayer] = []
    var inputs = 3
    for (place, block) in Self.blocks.enumerated() {
      // Darknet's poolings let a last window hang over the edge.
      if place > 0 { layers.append(try MaxPool2D(2, ceilMode: true)) }
      for (index, outputs) in block.enumerated() {
        layers.append(
          try DarknetConvolution(
            from: inputs, to: outputs, kernel: index.isMultiple(of: 2) ? 3 : 1, maker: &maker))
        inputs = outputs
      }
    }
    trunk = Sequential(layers)
    classifier = Sequential([
      try maker.convolution(from: inputs, to: classCount, kernel: 1, initializer: .heNormal),
      try AdaptiveAveragePool2D(1), Flatten(),
    ])
    network = try Sequential(named: ["features": trunk, "classifier": classifier])
  }

  public static var trunkName: String { "features" }
  /// Before the poolings of strides 8, 16 and 32 (128, 256, 512 channels), and the last (1024).
  public static var mapNames: [String] { ["6", "10", "16", "22"] }
  public static var normalization: PictureNormalization { .none }
}
