// Mean IoU against k.

/// How well k anchors fit the sizes, for each k from 1 on: the curve of figure 2 of the paper.
///
/// Of several starts the best counts, so that the curve shows k and not luck.
///
/// - Parameters:
///   - largest: the largest k.
///   - starts: how many times k-means is begun anew for each k.
/// - Returns: the clusters of each k; `clusters[k - 1].meanIoU` is the height of the curve at k.
/// - Throws: `BoxError` as `AnchorClusters` does, and unless 1 ≤ `largest` ≤ 100 and
///   1 ≤ `starts` ≤ 100.
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2, figure 2.
/// - Example:
///       let sizes = (1...20).map { BoxSize(width: Float($0), height: Float(40 - $0)) }
///       var generator = SeededGenerator(seed: 1)
///       try anchorClusters(of: sizes, upTo: 3, using: &generator).map(\.meanIoU)
public func anchorClusters(
  of sizes: [BoxSize], upTo largest: Int, starts: Int = 5,
  using generator: inout some RandomNumberGenerator
) throws -> [AnchorClusters] {
  guard (1...100).contains(largest), (1...100).contains(starts) else {
    throw BoxError(
      operation: "anchorClusters", expected: "1 to 100 anchors and 1 to 100 starts",
      found: "up to \(largest) anchors, \(starts) starts")
  }
  return try (1...largest).map { count in
    var best = try AnchorClusters(sizes, count: count, using: &generator)
    best.run()
    for _ in 1..<starts {
      var other = try AnchorClusters(sizes, count: count, using: &generator)
      other.run()
      if other.meanIoU > best.meanIoU { best = other }
    }
    return best
  }
}

/// Where a rising curve bends: the place whose point lies highest above the straight line from the
/// first point to the last, of equal ones the first.
///
/// - Returns: an index, or `nil` when fewer than three numbers are given, or none lies above the
///   line.
/// - Source: Satopää et al., "Finding a 'Kneedle' in a Haystack", ICDCS Workshops 2011, §III,
///   without its smoothing.
/// - Example: `elbow(of: [0.4, 0.6, 0.65, 0.68, 0.7])`
public func elbow(of values: [Float]) -> Int? {
  guard values.count >= 3, let first = values.first, let last = values.last else { return nil }
  let steps = Float(values.count - 1)
  var best: (index: Int, height: Float)?
  for (index, value) in values.enumerated() {
    let height = value - (first + (last - first) * Float(index) / steps)
    if height > max(best?.height ?? 0, 1e-6) { best = (index, height) }
  }
  return best?.index
}
