// N pictures, K classes.

import Layers
import Tensors

/// Darknet-53, the trunk of YOLOv3: strided convolutions and residual blocks.
///
/// ```
/// picture           [N,    3, 256, 256]
/// conv1             [N,   32, 256, 256]   3×3
/// conv_res_block1   [N,   64, 128, 128]   3×3 stride 2, then 1 residual block
/// conv_res_block2   [N,  128,  64,  64]   2: C2
/// conv_res_block3   [N,  256,  32,  32]   8: C3
/// conv_res_block4   [N,  512,  16,  16]   8: C4
/// conv_res_block5   [N, 1024,   8,   8]   4: C5
/// fc                [N, K]                1×1, of the mean of each channel
/// ```
///
/// The trunk's names are those of MMDetection's `Darknet`; its order is that of `darknet53.cfg`.
///
/// - Source: Redmon and Farhadi, "YOLOv3: An Incremental Improvement", 2018, table 1; Darknet's
///   `darknet53.cfg`, without its softmax.
public struct Darknet53: ImageClassifier {
  /// Output channels and residual blocks of each stage.
  static let plan: [(channels: Int, blocks: Int)] = [
    (64, 1), (128, 2), (256, 8), (512, 8), (1024, 4),
  ]

  public let trunk: Sequential
  public let network: Sequential

  public init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "Darknet53")
    trunk = try Self.trunk(maker: &maker)
    network = try Sequential(
      stages: trunk.stages + [
        ("avgpool", AdaptiveAveragePool2D(1)),
        ("fc", maker.convolution(from: 1024, to: classCount, kernel: 1, initializer: .heNormal)),
        ("flatten", Flatten()),
      ])
  }

  /// `conv1`, `conv_res_block1` … `conv_res_block5`: for YOLOv3 too.
  static func trunk(maker: inout LayerMaker) throws -> Sequential {
    var stages: [(name: String, layer: any TensorLayer)] = [
      ("conv1", try DarknetConvolution(from: 3, to: 32, kernel: 3, maker: &maker))
    ]
    var inputs = 32
    for (place, stage) in plan.enumerated() {
      var layers: [(name: String, layer: any TensorLayer)] = [
        (
          "conv",
          try DarknetConvolution(
            from: inputs, to: stage.channels, kernel: 3, stride: 2, maker: &maker)
        )
      ]
      for block in 0..<stage.blocks {
        layers.append(
          ("res\(block)", try DarknetResidual(channels: stage.channels, maker: &maker)))
      }
      stages.append(("conv_res_block\(place + 1)", try Sequential(stages: layers)))
      inputs = stage.channels
    }
    return try Sequential(stages: stages)
  }

  /// C2 … C5: strides 4, 8, 16, 32; 128, 256, 512, 1024 channels.
  public static var mapNames: [String] { (2...5).map { "conv_res_block\($0)" } }
  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, 256, 256] }
}
