internal import CKernels

// One plane at a time: H×W cells in at `x`, PH×PW bins out at `out`.

extension RegionPoints {
  /// The mean of the points of each bin, of all regions and channels.
  func means(
    _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    grid.forEachBlock { region, channels in
      let (rows, columns) = (rows[region], columns[region])
      let (left, width) = (columns.cells.lowerBound, columns.cells.count)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width + 1) { buffer in
        guard let line = buffer.baseAddress else { return }
        for channel in channels {
          let plane = regions[region].image * grid.channels + channel
          let x = x + plane * grid.cells + left
          var out = out + (region * grid.channels + channel) * grid.bins
          for row in rows.bins {
            line.update(repeating: 0, count: width)
            for tap in rows.taps[row] {
              loops.axpy(tap.weight, x + tap.cell * grid.width, line, width)
            }
            for column in columns.bins {
              var sum: Float = 0
              for tap in columns.taps[column] { sum += tap.weight * line[tap.cell &- left] }
              out[0] = sum
              out += 1
            }
          }
        }
      }
    }
  }

  /// Sends the gradient `g` of each bin back with the weights that made its mean.
  func gradient(
    _ g: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    grid.forEachPlaneOfMap(regions) { image, channel, regions in
      let out = out + (image * grid.channels + channel) * grid.cells
      out.update(repeating: 0, count: grid.cells)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: grid.width) { buffer in
        guard let line = buffer.baseAddress else { return }
        for region in regions {
          var g = g + (region * grid.channels + channel) * grid.bins
          let (rows, columns) = (rows[region], columns[region])
          let (left, width) = (columns.cells.lowerBound, columns.cells.count)
          for row in rows.bins {
            line.update(repeating: 0, count: width)
            for (bin, column) in columns.bins.enumerated() {
              for tap in columns.taps[column] { line[tap.cell &- left] += tap.weight * g[bin] }
            }
            for tap in rows.taps[row] {
              loops.axpy(tap.weight, line, out + tap.cell * grid.width + left, width)
            }
            g += grid.columns
          }
        }
      }
    }
  }
}

extension RegionGrid {
  /// Two for each multiply-add; 0 where a plan is being made, which must not look at the regions of
  /// one pass.
  func aligningFlops(_ table: Tensor, samplingRatio: Int, aligned: Bool) -> Int {
    guard table.storage.watch == nil, let regions = try? regions(table) else { return 0 }
    let points = RegionPoints(self, regions, samplingRatio: samplingRatio, aligned: aligned)
    return zip(points.rows, points.columns).reduce(0) { sum, axes in
      let (rows, columns) = axes
      return sum &+ 2 &* channels
        &* (rows.taps.count &* columns.cells.count &+ rows.bins.count &* columns.taps.count)
    }
  }
}
