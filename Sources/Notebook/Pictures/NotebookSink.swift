import Fovea
import LessonKit

/// Where the `show` of a running cell goes: to the engine, as plain pixels and PNG bytes.
///
/// Unchecked `Sendable`: a session runs on one thread, and `show` is called on it.
final class NotebookSink: PictureSink, @unchecked Sendable {
  var deliver: (ShownPicture) -> Void = { _ in }

  func show(_ image: Image, caption: String) throws {
    let pixels = image.rgb(over: .white)
    guard
      let raster = Raster(width: pixels.width, height: pixels.height, samples: pixels.samples)
    else { return }
    deliver(ShownPicture(caption: caption, raster: raster) { try image.pngBytes() })
  }
}
