import Foundation
import LessonKit

/// The graphics protocol of kitty, which Ghostty, Konsole and WezTerm speak too: the PNG file itself,
/// in pieces.
///
/// - Source: kitty's "Terminal graphics protocol": *Remote client*, *Controlling displayed image
///   layout*.
struct KittyPicture: TerminalPicture {
  /// Base64 characters of one piece, by the protocol.
  private static let piece = 4096

  func drawing(_ picture: ShownPicture, in room: PictureRoom) throws -> String {
    let fit = room.fit(width: picture.raster.width, height: picture.raster.height)
    let text = Array(Data(try picture.png()).base64EncodedString().utf8)
    var result = " "
    for start in stride(from: 0, to: max(1, text.count), by: Self.piece) {
      let end = min(text.count, start + Self.piece)
      // a=T: transmit and show; f=100: PNG; q=2: no answer; c, r: the cells it is drawn on.
      let first = start == 0 ? "a=T,f=100,q=2,c=\(fit.columns),r=\(fit.rows)," : ""
      let more = end < text.count ? 1 : 0
      result +=
        "\u{1B}_G\(first)m=\(more);" + String(decoding: text[start..<end], as: UTF8.self)
        + "\u{1B}\\"
    }
    return result + "\n"
  }
}
