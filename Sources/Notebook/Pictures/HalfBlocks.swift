import LessonKit

/// Two pixels a character: `▀` with the upper one's colour on the lower one's.
struct HalfBlocks: TerminalPicture {
  var colors = ColorDepth.full

  func drawing(_ picture: ShownPicture, in room: PictureRoom) -> String {
    drawing(picture.raster, columns: room.columns, rows: room.rows)
  }

  func drawing(_ raster: Raster, columns: Int, rows: Int) -> String {
    let (width, height) = Self.size(of: raster, columns: columns, rows: rows)
    let pixels = AreaSampler(raster: raster, width: width, height: height)
    var text = ""
    for y in stride(from: 0, to: height, by: 2) {
      var last: (UInt32, UInt32)?
      text += " "
      for x in 0..<width {
        let upper = pixels.color(x, y)
        if y + 1 < height {
          let lower = pixels.color(x, y + 1)
          if last?.0 != upper || last?.1 != lower {
            text += "\u{1B}[38;\(colors.code(upper));48;\(colors.code(lower))m"
            last = (upper, lower)
          }
        } else {
          text += "\u{1B}[0m\u{1B}[38;\(colors.code(upper))m"
        }
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return text
  }

  /// Pixels to draw: in proportion, never larger than the room, small pictures a few times as large.
  static func size(of raster: Raster, columns: Int, rows: Int) -> (width: Int, height: Int) {
    let (width, height) = (Double(raster.width), Double(raster.height))
    let room = (width: Double(max(1, columns - 2)), height: Double(max(2, 2 * rows)))
    var scale = min(room.width / width, room.height / height)
    if scale >= 1 { scale = max(1, min(scale, 48 / max(width, height)).rounded(.down)) }
    // An even height: half a character at the bottom would show the terminal's own colour.
    let even = max(1, Int(height * scale / 2)) * 2
    return (max(1, Int(width * scale)), raster.height == 1 ? 1 : even)
  }
}
