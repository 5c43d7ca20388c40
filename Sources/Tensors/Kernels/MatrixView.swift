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

  /// Packs a block for the right side of a product, in panels of `tile_columns` columns.
  func packRight(
    depth: Range<Int>, columns: Range<Int>, into out: UnsafeMutablePointer<Float>,
    loops: CKTable
  ) {
    let panel = Int(loops.tile_columns)
    for first in stride(from: columns.lowerBound, to: columns.upperBound, by: panel) {
      let width = min(panel, columns.upperBound - first)
      let from = base + depth.lowerBound * rowStride + first * columnStride
      let to = out + (first - columns.lowerBound) * depth.count
      let padded = loops.padded(width)
      if isRowMajor {
        loops.pack_rows(from, rowStride, depth.count, Int32(width), to, padded)
      } else {
        withOffsets(width, apart: columnStride) {
          loops.pack_columns(from, $0, Int32(width), depth.count, to, padded)
        }
      }
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
