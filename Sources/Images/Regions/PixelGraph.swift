/// The pixels of a picture as a graph: an edge between neighbours, as heavy as their colours differ.
/// Sorted by weight once; any number of segmentations can then be read off it.
///
/// - Source: Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image Segmentation", IJCV 2004,
///   §5: the grid graph, Euclidean distance of smoothed colours as weight.
package struct PixelGraph: Sendable {
  package let width, height: Int
  /// Edges by rising weight; of equal weights, by place in the picture. The upper 33 bits are the
  /// weight, the lower 31 bits four times the first pixel's index, plus the direction.
  private let edges: [UInt64]

  private static let placeBits: UInt64 = 31
  /// Weights are whole numbers of 2⁻²⁴; the heaviest, between black and white, is 442.
  private static let weightScale = 0x1p24

  /// - Parameter planes: at most 3 channels in 0…255, and 2²⁹ pixels.
  package init(_ planes: Planes) {
    (width, height) = (planes.width, planes.height)
    edges = Self.sorted(Self.edges(planes))
  }

  /// From a pixel to a neighbour: right, down, down and right, down and left.
  private static func offsets(width: Int) -> [Int] { [1, width, width + 1, width - 1] }

  private static func edges(_ planes: Planes) -> [UInt64] {
    let (width, height) = (planes.width, planes.height)
    let offsets = offsets(width: width)
    let count =
      (width - 1) * height + width * (height - 1) + 2 * (width - 1) * (height - 1)
    var squares = [Double](repeating: 0, count: width)
    return [UInt64](unsafeUninitializedCapacity: count) { edges, initialized in
      var next = 0
      for y in 0..<height {
        for (direction, offset) in offsets.enumerated() {
          if direction > 0, y == height - 1 { continue }
          // The columns that have a neighbour in this direction.
          let columns =
            (direction == 3 ? 1 : 0)..<(direction == 0 || direction == 2 ? width - 1 : width)
          guard !columns.isEmpty else { continue }
          squares.withUnsafeMutableBufferPointer { squares in
            for x in columns { squares[x] = 0 }
            for plane in planes.values {
              plane.withUnsafeBufferPointer { plane in
                let row = y * width
                for x in columns {
                  let difference = plane[row + x + offset] - plane[row + x]
                  squares[x] += difference * difference
                }
              }
            }
            for x in columns {
              let weight = UInt64(squares[x].squareRoot() * weightScale + 0.5)
              edges[next] = weight << placeBits | UInt64((y * width + x) * 4 + direction)
              next += 1
            }
          }
        }
      }
      initialized = next
    }
  }

  /// Radix sort by the upper 33 bits, 11 at a time; edges of equal weight keep their order.
  private static func sorted(_ edges: [UInt64]) -> [UInt64] {
    var (from, to) = (edges, [UInt64](repeating: 0, count: edges.count))
    for shift in [UInt64(31), 42, 53] {
      var starts = [Int](repeating: 0, count: 2048 + 1)
      from.withUnsafeBufferPointer { from in
        starts.withUnsafeMutableBufferPointer { starts in
          for edge in from { starts[Int((edge >> shift) & 2047) + 1] += 1 }
          for digit in 1...2048 { starts[digit] += starts[digit - 1] }
          to.withUnsafeMutableBufferPointer { to in
            for edge in from {
              let digit = Int((edge >> shift) & 2047)
              to[starts[digit]] = edge
              starts[digit] += 1
            }
          }
        }
      }
      swap(&from, &to)
    }
    return from
  }

  /// Joins regions along ever heavier edges, while the edge is no heavier than what each region has
  /// inside already, plus `k` over its size; then joins every region smaller than `minimumSize` to
  /// the neighbour it is most like.
  ///
  /// - Source: §3, algorithm 1; the last pass is §6's (and the authors' program's).
  package func regions(k: Double, minimumSize: Int) -> RegionMap {
    var regions = PixelRegions(count: width * height, k: k)
    let offsets = Self.offsets(width: width)
    let place = (UInt64(1) << Self.placeBits) - 1
    // quote: joining
    for edge in edges {
      let pixel = Int(edge & place) / 4
      let a = regions.root(pixel)
      let b = regions.root(pixel + offsets[Int(edge & 3)])
      let weight = Double(edge >> Self.placeBits) / Self.weightScale
      if a != b, weight <= min(regions.tolerance[a], regions.tolerance[b]) {
        let joined = regions.join(a, b)
        regions.tolerance[joined] = weight + k / Double(regions.size[joined])
      }
    }
    // end quote
    if minimumSize > 1 {
      for edge in edges {
        let pixel = Int(edge & place) / 4
        let a = regions.root(pixel)
        let b = regions.root(pixel + offsets[Int(edge & 3)])
        if a != b, min(regions.size[a], regions.size[b]) < minimumSize { _ = regions.join(a, b) }
      }
    }
    return RegionMap(width: width, height: height, naming: { regions.root($0) })
  }
}

/// Disjoint sets of pixels.
private struct PixelRegions {
  /// Up the tree; a root is its own parent.
  private var parent: [Int32]
  /// Of roots: how many pixels.
  private(set) var size: [Int32]
  /// Of roots: the weight up to which an edge joins it.
  var tolerance: [Double]

  init(count: Int, k: Double) {
    parent = (0..<Int32(count)).map { $0 }
    size = Array(repeating: 1, count: count)
    tolerance = Array(repeating: k, count: count)
  }

  /// The pixel that stands for its region; every other one on the way is skipped the next time.
  mutating func root(_ pixel: Int) -> Int {
    parent.withUnsafeMutableBufferPointer { parent in
      var at = pixel
      while parent[at] != at {
        parent[at] = parent[Int(parent[at])]
        at = Int(parent[at])
      }
      return at
    }
  }

  /// Two roots become one: the larger region's.
  mutating func join(_ a: Int, _ b: Int) -> Int {
    let (large, small) = size[a] >= size[b] ? (a, b) : (b, a)
    parent[small] = Int32(large)
    size[large] += size[small]
    return large
  }
}
