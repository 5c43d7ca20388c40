/// A colour as hue, saturation and value: which colour, how far from grey, how bright.
///
/// - Source: Smith, "Color Gamut Transform Pairs", SIGGRAPH 1978; numbers as in Python's `colorsys`.
public struct HSV: Hashable, Sendable {
  /// Once around in 0 ..< 1: red at 0, green at 1/3, blue at 2/3. 0 for grey.
  public var hue: Float
  /// 0 for grey, 1 for a pure colour.
  public var saturation: Float
  /// The largest of red, green and blue, in 0 … 1.
  public var value: Float

  public init(hue: Float, saturation: Float, value: Float) {
    self.hue = hue
    self.saturation = saturation
    self.value = value
  }

  /// Of red, green and blue in 0 … 1.
  init(red: Float, green: Float, blue: Float) {
    let (most, least) = (max(red, green, blue), min(red, green, blue))
    let range = most - least
    guard range > 0 else {
      self.init(hue: 0, saturation: 0, value: most)
      return
    }
    // Which sixth of the circle, and how far along it.
    let sixths =
      most == red
      ? (green - blue) / range
      : most == green ? 2 + (blue - red) / range : 4 + (red - green) / range
    self.init(hue: HSV.wrapped(sixths / 6), saturation: range / most, value: most)
  }

  /// Red, green and blue, in 0 … 1 where saturation and value are.
  var rgb: (red: Float, green: Float, blue: Float) {
    let turn = HSV.wrapped(hue) * 6
    let sixth = min(5, turn.rounded(.down))
    let part = turn - sixth
    let (low, falling) = (value * (1 - saturation), value * (1 - saturation * part))
    let rising = value * (1 - saturation * (1 - part))
    return switch Int(sixth) {
    case 0: (value, rising, low)
    case 1: (falling, value, low)
    case 2: (low, value, rising)
    case 3: (low, falling, value)
    case 4: (rising, low, value)
    default: (value, low, falling)
    }
  }

  /// A hue brought back to 0 ..< 1 by whole turns; NaN and infinity become 0.
  static func wrapped(_ hue: Float) -> Float {
    guard hue.isFinite else { return 0 }
    let rest = hue - hue.rounded(.down)
    return rest < 1 ? rest : 0  // −10⁻⁹ rounds to a whole turn
  }
}

extension HSV: CustomStringConvertible {
  public var description: String {
    "HSV(hue: \(hue), saturation: \(saturation), value: \(value))"
  }
}

extension Color {
  /// Without the alpha.
  public var hsv: HSV {
    HSV(red: Float(red) / 255, green: Float(green) / 255, blue: Float(blue) / 255)
  }

  /// The nearest 8-bit colour; saturation and value are kept within 0 … 1, the hue wraps.
  public init(_ hsv: HSV, alpha: UInt8 = 255) {
    func unit(_ value: Float) -> Float { value > 0 ? min(1, value) : 0 }  // also for NaN
    let kept = HSV(hue: hsv.hue, saturation: unit(hsv.saturation), value: unit(hsv.value))
    let (red, green, blue) = kept.rgb
    self.init(byte(red), byte(green), byte(blue), alpha: alpha)
  }
}
