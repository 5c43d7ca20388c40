/// Colours that name things rather than amounts.
public enum Palette {
  /// Ten colours that readers with any common colour blindness can tell apart: Okabe and Ito's, in
  /// an order that keeps neighbours distinct, then two more.
  ///
  /// - Source: Okabe and Ito, "Color Universal Design", 2008; pale grey and wine are ours.
  public static let categorical: [Color] = [
    Color(hex: 0xE69F00),  // orange
    Color(hex: 0x56B4E9),  // sky blue
    Color(hex: 0x009E73),  // bluish green
    Color(hex: 0xF0E442),  // yellow
    Color(hex: 0x0072B2),  // blue
    Color(hex: 0xD55E00),  // vermilion
    Color(hex: 0xCC79A7),  // reddish purple
    Color(hex: 0x000000),  // black
    Color(hex: 0xDDDDDD),  // pale grey
    Color(hex: 0x882255),  // wine
  ]

  /// The same, without those too pale for a line on white paper.
  public static let lines: [Color] = [
    Color(hex: 0x0072B2), Color(hex: 0xD55E00), Color(hex: 0x009E73), Color(hex: 0xCC79A7),
    Color(hex: 0xE69F00), Color(hex: 0x56B4E9), Color(hex: 0x882255), Color(hex: 0x000000),
  ]

  /// The colour of class or series `index`; starts again after the last.
  public static func color(_ index: Int) -> Color {
    categorical[((index % categorical.count) + categorical.count) % categorical.count]
  }
}
