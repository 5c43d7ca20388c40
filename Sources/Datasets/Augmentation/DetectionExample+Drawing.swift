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
      try sheet.draw(person: thing.keypoints, factor: Float(factor))
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

extension Image {
  /// COCO's skeleton: lines between the keypoints that are there, and a dot for each.
  fileprivate mutating func draw(person points: [PlacedKeypoint], factor: Float) throws {
    let size = max(2, Float(max(width, height)) / 160)
    func place(_ keypoint: Keypoint) -> Point? {
      let point = points[keypoint.rawValue]
      return point.visibility == .unlabelled ? nil : Point(point.x * factor, point.y * factor)
    }
    for (a, b) in Keypoint.skeleton {
      guard let from = place(a), let to = place(b) else { continue }
      try draw(line: [from, to], style: LineStyle(.black, thickness: size * 0.6 + 1))
      try draw(line: [from, to], style: LineStyle(Self.color(of: a, b), thickness: size * 0.6))
    }
    for keypoint in Keypoint.allCases {
      guard let at = place(keypoint) else { continue }
      let isSeen = points[keypoint.rawValue].visibility == .visible
      try draw(
        circle: at, radius: size * 0.75,
        fill: isSeen ? Self.color(of: keypoint, keypoint) : .white,
        style: LineStyle(isSeen ? .black : Self.color(of: keypoint, keypoint), thickness: 1))
    }
  }

  /// Orange for the person's left, blue for the right, white for what joins them.
  private static func color(of a: Keypoint, _ b: Keypoint) -> Color {
    func side(_ keypoint: Keypoint) -> Int {
      keypoint == .nose ? 0 : keypoint.rawValue % 2 == 1 ? 1 : 2
    }
    let (first, second) = (side(a), side(b))
    let both = first == 0 ? second : second == 0 || first == second ? first : 0
    return both == 1 ? .orange : both == 2 ? .blue : .white
  }
}
