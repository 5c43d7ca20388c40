import Images

/// A colour while it is being painted: red, green, blue and opacity in 0 … 1 (sRGB values).
typealias Tint = SIMD4<Float>

extension SIMD4 where Scalar == Float {
  /// An opaque colour from its usual six hexadecimal digits, as in `Tint(0xF2E9D8)`.
  init(_ hex: UInt32) {
    self.init(
      Float((hex >> 16) & 255) / 255, Float((hex >> 8) & 255) / 255, Float(hex & 255) / 255, 1)
  }

  /// The colour `t` of the way to `other`.
  func mixed(_ other: Tint, _ t: Float) -> Tint { self + (other - self) * t }

  /// The same hue, brighter or darker; the opacity stays.
  func scaled(_ factor: Float) -> Tint { self * Tint(factor, factor, factor, 1) }

  /// The same colour, more or less vivid: 0 is grey, 1 unchanged.
  func saturated(_ amount: Float) -> Tint {
    let grey = x * 0.299 + y * 0.587 + z * 0.114
    return Tint(grey, grey, grey, w).mixed(self, amount)
  }

  func withOpacity(_ opacity: Float) -> Tint { Tint(x, y, z, opacity) }
}

/// Moves `t` along 0 … 1 with level ends, and keeps it there.
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let t = max(0, min(1, (value - low) / (high - low)))
  return t * t * (3 - 2 * t)
}
