import LessonKit

/// A way of putting a picture on the screen.
protocol TerminalPicture: Sendable {
  /// - Returns: text and escape sequences that end on a new line, nothing wider or higher than the
  ///   room.
  /// - Throws: when the picture cannot be encoded.
  func drawing(_ picture: ShownPicture, in room: PictureRoom) throws -> String
}

extension Terminal.PictureMode {
  /// What draws in this mode; nothing for `none`.
  func drawer(colors: ColorDepth) -> (any TerminalPicture)? {
    switch self {
    case .kitty: KittyPicture()
    case .iterm: ITermPicture()
    case .sixel: SixelPicture()
    case .blocks, .auto: HalfBlocks(colors: colors)
    case .none: nil
    }
  }
}

/// How much of the window a picture may take.
struct PictureRoom: Equatable, Sendable {
  /// Pixels of a character.
  struct Cell: Equatable, Sendable {
    var width: Int
    var height: Int

    /// What is taken for granted where a terminal does not say.
    static let usual = Cell(width: 10, height: 20)
  }

  /// In characters, a margin of one at the left counted in.
  var columns: Int
  var rows: Int
  var cell = Cell.usual

  /// How large a picture is drawn: in pixels, and in the characters that they take.
  struct Fit: Equatable {
    var width: Int
    var height: Int
    var columns: Int
    var rows: Int
  }

  /// In proportion, never larger than the room; a small picture a whole number of times as large.
  func fit(width: Int, height: Int) -> Fit {
    let room = (
      width: Double(max(1, columns - 2) * cell.width), height: Double(max(1, rows) * cell.height)
    )
    let (wide, high) = (Double(max(1, width)), Double(max(1, height)))
    var scale = min(room.width / wide, room.height / high)
    if scale >= 1 { scale = max(1, min(scale, 480 / max(wide, high)).rounded(.down)) }
    let (w, h) = (max(1, Int(wide * scale)), max(1, Int(high * scale)))
    return Fit(
      width: w, height: h, columns: (w + cell.width - 1) / cell.width,
      rows: (h + cell.height - 1) / cell.height)
  }
}
