internal import CKernels

/// Planes of numbers, and the grid of cells that sees them.
struct TapPlanes {
  /// The first channel of image 0.
  let base: UnsafePointer<Float>
  let layout: TapLayout
  /// Keeps the planes alive; nil when they are the caller's own memory.
  private let storage: Storage?

  init(base: UnsafePointer<Float>, layout: TapLayout, storage: Storage?) {
    self.base = base
    self.layout = layout
    self.storage = storage
  }

  /// The planes that the output cells of a convolution see: the input itself where nothing is padded
  /// or skipped, otherwise a copy with a plane for each residue of rows and columns.
  ///
  /// - Parameter input: `[images, channels of all groups, rows, columns]`.
  init(input: UnsafePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable) throws {
    let layout = try TapLayout(input: g)
    let count = try layout.copiedFloats(input: g)
    let storage = count > 0 ? try Storage(count: count) : nil
    if let storage { layout.copy(input, of: g, to: storage.base, loops: loops) }
    self.init(
      base: storage.map { UnsafePointer($0.base) } ?? input, layout: layout, storage: storage)
  }

  /// `pack` of the layout.
  func pack(
    offsets: UnsafePointer<Int>, depth: Range<Int>, columns: Range<Int>,
    into out: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    layout.pack(
      base, offsets: offsets, depth: depth, columns: columns, into: out, loops: loops)
  }
}

// MARK: - Planes of a convolution's input

extension TapLayout {
  /// What the output cells of a convolution see.
  init(input g: ConvolutionGeometry) throws {
    let (rows, columns) = (g.rows, g.columns)
    let channels = g.inputChannels * g.groups
    if rows.readsInputDirectly && columns.readsInputDirectly {
      self.init(
        images: g.images, imageStride: channels * g.inputPlane, channelStride: g.inputPlane,
        pitch: columns.input, gridRows: rows.output, gridColumns: columns.output,
        tapOffsets: TapLayout.offsets(rows, columns) { row, column in
          row.shift * columns.input + column.shift
        })
      return
    }
    let (height, width) = (rows.planeLength, columns.planeLength)
    let (rowResidues, columnResidues) = (rows.residues, columns.residues)
    let channelStride = try Tensor.checkedCount(
      [rowResidues.count, columnResidues.count, height, width], operation: "conv2D")
    self.init(
      images: g.images, imageStride: channels * channelStride, channelStride: channelStride,
      pitch: width, gridRows: rows.output, gridColumns: columns.output,
      tapOffsets: TapLayout.offsets(rows, columns) { row, column in
        let plane =
          (rowResidues.firstIndex(of: row.residue) ?? 0) * columnResidues.count
          + (columnResidues.firstIndex(of: column.residue) ?? 0)
        return (plane * height + row.shift) * width + column.shift
      })
  }

  /// What the copy of the input takes; 0 where the input is read as it is.
  func copiedFloats(input g: ConvolutionGeometry) throws -> Int {
    if g.rows.readsInputDirectly && g.columns.readsInputDirectly { return 0 }
    return try Tensor.checkedCount(
      [g.images, g.inputChannels * g.groups, channelStride], operation: "conv2D")
  }

  /// Copies the input with its padding, residue by residue.
  func copy(
    _ input: UnsafePointer<Float>, of g: ConvolutionGeometry,
    to planes: UnsafeMutablePointer<Float>,
    loops: CKTable
  ) {
    let (rows, columns) = (g.rows, g.columns)
    let (height, width) = (rows.planeLength, columns.planeLength)
    let (rowResidues, columnResidues) = (rows.residues, columns.residues)
    let channels = g.images * g.inputChannels * g.groups
    let together = max(1, 8192 / max(1, channelStride))
    Workers.shared.parallel(blocks(channels, of: together)) { task in
      for channel in task * together..<min(channels, (task + 1) * together) {
        let source = input + channel * g.inputPlane
        var plane = planes + channel * channelStride
        for rowResidue in rowResidues {
          for columnResidue in columnResidues {
            copyResidue(
              source, rows, columns, rowResidue, columnResidue, to: plane, height, width, loops)
            plane += height * width
          }
        }
      }
    }
  }

  private typealias Tap = (residue: Int, shift: Int)

  private static func offsets(
    _ rows: ConvolutionAxis, _ columns: ConvolutionAxis, _ place: (Tap, Tap) -> Int
  ) -> [Int] {
    (0..<rows.kernel).flatMap { i in
      (0..<columns.kernel).map { j in
        place((rows.residue(i), rows.shift(i)), (columns.residue(j), columns.shift(j)))
      }
    }
  }
}

/// Copies the cells of one residue of one channel, zeros where there is padding.
private func copyResidue(
  _ source: UnsafePointer<Float>, _ rows: ConvolutionAxis, _ columns: ConvolutionAxis,
  _ rowResidue: Int, _ columnResidue: Int, to plane: UnsafeMutablePointer<Float>, _ height: Int,
  _ width: Int, _ loops: CKTable
) {
  // The first and last step whose column lies inside the input.
  let inside = columns.steps(phase: columnResidue).clamped(to: 0..<width)
  for step in 0..<height {
    let to = plane + step * width
    let row = rows.cell(phase: rowResidue, step: step)
    guard row >= 0, row < rows.input, !inside.isEmpty else {
      to.update(repeating: 0, count: width)
      continue
    }
    to.update(repeating: 0, count: inside.lowerBound)
    let from =
      source + row * columns.input
      + columns.cell(phase: columnResidue, step: inside.lowerBound)
    if columns.stride == 1 {
      (to + inside.lowerBound).update(from: from, count: inside.count)
    } else if columns.stride == 2 {
      loops.evens(from, to + inside.lowerBound, inside.count)
    } else {
      let first = to + inside.lowerBound
      for i in 0..<inside.count { first[i] = from[i * columns.stride] }
    }
    (to + inside.upperBound).update(repeating: 0, count: width - inside.upperBound)
  }
}
