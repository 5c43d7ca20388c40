internal import CKernels

// U = G · g · Gᵀ for each pair of channels, g being its 3×3 weights.

/// The weights of a 3×3 convolution as Winograd's products want them: for each frequency, panels of
/// `tile_rows` output channels.
struct WinogradWeights {
  /// Channels of the map that is made, and of the map that is read.
  let outputChannels: Int
  let inputChannels: Int
  /// Of a tile of results: 4 or 6.
  let side: Int
  let loops: CKTable
  private let storage: Storage
  let panelStride: Int
  private let frequencyStride: Int

  var panels: Int { blocks(outputChannels, of: Int(loops.tile_rows)) }
  /// What they take in memory.
  var floats: Int { storage.count }
  var frequencies: Int { (side + 2) * (side + 2) }

  /// - Parameters:
  ///   - weight: `[O, C, 3, 3]` as the forward convolution has it. For the gradient by the input, the
  ///     taps are taken in reverse, O and C exchanged.
  ///   - side: of a tile of results, 4 or 6.
  init(
    _ weight: UnsafePointer<Float>, shape: WinogradShape, side: Int, loops: CKTable
  ) throws {
    let (rows, depth, isBack) = (shape.outputChannels, shape.inputChannels, shape.isBack)
    (outputChannels, inputChannels) = (rows, depth)
    self.side = side
    self.loops = loops
    let tileRows = Int(loops.tile_rows)
    let panels = blocks(rows, of: tileRows)
    // The transform writes up to `lanes` floats too far; and no stride may be a multiple of 4 KB,
    // lest all frequencies of a channel compete for the same lines of the cache.
    panelStride = depth * tileRows + 16
    frequencyStride = panels * panelStride + 16
    let frequencies = (side + 2) * (side + 2)
    storage = try Storage(
      count: Tensor.checkedCount([frequencies, frequencyStride], operation: "conv2D"))

    // Panels by slices of the depth; what a slice writes too far is its neighbour's, so each task
    // keeps to one panel.
    let step = 64
    let packedSize = (9 * step + 32) * tileRows
    let workers = Workers.shared
    let scratch = try Storage(count: workers.width * packedSize)
    let (base, scratchBase) = (storage.base, scratch.base)
    let transform = loops.winograd(side).weight
    let (panelStride, frequencyStride) = (panelStride, frequencyStride)
    workers.parallelInSlots(panels) { panel, slot in
      let packed = scratchBase + slot * packedSize
      let row = panel * tileRows
      let width = Int32(min(tileRows, rows - row))
      for k in Swift.stride(from: 0, to: depth, by: step) {
        let count = min(step, depth - k)
        if isBack {
          withOffsets(tileRows, apart: 9) { offsets in
            for i in 0..<count {
              loops.pack_columns(
                weight + ((k + i) * rows + row) * 9, offsets, width, 9,
                packed + i * 9 * tileRows, loops.tile_rows)
            }
          }
        } else {
          withOffsets(tileRows, apart: depth * 9) { offsets in
            loops.pack_columns(
              weight + (row * depth + k) * 9, offsets, width, count * 9, packed, loops.tile_rows)
          }
        }
        transform(
          packed, count, isBack ? 1 : 0, base + panel * panelStride + k * tileRows, frequencyStride)
      }
    }
  }

  /// The panels of one frequency, from panel `first` on.
  @inline(__always)
  func panels(of frequency: Int, from first: Int) -> UnsafePointer<Float> {
    UnsafePointer(storage.base + frequency * frequencyStride + first * panelStride)
  }
}

extension CKTable {
  /// The transforms for tiles of `side`² results, 4 or 6.
  func winograd(_ side: Int) -> CKWinograd { side == 6 ? winograd_6 : winograd_4 }
}
