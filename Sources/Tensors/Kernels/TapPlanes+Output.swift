// What the cells of a convolution's input see of its output: the way back.

extension TapPlanes {
  /// The output with zeros around it as far as the way back reaches: what all phases read.
  struct Reached {
    let base: UnsafePointer<Float>
    let storage: Storage?
    let channelStride: Int
    let pitch: Int
    /// The output row and column at the first float.
    let firstRow: Int
    let firstColumn: Int

    /// - Parameter output: `[images, channels of all groups, rows, columns]`.
    init(output: UnsafePointer<Float>, geometry g: ConvolutionGeometry) throws {
      let (rows, columns) = (g.rows.reach, g.columns.reach)
      if rows == 0..<g.rows.output, columns == 0..<g.columns.output {
        base = output
        storage = nil
        channelStride = g.outputPlane
        (pitch, firstRow, firstColumn) = (g.columns.output, 0, 0)
        return
      }
      let channels = g.outputChannels * g.groups
      let size = try Tensor.checkedCount([rows.count, columns.count], operation: "conv2D")
      let copy = try Storage(
        count: Tensor.checkedCount([g.images, channels, size], operation: "conv2D"))
      let real = columns.clamped(to: 0..<g.columns.output)
      let target = copy.base
      Workers.shared.parallel(g.images * channels) { channel in
        let source = output + channel * g.outputPlane
        var to = target + channel * size
        for row in rows {
          if row >= 0, row < g.rows.output, !real.isEmpty {
            let before = real.lowerBound - columns.lowerBound
            to.update(repeating: 0, count: before)
            (to + before).update(
              from: source + row * g.columns.output + real.lowerBound, count: real.count)
            (to + before + real.count)
              .update(repeating: 0, count: columns.count - before - real.count)
          } else {
            to.update(repeating: 0, count: columns.count)
          }
          to += columns.count
        }
      }
      base = UnsafePointer(target)
      storage = copy
      channelStride = size
      (pitch, firstRow, firstColumn) = (columns.count, rows.lowerBound, columns.lowerBound)
    }
  }

  /// What the input cells of one phase see of the output.
  init(
    _ reached: Reached, geometry g: ConvolutionGeometry, rowPhase: Int, columnPhase: Int
  ) {
    let (rows, columns) = (g.rows, g.columns)
    let (rowSteps, columnSteps) = (rows.steps(phase: rowPhase), columns.steps(phase: columnPhase))
    let layout = TapLayout(
      images: g.images,
      imageStride: g.outputChannels * g.groups * reached.channelStride,
      channelStride: reached.channelStride, pitch: reached.pitch, gridRows: rowSteps.count,
      gridColumns: columnSteps.count,
      tapOffsets: rows.taps(phase: rowPhase).flatMap { i in
        columns.taps(phase: columnPhase).map { j in
          (rowSteps.lowerBound - rows.shift(i) - reached.firstRow) * reached.pitch
            + columnSteps.lowerBound - columns.shift(j) - reached.firstColumn
        }
      })
    self.init(base: reached.base, layout: layout, storage: reached.storage)
  }
}
