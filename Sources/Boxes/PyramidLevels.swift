/// Which map of a feature pyramid a box is pooled from: the coarser, the larger the box.
///
/// - Source: Lin et al., "Feature Pyramid Networks", CVPR 2017, §4.2, equation 1;
///   torchvision's `LevelMapper`.
/// - Example: `try PyramidLevels().level(of: Box(x1: 0, y1: 0, x2: 224, y2: 224))`
public struct PyramidLevels: Equatable, Sendable {
  /// The finest and the coarsest level: P2 has a stride of 2² pixels.
  public let levels: ClosedRange<Int>
  /// A box of this side, in pixels, belongs to `canonicalLevel`.
  public let canonicalSize: Float
  public let canonicalLevel: Int

  /// As in the paper unless you say.
  ///
  /// - Parameters:
  ///   - levels: the finest and the coarsest that there are.
  ///   - canonicalSize: a box of this side, in pixels, belongs to `canonicalLevel`.
  ///   - canonicalLevel: of those squares.
  /// - Example: `try PyramidLevels(levels: 2...4, canonicalSize: 80, canonicalLevel: 4)`
  /// - Throws: `BoxError` unless the levels lie in 0…30 and the size is positive.
  public init(
    levels: ClosedRange<Int> = 2...5, canonicalSize: Float = 224, canonicalLevel: Int = 4
  ) throws {
    guard levels.lowerBound >= 0, levels.upperBound <= 30, 0...30 ~= canonicalLevel,
      canonicalSize > 0, canonicalSize.isFinite
    else {
      throw BoxError(
        operation: "PyramidLevels", expected: "levels in 0…30 and a size above 0",
        found: "\(levels), level \(canonicalLevel) at \(canonicalSize) pixels")
    }
    self.levels = levels
    self.canonicalSize = canonicalSize
    self.canonicalLevel = canonicalLevel
  }

  // quote: level
  /// ⌊k₀ + log₂(√(w·h) / 224)⌋, within the levels there are; the finest for a box without an area.
  public func level(of box: Box) -> Int {
    let level = Float(canonicalLevel) + logarithm2(box.area.squareRoot() / canonicalSize) + 1e-6
    guard level > Float(levels.lowerBound) else { return levels.lowerBound }
    return level < Float(levels.upperBound) ? Int(level) : levels.upperBound
  }
  // end quote
}
