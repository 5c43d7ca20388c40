internal import CKernels

// A product with one or two rows, or one or two columns, reads a large matrix once and does little
// with each number: packing it would cost more than multiplying it.

/// Computes the product when one side is a vector or two.
///
/// - Returns: false, having done nothing, for anything wider.
func multiplyNarrow(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, tail: Tail?,
  accumulating: Bool, loops: CKTable
) throws -> Bool {
  if a.rows <= 2 {
    try multiplyRows(
      a, b, into: c, rowStride: b.columns, columnStride: 1, tail: tail,
      accumulating: accumulating, isTurned: false, loops: loops)
  } else if b.columns <= 2 {
    try multiplyRows(
      b.transposed, a.transposed, into: c, rowStride: 1, columnStride: b.columns,
      tail: tail, accumulating: accumulating, isTurned: true, loops: loops)
  } else {
    return false
  }
  return true
}

/// Each row of A times B. C may be turned: then its columns are what this computes as rows.
private func multiplyRows(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, rowStride: Int,
  columnStride: Int, tail: Tail?, accumulating: Bool, isTurned: Bool, loops: CKTable
) throws {
  let (depth, columns) = (b.rows, b.columns)
  // The row of A, contiguous; then one row of C.
  let scratch = try Storage(count: depth + columns)
  let (vector, row) = (scratch.base, scratch.base + depth)
  // Fixed pieces, whole vectors of every instruction set.
  let piece = 512
  for i in 0..<a.rows {
    for k in 0..<depth { vector[k] = a.base[i * a.rowStride + k * a.columnStride] }
    Workers.shared.parallel(blocks(columns, of: piece)) { task in
      let range = task * piece..<min(columns, (task + 1) * piece)
      if b.isRowMajor {
        withOffsets(depth, apart: b.rowStride) {
          loops.weighted_sum(
            b.base + range.lowerBound, $0, vector, depth, 0, row + range.lowerBound, range.count)
        }
      } else {
        for j in range {
          row[j] = Float(loops.dot(vector, b.base + j * b.columnStride, depth))
        }
      }
    }
    let target = c + i * rowStride
    for j in 0..<columns {
      let sum = accumulating ? target[j * columnStride] + row[j] : row[j]
      let place = i * rowStride + j * columnStride
      target[j * columnStride] =
        tail?.applied(to: sum, row: isTurned ? j : i, place: place) ?? sum
    }
  }
}
