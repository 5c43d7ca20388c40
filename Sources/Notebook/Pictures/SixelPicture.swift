import LessonKit

/// Sixel graphics: bands of six rows, one colour at a time, as DEC's printers and the VT340 took them.
///
/// - Source: DEC, "VT330/VT340 Programmer Reference Manual", volume 2, chapter 14.
struct SixelPicture: TerminalPicture {
  func drawing(_ picture: ShownPicture, in room: PictureRoom) -> String {
    let fit = room.fit(width: picture.raster.width, height: picture.raster.height)
    let sampler = AreaSampler(raster: picture.raster, width: fit.width, height: fit.height)
    let colors = (0..<fit.height).flatMap { y in (0..<fit.width).map { sampler.color($0, y) } }
    return " " + Self.text(colors, width: fit.width, height: fit.height) + "\n"
  }

  /// - Parameter colors: 0xRRGGBB, row by row.
  static func text(_ colors: [UInt32], width: Int, height: Int) -> String {
    let palette = ColorPalette(colors, limit: 255)
    let pixels = colors.map(palette.index)
    var text = "\u{1B}P0;1q\"1;1;\(width);\(height)"
    for (index, color) in palette.colors.enumerated() {
      // In percent, as sixel wants it.
      let percents = [color >> 16, color >> 8 & 255, color & 255].map { ($0 * 100 + 127) / 255 }
      text += "#\(index);2;" + percents.map { "\($0)" }.joined(separator: ";")
    }
    for top in stride(from: 0, to: height, by: 6) {
      text += band(pixels, width: width, rows: top..<min(height, top + 6)) + "-"
    }
    return text + "\u{1B}\\"
  }

  /// Six rows: for each colour that is there, a bit pattern for each column; `$` goes back.
  private static func band(_ pixels: [Int], width: Int, rows: Range<Int>) -> String {
    var patterns: [Int: [UInt8]] = [:]
    for (bit, row) in rows.enumerated() {
      for x in 0..<width {
        patterns[pixels[row * width + x], default: [UInt8](repeating: 0, count: width)][x] |=
          1 << UInt8(bit)
      }
    }
    return patterns.sorted { $0.key < $1.key }.map { color, columns in
      "#\(color)" + runs(columns)
    }.joined(separator: "$")
  }

  /// `!12~` for twelve times the same; empty columns at the end are left out.
  private static func runs(_ columns: [UInt8]) -> String {
    var text = ""
    var index = 0
    let end = (columns.lastIndex { $0 != 0 } ?? -1) + 1
    while index < end {
      var length = 1
      while index + length < end, columns[index + length] == columns[index] { length += 1 }
      let character = String(UnicodeScalar(63 + columns[index]))
      text +=
        length > 3 ? "!\(length)\(character)" : String(repeating: character, count: length)
      index += length
    }
    return text
  }
}
