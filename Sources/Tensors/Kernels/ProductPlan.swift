internal import CKernels

/// How a product is cut, and the memory that takes. Which columns and which steps of the depth are
/// summed together does not depend on the number of threads, so neither do the sums.
struct ProductPlan: Sendable {
  /// Ranges of columns, counted through all images.
  let columns: [Range<Int>]
  /// Steps of the depth that are packed together.
  let depth: Int
  let depthBlocks: Int
  /// Whether B is packed once, by all threads, before any of them multiplies. Otherwise each task
  /// packs its own block of columns, and multiplies all rows with it while it lies in the cache.
  let packsTogether: Bool
  /// Panels of rows that one task multiplies.
  let groupPanels: Int
  let rowGroups: Int

  /// Tiles are cut from so many columns: a whole block, or an image.
  private let unit: Int
  private let panelFloats: Int
  private let blockFloats: Int
  private let stagedFloats: Int
  private let threads: Int
  private let tile: ColumnTile

  /// - Parameters:
  ///   - rowPanels: panels of `tile_rows` rows.
  ///   - images: groups of `imageColumns` neighbouring columns.
  ///   - depthUnit: blocks of the depth are whole multiples of it.
  init(
    rowPanels: Int, images: Int, imageColumns: Int, depth: Int, depthUnit: Int = 1,
    loops: CKTable, threads: Int
  ) {
    let tile = ColumnTile(loops)
    self.tile = tile
    self.threads = threads
    // Small images share blocks; where much of their last tiles would be empty, tiles too.
    let together = imageColumns < Self.blockColumns
    let stretches = together ? 1 : images
    let length = together ? images * imageColumns : imageColumns
    let width: Int
    if together, images > 1, imageColumns >= 2 * tile.lanes, tile.isFilled(by: imageColumns) {
      unit = imageColumns
      width = blocks(min(Self.blockColumns, length), of: imageColumns) * imageColumns
    } else {
      width = Self.blockWidth(length, tile: tile)
      unit = width
    }
    var columns: [Range<Int>] = []
    for stretch in 0..<stretches {
      let end = (stretch + 1) * length
      for first in Swift.stride(from: stretch * length, to: end, by: width) {
        columns.append(first..<min(first + width, end))
      }
    }
    self.columns = columns
    let widest = min(width, length)

    // A block of B of at most about 400 KB; few columns make deep blocks.
    let deepest = min(max(100_000 / max(1, widest), 256), 768)
    let units = blocks(depth, of: depthUnit)
    let unitsPerBlock = blocks(units, of: max(1, blocks(depth, of: deepest)))
    self.depth = max(1, unitsPerBlock * depthUnit)
    depthBlocks = max(1, blocks(depth, of: self.depth))
    // Packing may write a few steps too far.
    let lanes = Int(loops.lanes)
    panelFloats = blocks((self.depth + lanes) * tile.widest, of: 16) * 16
    blockFloats = blocks(widest, of: unit) * tile.count(min(unit, widest)) * panelFloats

    let whole = columns.count.multipliedReportingOverflow(by: depthBlocks * blockFloats)
    packsTogether =
      threads > 1 && columns.count < 4 * threads && !whole.overflow
      && whole.partialValue <= Self.mostPackedTogether
    let groups = packsTogether ? blocks(8 * threads, of: max(1, columns.count)) : 1
    groupPanels = max(1, blocks(rowPanels, of: groups))
    rowGroups = max(1, blocks(rowPanels, of: groupPanels))
    stagedFloats =
      images > 1 && together && unit == width ? groupPanels * Int(loops.tile_rows) * widest : 0
  }

  /// About as many columns as one task should have.
  private static let blockColumns = 192
  /// Floats of B that are packed together at most.
  private static let mostPackedTogether = 2_000_000

