import Images

/// A colour for every class of a class map.
///
/// - Example: `ClassColors.pasture.count`
public enum ClassColors {
  /// The thirteen of the Pasture: stuff in calm colours, things in loud ones.
  public static let pasture: [Color] = [
    Color(hex: 0xA6D5F2),  // sky
    Color(hex: 0x7FA8A0),  // hills
    Color(hex: 0x8DC26F),  // grass
    Color(hex: 0xD9BC8C),  // path
    Color(hex: 0x3D7EBD),  // water
    Color(hex: 0xE6194B),  // person
    Color(hex: 0xFFFFFF),  // sheep
    Color(hex: 0xF58231),  // cat
    Color(hex: 0x7B4A12),  // dog
    Color(hex: 0x0B5D2E),  // tree
    Color(hex: 0x911EB4),  // house
    Color(hex: 0xFFE119),  // tractor
    Color(hex: 0xF032E6),  // kite
  ]

  /// VOC's colour of a class (`kind`, its number): its bits, dealt out to red, green and blue.
  ///
  /// - Example: `ClassColors.voc(15)`
  /// - Source: `VOClabelcolormap.m` of the VOC development kit.
  public static func voc(_ kind: Int) -> Color {
    var (bits, red, green, blue) = (max(0, kind) & 255, 0, 0, 0)
    for place in (0..<8).reversed() {
      red |= (bits & 1) << place
      green |= (bits >> 1 & 1) << place
      blue |= (bits >> 2 & 1) << place
      bits >>= 3
    }
    return Color(UInt8(red), UInt8(green), UInt8(blue))
  }

  static func color(_ kind: Int, among colors: [Color]) -> Color {
    colors.indices.contains(kind) ? colors[kind] : voc(kind)
  }
}
