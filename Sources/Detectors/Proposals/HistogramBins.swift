// C channels, P pixels, B bins a pixel falls into.

import Images

/// Which bins of a region's histograms each pixel falls into: of its colour, and of the edges in it.
///
/// - Source: Uijlings et al., IJCV 2013, §4.2: 25 bins a channel for colour; for texture 10 bins for
///   each of 8 directions and each channel, of Gaussian derivatives with σ = 1.
struct HistogramBins: Sendable {
  static let colorBins = 25
  static let textureBins = 10
  static let directions = 8

  /// C.
  let channels: Int
  /// `[P × C]`: numbers below `colorLength`.
  let color: [UInt16]
  /// `[P × C × 8]`: numbers below `textureLength`.
  let texture: [UInt16]

  /// Numbers in the colour histogram of a region.
  var colorLength: Int { channels * Self.colorBins }
  /// Numbers in the texture histogram of a region.
  var textureLength: Int { channels * Self.directions * Self.textureBins }

  init(_ planes: Planes) {
    channels = planes.values.count
    color = Self.colorBins(planes)
    texture = Self.textureBins(planes)
  }

  private static func colorBins(_ planes: Planes) -> [UInt16] {
    let channels = planes.values.count
    var bins = [UInt16](repeating: 0, count: planes.pixelCount * channels)
    for (channel, plane) in planes.values.enumerated() {
      for (i, value) in plane.enumerated() {
        let bin = min(max(Int(value * Double(colorBins) / 256), 0), colorBins - 1)
        bins[i * channels + channel] = UInt16(channel * colorBins + bin)
      }
    }
    return bins
  }

  /// A direction's derivative counts where it is positive; two opposite directions share one
  /// derivative. The strongest of the picture, in its channel, is the end of the last bin.
  private static func textureBins(_ planes: Planes) -> [UInt16] {
    let (width, height, channels) = (planes.width, planes.height, planes.values.count)
    let smooth = planes.blurred(sigma: 1)
    var bins = [UInt16](repeating: 0, count: planes.pixelCount * channels * directions)
    let half = 0.5.squareRoot()
    for (channel, plane) in smooth.values.enumerated() {
      var slopes = [SIMD4<Double>](repeating: .zero, count: plane.count)
      var strongest = 0.0
      for y in 0..<height {
        let (above, below) = (max(0, y - 1) * width, min(height - 1, y + 1) * width)
        for x in 0..<width {
          let (left, right) = (max(0, x - 1), min(width - 1, x + 1))
          let dx = plane[y * width + right] - plane[y * width + left]
          let dy = plane[below + x] - plane[above + x]
          // A derivative of any direction is a mixture of two.
          let slope = SIMD4(dx, (dx + dy) * half, dy, (dy - dx) * half)
          slopes[y * width + x] = slope
          strongest = max(strongest, slope.max(), -slope.min())
        }
      }
      let scale = strongest > 0 ? Double(textureBins) / strongest : 0
      let first = channel * directions * textureBins
      for i in 0..<plane.count {
        let scaled = slopes[i] * scale
        let into = (i * channels + channel) * directions
        for direction in 0..<4 {
          let strength = scaled[direction]
          let forth = min(Int(max(strength, 0)), textureBins - 1)
          let back = min(Int(max(-strength, 0)), textureBins - 1)
          bins[into + 2 * direction] = UInt16(first + 2 * direction * textureBins + forth)
          bins[into + 2 * direction + 1] = UInt16(first + (2 * direction + 1) * textureBins + back)
        }
      }
    }
    return bins
  }
}
