import Foundation

extension Color {
  /// How bright the colour is to the eye, in 0…1.
  ///
  /// - Source: W3C, "Web Content Accessibility Guidelines 2.1", definition of relative luminance.
  public var luminance: Float {
    func linear(_ sample: UInt8) -> Float {
      let value = Float(sample) / 255
      return value <= 0.040_45 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio of two colours: 1 when they are equally bright, 21 for black on white.
  ///
  /// - Source: as `luminance`.
  public func contrast(with other: Color) -> Float {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Black or white, whichever can be read better on this colour.
  public var textColor: Color {
    contrast(with: .black) >= contrast(with: .white) ? .black : .white
  }
}
