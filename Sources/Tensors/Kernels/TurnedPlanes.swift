internal import CKernels

/// A convolution's input, padded and turned so that the channels of a cell are neighbours: for the
/// gradient by the weights. There a column is a tap and a channel over all pixels, and packing columns
/// as the planes lie would transpose each plane once for every tap. Turned once, whole vectors of
/// channels are copied.
struct TurnedPlanes {
  let layout: TapLayout
  /// Of one group.
  let channels: Int
  private let storage: Storage
  private let imageStride: Int
  private let loops: CKTable

  var taps: Int { layout.tapOffsets.count }

  /// - Parameters:
  ///   - input: `[images, channels of all groups, rows, columns]`.
  ///   - group: whose channels are turned.
  /// - Returns: nil where channels do not fill vectors, where there is a stride, and where there are
  ///   too few pixels to pay for turning the result back.
  init?(
    _ input: UnsafePointer<Float>, group: Int, geometry g: ConvolutionGeometry, loops: CKTable
  ) throws {
    let lanes = Int(loops.lanes)
    guard g.rows.stride == 1, g.columns.stride == 1, g.taps > 1, g.outputChannels > 2,
      g.inputChannels > 0, g.inputChannels % lanes == 0,
      g.images.multipliedReportingOverflow(by: g.outputPlane).partialValue / 8 >= g.outputChannels
    else { return nil }
    layout = try TapLayout(input: g)
    channels = g.inputChannels
    self.loops = loops
    let (height, width, channels) = (g.rows.planeLength, g.columns.planeLength, g.inputChannels)
    // Turning writes up to a vector of cells too far; each image has some of its own.
    imageStride = try Shape.sum(
      Tensor.checkedCount([height, width, channels], operation: "conv2D"), lanes * channels,
      operation: "conv2D")
    storage = try Storage(count: Tensor.checkedCount([g.images, imageStride], operation: "conv2D"))
    let (base, imageStride, above, left) = (
      storage.base, imageStride, g.rows.padding, g.columns.padding
    )
    Workers.shared.parallel(g.images) { image in
      let plane = input + (image * g.groups + group) * channels * g.inputPlane
      withOffsets(channels, apart: g.inputPlane) { offsets in
        for row in 0..<height {
          let to = base + image * imageStride + row * width * channels
          guard row >= above, row < above + g.rows.input else {
            to.update(repeating: 0, count: width * channels)
            continue
          }
          to.update(repeating: 0, count: left * channels)
          loops.pack_columns(
            plane + (row - above) * g.columns.input, offsets, Int32(channels), g.columns.input,
            to + left * channels, Int32(channels))
          let end = left + g.columns.input
          (to + end * channels).update(repeating: 0, count: (width - end) * channels)
        }
      }
    }
  }

  /// Packs columns in the order of taps, then channels; panels of `tile_columns` of them begin
  /// `columnSize` floats per column apart.
  func pack(
    columns: Range<Int>, pixels: Range<Int>, into out: UnsafeMutablePointer<Float>,
    columnSize: Int
  ) {
    let (lanes, tileColumns) = (Int(loops.lanes), Int(loops.tile_columns))
    withUnsafeTemporaryAllocation(of: Int.self, capacity: pixels.count) { places in
      guard let firstPlace = places.baseAddress else { return }
      layout.forEachRun(pixels) { pixel, place, count in
        let image = pixel / layout.cells
        let first = image * imageStride + (place - image * layout.imageStride) * channels
        for i in 0..<count { places[pixel - pixels.lowerBound + i] = first + i * channels }
      }
      withUnsafeTemporaryAllocation(of: CKRun.self, capacity: tileColumns / lanes) { runs in
        guard let firstRun = runs.baseAddress else { return }
        for column in stride(from: columns.lowerBound, to: columns.upperBound, by: tileColumns) {
          let width = min(tileColumns, columns.upperBound - column)
          for x in stride(from: 0, to: width, by: lanes) {
            let (tap, channel) = (column + x).quotientAndRemainder(dividingBy: channels)
            runs[x / lanes] = CKRun(
              start: layout.tapOffsets[tap] * channels + channel, column: Int32(x),
              length: Int32(lanes))
          }
          loops.pack_runs(
            storage.base, firstPlace, pixels.count, firstRun, Int32(width / lanes),
            out + (column - columns.lowerBound) * columnSize, Int32(width))
        }
      }
    }
  }

  /// One row of the result, from taps and channels to channels and taps.
  func turnBack(_ row: UnsafePointer<Float>, to weight: UnsafeMutablePointer<Float>) {
    let taps = taps
    for tap in 0..<taps {
      let from = row + tap * channels
      for channel in 0..<channels { weight[channel * taps + tap] = from[channel] }
    }
  }
}
