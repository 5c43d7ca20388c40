// n sizes, k anchors.

/// k-means over box sizes: which k shapes stand for all of them best.
///
/// The distance of a size from an anchor is 1 − IoU (`BoxSize.iou`), not a length in pixels: with
/// that, large boxes would decide everything. A value holds the state between two iterations, so
/// each can be looked at:
///
///     var clusters = try AnchorClusters(sizes, count: 5, using: &generator)
///     while !clusters.isSettled { clusters.step() }
///
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2, "Dimension Clusters".
/// - Example:
///       let sizes = [BoxSize(width: 10, height: 20), BoxSize(width: 12, height: 22), BoxSize(width: 60, height: 30)]
///       var generator = SeededGenerator(seed: 1)
///       var clusters = try AnchorClusters(sizes, count: 2, using: &generator)
///       clusters.sizes
///       clusters.run()
///       clusters.step()
///       clusters.iteration
///       clusters.isSettled
///       clusters.assignments
///       clusters.counts
///       clusters.meanIoU
///       clusters.anchors
///       clusters.sortedAnchors
///       clusters.next()
///       clusters.history().count
public struct AnchorClusters: Equatable, Sendable {
  /// How the first anchors are chosen out of the sizes.
  ///
  /// - Example:
  ///       let sizes = [BoxSize(width: 10, height: 20), BoxSize(width: 60, height: 30)]
  ///       var generator = SeededGenerator(seed: 1)
  ///       try AnchorClusters(sizes, count: 2, start: .random, using: &generator)
  public enum Start: String, CaseIterable, Sendable {
    /// The first by chance; each further one by chance too, a size weighing the square of its
    /// distance from the nearest anchor so far: anchors start apart.
    ///
    /// - Source: Arthur and Vassilvitskii, "k-means++", SODA 2007, §2.2.
    case plusPlus
    /// k different sizes by chance, as plain k-means does.
    case random
  }

  /// The sizes that are clustered, as given: n.
  public let sizes: [BoxSize]
  /// k anchors.
  public private(set) var anchors: [BoxSize]
  /// For each size, which anchor is nearest; of equally near ones the first.
  public private(set) var assignments: [Int]
  /// How often the anchors have moved.
  public private(set) var iteration = 0
  /// True when the last step moved no anchor.
  public private(set) var isSettled = false

  /// The most sizes that are clustered at once.
  public static let largestCount = 10_000_000

  /// Begins with anchors chosen out of the sizes.
  ///
  /// - Throws: `BoxError` for a size without an area, and when fewer than `count` different ones
  ///   are given.
  /// - Parameter count: k, how many anchors.
  /// - Parameter start: how the first anchors are chosen.
  /// - Parameter generator: draws the first anchors.
  public init(
    _ sizes: [BoxSize], count: Int, start: Start = .plusPlus,
    using generator: inout some RandomNumberGenerator
  ) throws {
    guard count >= 1 else {
      throw BoxError(
        operation: "AnchorClusters", expected: "at least 1 anchor", found: "\(count)")
    }
    try Self.check(sizes)
    // Sizes in a fixed order, each once: the choice does not depend on how a set is laid out.
    var seen: Set<BoxSize> = []
    let distinct = sizes.filter { seen.insert($0).inserted }
    guard distinct.count >= count else {
      throw BoxError(
        operation: "AnchorClusters",
        expected: "at least \(count) boxes of different sizes for \(count) anchors",
        found: "\(distinct.count) in \(sizes.count) boxes", hint: "fewer anchors, or more boxes")
    }
    let anchors =
      switch start {
      case .plusPlus: Self.spread(count, over: sizes, using: &generator)
      case .random: Self.different(count, of: distinct, using: &generator)
      }
    self.init(checked: sizes, anchors: anchors)
  }

  /// Begins with these anchors.
  ///
  /// - Throws: `BoxError` for no anchor, and for a size or an anchor without an area.
  /// - Parameter anchors: where k-means begins.
  /// - Example: `try AnchorClusters([BoxSize(width: 9, height: 8)], anchors: [BoxSize(width: 8, height: 8)])`
  public init(_ sizes: [BoxSize], anchors: [BoxSize]) throws {
    try Self.check(sizes)
    guard !anchors.isEmpty else {
      throw BoxError(operation: "AnchorClusters", expected: "at least 1 anchor", found: "none")
    }
    if let bad = anchors.first(where: \.isDegenerate) {
      throw BoxError(
        operation: "AnchorClusters", expected: "anchors with an area", found: "\(bad)")
    }
    self.init(checked: sizes, anchors: anchors)
  }

  private init(checked sizes: [BoxSize], anchors: [BoxSize]) {
    self.sizes = sizes
    self.anchors = anchors
    assignments = Self.nearest(sizes, anchors)
  }

  private static func check(_ sizes: [BoxSize]) throws {
    guard (1...largestCount).contains(sizes.count) else {
      throw BoxError(
        operation: "AnchorClusters", expected: "1 to \(largestCount) boxes",
        found: "\(sizes.count)")
    }
    if let bad = sizes.firstIndex(where: \.isDegenerate) {
      throw BoxError(
        operation: "AnchorClusters", expected: "boxes with an area",
        found: "\(sizes[bad]) at index \(bad)",
        hint: "leave out boxes whose isDegenerate is true")
    }
  }
}

