internal import CKernels

// U = G · g · Gᵀ for each pair of channels, g being its 3×3 weights: (S + 2)² frequencies from 9 taps.

/// The weights of a 3×3 convolution for Winograd's products, in panels of `tile_rows` output channels.
///
/// Frequencies take four times (S = 4) or seven times (S = 6) the memory of the taps. Where weights
/// are used once in a run, reading them from memory takes longer than making them anew: then the taps
/// are kept, and a block's frequencies are made in the cache of the core that needs them.
struct WinogradWeights {
  /// Channels of the map that is made, and of the map that is read.
  let outputChannels: Int
  let inputChannels: Int
  let tile: WinogradTile
  /// Whether the taps are kept, not the frequencies.
  let keepsTaps: Bool
  let loops: CKTable
  private let storage: Storage
  private let tapStride: Int
  /// Floats from one frequency to the next, and from one panel of a frequency to the next.
  private let frequencyStride: Int
  private let panelStride: Int

  var panels: Int { blocks(outputChannels, of: Int(loops.tile_rows)) }
  /// What they take in memory.
  var floats: Int { storage.count }

  /// - Parameters:
  ///   - weight: `[O, C, 3, 3]` as the forward convolution has it. For the gradient by the input, the
  ///     taps are taken in reverse, O and C exchanged.
  ///   - tile: what the convolution is cut into.
  init(
    _ weight: UnsafePointer<Float>, shape: WinogradShape, tile: WinogradTile, keepsTaps: Bool,
    loops: CKTable
  ) throws {
    (outputChannels, inputChannels) = (shape.outputChannels, shape.inputChannels)
    self.tile = tile
    self.keepsTaps = keepsTaps
    self.loops = loops
    let tileRows = Int(loops.tile_rows)
    let panels = blocks(outputChannels, of: tileRows)
    // The loops write up to a vector too far; and no stride may be a multiple of 4 KB, lest all
    // frequencies of a channel compete for the same lines of the cache.
    panelStride = inputChannels * tileRows + 16
    tapStride = panelStride
    frequencyStride = panels * panelStride + 16
    storage = try Storage(
      count: keepsTaps
        ? Tensor.checkedCount([panels, 9, tapStride], operation: "conv2D")
        : Tensor.checkedCount([tile.weightFrequencies, frequencyStride], operation: "conv2D"))
    if keepsTaps {
      try keepTaps(weight, isBack: shape.isBack)
    } else {
      try keepFrequencies(weight, isBack: shape.isBack)
    }
  }

  /// Input channels that are transformed together.
  private static let step = 64

  private func keepTaps(_ weight: UnsafePointer<Float>, isBack: Bool) throws {
    let tileRows = Int(loops.tile_rows)
    let packedSize = (9 * Self.step + 32) * tileRows
    let scratch = try Storage(count: Workers.shared.width * packedSize)
    let (base, scratchBase) = (storage.base, scratch.base)
    Workers.shared.parallelInSlots(panels) { panel, slot in
      for first in stride(from: 0, to: inputChannels, by: Self.step) {
        packTaps(
          weight, isBack: isBack, panel: panel,
          channels: first..<min(inputChannels, first + Self.step),
          packed: scratchBase + slot * packedSize,
          to: base + panel * 9 * tapStride + first * tileRows, tapStride: tapStride)
      }
    }
  }

  private func keepFrequencies(_ weight: UnsafePointer<Float>, isBack: Bool) throws {
    let tileRows = Int(loops.tile_rows)
    let packedSize = (9 * Self.step + 32) * tileRows
    // A block's taps and frequencies, which then go to their places in long stretches.
    let blockStride = Self.step * tileRows + 16
    let slotSize = packedSize + (9 + tile.weightFrequencies) * blockStride
    let scratch = try Storage(count: Workers.shared.width * slotSize)
    let (base, scratchBase) = (storage.base, scratch.base)
    let transform = tile.loops(loops).weight
    let slices = blocks(inputChannels, of: Self.step)
    Workers.shared.parallelInSlots(panels * slices) { task, slot in
      let (panel, slice) = task.quotientAndRemainder(dividingBy: slices)
      let first = slice * Self.step
      let channels = first..<min(inputChannels, first + Self.step)
      let packed = scratchBase + slot * slotSize
      let (taps, made) = (packed + packedSize, packed + packedSize + 9 * blockStride)
      packTaps(
        weight, isBack: isBack, panel: panel, channels: channels, packed: packed, to: taps,
        tapStride: blockStride)
      let count = channels.count * tileRows
      transform(taps, blockStride, count, made, blockStride)
      for frequency in 0..<tile.weightFrequencies {
        (base + frequency * frequencyStride + panel * panelStride + first * tileRows)
          .update(from: made + frequency * blockStride, count: count)
      }
    }
  }

  /// The taps of one panel and some input channels, each tap's by themselves.
  private func packTaps(
    _ weight: UnsafePointer<Float>, isBack: Bool, panel: Int, channels: Range<Int>,
    packed: UnsafeMutablePointer<Float>, to taps: UnsafeMutablePointer<Float>, tapStride: Int
  ) {
    let tileRows = Int(loops.tile_rows)
    let row = panel * tileRows
    let width = Int32(min(tileRows, outputChannels - row))
    if isBack {
      withOffsets(tileRows, apart: 9) { offsets in
        for (i, channel) in channels.enumerated() {
          loops.pack_columns(
            weight + (channel * outputChannels + row) * 9, offsets, width, 9,
            packed + i * 9 * tileRows, loops.tile_rows)
        }
      }
    } else {
      withOffsets(tileRows, apart: inputChannels * 9) { offsets in
        loops.pack_columns(
          weight + (row * inputChannels + channels.lowerBound) * 9, offsets, width,
          channels.count * 9, packed, loops.tile_rows)
      }
    }
    loops.winograd_taps(packed, channels.count, isBack ? 1 : 0, taps, tapStride)
  }

  /// Floats that `block` wants to make the frequencies of so many panels in.
  func blockCount(panels: Int) -> Int {
    keepsTaps ? tile.weightFrequencies * (panels * blockDepth * Int(loops.tile_rows) + 16) : 0
  }
  /// Input channels that are multiplied together.
  var blockDepth: Int { keepsTaps ? min(inputChannels, tile == .six ? 64 : 128) : inputChannels }

  /// Where the frequencies of some panels and some input channels, `blockDepth` at most, lie.
  @inline(__always)
  func block(
    panels range: Range<Int>, channels: Range<Int>, scratch: UnsafeMutablePointer<Float>
  ) -> Block {
    let tileRows = Int(loops.tile_rows)
    let first = channels.lowerBound * tileRows
    guard keepsTaps else {
      return Block(
        base: UnsafePointer(storage.base + range.lowerBound * panelStride + first),
        frequencyStride: frequencyStride, panelStride: panelStride)
    }
    let count = channels.count * tileRows
    let stride = range.count * count + 16
    let transform = tile.loops(loops).weight
    for (i, panel) in range.enumerated() {
      transform(
        storage.base + panel * 9 * tapStride + first, tapStride, count, scratch + i * count,
        stride)
    }
    return Block(base: UnsafePointer(scratch), frequencyStride: stride, panelStride: count)
  }

  struct Block {
    let base: UnsafePointer<Float>
    /// Floats from one frequency to the next, and from one panel of a frequency to the next.
    let frequencyStride: Int
    let panelStride: Int
  }
}
