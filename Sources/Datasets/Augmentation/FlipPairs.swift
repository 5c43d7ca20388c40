import Boxes
import Images

/// Which keypoints change places in a mirror: a left wrist becomes a right one.
///
/// - Example: `HorizontalFlip(pairs: .coco).name`
public struct FlipPairs: Hashable, Sendable {
  /// For each keypoint, the index of its mirror image; its own where it has none.
  public let partners: [Int]

  /// COCO's 17 of a person.
  ///
  /// - Example: `HorizontalFlip(pairs: .coco).name`
  public static let coco = FlipPairs(partners: Keypoint.allCases.map(\.mirrored.rawValue))

  /// From names: `left_knee` and `right_knee` are partners, a name without a side is its own.
  ///
  /// - Throws: `ImageError` for a side whose other side is missing, or a name that comes twice.
  /// - Parameter names: of the keypoints, in their order.
  /// - Example: `try FlipPairs(names: ["nose", "left_eye", "right_eye"])`
  public init(names: [String]) throws {
    var partners: [Int] = []
    for (index, name) in names.enumerated() {
      guard names.lastIndex(of: name) == index else {
        throw ImageError(
          "FlipPairs", expected: "every keypoint's name once", found: "\"\(name)\" twice")
      }
      let other = Self.otherSide(name)
      guard let partner = names.firstIndex(of: other) else {
        throw ImageError(
          "FlipPairs", expected: "a keypoint \"\(other)\" beside \"\(name)\"",
          found: names.joined(separator: ", "))
      }
      partners.append(partner)
    }
    self.init(partners: partners)
  }

  private init(partners: [Int]) { self.partners = partners }

  private static func otherSide(_ name: String) -> String {
    for (side, other) in [
      ("left", "right"), ("right", "left"), ("Left", "Right"), ("Right", "Left"),
    ] {
      if name.hasPrefix(side) { return other + name.dropFirst(side.count) }
      if name.hasSuffix(side) { return name.dropLast(side.count) + other }
    }
    return name
  }

  /// The keypoints of a mirrored thing in their order: at each place what was at its partner's.
  func swapped(_ points: [PlacedKeypoint]) throws -> [PlacedKeypoint] {
    guard points.count == partners.count else {
      throw ImageError(
        "HorizontalFlip", expected: "\(partners.count) keypoints, as its flip pairs have",
        found: "a thing with \(points.count)",
        hint: "FlipPairs(names:) makes pairs from the names of other keypoints")
    }
    return partners.map { points[$0] }
  }
}
