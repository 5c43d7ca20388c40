internal import CKernels

// weight[o, c, tap] = sum over images and output cells of y[n, o, cell] * x[n, c, cell's tap]: a
// product over all pixels, both of whose sides are packed by transposing.

/// Writes `[output channels, input channels of one group, rows, columns]` to `weight`.
func convolveForWeight(
  input: UnsafePointer<Float>, output: UnsafePointer<Float>,
  weight: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable
) throws {
  let planes = try TapPlanes(input: input, geometry: g, loops: loops)
  for group in 0..<g.groups {
    let offsets = planes.layout.offsets(
      channels: group * g.inputChannels..<(group + 1) * g.inputChannels)
    let job = WeightGradient(
      planes: planes, offsets: offsets, rows: g.outputChannels,
      gradient: output + group * g.outputChannels * g.outputPlane,
      imageStride: g.outputChannels * g.groups * g.outputPlane, plane: g.outputPlane,
      loops: loops)
    let target = weight + group * g.groupWeights
    if g.outputChannels <= 2 { job.runByDots(into: target) } else { try job.run(into: target) }
  }
}

/// The sum of each channel over images and pixels: the gradient by a bias.
func sumChannels(
  _ x: UnsafePointer<Float>, images: Int, channels: Int, plane: Int,
  into sums: UnsafeMutablePointer<Float>, loops: CKTable
) {
  Workers.shared.parallel(channels) { channel in
    var total = 0.0
    for image in 0..<images {
      total += loops.sum(x + (image * channels + channel) * plane, plane)
    }
    sums[channel] = Float(total)
  }
}

private struct WeightGradient {
  let planes: TapPlanes
  /// One for each column of the result: channel and tap.
  let offsets: [Int]
  /// Rows of the result: output channels.
  let rows: Int
  let gradient: UnsafePointer<Float>
  let imageStride: Int
  let plane: Int
  let loops: CKTable

  /// Pixels that are packed together.
  private static let step = 256
  private static let blockColumns = 240  // whole tiles of every instruction set
  private static let blockRows = 480
  /// Pixels that one sum runs over at least, where it could be cut.
  private static let shortestSum = 2048

  private var pixels: Int { planes.layout.images * plane }

