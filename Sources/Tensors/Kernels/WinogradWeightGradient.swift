internal import CKernels

// C and O channels in and out; 36 frequencies of a tile of 4×4 results; T tiles at a time.

/// The gradient of a 3×3 convolution of stride 1 by its weights, by Winograd's transforms.
///
/// A weight's frequency multiplies the same frequency of the cells of every tile. So the gradient by it
/// is a sum over tiles, of the cells' frequency times that of the tile's gradient: at each frequency
/// one product, [O, tiles] · [tiles, C]: 36 multiplications for a tile instead of 144.
///
/// - Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016, §4.2.
struct WinogradWeightGradient {
  private let shape: WinogradShape
  private let tiles: WinogradTiles
  private let loops: CKTable

  /// nil where it is no such convolution, or direct sums are faster.
  init?(_ geometry: ConvolutionGeometry, loops: CKTable) {
    guard let shape = WinogradShape(forward: geometry), shape.stride == 1,
      shape.isFasterForWeights(loops: loops)
    else { return nil }
    self.shape = shape
    self.loops = loops
    tiles = WinogradTiles(shape, tile: .four, mayCarry: false, loops: loops)
    guard tiles.vectors > 0 else { return nil }
  }

  private var inputs: Int { shape.inputChannels }
  private var outputs: Int { shape.outputChannels }
  private static let frequencies = WinogradTile.four.frequencies

  /// Vectors of tiles that are transformed together: as many as stay in the cache, and enough of them
  /// that the sums are read and written seldom. Depends on the shape alone, so that results do too.
  private var vectorsTogether: Int {
    let wanted = (1 << 20) / (Self.frequencies * (inputs + outputs))
    return min(tiles.vectors, max(64, min(256, wanted)) / tiles.lanes)
  }

  /// Writes `[O, C, 3, 3]`, whatever the number of threads.
  ///
  /// - Parameters:
  ///   - input: `[N, C, H, W]`.
  ///   - output: the gradient by the results, `[N, O, H', W']`.
  func run(
    input: UnsafePointer<Float>, output: UnsafePointer<Float>,
    into weight: UnsafeMutablePointer<Float>
  ) throws {
    let depth = vectorsTogether * tiles.lanes
    let cellStride = try stride(channels: inputs, depth: depth)
    let gradientStride = try stride(channels: outputs, depth: depth)
    let sumStride = try Tensor.checkedCount([outputs, inputs], operation: "conv2D") + 16
    let sums = try Storage(
      count: Tensor.checkedCount([Self.frequencies, sumStride], operation: "conv2D"))
    let transformed = try Storage(
      count: Tensor.checkedCount(
        [Self.frequencies, Shape.sum(cellStride, gradientStride, operation: "conv2D")],
        operation: "conv2D"))
    let cells = transformed.base
    let gradients = cells + Self.frequencies * cellStride
    let product = WeightProduct(rows: outputs, columns: inputs, loops: loops)
    let scratch = try Storage(
      count: Tensor.checkedCount(
        [Workers.shared.width, product.scratchCount(depth: depth)], operation: "conv2D"))
    let (sumBase, scratchBase) = (sums.base, scratch.base)

    tiles.withVectors { vectors in
      for first in Swift.stride(from: 0, to: tiles.vectors, by: vectorsTogether) {
        let block = first..<min(tiles.vectors, first + vectorsTogether)
        transform(
          vectors + first, count: block.count, input, output, cells: cells, cellStride: cellStride,
          gradients: gradients, gradientStride: gradientStride)
        let depth = block.count * tiles.lanes
        Workers.shared.parallelInSlots(Self.frequencies) { frequency, slot in
          product.run(
            gradients + frequency * gradientStride, cells + frequency * cellStride, depth: depth,
            adds: first > 0, into: sumBase + frequency * sumStride,
            scratch: scratchBase + slot * product.scratchCount(depth: depth))
        }
      }
    }
    Workers.shared.parallel(outputs) { row in
      loops.winograd_tap_gradient(
        sumBase + row * inputs, sumStride, inputs, weight + row * inputs * 9)
    }
  }

  /// From one frequency to the next: see `Blocking.stride`.
  private func stride(channels: Int, depth: Int) throws -> Int {
    let floats = try Tensor.checkedCount([channels, depth], operation: "conv2D")
    return (blocks(floats, of: 16) + 1) * 16
  }

  /// The frequencies of some vectors of tiles, of the cells and of the gradient: a row for each channel.
  private func transform(
    _ vectors: UnsafePointer<CKTileVector>, count: Int, _ input: UnsafePointer<Float>,
    _ output: UnsafePointer<Float>, cells: UnsafeMutablePointer<Float>, cellStride: Int,
    gradients: UnsafeMutablePointer<Float>, gradientStride: Int
  ) {
    let slice = 8
    let depth = count * tiles.lanes
    let inputSlices = blocks(inputs, of: slice)
    withUnsafePointer(to: shape.inputMap) { inputMap in
      withUnsafePointer(to: shape.outputMap) { outputMap in
        Workers.shared.parallel(inputSlices + blocks(outputs, of: slice)) { task in
          let isInput = task < inputSlices
          let channel = (isInput ? task : task - inputSlices) * slice
          if isInput {
            loops.winograd_4.input(
              input + channel * inputMap.pointee.channel_stride, min(slice, inputs - channel),
              inputMap, vectors, Int32(count), cells + channel * depth, cellStride)
          } else {
            loops.winograd_gradient(
              output + channel * outputMap.pointee.channel_stride, min(slice, outputs - channel),
              outputMap, vectors, Int32(count), gradients + channel * depth, gradientStride)
          }
        }
      }
    }
  }
}

/// C = A · Bᵀ, or C += A · Bᵀ, of two row-major matrices with few columns: both are packed by
/// transposing.
private struct WeightProduct {
  let rows: Int
  let columns: Int
  let loops: CKTable

  private var tileRows: Int { Int(loops.tile_rows) }
  private var tileColumns: Int { Int(loops.tile_columns) }

  func scratchCount(depth: Int) -> Int {
    (blocks(rows, of: tileRows) * tileRows + blocks(columns, of: tileColumns) * tileColumns) * depth
  }

  /// - Parameters:
  ///   - left: `[rows, depth]`.
  ///   - right: `[columns, depth]`.
  ///   - depth: whole vectors.
  ///   - sums: `[rows, columns]`.
  ///   - scratch: `scratchCount(depth:)` floats.
  func run(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, depth: Int, adds: Bool,
    into sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let packedRight = scratch + blocks(rows, of: tileRows) * tileRows * depth
    withOffsets(max(tileRows, tileColumns), apart: depth) { offsets in
      for row in stride(from: 0, to: rows, by: tileRows) {
        loops.pack_columns(
          left + row * depth, offsets, Int32(min(tileRows, rows - row)), depth,
          scratch + row * depth, loops.tile_rows)
      }
      for column in stride(from: 0, to: columns, by: tileColumns) {
        let width = min(tileColumns, columns - column)
        loops.pack_columns(
          right + column * depth, offsets, Int32(width), depth, packedRight + column * depth,
          loops.padded(width))
      }
    }
    for column in stride(from: 0, to: columns, by: tileColumns) {
      for row in stride(from: 0, to: rows, by: tileRows) {
        loops.tile(
          depth, scratch + row * depth, packedRight + column * depth,
          sums + row * columns + column, columns, Int32(min(tileRows, rows - row)),
          Int32(min(tileColumns, columns - column)), adds ? 1 : 0, nil, 0)
      }
    }
  }
}
