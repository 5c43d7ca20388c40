import Boxes
import Datasets
import Detectors
import Images

extension PictureAnswer {
  /// The picture with all that was found on it: boxes in the colours of their classes, with name and
  /// score; or, where every pixel has a class, its colour over it, and a legend. Where things have masks,
  /// each thing has a colour of its own; where they have the keypoints of a person, a skeleton.
  ///
  /// - Parameters:
  ///   - image: the picture that was looked at.
  ///   - classNames: a class without a name is called by its number.
  /// - Returns: the picture, enlarged by a whole factor when it is small, so that labels can be read.
  /// - Throws: `ImageError` for a box or a keypoint that is not finite, or a mask of another size.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       let detector = try FasterRCNNDetector(network: PastureMaskRCNN.trained())
  ///       try detector.answer(for: image).drawn(on: image, classNames: detector.classNames)
  public func drawn(on image: Image, classNames: [String]) throws -> Image {
    if let classMap {
      let colors = classNames == PastureSegmenter.classNames ? ClassColors.pasture : []
      return try classMap.overlay(on: image, colors: colors)
        .scaled(by: image.annotationFactor())
        .captioned(classes: classMap.present, names: classNames, colors: colors)
    }
    let factor = image.annotationFactor()
    var sheet = try image.rgb().scaled(by: factor)
    let isByInstance = things.contains { $0.mask != nil }
    for (number, thing) in things.enumerated().reversed() {
      guard let mask = thing.mask?.mask else { continue }
      let large = try mask.warped(
        by: .scale(Float(factor)), width: sheet.width, height: sheet.height)
      try sheet.draw(mask: large, color: Palette.color(number), opacity: 0.5)
    }
    let detections = things.enumerated().map { number, thing in
      Detection(
        box: thing.detection.box.scaled(by: Float(factor)),
        classIndex: isByInstance ? number : thing.detection.classIndex,
        score: thing.detection.score)
    }
    sheet = try sheet.drawing(
      detections,
      classNames: isByInstance ? things.map { $0.detection.name(among: classNames) } : classNames,
      style: AnnotationStyle(smallestSide: 0))
    for thing in things {
      try sheet.draw(person: thing.keypoints.map(\.placed), enlarged: Float(factor))
    }
    return sheet
  }
}

extension FoundKeypoint {
  /// The same as a place to draw or to compare.
  public var placed: PlacedKeypoint { PlacedKeypoint(x: x, y: y, visibility: .visible) }
}

extension PictureAnswer: CustomStringConvertible {
  public var description: String {
    let parts = [
      (things.count { $0.mask != nil }, "with a mask"),
      (things.count { !$0.keypoints.isEmpty }, "with keypoints"),
    ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }
    return "PictureAnswer(\(things.count) things\(parts.joined()))"
  }
}
