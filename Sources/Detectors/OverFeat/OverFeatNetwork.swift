// N pictures, H×W pixels, K classes, P: side of the last pooling, h×w windows.

import Layers
import Tensors

/// OverFeat's network at published size, fast or accurate: convolutions throughout, so that a picture
/// larger than its window gets an answer for every window in it.
///
/// ```
///             fast                                     accurate
/// window      231×231                                  221×221
/// features    11×11/4 to  96, pooling 2×2   56→28       7×7/2 to   96, pooling 3×3   108→36
///              5×5   to  256, pooling 2×2   24→12       7×7   to  256, pooling 2×2    30→15
///              3×3   to  512                   12       3×3   to  512                    15
///              3×3   to 1024                   12       3×3   to  512                    15
///              3×3   to 1024, pooling 2×2   12→6        3×3   to 1024                    15
///                                                       3×3   to 1024, pooling 3×3     15→5
/// classifier   6×6   to 3072                    1       5×5   to 4096                     1
///              1×1   to 4096, 1×1 to K          1       1×1   to 4096, 1×1 to K           1
/// ```
///
/// The 3×3 convolutions pad by one cell, all others not at all: at a window's border they see zeros
/// when it is a picture of its own, and the picture around it when it is not.
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §3.2, tables 1 (fast) and 3 (accurate).
/// - Differs: table 1 lists 24×24 as the second stage's input; it is what its 5×5 convolution makes
///   of 28×28. The paper names no parameters; ours are those of `Sequential`.
public struct OverFeatNetwork: TensorLayer, LayerContainer {
  /// Which of the paper's two.
  public enum Size: String, CaseIterable, Sendable {
    case fast, accurate

    /// Rows and columns of a window.
    public var side: Int { self == .fast ? 231 : 221 }
    /// P: the side of the last pooling, which offset pooling lays in all P² ways.
    public var lastPooling: Int { self == .fast ? 2 : 3 }
    /// Pixels between neighbouring windows: the product of all strides.
    public var stride: Int { self == .fast ? 4 * 2 * 2 * 2 : 2 * 3 * 2 * 3 }

    /// Channels, kernel, stride and padding of each convolution, and the pooling behind it.
    var stages: [(channels: Int, kernel: Int, stride: Int, padding: Int, pooling: Int?)] {
      switch self {
      case .fast:
        [(96, 11, 4, 0, 2), (256, 5, 1, 0, 2), (512, 3, 1, 1, nil), (1024, 3, 1, 1, nil)]
          + [(1024, 3, 1, 1, 2)]
      case .accurate:
        [(96, 7, 2, 0, 3), (256, 7, 1, 0, 2), (512, 3, 1, 1, nil), (512, 3, 1, 1, nil)]
          + [(1024, 3, 1, 1, nil), (1024, 3, 1, 1, 3)]
      }
    }

    /// Cells under the first layer of the classifier, and how many numbers it makes of them.
    var classifier: (cells: Int, hidden: Int) { self == .fast ? (6, 3072) : (5, 4096) }
  }

  public let size: Size
  /// Pictures to maps: convolutions, ReLUs, poolings; the last layer is a pooling.
  public let trunk: Sequential
  /// "Fully connected" layers as the convolutions they are.
  public let classifier: Sequential

  /// - Parameter width: channels as a share of the paper's, for tests that need only the geometry.
  init(_ size: Size, classCount: Int, width: Double = 1, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "OverFeat")
    self.size = size
    func scaled(_ channels: Int) -> Int { max(1, Int((Double(channels) * width).rounded())) }
    var layers: [any TensorLayer] = []
    var channels = 3
    for stage in size.stages {
      layers.append(
        try maker.convolution(
          from: channels, to: scaled(stage.channels), kernel: stage.kernel, stride: stage.stride,
          padding: stage.padding, initializer: .heNormal))
      layers.append(ReLU())
      if let pooling = stage.pooling { layers.append(try MaxPool2D(pooling)) }
      channels = scaled(stage.channels)
    }
    trunk = Sequential(layers)
    let (cells, hidden) = (size.classifier.cells, scaled(size.classifier.hidden))
    classifier = Sequential([
      try Dropout(),
      try maker.convolution(from: channels, to: hidden, kernel: cells, initializer: .heNormal),
      ReLU(), try Dropout(),
      try maker.convolution(from: hidden, to: scaled(4096), kernel: 1, initializer: .heNormal),
      ReLU(),
      try maker.convolution(
        from: scaled(4096), to: classCount, kernel: 1, initializer: .xavierNormal),
    ])
  }

  /// With new weights.
  ///
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(
    _ size: Size, classCount: Int = 1000, using generator: inout SeededGenerator
  ) throws {
    var maker = LayerMaker(generator)
    try self.init(size, classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  public var children: [LayerChild] { [("features", trunk), ("classifier", classifier)] }

  /// Logits of every window, `size.stride` pixels apart.
  ///
  /// - Parameter x: `[N, 3, H, W]`, of at least `size.side` pixels a side.
  /// - Returns: `[N, K, h, w]`; `[N, K, 1, 1]` for a single window.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let maps = try inside("features") { try trunk(x) }
    return try inside("classifier") { try classifier(maps) }
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try classifier.training(trunk.training(x, using: &generator), using: &generator)
  }

  /// Logits of windows P times closer together: the last pooling is laid in all P² ways.
  ///
  /// - Returns: `[N, K, P h, P w]`.
  /// - Source: §3.3, figure 3 and table 5.
  public func withOffsets(_ x: Tensor) throws -> Tensor {
    let unpooled = try trunk.prefix(trunk.count - 1)(x)
    let pooling = size.lastPooling
    let answers = try offsetMaxPool2D(unpooled, size: pooling).map { try classifier($0) }
    return try interleaved(answers, size: pooling)
  }
}

/// OverFeat's fast network, as `fovea trace` and `fovea models` know it.
public struct OverFeatFast: PictureNetwork {
  public let network: OverFeatNetwork

  init(classCount: Int, maker: inout LayerMaker) throws {
    network = try OverFeatNetwork(.fast, classCount: classCount, maker: &maker)
  }

  public var children: [LayerChild] { network.children }
  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 231, 231] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try network(x))]
  }

  public func features(_ x: Tensor) throws -> Tensor {
    try inside("features") { try network.trunk(x) }
  }
}
