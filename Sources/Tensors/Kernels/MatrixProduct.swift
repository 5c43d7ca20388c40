internal import CKernels

// C = A · B. A is packed once; a block of B is packed so that it stays in a core's cache, and
// multiplied with all (or a group of) A's panels.
//
// - Source: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS
//   2008, §4; the sizes were found with `fovea-bench gemm convolution`.

/// C = A · B, or C += A · B; then the tail.
///
/// - Parameters:
///   - tail: what happens to C before it is stored; nil for nothing.
///   - accumulating: adds to what C holds.
///   - plan: how the product is cut, for this result and these rows.
///   - scratch: `plan.scratchFloats()` floats.
///   - packRight: packs so many steps of the depth of the columns of one tile (counted through all
///     images); called on several threads.
func multiply(
  _ left: PackedRows, into result: ColumnLayout, tail: Tail? = nil, accumulating: Bool = false,
  plan: ProductPlan, scratch: UnsafeMutablePointer<Float>, loops: CKTable,
  packRight: (
    _ depth: Range<Int>, _ columns: Range<Int>, _ out: UnsafeMutablePointer<Float>
  ) -> Void
) {
  guard left.rows > 0, result.images > 0, result.columns > 0 else { return }
  func depth(_ block: Int) -> Range<Int> {
    min(left.depth, block * plan.depth)..<min(left.depth, (block + 1) * plan.depth)
  }
  func pack(block: Int, depthBlock: Int, slot: Int) {
    let columns = plan.columns[block]
    let right = plan.right(block: block, depthBlock: depthBlock, slot: slot, in: scratch)
    plan.forEachTile(columns.count) { tile, panel in
      packRight(
        depth(depthBlock),
        columns.lowerBound + tile.lowerBound..<columns.lowerBound + tile.upperBound,
        right + panel)
    }
  }
  if plan.packsTogether {
    plan.parallel(plan.columns.count * plan.depthBlocks) { task, _ in
      pack(block: task / plan.depthBlocks, depthBlock: task % plan.depthBlocks, slot: 0)
    }
  }
  plan.parallel(plan.columns.count * plan.rowGroups) { task, slot in
    let block = task / plan.rowGroups
    let firstPanel = task % plan.rowGroups * plan.groupPanels
    let job = ProductBlock(
      left: left, panels: firstPanel..<min(left.panels, firstPanel + plan.groupPanels),
      columns: plan.columns[block], result: result, tail: tail, accumulating: accumulating,
      staged: plan.staged(slot: slot, in: scratch), loops: loops)
    for depthBlock in 0..<plan.depthBlocks {
      if !plan.packsTogether { pack(block: block, depthBlock: depthBlock, slot: slot) }
      job.multiply(
        depth: depth(depthBlock), plan: plan,
        right: plan.right(block: block, depthBlock: depthBlock, slot: slot, in: scratch))
    }
    job.finish(plan: plan)
  }
}

/// One task of a product: some rows of C in one block of its columns.
private struct ProductBlock {
  let left: PackedRows
  let panels: Range<Int>
  let columns: Range<Int>
  let result: ColumnLayout
  let tail: Tail?
  let accumulating: Bool
  /// Where a tile writes whose columns belong to several images, and so do not lie side by side.
  let staged: UnsafeMutablePointer<Float>
  let loops: CKTable

  /// Results of so many floats are out of the caches before anybody reads them, so that a processor
  /// need not read what it overwrites: 32 MB.
  private static let leastStreamed = 8 << 20

  private var firstRow: Int { panels.lowerBound * Int(loops.tile_rows) }
  /// Whether columns lie side by side in C.
  @inline(__always)
  private func isDirect(_ tile: Range<Int>) -> Bool {
    (columns.lowerBound + tile.lowerBound) / result.columns
      == (columns.lowerBound + tile.upperBound - 1) / result.columns
  }

  func multiply(depth: Range<Int>, plan: ProductPlan, right: UnsafePointer<Float>) {
    let isLast = depth.upperBound == left.depth
    let tileRows = Int(loops.tile_rows)
    let streams =
      plan.depthBlocks == 1 && !accumulating
      && result.images * left.rows >= Self.leastStreamed / max(1, result.columns)
    for panel in panels {
      let row = panel * tileRows
      plan.forEachTile(columns.count) { tile, place in
        let isDirect = isDirect(tile)
        let to: UnsafeMutablePointer<Float>
        if isDirect {
          let (image, within) = (columns.lowerBound + tile.lowerBound)
            .quotientAndRemainder(dividingBy: result.columns)
          to = result.base + image * result.imageStride + row * result.rowStride + within
        } else {
          to = staged + (row - firstRow) * columns.count + tile.lowerBound
        }
        let adds = depth.lowerBound > 0 || accumulating && isDirect
        withLoop(isDirect && isLast ? tail : nil, row: row, place: to - result.base) {
          loops.tile(
            depth.count, left.panel(panel, from: depth.lowerBound), right + place, to,
            isDirect ? result.rowStride : columns.count, Int32(left.rows(inPanel: panel)),
            Int32(tile.count), adds ? 1 : 0, $0, streams ? 1 : 0)
        }
      }
    }
  }

  /// Copies what was staged to its images.
  func finish(plan: ProductPlan) {
    plan.forEachTile(columns.count) { tile, _ in
      guard !isDirect(tile) else { return }
      for row in firstRow..<min(left.rows, panels.upperBound * Int(loops.tile_rows)) {
        let from = staged + (row - firstRow) * columns.count
        let first = columns.lowerBound
        result.forEachRun(first + tile.lowerBound..<first + tile.upperBound) {
          column, place, count in
          let place = place + row * result.rowStride
          let to = result.base + place
          let part = from + (column - first)
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
}

/// The same, planned and given its memory here.
func multiply(
  _ left: PackedRows, into result: ColumnLayout, tail: Tail? = nil, accumulating: Bool = false,
  loops: CKTable,
  packRight: (
    _ depth: Range<Int>, _ columns: Range<Int>, _ out: UnsafeMutablePointer<Float>
  ) -> Void
) throws {
  guard left.rows > 0, result.images > 0, result.columns > 0 else { return }
  let plan = ProductPlan(
    rowPanels: left.panels, images: result.images, imageColumns: result.columns,
    depth: left.depth, loops: loops, threads: Workers.shared.width)
  let scratch = try Storage(count: plan.scratchFloats())
  multiply(
    left, into: result, tail: tail, accumulating: accumulating, plan: plan, scratch: scratch.base,
    loops: loops, packRight: packRight)
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
