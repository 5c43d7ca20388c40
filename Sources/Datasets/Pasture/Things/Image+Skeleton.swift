import Boxes
import Images

extension Image {
  /// COCO's skeleton: lines between the keypoints that are there, and a dot for each.
  ///
  /// Limbs of the left side are orange, those of the right side blue, what has no side white; a keypoint
  /// that is hidden is a ring.
  ///
  /// - Parameters:
  ///   - points: 17, in `Keypoint`'s order; another number draws nothing.
  ///   - factor: by how much the picture is larger than the one that the keypoints are counted in.
  /// - Throws: `ImageError` for a keypoint that is not finite.
  public mutating func draw(person points: [PlacedKeypoint], enlarged factor: Float = 1) throws {
    guard points.count == Keypoint.allCases.count else { return }
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

  /// The picture with the skeletons of some persons on it.
  ///
  /// - Parameters:
  ///   - persons: each 17 keypoints in COCO's order, in pixels; another number draws nothing.
  ///   - factor: the picture is enlarged by this, 1 to 64, so that joints can be told apart.
  /// - Throws: `ImageError` for a keypoint that is not finite, or another factor.
  /// - Example:
  ///       let scene = try Pasture.scene(seed: 83)
  ///       let persons = scene.things.map(\.keypoints)
  ///       try scene.image.drawing(persons: persons, enlarged: 4)
  public func drawing(persons: [[PlacedKeypoint]], enlarged factor: Int = 1) throws -> Image {
    var sheet = try rgb().scaled(by: factor)
    for person in persons { try sheet.draw(person: person, enlarged: Float(factor)) }
    return sheet
  }
}