  func run(into weight: UnsafeMutablePointer<Float>) throws {
    let width = offsets.count
    let columnBlocks = blocks(width, of: Self.blockColumns)
    let rowBlocks = blocks(rows, of: Self.blockRows)
    // A small result has few blocks: then the sum itself is cut, always in the same places, and the
    // parts are added in order.
    let parts = max(
      1,
      min(
        pixels / Self.shortestSum, blocks(16, of: columnBlocks * rowBlocks),
        (1 << 22) / max(1, rows * width)))
    let length = blocks(blocks(pixels, of: parts), of: Self.step) * Self.step
    let partial = parts > 1 ? try Storage(count: parts * rows * width) : nil
    let target = partial?.base ?? weight

    let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
    let slack = Self.step + 16
    let leftSize = (min(rows, Self.blockRows) + tileRows) * slack
    let slotSize = leftSize + (Self.blockColumns + tileColumns) * slack
    let scratch = try Storage(count: Workers.shared.width * slotSize)
    let base = scratch.base
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      Workers.shared.parallelInSlots(parts * rowBlocks * columnBlocks) { task, slot in
        let part = task / (rowBlocks * columnBlocks)
        let firstRow = task / columnBlocks % rowBlocks * Self.blockRows
        let firstColumn = task % columnBlocks * Self.blockColumns
        multiply(
          rows: firstRow..<min(rows, firstRow + Self.blockRows),
          columns: firstColumn..<min(width, firstColumn + Self.blockColumns),
          pixels: min(pixels, part * length)..<min(pixels, (part + 1) * length),
          offsets: offsets, left: base + slot * slotSize,
          right: base + slot * slotSize + leftSize, into: target + part * rows * width)
      }
    }
    guard partial != nil else { return }
    let piece = 4096
    Workers.shared.parallel(blocks(rows * width, of: piece)) { task in
      let first = task * piece
      let count = min(piece, rows * width - first)
      (weight + first).update(from: target + first, count: count)
      for part in 1..<parts {
        loops.add(weight + first, target + part * rows * width + first, weight + first, count)
      }
    }
  }

  /// One block of the result over a range of pixels, counted through all images.
  private func multiply(
    rows: Range<Int>, columns: Range<Int>, pixels: Range<Int>, offsets: UnsafePointer<Int>,
    left: UnsafeMutablePointer<Float>, right: UnsafeMutablePointer<Float>,
    into weight: UnsafeMutablePointer<Float>
  ) {
    let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
    let stride = self.offsets.count
    // Packing may write a few steps too far, so each panel has some of its own.
    let leftPanel = (Self.step + 16) * tileRows
    var first = pixels.lowerBound
    repeat {
      let block = first..<min(pixels.upperBound, first + Self.step)
      packGradient(rows: rows, pixels: block, into: left, panelSize: leftPanel)
      packPlanes(columns: columns, pixels: block, offsets: offsets, into: right)
      for row in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
        let panel = left + (row - rows.lowerBound) / tileRows * leftPanel
        for column in Swift.stride(
          from: columns.lowerBound, to: columns.upperBound, by: tileColumns)
        {
          loops.tile(
            block.count, panel, right + (column - columns.lowerBound) * (Self.step + 16),
            weight + row * stride + column, stride, Int32(min(tileRows, rows.upperBound - row)),
            Int32(min(tileColumns, columns.upperBound - column)),
            first > pixels.lowerBound ? 1 : 0, nil)
        }
      }
      first += Self.step
    } while first < pixels.upperBound
  }

  private func packGradient(
    rows: Range<Int>, pixels: Range<Int>, into out: UnsafeMutablePointer<Float>, panelSize: Int
  ) {
    let tileRows = Int(loops.tile_rows)
    withOffsets(tileRows, apart: plane) { offsets in
      var panel = out
      for row in stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
          let (image, within) = pixel.quotientAndRemainder(dividingBy: plane)
          let count = min(plane - within, pixels.upperBound - pixel)
          loops.pack_columns(
            gradient + image * imageStride + row * plane + within, offsets,
            Int32(min(tileRows, rows.upperBound - row)), count,
            panel + (pixel - pixels.lowerBound) * tileRows, loops.tile_rows)
          pixel += count
        }
        panel += panelSize
      }
    }
  }

  private func packPlanes(
    columns: Range<Int>, pixels: Range<Int>, offsets: UnsafePointer<Int>,
    into out: UnsafeMutablePointer<Float>
  ) {
    let tileColumns = Int(loops.tile_columns)
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: tileColumns) {
      let width = min(tileColumns, columns.upperBound - column)
      let padded = loops.padded(width)
      let panel = out + (column - columns.lowerBound) * (Self.step + 16)
      planes.layout.forEachRun(pixels) { pixel, place, count in
        loops.pack_columns(
          planes.base + place, offsets + column, Int32(width), count,
          panel + (pixel - pixels.lowerBound) * Int(padded), padded)
      }
    }
  }

  /// For one or two output channels: each weight is a dot product of two sets of rows.
  func runByDots(into weight: UnsafeMutablePointer<Float>) {
    let width = offsets.count
    offsets.withUnsafeBufferPointer { offsets in
      Workers.shared.parallel(rows * width) { task in
        let (row, column) = task.quotientAndRemainder(dividingBy: width)
        var total = 0.0
        planes.layout.forEachRun(0..<pixels) { pixel, place, count in
          let (image, within) = pixel.quotientAndRemainder(dividingBy: plane)
          total += loops.dot(
            gradient + image * imageStride + row * plane + within,
            planes.base + offsets[column] + place, count)
        }
        weight[row * width + column] = Float(total)
      }
    }
  }
}
