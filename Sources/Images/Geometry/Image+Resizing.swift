import Boxes

extension Image {
  /// The picture at another size, its proportions not kept.
  ///
  /// Rows first, then columns, rounded to 8 bits after each: sample for sample what Pillow's
  /// `resize` gives. Transparent pixels do not bleed their colour into opaque ones.
  ///
  /// - Throws: `ImageError` for a size no picture may have.
  /// - Source: Pillow's BILINEAR, BOX and NEAREST.
  /// - Parameter width: in pixels.
  /// - Parameter height: in pixels.
  /// - Parameter method: how it is sampled.
  /// - Example: `try Image(example: "pasture-01.png").resized(width: 96, height: 72, by: .area)`
  public func resized(width: Int, height: Int, by method: Resampling = .bilinear) throws -> Image {
    try Image.checkSize(width, height, operation: "resized")
    if width == self.width, height == self.height { return self }
    if channels == 4, method != .nearest {
      return premultiplied().resizedPlain(width, height, method).unpremultiplied()
    }
    return resizedPlain(width, height, method)
  }

  /// The picture enlarged so that each pixel becomes a square of `factor` pixels.
  ///
  /// - Throws: `ImageError` unless the factor is at least 1 and the result is not too large.
  /// - Example: `try Image(example: "pasture-01.png").scaled(by: 2)`
  public func scaled(by factor: Int) throws -> Image {
    guard factor >= 1, factor <= Image.largestSide else {
      throw ImageError("scaled", expected: "a factor of at least 1", found: "\(factor)")
    }
    return try resized(width: width * factor, height: height * factor, by: .nearest)
  }

  /// The picture with its longer side at most `side` pixels, proportions kept; never enlarged.
  ///
  /// - Example: `try Image(example: "pasture-01.png").fitted(within: 100)`
  public func fitted(within side: Int) throws -> Image {
    guard side >= 1 else {
      throw ImageError("fitted", expected: "a side of at least 1 pixel", found: "\(side)")
    }
    let longest = max(width, height)
    if longest <= side { return self }
    return try resized(
      width: max(1, (width * side + longest / 2) / longest),
      height: max(1, (height * side + longest / 2) / longest))
  }

  private func resizedPlain(_ newWidth: Int, _ newHeight: Int, _ method: Resampling) -> Image {
    var result = self
    if newWidth != width { result = result.rowsResampled(to: newWidth, method) }
    if newHeight != height { result = result.columnsResampled(to: newHeight, method) }
    return result
  }

  private func rowsResampled(to newWidth: Int, _ method: Resampling) -> Image {
    let taps = FixedTaps(
      Taps.line(newWidth, from: 0, to: Double(width), bounds: 0..<width, method))
    let count = newWidth * height * channels
    let (width, channels) = (width, channels)
    let result = samples.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        for y in 0..<height {
          for x in 0..<newWidth {
            let start = (y * width + taps.first[x]) * channels
            let into = (y * newWidth + x) * channels
            for channel in 0..<channels {
              buffer[into + channel] = taps.sum(x, source, start + channel, step: channels)
            }
          }
        }
        initialized = count
      }
    }
    return Image(width: newWidth, height: height, channels: channels, samples: result)
  }

  private func columnsResampled(to newHeight: Int, _ method: Resampling) -> Image {
    let taps = FixedTaps(
      Taps.line(newHeight, from: 0, to: Double(height), bounds: 0..<height, method))
    let row = width * channels
    let result = samples.withUnsafeBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: row * newHeight) { buffer, initialized in
        for y in 0..<newHeight {
          let start = taps.first[y] * row
          for i in 0..<row { buffer[y * row + i] = taps.sum(y, source, start + i, step: row) }
        }
        initialized = row * newHeight
      }
    }
    return Image(width: width, height: newHeight, channels: channels, samples: result)
  }
}

/// Taps as whole numbers of 2⁻²², end to end: what an 8-bit sample needs, without a float.
private struct FixedTaps {
  private static let bits: Int32 = 22
  var first: [Int] = []
  private var starts: [Int] = [0]
  private var weights: [Int32] = []

  init(_ taps: [Taps]) {
    for tap in taps {
      first.append(tap.first)
      weights += tap.weights.map { Int32(($0 * Double(1 << Self.bits)).rounded()) }
      starts.append(weights.count)
    }
  }

  @inline(__always)
  func sum(
    _ index: Int, _ source: UnsafeBufferPointer<UInt8>, _ start: Int, step: Int
  ) -> UInt8 {
    var total: Int32 = 1 << (Self.bits - 1)
    var at = start
    for tap in starts[index]..<starts[index + 1] {
      total &+= weights[tap] &* Int32(source[at])
      at += step
    }
    return UInt8(clamping: total >> Self.bits)
  }
}

// Colours weighed by their opacity, and back.
extension Image {
  private func premultiplied() -> Image {
    var copy = self
    for start in stride(from: 0, to: samples.count, by: 4) {
      let alpha = Int(samples[start + 3])
      for i in start..<start + 3 { copy.samples[i] = UInt8((Int(samples[i]) * alpha + 127) / 255) }
    }
    return copy
  }

  private func unpremultiplied() -> Image {
    var copy = self
    for start in stride(from: 0, to: samples.count, by: 4) {
      let alpha = Int(samples[start + 3])
      guard alpha > 0, alpha < 255 else { continue }
      for i in start..<start + 3 {
        copy.samples[i] = UInt8(min(255, Int(samples[i]) * 255 / alpha))
      }
    }
    return copy
  }
}
