internal import CKernels

// weight[o, c, tap] = sum over images and output cells of y[n, o, cell] * x[n, c, cell's tap]: a
// product over all pixels, both of whose sides are packed by transposing.

/// Writes `[output channels, input channels of one group, rows, columns]` to `weight`.
func convolveForWeight(
  input: UnsafePointer<Float>, output: UnsafePointer<Float>,
  weight: UnsafeMutablePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable
) throws {
  if let depthwise = DepthwiseConvolution(g) {
    depthwise.sumWeights(input, output, into: weight, loops: loops)
    return
  }
  if let winograd = WinogradWeightGradient(g, loops: loops) {
    try winograd.run(input: input, output: output, into: weight)
    return
  }
  var planes: TapPlanes?  // made when a group needs them
  for group in 0..<g.groups {
    let columns: WeightGradient.Columns
    if let turned = try TurnedPlanes(input, group: group, geometry: g, loops: loops) {
      columns = .turned(turned)
    } else {
      let padded = try planes ?? TapPlanes(input: input, geometry: g, loops: loops)
      planes = padded
      columns = .planes(
        padded,
        offsets: padded.layout.offsets(
          channels: group * g.inputChannels..<(group + 1) * g.inputChannels))
    }
    let job = WeightGradient(
      columns: columns, width: g.inputChannels * g.taps, rows: g.outputChannels,
      gradient: output + group * g.outputChannels * g.outputPlane,
      imageStride: g.outputChannels * g.groups * g.outputPlane, plane: g.outputPlane,
      pixels: g.images * g.outputPlane, loops: loops)
    let target = weight + group * g.groupWeights
    if case .planes(let planes, let offsets) = columns, g.outputChannels <= 2 {
      job.runByDots(planes, offsets, into: target)
    } else {
      try job.run(into: target)
    }
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
  /// What the columns of the result are summed from.
  enum Columns {
    /// A column for each channel and tap, each with its offset into the planes.
    case planes(TapPlanes, offsets: [Int])
    /// A column for each tap and channel.
    case turned(TurnedPlanes)
  }

  let columns: Columns
  /// How many columns there are.
  let width: Int
  /// Rows of the result: output channels.
  let rows: Int
  let gradient: UnsafePointer<Float>
  let imageStride: Int
  let plane: Int
  /// Of all images.
  let pixels: Int
  let loops: CKTable

  /// Pixels that are packed together.
  private static let step = 256
  private static let blockColumns = 240  // whole tiles of every instruction set
  private static let blockRows = 512
  /// Pixels that one sum runs over at least, where it could be cut.
  private static let shortestSum = 2048

  func run(into weight: UnsafeMutablePointer<Float>) throws {
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
    var turned: TurnedPlanes?
    if case .turned(let planes) = columns { turned = planes }
    let isDirect = parts == 1 && turned == nil
    let partial = isDirect ? nil : try Storage(count: parts * rows * width)
    let target = partial?.base ?? weight

    let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
    let slack = Self.step + 16
    let leftSize = (min(rows, Self.blockRows) + tileRows) * slack
    let slotSize = leftSize + (Self.blockColumns + tileColumns) * slack
    let scratch = try Storage(count: Workers.shared.width * slotSize)
    let base = scratch.base
    Workers.shared.parallelInSlots(parts * rowBlocks * columnBlocks) { task, slot in
      let part = task / (rowBlocks * columnBlocks)
      let firstRow = task / columnBlocks % rowBlocks * Self.blockRows
      let firstColumn = task % columnBlocks * Self.blockColumns
      multiply(
        rows: firstRow..<min(rows, firstRow + Self.blockRows),
        columns: firstColumn..<min(width, firstColumn + Self.blockColumns),
        pixels: min(pixels, part * length)..<min(pixels, (part + 1) * length),
        left: base + slot * slotSize, right: base + slot * slotSize + leftSize,
        into: target + part * rows * width)
    }
    guard partial != nil else { return }
    Workers.shared.parallel(rows) { row in
      let sum = target + row * width
      for part in 1..<max(1, parts) {
        loops.add(sum, sum + part * rows * width, sum, width)
      }
      if let turned {
        turned.turnBack(sum, to: weight + row * width)
      } else {
        (weight + row * width).update(from: sum, count: width)
      }
    }
  }

  /// One block of the result over a range of pixels, counted through all images.
  private func multiply(
    rows: Range<Int>, columns: Range<Int>, pixels: Range<Int>,
    left: UnsafeMutablePointer<Float>, right: UnsafeMutablePointer<Float>,
    into weight: UnsafeMutablePointer<Float>
  ) {
    let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
    // Packing may write a few steps too far, so each panel has some of its own.
    let leftPanel = (Self.step + 16) * tileRows
    var first = pixels.lowerBound
    repeat {
      let block = first..<min(pixels.upperBound, first + Self.step)
      packGradient(rows: rows, pixels: block, into: left, panelSize: leftPanel)
      packColumns(columns, pixels: block, into: right)
      for row in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
        let panel = left + (row - rows.lowerBound) / tileRows * leftPanel
        for column in Swift.stride(
          from: columns.lowerBound, to: columns.upperBound, by: tileColumns)
        {
          loops.tile(
            block.count, panel, right + (column - columns.lowerBound) * (Self.step + 16),
            weight + row * width + column, width, Int32(min(tileRows, rows.upperBound - row)),
            Int32(min(tileColumns, columns.upperBound - column)),
            first > pixels.lowerBound ? 1 : 0, nil, 0)
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

  private func packColumns(
    _ range: Range<Int>, pixels: Range<Int>, into out: UnsafeMutablePointer<Float>
  ) {
    switch columns {
    case .turned(let planes):
      planes.pack(columns: range, pixels: pixels, into: out, columnSize: Self.step + 16)
    case .planes(let planes, let offsets):
      offsets.withUnsafeBufferPointer { offsets in
        guard let offsets = offsets.baseAddress else { return }
        pack(planes, offsets, columns: range, pixels: pixels, into: out)
      }
    }
  }

  private func pack(
    _ planes: TapPlanes, _ offsets: UnsafePointer<Int>, columns: Range<Int>, pixels: Range<Int>,
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
  func runByDots(
    _ planes: TapPlanes, _ offsets: [Int], into weight: UnsafeMutablePointer<Float>
  ) {
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
