/// How a picture is sampled when its size changes.
///
/// - Example: `try Image(example: "pasture-01.png").resized(width: 96, height: 72, by: .nearest)`
public enum Resampling: String, Hashable, Sendable, CaseIterable {
  /// The sample nearest to each new pixel's centre: keeps hard edges and exact values.
  case nearest
  /// A triangle filter, as wide as a new pixel when the picture shrinks: smooth and free of
  /// aliasing. What Pillow and torchvision call antialiased bilinear.
  case bilinear
  /// The mean of the area each new pixel covers; when the picture grows, blocks.
  case area
}

/// Which samples of a line make one new sample, and with what weight. Weights sum to 1.
struct Taps: Sendable {
  /// Index of the first sample.
  var first: Int
  var weights: [Double]

  /// The taps of every new sample of a line.
  ///
  /// - Parameters:
  ///   - count: new samples; at least 1.
  ///   - from: where the part of the line that is sampled starts and ends; `from < to`.
  ///   - bounds: samples that may be used; the weights are shared out among them.
  /// - Source: Pillow, `src/libImaging/Resample.c`, `precompute_coeffs`: half-pixel centres, and a
  ///   filter stretched by the scale when the line shrinks.
  static func line(
    _ count: Int, from: Double, to: Double, bounds: Range<Int>, _ method: Resampling
  ) -> [Taps] {
    let scale = (to - from) / Double(count)
    let stretch = max(scale, 1)
    let support = (method == .area ? 0.5 : 1) * stretch
    let low = Double(bounds.lowerBound)
    let high = Double(bounds.upperBound)
    return (0..<count).map { index in
      let center = from + (Double(index) + 0.5) * scale
      if method == .nearest {
        return Taps(first: Int(min(max(center.rounded(.down), low), high - 1)), weights: [1])
      }
      let first = Int(min(max((center - support + 0.5).rounded(.down), low), high - 1))
      let last = Int(max(min((center + support + 0.5).rounded(.down), high), Double(first) + 1))
      var weights = (first..<last).map { sample in
        weight(of: (Double(sample) - center + 0.5) / stretch, method)
      }
      let sum = weights.reduce(0, +)
      if sum > 0 {
        for i in weights.indices { weights[i] /= sum }
      } else {
        weights[weights.count / 2] = 1
      }
      return Taps(first: first, weights: weights)
    }
  }

  private static func weight(of distance: Double, _ method: Resampling) -> Double {
    switch method {
    case .area: distance > -0.5 && distance <= 0.5 ? 1 : 0
    case .bilinear, .nearest: max(0, 1 - abs(distance))
    }
  }
}
