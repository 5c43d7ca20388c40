internal import CKernels

// Winograd's convolution: the map is cut into tiles of S×S results, each of which sees (S + 2)² cells,
// or (2S + 1)² where the stride is 2. The cells of a tile are transformed to as many frequencies; at
// each frequency the convolution is one product of channels, [O, C] · [C, tiles], and the way back
// gives the results. For S = 4 that is 36 multiplications for 16 results instead of 144.
//
// - Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.

/// A 3×3 convolution of stride 1 or 2 and of one shape, its weights transformed once.
struct WinogradConvolution: @unchecked Sendable {  // nothing is written after `init`
  let shape: WinogradShape
  let weights: WinogradWeights
  private let tiles: WinogradTiles
  private let blocking: Blocking

  /// Floats that `run` wants as scratch memory.
  var scratchCount: Int { blocking.scratchCount }

  /// - Parameters:
  ///   - weight: `[O, C, 3, 3]` as the forward convolution has it.
  ///   - shape: made by `forward` or, for the gradient by the input, by `back`.
  ///   - tile: of the stride of the shape.
  ///   - isPrepared: whether it will run many times.
  init(
    weight: UnsafePointer<Float>, shape: WinogradShape, tile: WinogradTile, isPrepared: Bool,
    loops: CKTable
  ) throws {
    self.shape = shape
    tiles = WinogradTiles(shape, tile: tile, loops: loops)
    weights = try WinogradWeights(
      weight, shape: shape, tile: tile,
      keepsTaps: shape.keepsTaps(tile: tile, loops: loops, isPrepared: isPrepared), loops: loops)
    blocking = try Blocking(shape, tiles, weights, threads: Workers.shared.threads)
  }

  /// Computes the convolution; results do not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - input: `[N, C, H, W]`.
  ///   - tail: its residual is laid out as the output.
  ///   - output: `[N, O, H', W']`.
  ///   - scratch: `scratchCount` floats and the slack of a block.
  func run(
    _ input: UnsafePointer<Float>, tail: Tail = Tail(), into output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    tiles.withVectors { vectors in
      let job = Job(
        weights: weights, shape: shape, tiles: tiles, vectors: vectors, blocking: blocking,
        transforms: weights.tile.loops(weights.loops), input: input, tail: tail, output: output)
      if blocking.sharesPanels { job.runTogether(scratch) } else { job.runApart(scratch) }
    }
  }

  /// The same with scratch memory from the pool.
  func run(
    _ input: UnsafePointer<Float>, tail: Tail = Tail(), into output: UnsafeMutablePointer<Float>
  ) throws {
    let scratch = try Storage(count: scratchCount)
    run(input, tail: tail, into: output, scratch: scratch.base)
  }
}

/// How the work is cut. No sum is ever cut, so none of it changes a result.
private struct Blocking {
  /// Whether all tiles are transformed first, and then all threads multiply the same panels, each
  /// with other output channels; otherwise each thread works on panels of its own, whose numbers
  /// stay in its cache.
  let sharesPanels: Bool
  /// Panels of `tile_rows` output channels that are multiplied before their results are transformed
  /// back: their products stay in the cache.
  let rowPanels: Int
  /// Panels of tiles that are multiplied together, so that weights are read less often.
  let panelsTogether: Int
  /// Floats of one panel of transformed cells and of one panel of products.
  let cellCount: Int
  let productCount: Int
  /// Floats that a thread works in: products, and the frequencies of a block's weights.
  let slotCount: Int
  let scratchCount: Int

  /// From one frequency's floats to the next's: whole cache lines, and one more, since multiples of
  /// 4 KB would compete for the same lines of the cache.
  static func stride(_ floats: Int) -> Int { (blocks(floats, of: 16) + 1) * 16 }

  /// Floats of a block that stays in a core's cache: about half a megabyte.
  private static let cached = 1 << 17

  init(
    _ shape: WinogradShape, _ tiles: WinogradTiles, _ weights: WinogradWeights, threads: Int
  ) throws {
    let frequencies = weights.tile.frequencies
    let tileRows = Int(weights.loops.tile_rows)
    sharesPanels =
      weights.keepsTaps || (tiles.panels.count < 4 * threads && weights.panels >= 2 * threads)
    panelsTogether =
      weights.keepsTaps ? tiles.panels.count : sharesPanels ? min(2, tiles.panels.count) : 1
    let perPanel =
      frequencies * tileRows * tiles.widest * panelsTogether + weights.blockCount(panels: 1)
    let most = sharesPanels ? blocks(weights.panels, of: 2 * threads) : weights.panels
    var wanted = min(most, max(1, Self.cached / perPanel))
    if wanted > 3, tiles.widest == tiles.lanes { wanted = wanted / 3 * 3 }  // multiplied by threes
    rowPanels = wanted
    cellCount = try Tensor.checkedCount(
      [frequencies, Self.stride(shape.inputChannels * tiles.widest)], operation: "conv2D")
    productCount = try Tensor.checkedCount(
      [frequencies, Self.stride(rowPanels * tileRows * tiles.widest)], operation: "conv2D")
    slotCount = try Shape.sum(
      Tensor.checkedCount([panelsTogether, productCount], operation: "conv2D"),
      weights.blockCount(panels: rowPanels), operation: "conv2D")
    scratchCount = try Shape.sum(
      Tensor.checkedCount([threads, slotCount], operation: "conv2D"),
      Tensor.checkedCount(
        [sharesPanels ? tiles.panels.count : threads, cellCount], operation: "conv2D"),
      operation: "conv2D")
  }
}

private struct Job {
  let weights: WinogradWeights
  let shape: WinogradShape
  let tiles: WinogradTiles
  let vectors: UnsafePointer<CKTileVector>
  let blocking: Blocking
  let transforms: CKWinograd
  let input: UnsafePointer<Float>
  let tail: Tail
  let output: UnsafeMutablePointer<Float>

