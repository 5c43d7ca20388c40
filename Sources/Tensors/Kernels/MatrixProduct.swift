internal import CKernels

// C = A · B. A is packed once; each task packs a block of B that stays in its core's cache and
// multiplies all (or a share of) A's panels with it.
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
///   - packRight: packs so many steps of the depth of so many columns (counted through all images)
///     in panels of `tile_columns`; called on several threads.
func multiply(
  _ left: PackedRows, into result: ColumnLayout, tail: Tail? = nil, accumulating: Bool = false,
  plan: ProductPlan, scratch: UnsafeMutablePointer<Float>, loops: CKTable,
  packRight: (
    _ depth: Range<Int>, _ columns: Range<Int>, _ out: UnsafeMutablePointer<Float>
  ) -> Void
) {
  guard left.rows > 0, result.images > 0, result.columns > 0 else { return }
  let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
  Workers.shared.parallelInSlots(plan.columns.count * plan.rowShares) { task, slot in
    let columns = plan.columns[task / plan.rowShares]
    let firstPanel = task % plan.rowShares * plan.sharePanels
    let panels = firstPanel..<max(firstPanel, min(left.panels, firstPanel + plan.sharePanels))
    let (right, staged) = plan.memory(of: slot, in: scratch)

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
      target = staged
      stride = columns.count
    }
    let addsToC = accumulating && isDirect

    var k = 0
    repeat {
      let steps = min(plan.depth, left.depth - k)
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
