// n regions to begin with, 2n − 1 when all are joined.

import Boxes

/// Joins the two neighbours that are most alike, again and again, until one region is left.
///
/// - Source: Uijlings et al., IJCV 2013, §3, algorithm 1.
struct RegionGrouping {
  private let measures: RegionSimilarity
  private let pictureSize: Float
  private var regions: [RegionHierarchy.Region]
  /// The part of a region's histogram that is compared, and where regions keep theirs: a joined
  /// region takes over the row of one of its parts.
  private let bins: Range<Int>
  private let length: Int
  private var histograms: [Float]
  private var row: [Int]
  private var neighbours: [[Int32]]
  private var isJoined: [Bool]
  private var queue = PairQueue()

  init(_ leaves: RegionLeaves, measures: RegionSimilarity) {
    self.measures = measures
    pictureSize = Float(leaves.map.width * leaves.map.height)
    regions = zip(leaves.boxes, leaves.sizes).map {
      RegionHierarchy.Region(box: $0, size: $1, parts: nil, similarity: nil, level: 0)
    }
    length = leaves.length
    let first = measures.contains(.color) ? 0 : leaves.colorLength
    let end = measures.contains(.texture) ? leaves.length : leaves.colorLength
    bins = first..<end
    histograms = bins.isEmpty ? [] : leaves.histograms
    row = Array(0..<regions.count)
    isJoined = Array(repeating: false, count: regions.count)
    neighbours = Array(repeating: [], count: regions.count)
    for (a, b) in leaves.neighbours {
      neighbours[a].append(Int32(b))
      neighbours[b].append(Int32(a))
      queue.push(.init(similarity: similarity(a, b), a: Int32(a), b: Int32(b)))
    }
  }

  /// The sum of the measures asked for, each in 0…1.
  private func similarity(_ a: Int, _ b: Int) -> Float {
    var sum: Float = 0
    if !bins.isEmpty {
      // Histogram intersection, of colour and texture at once: what both have of each bin.
      histograms.withUnsafeBufferPointer { histograms in
        let (a, b) = (row[a] * length, row[b] * length)
        var lanes = SIMD16<Float>.zero
        var bin = bins.lowerBound
        while bin + 16 <= bins.upperBound {
          var (left, right) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
          for lane in 0..<16 {
            left[lane] = histograms[a + bin + lane]
            right[lane] = histograms[b + bin + lane]
          }
          lanes += pointwiseMin(left, right)
          bin += 16
        }
        sum = lanes.sum()
        while bin < bins.upperBound {
          sum += min(histograms[a + bin], histograms[b + bin])
          bin += 1
        }
      }
    }
    let size = Float(regions[a].size + regions[b].size)
    if measures.contains(.size) { sum += 1 - size / pictureSize }
    if measures.contains(.fill) {
      let around = regions[a].box.enclosing(regions[b].box).area
      sum += 1 - (around - size) / pictureSize
    }
    return sum
  }

  /// All regions: those to begin with, then those joined, in order; the whole picture last.
  mutating func run() -> [RegionHierarchy.Region] {
    // quote: grouping
    while let pair = queue.pop() {
      let (a, b) = (Int(pair.a), Int(pair.b))
      if isJoined[a] || isJoined[b] { continue }  // one of them has become part of another region
      let joined = join(a, b, similarity: pair.similarity)
      for neighbour in neighbours[joined] {
        queue.push(
          .init(similarity: similarity(joined, Int(neighbour)), a: neighbour, b: Int32(joined)))
      }
    }
    // end quote
    return regions
  }

  private mutating func join(_ a: Int, _ b: Int, similarity: Float) -> Int {
    let joined = regions.count
    let (left, right) = (regions[a], regions[b])
    regions.append(
      RegionHierarchy.Region(
        box: left.box.enclosing(right.box), size: left.size + right.size, parts: (a, b),
        similarity: similarity, level: max(left.level, right.level) + 1))
    isJoined[a] = true
    isJoined[b] = true
    isJoined.append(false)
    // The histogram of both is the mean of theirs, by their sizes: no pixel is looked at again.
    let share = Float(left.size) / Float(left.size + right.size)
    histograms.withUnsafeMutableBufferPointer { histograms in
      let (into, from) = (row[a] * length, row[b] * length)
      for bin in bins {
        histograms[into + bin] =
          share * histograms[into + bin] + (1 - share) * histograms[from + bin]
      }
    }
    row.append(row[a])
    var around = (neighbours[a] + neighbours[b]).filter { !isJoined[Int($0)] }
    around.sort()
    var unique: [Int32] = []
    for neighbour in around where unique.last != neighbour { unique.append(neighbour) }
    for neighbour in unique { neighbours[Int(neighbour)].append(Int32(joined)) }
    neighbours.append(unique)
    neighbours[a] = []
    neighbours[b] = []
    return joined
  }
}
