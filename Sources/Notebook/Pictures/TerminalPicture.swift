import LessonKit

/// A way of putting a picture on the screen. Kitty, iTerm2 and sixel graphics slot in here.
public protocol TerminalPicture: Sendable {
  /// - Parameters:
  ///   - columns, rows: the most room it may take, in characters.
  /// - Returns: text that ends its last line.
  func drawing(_ raster: Raster, columns: Int, rows: Int) -> String
}

/// Two pixels a character: `▀` with the upper one's colour on the lower one's, in 24 bits.
public struct HalfBlocks: TerminalPicture {
  public init() {}

  public func drawing(_ raster: Raster, columns: Int, rows: Int) -> String {
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
            text += "\u{1B}[38;2;\(Self.triple(upper));48;2;\(Self.triple(lower))m"
            last = (upper, lower)
          }
        } else {
          text += "\u{1B}[0m\u{1B}[38;2;\(Self.triple(upper))m"
        }
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return text
  }

  private static func triple(_ color: UInt32) -> String {
    "\(color >> 16);\(color >> 8 & 255);\(color & 255)"
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

/// Means of the pixels that fall on each cell of a smaller picture.
struct AreaSampler {
  let raster: Raster
  let width: Int
  let height: Int

  /// The mean colour of a cell, as 0xRRGGBB.
  func color(_ x: Int, _ y: Int) -> UInt32 {
    let columns = Self.range(x, of: width, over: raster.width)
    let rows = Self.range(y, of: height, over: raster.height)
    var (red, green, blue) = (0, 0, 0)
    for row in rows {
      var index = 3 * (row * raster.width + columns.lowerBound)
      for _ in columns {
        red += Int(raster.samples[index])
        green += Int(raster.samples[index + 1])
        blue += Int(raster.samples[index + 2])
        index += 3
      }
    }
    let count = max(1, columns.count * rows.count)
    return UInt32(red / count) << 16 | UInt32(green / count) << 8 | UInt32(blue / count)
  }

  /// Cell `index` of `count` covers these pixels of `length`: at least one.
  private static func range(_ index: Int, of count: Int, over length: Int) -> Range<Int> {
    let start = min(length - 1, index * length / count)
    return start..<max(start + 1, min(length, (index + 1) * length / count))
  }
}