  /// Blocks of about equal width, an even number of them.
  private static func blockWidth(_ length: Int, tile: ColumnTile) -> Int {
    var count = (length + blockColumns / 2) / blockColumns
    guard count > 1 else { return max(length, 1) }
    if count < 16 { count = blocks(count, of: 4) * 4 }
    let width = blocks(length, of: count)
    // Maps of 7, 14, 28 … cells a side: tiles that carry one column more fit exactly.
    let odd = tile.columns + 1
    let unit = tile.extra > 0 && length % odd == 0 ? odd : tile.lanes
    return blocks(width, of: unit) * unit
  }

  private var rightFloats: Int {
    packsTogether ? columns.count * depthBlocks * blockFloats : blockFloats
  }
  private var slotFloats: Int {
    blocks((packsTogether ? 0 : rightFloats) + stagedFloats, of: 16) * 16
  }

  /// Calls `body` for each task of a run, on no more threads than there is memory for.
  func parallel(_ count: Int, _ body: (_ task: Int, _ slot: Int) -> Void) {
    if threads > 1 {
      Workers.shared.parallelInSlots(count, body)
    } else {
      for task in 0..<count { body(task, 0) }
    }
  }

  /// The memory that a run needs for all its threads.
  func scratchFloats() throws -> Int {
    let slots = try Tensor.checkedCount([threads, slotFloats], operation: "matmul")
    return try Shape.sum(slots, packsTogether ? rightFloats : 0, operation: "matmul")
  }

  /// Where a block's columns, from some step of the depth on, are packed.
  @inline(__always)
  func right(
    block: Int, depthBlock: Int, slot: Int, in scratch: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    packsTogether
      ? scratch + (block * depthBlocks + depthBlock) * blockFloats : scratch + slot * slotFloats
  }

  /// Where the results of one task of several images wait for being copied apart.
  func staged(
    slot: Int, in scratch: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    scratch + rightFloats + slot * slotFloats
  }

  /// Calls `body` for each tile of a block: its columns, counted from the block's first, and how far
  /// into the packed block its panel lies.
  @inline(__always)
  func forEachTile(_ width: Int, _ body: (_ columns: Range<Int>, _ panel: Int) -> Void) {
    var panel = 0
    for first in Swift.stride(from: 0, to: width, by: unit) {
      let length = min(unit, width - first)
      for index in 0..<tile.count(length) {
        let columns = tile.columns(index, of: length)
        body(first + columns.lowerBound..<first + columns.upperBound, panel)
        panel += panelFloats
      }
    }
  }
}

/// How columns are cut into tiles. `extra` single columns may ride along with a whole tile, so that
/// 49 columns (a map of 7×7) need one tile, not two.
struct ColumnTile: Sendable {
  let columns: Int
  let extra: Int
  let lanes: Int

  init(_ loops: CKTable) {
    columns = Int(loops.tile_columns)
    extra = Int(loops.tile_extra)
    lanes = Int(loops.lanes)
  }

  /// Columns of a tile at most.
  var widest: Int { columns + extra }

  /// Whole tiles that carry the columns which no whole vector takes; 0 when they are too many.
  @inline(__always)
  private func carriers(_ width: Int) -> (tiles: Int, rest: Int) {
    let (tiles, rest) = (width / columns, width % lanes)
    return rest > 0 && rest <= extra * tiles ? (tiles, rest) : (0, rest)
  }

  /// Whether little of the last tiles of so many columns would be empty.
  func isFilled(by width: Int) -> Bool {
    carriers(width).tiles > 0 || 10 * width >= 9 * blocks(width, of: lanes) * lanes
  }

  @inline(__always)
  func count(_ width: Int) -> Int {
    let (tiles, rest) = carriers(width)
    return blocks(tiles > 0 ? width - rest : width, of: columns)
  }

  @inline(__always)
  func columns(_ index: Int, of width: Int) -> Range<Int> {
    let (tiles, rest) = carriers(width)
    guard tiles > 0 else { return index * columns..<min(width, (index + 1) * columns) }
    func start(_ index: Int) -> Int {
      index * columns + min(index, tiles) * (rest / tiles) + min(index, rest % tiles)
    }
    return start(index)..<min(width, start(index + 1))
  }
}
