import Boxes
import Images

extension DetectionExample {
  /// The picture with what is known of it: masks and boxes in the colours of their classes, names,
  /// and keypoints; ignored things and crowds have a dotted box and no name.
  ///
  /// Limbs of the left side are drawn in orange, those of the right side in blue, what has no side in
  /// white; a keypoint that is hidden is a ring.
  ///
  /// - Parameters:
  ///   - classNames: a class without a name is called by its number.
  ///   - smallestSide: a smaller picture is first enlarged by a whole factor; 0 never enlarges.
  /// - Throws: `ImageError` for a box or a keypoint that is not finite.
  public func drawn(
    classNames: [String] = Pasture.classNames, smallestSide: Int = 640
  ) throws -> Image {
    let factor = image.annotationFactor(smallestSide: smallestSide)
    var sheet = try image.rgb().scaled(by: factor)
    for thing in objects {
      guard let mask = thing.mask else { continue }
      let large = try mask.warped(
        by: .scale(Float(factor)), width: sheet.width, height: sheet.height)
      try sheet.draw(mask: large, color: Palette.color(thing.classIndex), opacity: 0.4)
    }
    let isCounted = { (thing: DetectionObject) in !thing.isIgnored && !thing.isCrowd }
    // Large things first: what lies in them stays in sight.
    let counted = objects.filter(isCounted).sorted { $0.box.area > $1.box.area }
    sheet = try sheet.drawing(
      counted.enumerated().map { rank, thing in
        Detection(
          box: thing.box.scaled(by: Float(factor)), classIndex: thing.classIndex,
          score: Float(rank) / Float(counted.count))
      },
      classNames: classNames,
      truth: objects.filter { !isCounted($0) }.map { $0.box.scaled(by: Float(factor)) },
      style: AnnotationStyle(showsScores: false, smallestSide: 0))
    for thing in objects where thing.keypoints.count == Keypoint.allCases.count {
      try sheet.draw(person: thing.keypoints, enlarged: Float(factor))
    }
    return sheet
  }
}

extension DetectionExample: Picture {
  /// What `drawn` draws, enlarged where it is small.
  public func picture() throws -> Image { try drawn() }
}

extension DetectionExample: CustomStringConvertible {
  public var description: String { "DetectionExample \(image), \(objects.count) objects" }
}
