import Boxes
import Images

/// Regions of a picture, from the smallest to the whole of it: a tree whose leaves are the first
/// segmentation and whose every other region is two neighbours joined.
///
/// - Example:
///
///     let picture = try Image(example: "pasture-01.png")
///     let tree = try SelectiveSearch(.single).hierarchies(of: picture)[0]
///     try tree.map(joins: tree.joinCount - 5).count
public struct RegionHierarchy: Sendable {
  /// One region of the tree.
  public struct Region: Sendable {
    /// Around its pixels.
    public let box: Box
    /// Its pixels.
    public let size: Int
    /// The two regions that it was joined from; `nil` for a leaf.
    public let parts: (Int, Int)?
    /// How alike the two were; `nil` for a leaf.
    public let similarity: Float?
    /// Joins below it, on the longest way down: 0 for a leaf.
    public let level: Int
  }

  /// The leaves: label `i` is region `i`.
  public let leaves: RegionMap
  /// The leaves, and then every joined region in the order of joining; the whole picture last.
  public let regions: [Region]

  /// Of the leaves, then of every joined region.
  public var boxes: [Box] { regions.map(\.box) }
  /// How alike the two were that were joined, join by join.
  public var similarities: [Float] { regions.compactMap(\.similarity) }

  /// Pairs of neighbours that were joined until one region was left.
  public var joinCount: Int { regions.count - leaves.count }

  /// The picture as it is cut after so many joins.
  ///
  /// - Throws: `ImageError` unless there are so many joins.
  public func map(joins: Int) throws -> RegionMap {
    guard 0...joinCount ~= joins else {
      throw ImageError(
        "RegionHierarchy.map", expected: "0 to \(joinCount) joins", found: "\(joins)")
    }
    // From the last join down: a part stands under the name of the whole.
    var name = Array(regions.indices)
    for region in (leaves.count..<leaves.count + joins).reversed() {
      guard let parts = regions[region].parts else { continue }
      name[parts.0] = name[region]
      name[parts.1] = name[region]
    }
    var label = [Int32](repeating: -1, count: regions.count)
    var count: Int32 = 0
    for leaf in 0..<leaves.count where label[name[leaf]] < 0 {
      label[name[leaf]] = count
      count += 1
    }
    return RegionMap(
      width: leaves.width, height: leaves.height, count: Int(count),
      pixels: leaves.pixels.map { label[name[Int($0)]] })
  }

  /// The pixels of one region.
  ///
  /// - Throws: `ImageError` unless there is such a region.
  public func mask(of region: Int) throws -> Mask {
    guard regions.indices ~= region else {
      throw ImageError(
        "RegionHierarchy.mask", expected: "a region in 0..<\(regions.count)", found: "\(region)")
    }
    var isInside = [Bool](repeating: false, count: regions.count)
    isInside[region] = true
    for whole in (0...region).reversed() where isInside[whole] {
      guard let parts = regions[whole].parts else { continue }
      isInside[parts.0] = true
      isInside[parts.1] = true
    }
    return Mask(
      width: leaves.width, height: leaves.height,
      bits: leaves.pixels.map { isInside[Int($0)] ? 1 : 0 })
  }
}

extension RegionHierarchy: CustomStringConvertible {
  public var description: String {
    "RegionHierarchy(\(leaves.count) regions, \(joinCount) joins)"
  }
}
