internal import CKernels

// C channels, H×W cells in, PH×PW bins out.

extension RegionPoints {
  /// Planes that a thread goes through side by side, and regions that it takes of them in a row.
  ///
  /// Regions of one picture overlap. The planes are few enough to stay in a core's cache while all of a
  /// block's regions are read from them, so that a map comes out of memory once, however many regions
  /// there are, and where there are few, only where they lie. A copy of the map with its channels side
  /// by side would have to be written and read again: 54 MB for the finest map of an 800×1067 picture.
  private static let (planes, block) = (4, 64)

  /// The mean of the points of each bin, of all regions and channels.
  ///
  /// - Parameters:
  ///   - x: the map.
  ///   - out: the whole result, `[R, C, PH, PW]`.
  func means(
    _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    let (planes, block) = (Self.planes, Self.block)
    let (parts, widest) = (blocks(regions.count, of: block), columns.widest)
    Workers.shared.parallel(blocks(grid.channels, of: planes) * parts) { item in
      let (group, part) = item.quotientAndRemainder(dividingBy: parts)
      let first = group * planes
      let count = min(planes, grid.channels - first)
      let some = part * block..<min(regions.count, (part + 1) * block)
      withLines(CK_ALIGN_ROWS * (widest + Int(loops.lanes))) { lines in
        forEachRegion(some) { region, weights in
          var weights = weights
          loops.align(
            x + (regions[region].image * grid.channels + first) * grid.cells, grid.cells, count,
            grid.width, &weights, lines,
            out + (places[region] * grid.channels + first) * grid.bins)
        }
      }
    }
  }

  /// Sends the gradient of each bin back with the weights that made its mean.
  ///
  /// - Parameters:
  ///   - g: that of the whole result, `[R, C, PH, PW]`.
  ///   - out: that of the map.
  func gradient(
    _ g: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) {
    let widest = columns.widest
    // One thread a plane: a gradient's sums do not depend on who adds them.
    Workers.shared.parallel(grid.images * grid.channels) { plane in
      let (image, channel) = plane.quotientAndRemainder(dividingBy: grid.channels)
      let out = out + plane * grid.cells
      out.update(repeating: 0, count: grid.cells)
      withLines(widest) { line in
        forEachRegion(regions.indices) { region, weights in
          guard regions[region].image == image else { return }
          var weights = weights
          loops.align_gradient(
            g + (places[region] * grid.channels + channel) * grid.bins, &weights, line, out,
            grid.width)
        }
      }
    }
  }

  /// The definition, written to the rows of the result.
  func copyReference(
    _ map: Tensor, samplingRatio: Int, aligned: Bool, to out: UnsafeMutablePointer<Float>
  ) throws {
    let means = try Reference.roiAlign(
      map, regions, outputSize: [grid.rows, grid.columns], samplingRatio: samplingRatio,
      aligned: aligned)
    let row = grid.channels * grid.bins
    means.withFloats { means in
      for (region, place) in places.enumerated() {
        (out + place * row).update(from: means + region * row, count: row)
      }
    }
  }

  private func withLines(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count + 1) {
      if let base = $0.baseAddress { body(base) }
    }
  }

  /// Calls `body` with some of the regions, as the loops see them.
  @inline(__always)
  private func forEachRegion(_ some: Range<Int>, _ body: (_ region: Int, CKRegion) -> Void) {
    rows.taps.withUnsafeBufferPointer { rowTaps in
      columns.taps.withUnsafeBufferPointer { columnTaps in
        rows.starts.withUnsafeBufferPointer { rowStarts in
          columns.starts.withUnsafeBufferPointer { columnStarts in
            guard let rowStart = rowStarts.baseAddress, let columnStart = columnStarts.baseAddress,
              let rowTap = rowTaps.baseAddress, let columnTap = columnTaps.baseAddress
            else { return }
            for region in some {
              let cells = columns.cells[region]
              body(
                region,
                CKRegion(
                  rows: CKBins(
                    count: grid.rows, starts: rowStart + region * grid.rows, taps: rowTap),
                  columns: CKBins(
                    count: grid.columns, starts: columnStart + region * grid.columns,
                    taps: columnTap), left: cells.lowerBound, width: cells.count))
            }
          }
        }
      }
    }
  }
}
