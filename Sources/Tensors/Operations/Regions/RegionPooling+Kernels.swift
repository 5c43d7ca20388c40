internal import CKernels

// One plane at a time: H×W cells in at `x`, PH×PW bins out at `out`.

extension RegionBins {
  /// The largest number of each bin, of all regions and channels.
  func maximum(
    _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    grid.forEachBlock { region, channels in
      let (rows, columns) = (rows(of: region), columns(of: region))
      let left = columns.first?.lowerBound ?? 0
      let width = max(0, (columns.last?.upperBound ?? 0) - left)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width + 1) { buffer in
        guard let tallest = buffer.baseAddress else { return }
        for channel in channels {
          let x = plane(x, of: region, channel) + left
          var out = out + (region * grid.channels + channel) * grid.bins
          for row in rows {
            // First the largest of each column of the row of bins, which runs along whole rows;
            // then the largest of each bin.
            if !row.isEmpty, width > 0 {
              tallest.update(from: x + row.lowerBound * grid.width, count: width)
              for y in row.dropFirst() {
                loops.maximum(x + y * grid.width, tallest, tallest, width)
              }
            }
            for column in columns {
              out[0] = row.isEmpty ? 0 : Self.largest(tallest, column, left)
              out += 1
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func largest(
    _ line: UnsafePointer<Float>, _ column: Range<Int>, _ left: Int
  ) -> Float {
    guard !column.isEmpty else { return 0 }
    var largest = line[column.lowerBound &- left]
    var i = column.lowerBound &- left &+ 1
    while i < column.upperBound &- left {
      let value = line[i]
      if value > largest || value != value { largest = value }
      i &+= 1
    }
    return largest
  }

  /// Calls `body` for each bin of a region, in order, with the place of its winner in the plane (the
  /// first of equals) or nil for an empty bin.
  @inline(__always)
  func forEachWinner(
    _ x: UnsafePointer<Float>, _ region: Int, _ body: (_ winner: Int?, _ bin: Int) -> Void
  ) {
    let columns = columns(of: region)
    var bin = 0
    for row in rows(of: region) {
      for column in columns {
        body(winner(x, row, column), bin)
        bin &+= 1
      }
    }
  }

  @inline(__always)
  private func winner(_ x: UnsafePointer<Float>, _ row: Range<Int>, _ column: Range<Int>) -> Int? {
    guard !row.isEmpty, !column.isEmpty else { return nil }
    var winner = row.lowerBound &* grid.width &+ column.lowerBound
    var largest = x[winner]
    var y = row.lowerBound
    while y < row.upperBound {
      var i = y &* grid.width &+ column.lowerBound
      let end = y &* grid.width &+ column.upperBound
      while i < end {
        let value = x[i]
        if value > largest || value != value { (largest, winner) = (value, i) }
        i &+= 1
      }
      y &+= 1
    }
    return winner
  }

  // quote: gradient
  /// Sends the gradient `g` of each bin to its winner. A cell that won in several bins, or in several
  /// regions, adds up what they send.
  func gradient(
    _ x: UnsafePointer<Float>, _ g: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>
  ) {
    grid.forEachPlaneOfMap(regions) { image, channel, regions in
      let plane = (image * grid.channels + channel) * grid.cells
      let (x, out) = (x + plane, out + plane)
      out.update(repeating: 0, count: grid.cells)
      for region in regions {
        let g = g + (region * grid.channels + channel) * grid.bins
        forEachWinner(x, region) { winner, bin in
          if let winner { out[winner] += g[bin] }
        }
      }
    }
  }
  // end quote
}

extension RegionGrid {
  /// Comparisons of a pooling of these regions; 0 where a plan is being made, which must not look at
  /// the regions of one pass.
  func poolingFlops(_ table: Tensor) -> Int {
    guard table.storage.watch == nil, let regions = try? regions(table) else { return 0 }
    let bins = RegionBins(self, regions)
    return regions.indices.reduce(0) { sum, region in
      let rows = bins.rows(of: region).reduce(0) { $0 + $1.count }
      let columns = bins.columns(of: region).reduce(0) { $0 + $1.count }
      return sum &+ channels &* rows &* columns
    }
  }
}
