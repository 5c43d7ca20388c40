import Foundation
import LessonKit

/// The inline images of iTerm2, which WezTerm and others take too.
///
/// - Source: iTerm2's documentation, "Inline Images Protocol".
struct ITermPicture: TerminalPicture {
  func drawing(_ picture: ShownPicture, in room: PictureRoom) throws -> String {
    let fit = room.fit(width: picture.raster.width, height: picture.raster.height)
    let png = try picture.png()
    return " \u{1B}]1337;File=inline=1;size=\(png.count);width=\(fit.columns);height=\(fit.rows);"
      + "preserveAspectRatio=1:" + Data(png).base64EncodedString() + "\u{7}\n"
  }
}
