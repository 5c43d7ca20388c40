internal import CKernels

/// How a product is cut, and the memory that takes. None of it depends on the number of threads but
/// the shares of rows and the width of a block, and those change no sum: tiles always begin at the
/// same columns.
struct ProductPlan: Sendable {
  /// Ranges of columns, each computed by one task (per share of the rows).
  var columns: [Range<Int>] = []
  /// Steps of the depth that are packed together.
  let depth: Int
  /// Each block of columns is computed by so many tasks, each with some of the rows.
  let rowShares: Int
  /// Panels of rows in one share.
  let sharePanels: Int
  /// What one thread needs on the way: the packed block of B, then its rows of C where a block goes
  /// over several images.
  private let rightFloats: Int
  private let stagedFloats: Int
  private let threads: Int

  /// - Parameters:
  ///   - rowPanels: panels of `tile_rows` rows.
  ///   - images: groups of `imageColumns` neighbouring columns.
  init(
    rowPanels: Int, images: Int, imageColumns: Int, depth: Int, loops: CKTable, threads: Int
  ) {
    let tile = Int(loops.tile_columns)
    // Small images share tiles, so that few columns are wasted at their ends.
    let together = imageColumns < 4 * 48
    let stretches = together ? 1 : images
    let length = together ? images * imageColumns : imageColumns
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
    rowShares = threads > 1 && canShareRows && columns.count < 4 * threads ? threads : 1
    sharePanels = blocks(rowPanels, of: rowShares)
    // Packing may write a few steps too far.
    rightFloats = (self.depth + 16) * (width + tile) + 64
    stagedFloats = images > 1 ? sharePanels * Int(loops.tile_rows) * width : 0
    self.threads = threads
  }

  /// The memory that a run needs for all its threads.
  func scratchFloats() throws -> Int {
    try Tensor.checkedCount([threads, slotFloats], operation: "matmul")
  }

  private var slotFloats: Int { blocks(rightFloats + stagedFloats, of: 16) * 16 }

  /// One thread's memory out of the scratch.
  func memory(
    of slot: Int, in scratch: UnsafeMutablePointer<Float>
  ) -> (right: UnsafeMutablePointer<Float>, staged: UnsafeMutablePointer<Float>) {
    let right = scratch + slot * slotFloats
    return (right, right + rightFloats)
  }
}
