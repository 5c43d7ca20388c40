internal import CKernels

/// A matrix that lies somewhere in memory, row by row or column by column: what a product reads.
struct MatrixView {
  let base: UnsafePointer<Float>
  let rows: Int
  let columns: Int
  /// Floats from one row to the next, and from one column to the next: one of them is 1.
  let rowStride: Int
  let columnStride: Int

  /// A row-major matrix.
  init(_ base: UnsafePointer<Float>, rows: Int, columns: Int) {
    self.init(base, rows: rows, columns: columns, rowStride: columns, columnStride: 1)
  }

  init(
    _ base: UnsafePointer<Float>, rows: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The same memory read the other way round.
  var transposed: MatrixView {
    MatrixView(
      base, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride)
  }

  /// Whether each row is contiguous.
  var isRowMajor: Bool { columnStride == 1 }

  /// Packs the columns of one tile for the right side of a product.
  func packRight(
    depth: Range<Int>, columns: Range<Int>, into out: UnsafeMutablePointer<Float>,
    loops: CKTable
  ) {
    let width = min(columns.count, Int(loops.tile_columns))
    let from = base + depth.lowerBound * rowStride + columns.lowerBound * columnStride
    let padded = loops.padded(width)
    if isRowMajor {
      loops.pack_rows(from, rowStride, depth.count, Int32(width), out, padded)
    } else {
      withOffsets(width, apart: columnStride) {
        loops.pack_columns(from, $0, Int32(width), depth.count, out, padded)
      }
    }
    // Single columns go behind the others.
    let extra = columns.count - width
    for j in 0..<extra {
      let to = out + depth.count * width + j
      let column = from + (width + j) * columnStride
      for k in 0..<depth.count { to[k * extra] = column[k * rowStride] }
    }
  }

  /// Packs `rows` (at most `tile_rows`) for the left side of a product.
  func packLeft(
    rows: Range<Int>, depth: Range<Int>, into out: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let from = base + rows.lowerBound * rowStride + depth.lowerBound * columnStride
    let width = Int32(rows.count)
    if isRowMajor {
      withOffsets(rows.count, apart: rowStride) {
        loops.pack_columns(from, $0, width, depth.count, out, loops.tile_rows)
      }
    } else {
      loops.pack_rows(from, columnStride, depth.count, width, out, loops.tile_rows)
    }
  }
}

extension CKTable {
  /// `width` columns rounded up to whole vectors: what a panel of them takes.
  func padded(_ width: Int) -> Int32 {
    (Int32(width) + lanes - 1) / lanes * lanes
  }
}

/// `0, stride, 2 * stride, …` for as long as `body` runs.
@inline(__always)
func withOffsets<R>(
  _ count: Int, apart stride: Int, _ body: (UnsafePointer<Int>) -> R
) -> R {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: max(count, 1)) { offsets in
    for i in 0..<count { offsets[i] = i * stride }
    guard let first = offsets.baseAddress else { return body([0]) }
    return body(first)
  }
}

/// `count / size`, rounded up.
@inline(__always)
func blocks(_ count: Int, of size: Int) -> Int { (count + size - 1) / size }
