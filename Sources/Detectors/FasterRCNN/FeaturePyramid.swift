// N pictures, L maps of a trunk, C channels of every map of the pyramid, H×W cells.

import Layers
import Tensors

/// A feature pyramid: fine maps that know what the coarse ones have understood.
///
/// A trunk's maps become poorer in place and richer in meaning on the way up. The pyramid goes back
/// down: each map is the trunk's own (brought to C channels by a 1×1 convolution) plus the map above
/// it, twice as large; a 3×3 convolution smooths each sum.
///
/// ```
/// C5 ── inner_blocks.3 ──────────────── layer_blocks.3 ── P5 ── every other cell ── P6
///                           │ ×2
/// C4 ── inner_blocks.2 ──── + ───────── layer_blocks.2 ── P4
///                           │ ×2
/// C3 ── inner_blocks.1 ──── + ───────── layer_blocks.1 ── P3
///                           │ ×2
/// C2 ── inner_blocks.0 ──── + ───────── layer_blocks.0 ── P2
/// ```
///
/// - Source: Lin et al., "Feature Pyramid Networks for Object Detection", CVPR 2017, §3, figure 3;
///   parameter names of the checkpoints that torchvision publishes.
public struct FeaturePyramid: Layer, LayerContainer {
  /// What stands above the trunk's coarsest map.
  public enum Top: String, Sendable, CaseIterable {
    /// Nothing.
    case bare
    /// Every other cell of the coarsest map, for anchors of the largest size (§4.1, footnote 2).
    case subsampled
    /// Two levels by 3×3 convolutions of stride 2, `extra_blocks.p6` and `p7`, as RetinaNet has them.
    ///
    /// - Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, §4, footnote 2.
    /// - Differs: from P5, not from C5, as torchvision's published network.
    case convolved
  }

  /// `inner_blocks`: 1×1, from the trunk's channels to C; the finest first.
  public let lateral: [Conv2D]
  /// `layer_blocks`: 3×3.
  public let smoothing: [Conv2D]
  public let top: Top
  /// `extra_blocks.p6`, `extra_blocks.p7`; none unless `top` is `.convolved`.
  public let extra: [Conv2D]

  /// With new weights, or with none yet.
  ///
  /// - Parameters:
  ///   - inputs: channels of the trunk's maps, the finest first.
  ///   - outputs: C.
  /// - Throws: `ShapeError` without a map, or for sizes below 1.
  init(
    inputs: [Int], outputs: Int, top: Top = .subsampled, initializer: Initializer = .xavierUniform,
    maker: inout LayerMaker
  ) throws {
    guard !inputs.isEmpty else {
      throw ShapeError(
        operation: "FeaturePyramid", expected: "at least one map of a trunk", found: "none")
    }
    lateral = try inputs.map {
      try maker.convolution(from: $0, to: outputs, kernel: 1, initializer: initializer)
    }
    smoothing = try inputs.map { _ in
      try maker.convolution(
        from: outputs, to: outputs, kernel: 3, padding: 1, initializer: initializer)
    }
    self.top = top
    extra = try (0..<(top == .convolved ? 2 : 0)).map { _ in
      try maker.convolution(
        from: outputs, to: outputs, kernel: 3, stride: 2, padding: 1, initializer: initializer)
    }
  }

  public var children: [LayerChild] {
    lateral.enumerated().map { ("inner_blocks.\($0.offset)", $0.element) }
      + smoothing.enumerated().map { ("layer_blocks.\($0.offset)", $0.element) }
      + extra.enumerated().map { ("extra_blocks.p\($0.offset + 6)", $0.element) }
  }

  /// How many maps it answers.
  public var levelCount: Int { lateral.count + (top == .subsampled ? 1 : extra.count) }

  // quote: pyramid
  /// The pyramid's maps. The same in training: there is no batch norm in it.
  ///
  /// - Parameter maps: the trunk's, the finest first: `[N, Cₗ, Hₗ, Wₗ]`.
  /// - Returns: `[N, C, Hₗ, Wₗ]` for each, the finest first, and those of the top.
  /// - Throws: `ShapeError` for another number of maps, or other channels.
  public func callAsFunction(_ maps: [Tensor]) throws -> [Tensor] {
    guard maps.count == lateral.count else {
      throw ShapeError(
        operation: "FeaturePyramid", expected: "\(lateral.count) maps, the finest first",
        found: "\(maps.count)")
    }
    var sum: Tensor?
    var levels: [Tensor] = []
    for level in maps.indices.reversed() {
      var own = try inside("inner_blocks.\(level)") { try lateral[level](maps[level]) }
      if let above = sum { own = try own + above.upsampledNearest(to: Array(own.shape[2...])) }
      levels.insert(try inside("layer_blocks.\(level)") { try smoothing[level](own) }, at: 0)
      sum = own  // [N, C, Hₗ, Wₗ]
    }
    return try levels + above(levels[levels.count - 1])
  }
  // end quote

  /// The levels above the coarsest.
  private func above(_ coarsest: Tensor) throws -> [Tensor] {
    switch top {
    case .bare: return []
    case .subsampled: return [try coarsest.maxPool2D(size: 1, stride: 2)]
    case .convolved:
      let p6 = try inside("extra_blocks.p6") { try extra[0](coarsest) }
      return [p6, try inside("extra_blocks.p7") { try extra[1](p6.relu()) }]
    }
  }
}
