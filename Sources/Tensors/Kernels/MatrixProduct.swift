internal import CKernels

// C = A · B. A is packed once; each task packs a block of B that stays in its core's cache and
// multiplies all (or a share of) A's panels with it.
//
// - Source: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS
//   2008, §4; the sizes were found with `fovea-bench gemm convolution`.

/// Where a product's columns go: `images` groups of `columns` neighbours. A plain matrix is one.
struct ColumnLayout {
  let base: UnsafeMutablePointer<Float>
  let images: Int
  /// Columns of one image.
  let columns: Int
  let imageStride: Int
  let rowStride: Int

  /// A row-major matrix.
  init(_ base: UnsafeMutablePointer<Float>, columns: Int) {
    self.init(base, images: 1, columns: columns, imageStride: 0, rowStride: columns)
  }

  init(
    _ base: UnsafeMutablePointer<Float>, images: Int, columns: Int, imageStride: Int,
    rowStride: Int
  ) {
    self.base = base
    self.images = images
    self.columns = columns
    self.imageStride = imageStride
    self.rowStride = rowStride
  }

  /// Splits columns that are counted through all images into stretches of neighbours.
  @inline(__always)
  func forEachRun(_ range: Range<Int>, _ body: (_ column: Int, _ place: Int, _ count: Int) -> Void)
  {
    var column = range.lowerBound
    while column < range.upperBound {
      let (image, within) = column.quotientAndRemainder(dividingBy: columns)
      let count = min(columns - within, range.upperBound - column)
      body(column, image * imageStride + within, count)
      column += count
    }
  }
}

/// How a product is cut. None of it depends on the number of threads but the shares of rows and the
/// width of a block, and those change no sum: tiles always begin at the same columns.
private struct Blocking {
  /// Ranges of columns, each computed by one task (per share of the rows).
  var columns: [Range<Int>] = []
  /// Steps of the depth that are packed together.
  let depth: Int
  /// Each block of columns is computed by so many tasks, each with some of the rows.
  let rowShares: Int
  let width: Int

  init(rowPanels: Int, layout: ColumnLayout, depth: Int, loops: CKTable, threads: Int) {
    let tile = Int(loops.tile_columns)
    // Small images share tiles, so that few columns are wasted at their ends.
    let together = layout.columns < 4 * 48
    let stretches = together ? 1 : layout.images
    let length = together ? layout.images * layout.columns : layout.columns
    let widest = 480 / tile * tile

    // Few columns: deeper blocks, so that A is read as one stream. About 600 KB of B at most.
    let deepest = max(256, 150_000 / max(1, min(length, 480)))
    self.depth = max(1, blocks(depth, of: max(1, blocks(depth, of: deepest))))

    var perStretch = max(1, blocks(length, of: widest))
    let canShareRows = rowPanels >= 4 * threads
    if !canShareRows, perStretch * stretches < 2 * threads {
      perStretch = max(1, min(blocks(2 * threads, of: stretches), blocks(length, of: tile)))
    }
    let width = max(tile, blocks(blocks(length, of: perStretch), of: tile) * tile)
    for stretch in 0..<stretches {
      let end = (stretch + 1) * length
      for first in Swift.stride(from: stretch * length, to: end, by: width) {
        columns.append(first..<min(first + width, end))
      }
    }
    self.width = width
    rowShares = threads > 1 && canShareRows && columns.count < 4 * threads ? threads : 1
  }
}

/// C = A · B, or C += A · B; then the tail.
///
/// - Parameters:
///   - tail: what happens to C before it is stored; nil for nothing.
///   - accumulating: adds to what C holds.
///   - packRight: packs so many steps of the depth of so many columns (counted through all images)
///     in panels of `tile_columns`; called on several threads.
func multiply(
  _ left: PackedRows, into result: ColumnLayout, tail: Tail? = nil,
  accumulating: Bool = false, loops: CKTable,
  packRight: (
    _ depth: Range<Int>, _ columns: Range<Int>, _ out: UnsafeMutablePointer<Float>
  ) -> Void
) throws {
  guard left.rows > 0, result.images > 0, result.columns > 0 else { return }
  let workers = Workers.shared
  let blocking = Blocking(
    rowPanels: left.panels, layout: result, depth: left.depth, loops: loops,
    threads: workers.width)
  let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
  let rightSize = (blocking.depth + 16) * (blocking.width + tileColumns) + 64
  let share = blocks(left.panels, of: blocking.rowShares)
  let stagedSize = result.images > 1 ? share * tileRows * blocking.width : 0
  let slotSize = blocks(rightSize + stagedSize, of: 16) * 16
  let scratch = try Storage(
    count: Tensor.checkedCount([workers.width, slotSize], operation: "matmul"))

  workers.parallelInSlots(blocking.columns.count * blocking.rowShares) { task, slot in
    let columns = blocking.columns[task / blocking.rowShares]
    let firstPanel = task % blocking.rowShares * share
    let panels = firstPanel..<max(firstPanel, min(left.panels, firstPanel + share))
    let right = scratch.base + slot * slotSize

    // Within one image the tiles write to C itself, otherwise to a block beside it.
    let firstRow = firstPanel * tileRows
    let isDirect =
      columns.lowerBound / result.columns == (columns.upperBound - 1) / result.columns
    let target: UnsafeMutablePointer<Float>
    let stride: Int
    if isDirect {
      let (image, within) = columns.lowerBound.quotientAndRemainder(dividingBy: result.columns)
      target =
        result.base + image * result.imageStride + firstRow * result.rowStride + within
      stride = result.rowStride
    } else {
      target = right + rightSize
      stride = columns.count
    }
    let addsToC = accumulating && isDirect

    var k = 0
    repeat {
      let steps = min(blocking.depth, left.depth - k)
      let tail = isDirect && k + steps == left.depth ? tail : nil
      packRight(k..<k + steps, columns, right)
      for panel in panels {
        let row = panel * tileRows
        for column in Swift.stride(from: 0, to: columns.count, by: tileColumns) {
          let to = target + (row - firstRow) * stride + column
          withLoop(tail, row: row, place: to - result.base) {
            loops.tile(
              steps, left.panel(panel, from: k), right + column * steps, to, stride,
              Int32(left.rows(inPanel: panel)), Int32(min(tileColumns, columns.count - column)),
              k > 0 || addsToC ? 1 : 0, $0)
          }
        }
      }
      k += steps
    } while k < left.depth

    guard !isDirect else { return }
    for row in firstRow..<min(left.rows, panels.upperBound * tileRows) {
      let from = target + (row - firstRow) * stride
      result.forEachRun(columns) { column, place, count in
        let place = place + row * result.rowStride
        let to = result.base + place
        let part = from + (column - columns.lowerBound)
        if accumulating { loops.add(to, part, part, count) }
        withLoop(tail, row: row, place: place) {
          if let tail = $0 {
            loops.finish(part, tail, to, count)
          } else {
            to.update(from: part, count: count)
          }
        }
      }
    }
  }
}

/// C = A · B for matrices in either orientation; C is row-major.
func multiply(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>,
  tail: Tail? = nil, accumulating: Bool = false, loops: CKTable
) throws {
  guard a.rows > 0, b.columns > 0 else { return }
  if try multiplyNarrow(a, b, into: c, tail: tail, accumulating: accumulating, loops: loops) {
    return
  }
  let left = try PackedRows(a, loops: loops)
  try multiply(
    left, into: ColumnLayout(c, columns: b.columns), tail: tail, accumulating: accumulating,
    loops: loops
  ) { depth, columns, out in
    b.packRight(depth: depth, columns: columns, into: out, loops: loops)
  }
}
