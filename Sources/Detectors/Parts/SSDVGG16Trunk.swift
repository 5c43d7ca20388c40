// N pictures.

import Layers
import Tensors

/// VGG-16 as SSD300 uses it, with the names it has in torchvision's `ssd300_vgg16` behind
/// `backbone.`: six maps, each half as fine as the one before.
///
/// ```
/// picture        [N,    3, 300, 300]
/// features       [N,  512,  38,  38]   VGG to conv4_3, the third pooling rounding up
///   scale_weight                       that map, each cell brought to length 1, times a learnt 20
/// extra.0        [N, 1024,  19,  19]   conv5, pooling 3×3 stride 1, fc6 dilated by 6, fc7
/// extra.1        [N,  512,  10,  10]   1×1, 3×3 stride 2
/// extra.2        [N,  256,   5,   5]
/// extra.3        [N,  256,   3,   3]   1×1, 3×3 without padding
/// extra.4        [N,  256,   1,   1]
/// ```
///
/// - Source: Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016, §3.1 and figure 2; the
///   scale is Liu et al., "ParseNet", 2015, §3.3; torchvision's `SSDFeatureExtractorVGG`.
/// - Differs from the paper, with torchvision: fc6 and fc7 are new, not cut out of VGG's.
public struct SSDVGG16Trunk: PictureNetwork {
  /// `features.0` … `features.22`: to conv4_3.
  public let trunk: Sequential
  public let scale: ChannelNormalization
  /// `extra.0` … `extra.4`, one for each further map.
  public let extra: Sequential

  /// With new weights, as torchvision draws them.
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
    let layers = try VGG16.convolutions(
      maker: &maker, ceilMode: [false, false, true, false, false])
    trunk = Sequential(Array(layers.prefix(23)))
    scale = try ChannelNormalization(channels: 512)
    let atrous = Sequential([
      try MaxPool2D(3, stride: 1, padding: 1),
      try maker.convolution(
        from: 512, to: 1024, kernel: 3, padding: 6, dilation: 6, initializer: .xavierUniform),
      ReLU(),
      try maker.convolution(from: 1024, to: 1024, kernel: 1, initializer: .xavierUniform), ReLU(),
    ])
    extra = Sequential([
      Sequential(Array(layers[23..<30]) + [atrous]),
      try Self.block(from: 1024, width: 256, stride: 2, maker: &maker),
      try Self.block(from: 512, width: 128, stride: 2, maker: &maker),
      try Self.block(from: 256, width: 128, stride: 1, maker: &maker),
      try Self.block(from: 256, width: 128, stride: 1, maker: &maker),
    ])
  }

  /// 1×1 to `width` channels, 3×3 to twice as many: by a stride, or without padding.
  private static func block(
    from inputs: Int, width: Int, stride: Int, maker: inout LayerMaker
  ) throws -> Sequential {
    Sequential([
      try maker.convolution(from: inputs, to: width, kernel: 1, initializer: .xavierUniform),
      ReLU(),
      try maker.convolution(
        from: width, to: 2 * width, kernel: 3, stride: stride, padding: stride == 1 ? 0 : 1,
        initializer: .xavierUniform),
      ReLU(),
    ])
  }

  public var ownParameters: [NamedParameter] {
    [NamedParameter("scale_weight", scale.weight, role: .scale)]
  }

  public var children: [LayerChild] { [("features", trunk), ("extra", extra)] }

  public static var normalization: PictureNormalization { .caffe }
  public static var inputShape: [Int] { [1, 3, 300, 300] }

  /// - Parameter x: `[N, 3, H, W]`, normalised; at least 268 pixels on a side.
  /// - Returns: the six maps, finest first.
  /// - Throws: `ShapeError` when the picture is too small.
  public func callAsFunction(_ x: Tensor) throws -> [Tensor] { try run(x) { try $0($1) } }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor] {
    try run(x) { try $0.training($1, using: &generator) }
  }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    try self(x).enumerated().map { ("\($0.offset)", $0.element) }
  }

  /// conv4_3's map, of stride 8, before it is scaled.
  public func features(_ x: Tensor) throws -> Tensor { try inside("features") { try trunk(x) } }

  private func run(_ x: Tensor, _ pass: LayerPass) throws -> [Tensor] {
    var y = try inside("features") { try pass(trunk, x) }
    var maps = [try inside("scaled") { try scale(y) }]
    for (name, block) in extra.stages {
      y = try inside("extra") { try inside(name) { try pass(block, y) } }
      maps.append(y)
    }
    return maps
  }
}
