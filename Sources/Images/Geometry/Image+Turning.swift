import Boxes

/// Left to right, or top to bottom.
///
/// - Example: `try Image(example: "pasture-01.png").flipped(.vertical)`
public enum FlipDirection: String, Hashable, Sendable {
  case horizontal, vertical
}

extension Image {
  /// The mirror image; horizontal swaps left and right.
  ///
  /// - Example: `try Image(example: "pasture-01.png").flipped()`
  public func flipped(_ direction: FlipDirection = .horizontal) -> Image {
    let (right, bottom) = (width - 1, height - 1)
    return direction == .horizontal
      ? rearranged(width, height) { x, y in (right - x, y) }
      : rearranged(width, height) { x, y in (x, bottom - y) }
  }

  /// The picture turned clockwise by so many quarter turns; negative turns the other way.
  ///
  /// - Example: `try Image(example: "pasture-01.png").rotated(quarterTurns: 1)`
  /// - Parameter quarterTurns: clockwise.
  public func rotated(quarterTurns: Int) -> Image {
    let (right, bottom) = (width - 1, height - 1)
    return switch quarterTurns & 3 {
    case 1: rearranged(height, width) { x, y in (y, bottom - x) }
    case 2: rearranged(width, height) { x, y in (right - x, bottom - y) }
    case 3: rearranged(height, width) { x, y in (right - y, x) }
    default: self
    }
  }

  /// Every colour times `factor`, clamped: 1 changes nothing, 0 is black. A NaN factor counts as 1.
  ///
  /// - Example: `try Image(example: "pasture-01.png").brightened(by: 1.5)`
  public func brightened(by factor: Float) -> Image {
    guard !factor.isNaN else { return self }
    let table = (0...255).map { byte(Float($0) / 255 * min(max(factor, 0), 255)) }
    var copy = self
    for i in samples.indices where channels != 4 || i & 3 != 3 {
      copy.samples[i] = table[Int(samples[i])]
    }
    return copy
  }

  /// - Parameter source: for each new pixel, the pixel it shows, which must lie inside.
  @inline(__always)
  private func rearranged(
    _ newWidth: Int, _ newHeight: Int, source: (_ x: Int, _ y: Int) -> (x: Int, y: Int)
  ) -> Image {
    let result = samples.withUnsafeBufferPointer { samples in
      [UInt8](unsafeUninitializedCapacity: samples.count) { buffer, initialized in
        var into = 0
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let from = source(x, y)
            let start = (from.y * width + from.x) * channels
            for channel in 0..<channels { buffer[into + channel] = samples[start + channel] }
            into += channels
          }
        }
        initialized = samples.count
      }
    }
    return Image(width: newWidth, height: newHeight, channels: channels, samples: result)
  }
}
