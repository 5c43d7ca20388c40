// n boxes, g groups.

/// Boxes that many cells agree on: those with nearly the same edges become one, their mean, and what
/// too few speak for is dropped. DetectNet's way from a grid of boxes to detections.
///
/// Two boxes are neighbours if each edge of one lies within `tolerance` times half the smaller width plus
/// half the smaller height from the other's; a group is whoever can be reached over neighbours. Groups
/// of no more than `least` boxes go; so do groups that lie within a group of far more.
///
/// - Source: OpenCV's `groupRectangles`, which NVIDIA's DetectNet calls (`Tests/Oracles/detectnet.py`
///   compares).
/// - Differs: means are not rounded to whole pixels.
/// - Example:
///       let boxes = [Float(0), 1, 2, 60].map { Box(x: $0, y: 10, width: 20, height: 20) }
///       let groups = try RectangleGrouping(least: 1, tolerance: 0.2).groups(of: boxes)
///       groups.map(\.box)
///       groups.map(\.members)
///       RectangleGrouping.detectNet.areSimilar(boxes[0], boxes[1])
///       RectangleGrouping.pasture.areSimilar(boxes[0], boxes[1])
///       RectangleGrouping.pasture.least
///       RectangleGrouping.pasture.tolerance
public struct RectangleGrouping: Equatable, Sendable {
  /// A group has more boxes than this, or it is dropped.
  public let least: Int
  /// How far edges may lie apart, in mean sides of the smaller box.
  public let tolerance: Float

  /// A rule by its two numbers.
  ///
  /// - Parameters:
  ///   - least: OpenCV's `groupThreshold`; 3 in DetectNet.
  ///   - tolerance: OpenCV's `eps`; 0.02 in DetectNet.
  /// - Throws: `BoxError` unless neither is negative.
  public init(least: Int = 3, tolerance: Float = 0.02) throws {
    guard least >= 0, tolerance >= 0, tolerance.isFinite else {
      throw BoxError(
        operation: "RectangleGrouping", expected: "at least 0 boxes and a tolerance of at least 0",
        found: "\(least) and \(tolerance)")
    }
    self.least = least
    self.tolerance = tolerance
  }

  private init(checked least: Int, _ tolerance: Float) {
    (self.least, self.tolerance) = (least, tolerance)
  }

  /// As NVIDIA's DetectNet has it: more than 3 boxes, within 0.02 of their sides.
  public static let detectNet = RectangleGrouping(checked: 3, 0.02)

  /// For the Pasture's DetectNet: more than 1 box, within 0.25 of their sides.
  public static let pasture = RectangleGrouping(checked: 1, 0.25)

  // quote: similar
  /// Whether two boxes say the same.
  ///
  /// - Parameters:
  ///   - a: a box.
  ///   - b: another, in the same pixels.
  public func areSimilar(_ a: Box, _ b: Box) -> Bool {
    let apart = tolerance * (min(a.width, b.width) + min(a.height, b.height)) / 2
    return abs(a.x1 - b.x1) <= apart && abs(a.y1 - b.y1) <= apart
      && abs(a.x2 - b.x2) <= apart && abs(a.y2 - b.y2) <= apart
  }
  // end quote

  /// The groups, in the order of their first members.
  ///
  /// - Parameter boxes: of one class, in any order.
  /// - Throws: `BoxError` for coordinates that are not finite.
  public func groups(of boxes: [Box]) throws -> [RectangleGroup] {
    try checkFinite(boxes, "groups", "boxes")
    let all = connected(boxes).map { members in
      RectangleGroup(box: mean(members.map { boxes[$0] }), members: members)
    }
    let large = all.filter { $0.members.count > least }
    return large.filter { group in
      !large.contains { $0 != group && swallows($0, group) }
    }
  }

  /// Lists of indices, each closed under `areSimilar`.
  private func connected(_ boxes: [Box]) -> [[Int]] {
    var owner = [Int](repeating: -1, count: boxes.count)
    var groups: [[Int]] = []
    for first in boxes.indices where owner[first] < 0 {
      owner[first] = groups.count
      var members = [first]
      var next = 0
      while next < members.count {
        let box = boxes[members[next]]
        for other in boxes.indices where owner[other] < 0 && areSimilar(box, boxes[other]) {
          owner[other] = groups.count
          members.append(other)
        }
        next += 1
      }
      groups.append(members.sorted())
    }
    return groups
  }

  private func mean(_ boxes: [Box]) -> Box {
    func mean(_ edge: KeyPath<Box, Float>) -> Float {
      Float(boxes.reduce(0.0) { $0 + Double($1[keyPath: edge]) } / Double(max(1, boxes.count)))
    }
    return Box(x1: mean(\.x1), y1: mean(\.y1), x2: mean(\.x2), y2: mean(\.y2))
  }

  /// Whether a group lies in another that far more boxes speak for.
  private func swallows(_ large: RectangleGroup, _ small: RectangleGroup) -> Bool {
    let (a, b) = (small.box, large.box)
    let (x, y) = (
      (b.width * tolerance).rounded(.toNearestOrEven),
      (b.height * tolerance).rounded(.toNearestOrEven)
    )
    let isInside = a.x1 >= b.x1 - x && a.y1 >= b.y1 - y && a.x2 <= b.x2 + x && a.y2 <= b.y2 + y
    let (few, many) = (small.members.count, large.members.count)
    return isInside && (many > max(3, few) || few < 3)
  }
}

extension RectangleGrouping: CustomStringConvertible {
  public var description: String { "RectangleGrouping(more than \(least), within \(tolerance))" }
}

/// A box made of others.
///
/// - Example:
///       let boxes = [Float(0), 1, 2, 60].map { Box(x: $0, y: 10, width: 20, height: 20) }
///       let group = try RectangleGrouping(least: 1, tolerance: 0.2).groups(of: boxes)[0]
///       group.box
///       group.members
public struct RectangleGroup: Equatable, Sendable {
  /// The mean of its members.
  public let box: Box
  /// Indices of the boxes, ascending.
  public let members: [Int]
}
