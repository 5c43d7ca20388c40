import Tensors

/// `[N, C, H, W]` to `[N, C·H·W]`: what stands between feature maps and a `Linear`.
///
/// - Example: `try Flatten()(Tensor.ones([2, 3, 4, 4])).shape`
public struct Flatten: PlainLayer {
  /// Nothing to choose.
  public init() {}

  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.flattened(from: 1) }
}

/// Makes feature maps larger.
///
/// - Example: `try Upsample(scale: 2, mode: .bilinear(alignCorners: false))(Tensor.ones([1, 3, 4, 4])).shape`
public struct Upsample: PlainLayer {
  /// Where new cells take their numbers from.
  ///
  /// - Example: `try Upsample(scale: 2, mode: .nearest)(Tensor.ones([1, 3, 4, 4])).shape`
  public enum Mode: Sendable, Equatable {
    /// From the nearest cell.
    case nearest
    /// From the four cells around, by distance. With `alignCorners` the centres of the corner cells
    /// stay the corners; without, the edges of the picture do (half-pixel centres).
    ///
    /// - Example: `try Upsample(scale: 2, mode: .bilinear(alignCorners: true))(Tensor.ones([1, 3, 4, 4])).shape`
    case bilinear(alignCorners: Bool)
  }

  private enum Target: Sendable {
    case size([Int])
    case scale(Float)
  }

  public let mode: Mode
  private let target: Target

  /// So many times as large.
  ///
  /// - Parameter scale: how many times as many rows and columns.
  /// - Throws: `ShapeError` unless `scale` is above 0.
  /// - Parameter mode: where new cells take their numbers from.
  public init(scale: Float, mode: Mode = .nearest) throws {
    try check(
      scale > 0 && scale.isFinite, "Upsample", expected: "a scale above 0", found: scale)
    self.mode = mode
    target = .scale(scale)
  }

  /// To a size.
  ///
  /// - Throws: `ShapeError` when a size is below 1.
  /// - Parameter rows: of the result.
  /// - Parameter columns: of the result.
  /// - Parameter mode: where new cells take their numbers from.
  /// - Example: `try Upsample(rows: 6, columns: 8)(Tensor.ones([1, 3, 4, 4])).shape`
  public init(rows: Int, columns: Int, mode: Mode = .nearest) throws {
    try checkPositive("Upsample", ["rows": rows, "columns": columns])
    self.mode = mode
    target = .size([rows, columns])
  }

  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    switch (mode, target) {
    case (.nearest, .size(let size)): return try x.upsampledNearest(to: size)
    case (.nearest, .scale(let scale)): return try x.upsampledNearest(by: scale)
    case (.bilinear(let corners), .size(let size)):
      return try x.upsampledBilinear(to: size, alignCorners: corners)
    case (.bilinear(let corners), .scale(let scale)):
      return try x.upsampledBilinear(by: scale, alignCorners: corners)
    }
  }
}
