import Boxes
import Detectors
import Images

extension PictureAnswer {
  /// The picture with all that was found on it: boxes in the colours of their classes, with name and
  /// score.
  ///
  /// - Returns: the picture, enlarged by a whole factor when it is small, so that labels can be read.
  /// - Throws: `ImageError` for a box that is not finite.
  public func drawn(on image: Image, classNames: [String]) throws -> Image {
    try image.rgb().drawing(things.map(\.detection), classNames: classNames)
  }
}
