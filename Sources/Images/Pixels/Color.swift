/// An sRGB colour with 8 bits a channel.
///
/// - Example:
///       let color = try Color(hex: 0xE66100)
///       try Image(width: 32, height: 24, color: color).pixel(x: 3, y: 3)
public struct Color: Hashable, Sendable {
  public var red, green, blue, alpha: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// From a number such as `0x0072B2`: red, green, blue, eight bits each. Higher bits are ignored.
  ///
  /// - Parameter hex: `0xRRGGBB`.
  public init(hex: UInt32) {
    self.init(UInt8(hex >> 16 & 255), UInt8(hex >> 8 & 255), UInt8(hex & 255))
  }
}

extension Color {
  /// `0x000000`.
  ///
  /// - Example: `Color.black`
  public static let black = Color(hex: 0x000000)
  /// `0xFFFFFF`.
  ///
  /// - Example: `Color.white`
  public static let white = Color(hex: 0xFFFFFF)
  /// `0x808080`, halfway between black and white.
  ///
  /// - Example: `Color.grey`
  public static let grey = Color(hex: 0x808080)
  /// `0xD62728`, a red that can be told from the green.
  ///
  /// - Example: `Color.red`
  public static let red = Color(hex: 0xD62728)
  /// `0x2CA02C`.
  ///
  /// - Example: `Color.green`
  public static let green = Color(hex: 0x2CA02C)
  /// `0x1F6FB4`.
  ///
  /// - Example: `Color.blue`
  public static let blue = Color(hex: 0x1F6FB4)
  /// `0xF0D000`.
  ///
  /// - Example: `Color.yellow`
  public static let yellow = Color(hex: 0xF0D000)
  /// `0xE66100`.
  ///
  /// - Example: `Color.orange`
  public static let orange = Color(hex: 0xE66100)
  /// `0x17BECF`.
  ///
  /// - Example: `Color.cyan`
  public static let cyan = Color(hex: 0x17BECF)
  /// `0xD01C8B`.
  ///
  /// - Example: `Color.magenta`
  public static let magenta = Color(hex: 0xD01C8B)
  public static let clear = Color(0, 0, 0, alpha: 0)

  /// The same colour, this opaque: 0 is clear, 1 is solid.
  public func withAlpha(_ opacity: Float) -> Color {
    var copy = self
    copy.alpha = byte(opacity)
    return copy
  }

  /// Perceived lightness of the colour as a grey sample: 0.299 R + 0.587 G + 0.114 B, rounded.
  ///
  /// - Source: ITU-R BT.601, in the 16-bit fixed point that Pillow's `convert("L")` uses.
  public var luma: UInt8 { luma601(red, green, blue) }
}

@inline(__always)
func luma601(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
  var sum = UInt32(red) &* 19_595
  sum &+= UInt32(green) &* 38_470
  sum &+= UInt32(blue) &* 7_471
  return UInt8(truncatingIfNeeded: (sum &+ 0x8000) >> 16)
}

/// 0…1 to 0…255, rounded to the nearest; what lies outside is clamped, NaN becomes 0.
@inline(__always)
func byte(_ value: Float) -> UInt8 {
  // `max` first with the constant on the left: a NaN loses every comparison.
  UInt8((min(max(0, value.isNaN ? 0 : value), 1) * 255).rounded())
}

/// The whole number below or equal, without a trap: NaN is 0, and what is beyond ±2³⁰ is clamped.
@inline(__always)
func wholeFloor(_ value: Float) -> Int {
  value.isNaN ? 0 : Int(min(max(value, -0x1p30), 0x1p30).rounded(.down))
}

/// The nearest whole number (halves up), without a trap.
@inline(__always)
func wholeNearest(_ value: Float) -> Int { wholeFloor(value + 0.5) }

extension Color: CustomStringConvertible {
  public var description: String {
    "Color(\(red), \(green), \(blue)" + (alpha == 255 ? ")" : ", alpha: \(alpha))")
  }
}
