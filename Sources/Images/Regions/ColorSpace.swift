import Foundation

/// Ways to write a colour down as numbers: what is one colour in one of them is two in another.
///
/// - Source: the spaces of Uijlings et al., "Selective Search for Object Recognition", IJCV 2013,
///   §4.1, table 1.
/// - Example: `ColorSpace.hsv`
public enum ColorSpace: String, CaseIterable, Hashable, Sendable {
  /// Red, green, blue: all three change with light and shadow.
  case rgb
  /// Hue, saturation, value.
  case hsv
  /// CIE L*a*b*: two colours are about as far apart as they look.
  case lab
  /// Grey alone.
  case intensity
  /// Hue alone: neither shadow nor highlight changes it.
  case hue
  /// Red and green as shares of red + green + blue, and the intensity.
  case rgI

  /// Channels: 1 or 3.
  public var channelCount: Int { self == .intensity || self == .hue ? 1 : 3 }
}

extension Image {
  /// The picture's channels in another space, each in 0…255. Transparency is laid over white first.
  package func planes(in space: ColorSpace) -> Planes {
    let source = rgb()
    switch space {
    case .rgb: return source.planes(3) { SIMD3(Double($0), Double($1), Double($2)) }
    case .intensity: return source.planes(1) { SIMD3(Self.intensity($0, $1, $2), 0, 0) }
    case .hsv:
      return source.planes(3) {
        let color = Color($0, $1, $2).hsv
        return SIMD3(Double(color.hue), Double(color.saturation), Double(color.value)) * 255
      }
    case .hue:
      return source.planes(1) { SIMD3(Double(Color($0, $1, $2).hsv.hue) * 255, 0, 0) }
    case .rgI:
      return source.planes(3) {
        let sum = Double($0) + Double($1) + Double($2)
        let share = sum > 0 ? 255 / sum : 0
        return SIMD3(Double($0) * share, Double($1) * share, Self.intensity($0, $1, $2))
      }
    case .lab:
      let lab = LabConversion()
      return source.planes(3) { lab($0, $1, $2) }
    }
  }

  private static func intensity(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Double {
    0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
  }

  /// Of an RGB picture: the first `channels` numbers that `convert` makes of each pixel.
  @inline(__always)
  private func planes(
    _ channels: Int, _ convert: (UInt8, UInt8, UInt8) -> SIMD3<Double>
  ) -> Planes {
    let count = width * height
    // Pixel by pixel first, so that each is converted once.
    let mixed = [SIMD3<Double>](unsafeUninitializedCapacity: count) { mixed, initialized in
      samples.withUnsafeBufferPointer { samples in
        var last = (UInt8(0), UInt8(0), UInt8(0))
        var converted = convert(0, 0, 0)
        for i in 0..<count {
          let color = (samples[3 * i], samples[3 * i + 1], samples[3 * i + 2])
          if color != last {
            last = color
            converted = convert(color.0, color.1, color.2)
          }
          mixed[i] = converted
        }
      }
      initialized = count
    }
    let values = (0..<channels).map { channel in
      [Double](unsafeUninitializedCapacity: count) { plane, initialized in
        for i in 0..<count { plane[i] = mixed[i][channel] }
        initialized = count
      }
    }
    return Planes(width: width, height: height, values: values)
  }
}

/// From sRGB to CIE L*a*b*, with the white of daylight (D65). L* of 0…100 becomes 0…255; a* and b*,
/// which are negative too, are moved up by 128.
///
/// - Source: IEC 61966-2-1 (sRGB); CIE 15:2004, §8.2.1.
private struct LabConversion {
  /// How much light a sample stands for.
  let light: [Double] = (0..<256).map { sample in
    let value = Double(sample) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  func callAsFunction(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> SIMD3<Double> {
    let (r, g, b) = (light[Int(red)], light[Int(green)], light[Int(blue)])
    let x = curve((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456)
    let y = curve(0.212671 * r + 0.715160 * g + 0.072169 * b)
    let z = curve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754)
    return SIMD3((116 * y - 16) * 2.55, 500 * (x - y) + 128, 200 * (y - z) + 128)
  }

  private func curve(_ value: Double) -> Double {
    value > 0.008856 ? cbrt(value) : 7.787 * value + 16 / 116
  }
}
