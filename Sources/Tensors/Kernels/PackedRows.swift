internal import CKernels

/// The left side of a product, packed once for all its columns: `tile_rows` rows side by side for
/// each step of the depth, one panel of rows after another.
struct PackedRows: Sendable {
  let rows: Int
  let depth: Int
  private let storage: Storage
  private let panelStride: Int
  private let tileRows: Int

  /// What the packed rows take.
  var floats: Int { panels * panelStride }
  /// How many panels of `tile_rows` rows there are.
  var panels: Int { blocks(rows, of: tileRows) }

  /// - Parameter pack: writes the panel of the given rows; panels are packed on several threads.
  init(
    rows: Int, depth: Int, loops: CKTable,
    pack: (_ rows: Range<Int>, _ panel: UnsafeMutablePointer<Float>) -> Void
  ) throws {
    self.rows = rows
    self.depth = depth
    tileRows = Int(loops.tile_rows)
    panelStride = (depth + Int(loops.lanes)) * tileRows  // packing may write a few steps too far
    storage = try Storage(
      count: Tensor.checkedCount([blocks(rows, of: tileRows), panelStride], operation: "matmul"))
    let base = storage.base
    let (tileRows, panelStride) = (tileRows, panelStride)
    // A panel may be too small to be worth a thread: several together.
    let together = max(1, 16384 / max(panelStride, 1))
    let count = blocks(rows, of: tileRows)
    Workers.shared.parallel(blocks(count, of: together)) { task in
      for panel in task * together..<min(count, (task + 1) * together) {
        let first = panel * tileRows
        pack(first..<min(rows, first + tileRows), base + panel * panelStride)
      }
    }
  }

  init(_ matrix: MatrixView, loops: CKTable) throws {
    try self.init(rows: matrix.rows, depth: matrix.columns, loops: loops) { rows, panel in
      matrix.packLeft(rows: rows, depth: 0..<matrix.columns, into: panel, loops: loops)
    }
  }

  /// Where a panel's numbers from step `k` of the depth on lie.
  @inline(__always)
  func panel(_ index: Int, from k: Int) -> UnsafePointer<Float> {
    UnsafePointer(storage.base + index * panelStride + k * tileRows)
  }

  /// How many rows a panel really has.
  @inline(__always)
  func rows(inPanel index: Int) -> Int { min(tileRows, rows - index * tileRows) }
}
