import Foundation

/// The channels of a picture as planes of numbers in 0…255, for arithmetic that 8 bits are too coarse
/// for.
package struct Planes: Sendable {
  package let width, height: Int
  /// A plane for each channel, row by row from the top left.
  package private(set) var values: [[Double]]

  package var pixelCount: Int { width * height }

  package init(width: Int, height: Int, values: [[Double]]) {
    self.width = width
    self.height = height
    self.values = values
  }

  /// Smoothed by a Gaussian of `sigma` pixels, cut off at 4 sigma; 0 changes nothing. What lies
  /// beyond the border is the picture mirrored there, border pixels twice.
  ///
  /// - Source: SciPy's `ndimage.gaussian_filter` with its defaults.
  package func blurred(sigma: Double) -> Planes {
    guard sigma > 0 else { return self }
    let taps = Self.halfGaussian(sigma: sigma)
    guard taps.count > 1 else { return self }
    var result = self
    for channel in values.indices {
      let down = Self.blurredDown(values[channel], width: width, height: height, taps: taps)
      result.values[channel] = Self.blurredAcross(down, width: width, height: height, taps: taps)
    }
    return result
  }

  /// The middle of the kernel and what lies to one side of it; both sides together add up to 1.
  private static func halfGaussian(sigma: Double) -> [Double] {
    let radius = Int(4 * sigma + 0.5)
    let weights = (0...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The sample that stands for `index` when it lies outside `0 ..< count`.
  static func mirrored(_ index: Int, count: Int) -> Int {
    let period = 2 * count
    let within = ((index % period) + period) % period
    return within < count ? within : period - 1 - within
  }

  private static func blurredDown(
    _ plane: [Double], width: Int, height: Int, taps: [Double]
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: plane.count) { out, initialized in
      plane.withUnsafeBufferPointer { plane in
        for y in 0..<height {
          let to = y * width
          for x in 0..<width { out[to + x] = taps[0] * plane[to + x] }
          for distance in 1..<taps.count {
            let weight = taps[distance]
            let above = mirrored(y - distance, count: height) * width
            let below = mirrored(y + distance, count: height) * width
            for x in 0..<width { out[to + x] += weight * (plane[above + x] + plane[below + x]) }
          }
        }
      }
      initialized = plane.count
    }
  }

  private static func blurredAcross(
    _ plane: [Double], width: Int, height: Int, taps: [Double]
  ) -> [Double] {
    let radius = taps.count - 1
    var line = [Double](repeating: 0, count: width + 2 * radius)
    return [Double](unsafeUninitializedCapacity: plane.count) { out, initialized in
      line.withUnsafeMutableBufferPointer { line in
        for y in 0..<height {
          let to = y * width
          for i in 0..<line.count { line[i] = plane[to + mirrored(i - radius, count: width)] }
          for x in 0..<width { out[to + x] = taps[0] * line[x + radius] }
          for distance in 1..<taps.count {
            let weight = taps[distance]
            for x in 0..<width {
              out[to + x] += weight * (line[x + radius - distance] + line[x + radius + distance])
            }
          }
        }
      }
      initialized = plane.count
    }
  }
}