  /// Floats from one frequency to the next.
  private func cellStride(_ panel: WinogradTiles.Panel) -> Int {
    Blocking.stride(shape.inputChannels * panel.columns)
  }
  private func productStride(_ panel: WinogradTiles.Panel) -> Int {
    Blocking.stride(blocking.rowPanels * Int(weights.loops.tile_rows) * panel.columns)
  }
  // The single tiles of all channels lie behind the vectors of all channels.
  private func extraCells(_ panel: WinogradTiles.Panel, channel: Int) -> Int {
    shape.inputChannels * panel.wide + channel * panel.extra
  }
  private func extraProducts(_ panel: WinogradTiles.Panel) -> Int {
    blocking.rowPanels * Int(weights.loops.tile_rows) * panel.wide
  }

  /// Each thread transforms, multiplies and transforms back panels of its own.
  func runApart(_ scratch: UnsafeMutablePointer<Float>) {
    let slotCount = blocking.cellCount + blocking.slotCount
    Workers.shared.parallelInSlots(tiles.panels.count) { index, slot in
      let cells = scratch + slot * slotCount
      transformCells(of: index, channels: 0..<shape.inputChannels, to: cells)
      for first in stride(from: 0, to: weights.panels, by: blocking.rowPanels) {
        multiply(
          panels: index..<index + 1, rowPanels: first, cells: cells,
          products: cells + blocking.cellCount)
      }
    }
  }

  /// All threads transform all panels, then share out the output channels.
  func runTogether(_ scratch: UnsafeMutablePointer<Float>) {
    let slices = max(1, min(shape.inputChannels / 8, 16 / tiles.panels.count))
    let cells = scratch
    let products = scratch + tiles.panels.count * blocking.cellCount
    Workers.shared.parallel(tiles.panels.count * slices) { task in
      let (index, slice) = task.quotientAndRemainder(dividingBy: slices)
      transformCells(
        of: index,
        channels: shape.inputChannels * slice / slices..<shape.inputChannels * (slice + 1) / slices,
        to: cells + index * blocking.cellCount)
    }
    let rowBlocks = blocks(weights.panels, of: blocking.rowPanels)
    let groups = blocks(tiles.panels.count, of: blocking.panelsTogether)
    Workers.shared.parallelInSlots(rowBlocks * groups) { task, slot in
      let (block, group) = task.quotientAndRemainder(dividingBy: groups)
      let first = group * blocking.panelsTogether
      multiply(
        panels: first..<min(tiles.panels.count, first + blocking.panelsTogether),
        rowPanels: block * blocking.rowPanels, cells: cells + first * blocking.cellCount,
        products: products + slot * blocking.slotCount)
    }
  }

  private func transformCells(
    of index: Int, channels: Range<Int>, to cells: UnsafeMutablePointer<Float>
  ) {
    let panel = tiles.panels[index]
    withUnsafePointer(to: shape.inputMap) { map in
      let first = input + channels.lowerBound * map.pointee.channel_stride
      transforms.input(
        first, channels.count, map, vectors + panel.vectors.lowerBound,
        Int32(panel.vectors.count), cells + channels.lowerBound * panel.wide, cellStride(panel))
      guard panel.extra > 0 else { return }
      transforms.input_extra(
        first, channels.count, map, vectors + panel.extraVector, Int32(panel.extra),
        cells + extraCells(panel, channel: channels.lowerBound), cellStride(panel))
    }
  }

  /// The products of some panels of tiles with one block of output channels, and their way back.
  private func multiply(
    panels: Range<Int>, rowPanels first: Int, cells: UnsafePointer<Float>,
    products: UnsafeMutablePointer<Float>
  ) {
    let loops = weights.loops
    let count = min(blocking.rowPanels, weights.panels - first)
    for channel in stride(from: 0, to: shape.inputChannels, by: weights.blockDepth) {
      let channels = channel..<min(shape.inputChannels, channel + weights.blockDepth)
      let block = weights.block(
        panels: first..<first + count, channels: channels,
        scratch: products + blocking.panelsTogether * blocking.productCount)
      for frequency in 0..<weights.tile.frequencies {
        let weight = block.base + weights.tile.weight(at: frequency) * block.frequencyStride
        for (place, index) in panels.enumerated() {
          let panel = tiles.panels[index]
          let cells = cells + place * blocking.cellCount + frequency * cellStride(panel)
          let products =
            products + place * blocking.productCount + frequency * productStride(panel)
          loops.winograd_multiply(
            channels.count, count, weight, block.panelStride, cells + channel * panel.wide,
            cells + extraCells(panel, channel: channel), Int32(panel.vectors.count),
            Int32(panel.extra), products, products + extraProducts(panel), channel > 0 ? 1 : 0)
        }
      }
    }
    let row = first * Int(loops.tile_rows)
    let rows = min(count * Int(loops.tile_rows), shape.outputChannels - row)
    withUnsafePointer(to: shape.outputMap) { map in
      let place = row * map.pointee.channel_stride
      withUnsafePointer(to: tail.loop(row: row, place: place)) { tail in
        for (at, index) in panels.enumerated() {
          let panel = tiles.panels[index]
          let products = products + at * blocking.productCount
          transforms.output(
            products, productStride(panel), output + place, rows, map,
            vectors + panel.vectors.lowerBound, Int32(panel.vectors.count), tail)
          guard panel.extra > 0 else { continue }
          transforms.output_extra(
            products + extraProducts(panel), productStride(panel), output + place, rows, map,
            vectors + panel.extraVector, Int32(panel.extra), tail)
        }
      }
    }
  }
}
