import Boxes
import Detectors
import Images

extension PictureAnswer {
  /// The picture with all that was found on it: boxes in the colours of their classes, with name and
  /// score; or, where every pixel has a class, its colour over it, and a legend.
  ///
  /// - Returns: the picture, enlarged by a whole factor when it is small, so that labels can be read.
  /// - Throws: `ImageError` for a box that is not finite.
  public func drawn(on image: Image, classNames: [String]) throws -> Image {
    if let classMap {
      let colors = classNames == PastureSegmenter.classNames ? ClassColors.pasture : []
      return try classMap.overlay(on: image, colors: colors)
        .scaled(by: image.annotationFactor())
        .captioned(classes: classMap.present, names: classNames, colors: colors)
    }
    return try image.rgb().drawing(things.map(\.detection), classNames: classNames)
  }
}
