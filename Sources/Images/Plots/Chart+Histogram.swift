import Foundation

extension Chart {
  /// Adds a histogram: how many of the numbers fall into each of some bins of equal width, filled.
  ///
  /// A bin holds its left end but not its right one; the last holds both. Numbers outside the range
  /// and those that are not finite are left out.
  ///
  /// - Parameters:
  ///   - bins: 1…1000; what lies outside counts as the nearer end.
  ///   - range: `nil` goes from the least to the greatest number.
  ///   - isLogarithmic: bins of equal ratio, for a chart with a logarithmic horizontal axis; numbers
  ///     that are not positive are left out.
  /// - Parameter name: of the series, in the legend.
  /// - Example: `try Chart(x: "score", y: "boxes").histogram("found", [0.1, 0.2, 0.9], bins: 5).picture()`
  /// - Parameter values: the numbers that are counted.
  public func histogram(
    _ name: String, _ values: [Float], bins: Int = 20, range: ClosedRange<Float>? = nil,
    isLogarithmic: Bool = false
  ) -> Chart {
    let kept = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let low = range?.lowerBound ?? kept.min(), let high = range?.upperBound ?? kept.max(),
      low.isFinite, high.isFinite, !isLogarithmic || low > 0
    else { return adding(Series(kind: .area, name: name, names: [], x: [], y: [])) }
    let count = max(1, min(bins, 1000))
    func scaled(_ value: Float) -> Double { isLogarithmic ? log(Double(value)) : Double(value) }
    var (first, last) = (scaled(low), scaled(high))
    if first == last { (first, last) = (first - 0.5, last + 0.5) }
    let step = (last - first) / Double(count)
    var counts = [Float](repeating: 0, count: count)
    for value in kept where value >= low && value <= high {
      let bin = ((scaled(value) - first) / step).rounded(.down)
      counts[max(0, min(count - 1, Int(bin)))] += 1
    }
    // Up and down the stairs.
    var (x, y): ([Float], [Float]) = ([], [])
    for edge in 0...count {
      let at = first + Double(edge) * step
      let place = Float(isLogarithmic ? exp(at) : at)
      x += [place, place]
      y += [edge == 0 ? 0 : counts[edge - 1], edge == count ? 0 : counts[edge]]
    }
    return adding(Series(kind: .area, name: name, names: [], x: x, y: y))
  }
}
