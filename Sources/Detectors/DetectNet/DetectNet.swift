// N pictures, H×W pixels, h×w cells of 16 pixels.

import Boxes
import Layers
import Tensors

/// NVIDIA's DetectNet: GoogLeNet without its last poolings over a picture of any size, and for each cell
/// of 16×16 pixels a **coverage** (is a thing here?) and the four edges of a box.
///
/// ```
/// picture                 [N,    3, 352, 1248]
/// conv1 … pool2           [N,  192,  44,  156]   7×7 and 3×3 convolutions, response normalisation
/// inception_3a, 3b        [N,  480,  44,  156]
/// pool3, inception_4a–4e  [N,  832,  22,   78]
/// inception_5a, 5b        [N, 1024,  22,   78]   GoogLeNet pools in front of these; DetectNet does not
/// cvg_classifier          [N,    1,  22,   78]   1×1, sigmoid
/// bbox_regressor          [N,    4,  22,   78]   1×1: x1, y1, x2, y2 from the cell's corner, in pixels
/// ```
///
/// - Source: Barker, Prasanna and Tao, "DetectNet: Deep Neural Network for Object Detection in DIGITS",
///   NVIDIA, 2016; its `detectnet_network.prototxt`, whose names these are with "_" for "/".
/// - Differs: pictures in the order red, green, blue (Caffe's are blue first).
public struct DetectNet: DetectNetNetwork {
  /// From conv1 to inception_5b, and dropout.
  public let trunk: Sequential
  public let coverage, boxes: Conv2D

  /// One kind of thing.
  public static let classNames = ["car"]
  /// Pixels between neighbouring cells.
  public static let stride = 16
  /// Pictures stay as they are.
  public static var framing: PictureFraming? { nil }

  /// With new weights.
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

  /// Channels of the modules' six convolutions.
  private static let modules: [(name: String, channels: [Int])] = [
    ("3a", [64, 96, 128, 16, 32, 32]), ("3b", [128, 128, 192, 32, 96, 64]),
    ("4a", [192, 96, 208, 16, 48, 64]), ("4b", [160, 112, 224, 24, 64, 64]),
    ("4c", [128, 128, 256, 24, 64, 64]), ("4d", [112, 144, 288, 32, 64, 64]),
    ("4e", [256, 160, 320, 32, 128, 128]), ("5a", [256, 160, 320, 32, 128, 128]),
    ("5b", [384, 192, 384, 48, 128, 128]),
  ]

  init(maker: inout LayerMaker) throws {
    func pooling() throws -> MaxPool2D { try MaxPool2D(3, stride: 2, ceilMode: true) }
    var stages: [(name: String, layer: any TensorLayer)] = [
      (
        "conv1_7x7_s2",
        try maker.convolution(
          from: 3, to: 64, kernel: 7, stride: 2, padding: 3, initializer: .xavierUniform)
      ),
      ("conv1_relu", ReLU()), ("pool1_3x3_s2", try pooling()),
      ("pool1_norm1", try ResponseNormalization(channels: 64)),
      (
        "conv2_3x3_reduce",
        try maker.convolution(from: 64, to: 64, kernel: 1, initializer: .xavierUniform)
      ),
      ("conv2_relu_reduce", ReLU()),
      (
        "conv2_3x3",
        try maker.convolution(from: 64, to: 192, kernel: 3, padding: 1, initializer: .xavierUniform)
      ),
      ("conv2_relu", ReLU()), ("conv2_norm2", try ResponseNormalization(channels: 192)),
      ("pool2_3x3_s2", try pooling()),
    ]
    var inputs = 192
    for (name, channels) in Self.modules {
      if name == "4a" { stages.append(("pool3_3x3_s2", try pooling())) }
      stages.append(
        ("inception_\(name)", try Inception(from: inputs, channels: channels, maker: &maker)))
      inputs = channels[0] + channels[2] + channels[4] + channels[5]
    }
    stages.append(("pool5_drop_s1", try Dropout(0.4)))
    trunk = try Sequential(stages: stages)
    coverage = try maker.convolution(from: inputs, to: 1, kernel: 1, initializer: .xavierUniform)
    boxes = try maker.convolution(from: inputs, to: 4, kernel: 1, initializer: .xavierUniform)
  }

  public var children: [LayerChild] {
    trunk.children + [("cvg_classifier", coverage), ("bbox_regressor", boxes)]
  }

  /// 0…255, less 127.
  public static var normalization: PictureNormalization {
    PictureNormalization(
      mean: Array(repeating: 127 / 255, count: 3), deviation: Array(repeating: 1 / 255, count: 3))
  }
  public static var inputShape: [Int] { [1, 3, 352, 1248] }

  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, 1024, h, w]`.
  public func features(_ x: Tensor) throws -> Tensor { try trunk(x) }

  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: coverage in 0…1, `[N, 1, h, w]`, and edges in pixels from each cell's corner,
  ///   `[N, 4, h, w]`.
  public func callAsFunction(_ x: Tensor) throws -> (coverage: Tensor, boxes: Tensor) {
    let map = try features(x)
    return (
      try inside("coverage_sig") { try inside("cvg_classifier") { try coverage(map) }.sigmoid() },
      try inside("bbox_regressor") { try boxes(map) }
    )
  }
}
