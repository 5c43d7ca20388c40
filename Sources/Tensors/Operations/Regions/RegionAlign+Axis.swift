internal import CKernels

// H (or W) cells, PH (or PW) bins.

/// Which cells of one axis the bins of regions take, and how much of each.
struct AxisWeights: Sendable {
  /// Bins of a region.
  let bins: Int
  /// Cells of the map.
  let length: Int
  /// One region's bins after the other's. The first belongs to none of them: there is always one to
  /// point at.
  private(set) var taps = [CKTap(cell: 0, weight: 0)]
  /// Where each bin's taps begin, and where the last one's end.
  private(set) var starts = [1]
  /// Of each region, from the first to the last cell that has a tap.
  private(set) var cells: [Range<Int>] = []

  private let samplingRatio: Int
  private let aligned: Bool

  init(bins: Int, length: Int, _ samplingRatio: Int, _ aligned: Bool) {
    self.bins = bins
    self.length = length
    self.samplingRatio = samplingRatio
    self.aligned = aligned
  }

  /// The most cells that a region reaches over.
  var widest: Int { cells.reduce(0) { max($0, $1.count) } }

  /// The number of taps of a region's bins.
  func tapCount(_ region: Int) -> Int { starts[(region + 1) * bins] - starts[region * bins] }

  /// The bins of one more region.
  ///
  /// - Parameters:
  ///   - from: its ends, in cells.
  ///   - to: likewise.
  mutating func append(from: Float, to: Float) {
    let start = from - (aligned ? 0.5 : 0)
    let extent = aligned ? to - from : max(to - from, 1)
    let bin = extent / Float(bins)
    let points = samplingRatio > 0 ? samplingRatio : max(0, Int(bin.rounded(.up)))
    let step = bin / Float(max(points, 1))
    let firstOfRegion = taps.count
    for i in 0..<bins {
      let origin = start + Float(i) * bin
      let first = taps.count
      for point in near(origin, step, points) {
        let place = origin + (Float(point) + 0.5) * bin / Float(points)
        add(place, share: 1 / Float(points), after: first)
      }
      starts.append(taps.count)
    }
    // Of swapped corners, points go downwards.
    var (low, high) = (Int32.max, Int32(-1))
    for tap in taps[firstOfRegion...] { (low, high) = (min(low, tap.cell), max(high, tap.cell)) }
    cells.append(high < low ? 0..<0 : Int(low)..<Int(high) + 1)
  }

  /// The points that may lie on the map, and a few more: a region may be far larger than the map.
  private func near(_ origin: Float, _ step: Float, _ points: Int) -> Range<Int> {
    guard step > 0, points > 64 else { return 0..<points }
    let first = Int((Double(-1 - origin) / Double(step)).rounded(.down)) - 16
    let last = Int((Double(Float(length) - origin) / Double(step)).rounded(.up)) + 16
    let low = min(max(first, 0), points)
    return low..<min(max(last, low), points)
  }

  /// Two neighbouring cells share a point; `place` is in cells, whose centres are at whole numbers.
  private mutating func add(_ place: Float, share: Float, after first: Int) {
    guard place >= -1, place <= Float(length) else { return }
    let inside = min(max(place, 0), Float(length - 1))
    let low = Int(inside)
    let part = inside - Float(low)
    add(low, share * (1 - part), after: first)
    if part > 0 { add(min(low + 1, length - 1), share * part, after: first) }
  }

  private mutating func add(_ cell: Int, _ weight: Float, after first: Int) {
    // Points go upwards, so a cell that has a tap already is one of the last two. (Where they go
    // downwards, a cell may have two.)
    let last = taps.count - 1
    if last >= first, taps[last].cell == cell {
      taps[last].weight += weight
    } else if last > first, taps[last - 1].cell == cell {
      taps[last - 1].weight += weight
    } else {
      taps.append(CKTap(cell: Int32(cell), weight: weight))
    }
  }
}
