#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension SeededGenerator {
  /// A number from a normal distribution, from two draws.
  ///
  /// - Source: Box and Muller, "A note on the generation of random normal deviates", 1958.
  /// - Parameter mean: the middle of the distribution.
  /// - Parameter deviation: its standard deviation.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       generator.normal(mean: 10, deviation: 2)
  public mutating func normal(mean: Float = 0, deviation: Float = 1) -> Float {
    let radius = sqrt(-2 * log(1 - Double(unit())))  // 1 - unit() is never 0
    let angle = 2 * Double.pi * Double(unit())
    return mean + deviation * Float(radius * cos(angle))
  }
}
