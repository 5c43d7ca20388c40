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
    // A task: some rows of one residue of one channel.
    let channels = g.images * g.inputChannels * g.groups
    let rowPieces = min(height, max(1, blocks(8, of: max(1, channels))))
    let pieceRows = blocks(height, of: rowPieces)
    let pieces = channels * rowResidues.count * columnResidues.count * rowPieces
    let together = max(1, 16384 / max(1, pieceRows * width))
    Workers.shared.parallel(blocks(pieces, of: together)) { task in
      for piece in task * together..<min(pieces, (task + 1) * together) {
        let (plane, part) = piece.quotientAndRemainder(dividingBy: rowPieces)
        let (channel, residue) = plane.quotientAndRemainder(
          dividingBy: rowResidues.count * columnResidues.count)
        let (rowResidue, columnResidue) = residue.quotientAndRemainder(
          dividingBy: columnResidues.count)
        let first = min(height, part * pieceRows)
        var axes = (
          rows.loop(phase: rowResidues[rowResidue], step: first),
          columns.loop(phase: columnResidues[columnResidue], step: 0)
        )
        loops.pad_plane(
          input + channel * g.inputPlane, &axes.0, &axes.1, min(pieceRows, height - first), width,
          planes + plane * height * width + first * width)
      }
    }
  }

  /// Copies one channel's residues, one behind the other.
  func copyChannel(
    _ input: UnsafePointer<Float>, of g: ConvolutionGeometry,
    to planes: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let (height, width) = (g.rows.planeLength, g.columns.planeLength)
    var plane = planes
    for rowResidue in g.rows.residues {
      for columnResidue in g.columns.residues {
        var axes = (
          g.rows.loop(phase: rowResidue, step: 0), g.columns.loop(phase: columnResidue, step: 0)
        )
        loops.pad_plane(input, &axes.0, &axes.1, height, width, plane)
        plane += height * width
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

extension ConvolutionAxis {
  /// The cells of a phase, from a step on, as a loop wants them.
  func loop(phase: Int, step: Int) -> CKAxis {
    CKAxis(first: cell(phase: phase, step: step), stride: stride, length: input)
  }
}