// One iteration.
extension AnchorClusters {
  /// Moves each anchor to the mean width and height of the sizes nearest to it, then finds the
  /// nearest anchors anew.
  ///
  /// An anchor that is nearest to none moves to the size that fits its anchor worst (the first of
  /// equally bad ones), which then counts for it alone.
  public mutating func step() {
    var owners = assignments
    refill(&owners)
    var sums = [(width: Double, height: Double, count: Int)](
      repeating: (0, 0, 0), count: anchors.count)
    for (size, owner) in zip(sizes, owners) {
      sums[owner].width += Double(size.width)
      sums[owner].height += Double(size.height)
      sums[owner].count += 1
    }
    let moved = zip(anchors, sums).map { anchor, sum in
      guard sum.count > 0 else { return anchor }
      let count = Double(sum.count)
      return BoxSize(width: Float(sum.width / count), height: Float(sum.height / count))
    }
    iteration += 1
    isSettled = moved == anchors
    anchors = moved
    assignments = Self.nearest(sizes, anchors)
  }

  /// The state after one more iteration.
  public func next() -> AnchorClusters {
    var copy = self
    copy.step()
    return copy
  }

  /// Iterates until no anchor moves.
  ///
  /// The mean of sizes is not what makes 1 − IoU least, so k-means with this distance need not come
  /// to rest; `limit` ends it then.
  public mutating func run(limit: Int = 300) {
    while !isSettled && iteration < limit { step() }
  }

  /// This state and each after it, until no anchor moves.
  ///
  /// - Parameter limit: the most iterations.
  public func history(limit: Int = 300) -> [AnchorClusters] {
    var states = [self]
    while let last = states.last, !last.isSettled, last.iteration < limit {
      states.append(last.next())
    }
    return states
  }

  /// Gives every anchor that has no size the worst fitted one of those whose anchor has others.
  private func refill(_ owners: inout [Int]) {
    var counts = [Int](repeating: 0, count: anchors.count)
    for owner in owners { counts[owner] += 1 }
    for empty in counts.indices where counts[empty] == 0 {
      var worst: (index: Int, iou: Float)?
      for (i, size) in sizes.enumerated() where counts[owners[i]] > 1 {
        let iou = size.iou(with: anchors[owners[i]])
        if iou < worst?.iou ?? .infinity { worst = (i, iou) }
      }
      guard let worst else { return }  // fewer sizes than anchors
      counts[owners[worst.index]] -= 1
      counts[empty] = 1
      owners[worst.index] = empty
    }
  }

  private static func nearest(_ sizes: [BoxSize], _ anchors: [BoxSize]) -> [Int] {
    sizes.map { size in
      var best = (index: 0, iou: -Float.infinity)
      for (index, anchor) in anchors.enumerated() {
        let iou = size.iou(with: anchor)
        if iou > best.iou { best = (index, iou) }
      }
      return best.index
    }
  }
}

// What came out.
extension AnchorClusters {
  /// The mean, over all sizes, of the IoU with the nearest anchor, in 0…1: the paper's measure.
  public var meanIoU: Float {
    let sum = zip(sizes, assignments).reduce(0.0) { $0 + Double($1.0.iou(with: anchors[$1.1])) }
    return Float(sum / Double(sizes.count))
  }

  /// How many sizes each anchor is nearest to.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: anchors.count)
    for owner in assignments { counts[owner] += 1 }
    return counts
  }

  /// The anchors from the smallest area to the largest, as detectors list them.
  public var sortedAnchors: [BoxSize] {
    anchors.sorted { ($0.area, $0.width) < ($1.area, $1.width) }
  }
}

extension AnchorClusters: CustomStringConvertible {
  /// `AnchorClusters 5 anchors of 412 boxes, iteration 7, mean IoU 0.61`.
  public var description: String {
    let hundredths = Int((meanIoU * 100).rounded())
    return "AnchorClusters \(anchors.count) anchors of \(sizes.count) boxes, iteration "
      + "\(iteration)\(isSettled ? " (settled)" : ""), mean IoU "
      + "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

// The first anchors. Draws are taken from `next()` alone, so that the same generator chooses the
// same sizes whatever the standard library's own algorithms do.
extension AnchorClusters {
  private static func unit(_ generator: inout some RandomNumberGenerator) -> Double {
    let bits: UInt64 = generator.next()
    return Double(bits >> 11) * 0x1p-53
  }

  private static func spread(
    _ count: Int, over sizes: [BoxSize], using generator: inout some RandomNumberGenerator
  ) -> [BoxSize] {
    var chosen = [sizes[min(sizes.count - 1, Int(unit(&generator) * Double(sizes.count)))]]
    var distances = [Double](repeating: .infinity, count: sizes.count)
    while chosen.count < count, let last = chosen.last {
      for (i, size) in sizes.enumerated() {
        distances[i] = min(distances[i], Double(1 - size.iou(with: last)))
      }
      let total = distances.reduce(0) { $0 + $1 * $1 }
      var rest = unit(&generator) * total
      // The last one with a weight, should rounding let the sum run out.
      var pick = distances.lastIndex { $0 > 0 } ?? 0
      for (i, distance) in distances.enumerated() where distance > 0 {
        rest -= distance * distance
        if rest < 0 {
          pick = i
          break
        }
      }
      chosen.append(sizes[pick])
    }
    return chosen
  }

  private static func different(
    _ count: Int, of sizes: [BoxSize], using generator: inout some RandomNumberGenerator
  ) -> [BoxSize] {
    var left = sizes
    for i in 0..<count {
      let other = i + min(left.count - i - 1, Int(unit(&generator) * Double(left.count - i)))
      left.swapAt(i, other)
    }
    return Array(left.prefix(count))
  }
}
