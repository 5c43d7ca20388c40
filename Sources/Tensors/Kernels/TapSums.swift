internal import CKernels

/// A convolution with one or two output channels a group, as a depthwise one: too few rows for the
/// tile of a product, so each plane is summed up tap by tap.
struct TapSums: Sendable {
  /// The floats that `run` needs to work in.
  let scratchFloats: Int

  private let geometry: ConvolutionGeometry
  private let layout: TapLayout
  /// Of the taps of all channels of group 0.
  private let offsets: [Int]
  /// What the padded planes of one group take; 0 where the input is read as it is.
  private let groupFloats: Int
  /// Whether each task pads the planes of its own group, to use them while they lie in the cache.
  /// Otherwise (one group that is cut into several tasks) all planes are padded beforehand.
  private let padsPerTask: Bool
  /// Parts that the cells of one plane are cut into.
  private let pieces: Int

  init(geometry g: ConvolutionGeometry, threads: Int) throws {
    geometry = g
    layout = try TapLayout(input: g)
    offsets = layout.offsets(channels: 0..<g.inputChannels)
    let copied = try layout.copiedFloats(input: g)
    let tasks = g.images * g.groups
    padsPerTask = copied > 0 && tasks >= 2 * threads
    pieces = padsPerTask || tasks >= 4 * threads ? 1 : 16
    groupFloats = copied > 0 ? g.inputChannels * layout.channelStride : 0
    let slot = blocks(groupFloats + 64, of: 16) * 16
    scratchFloats =
      copied == 0
      ? 0
      : padsPerTask
        ? try Tensor.checkedCount([threads, slot], operation: "conv2D")
        : try Shape.sum(copied, 64, operation: "conv2D")
  }

  /// - Parameters:
  ///   - x: the whole input.
  ///   - weight: `[output channels of all groups, channels of one group, rows, columns]`.
  func run(
    _ x: UnsafePointer<Float>, weight: UnsafePointer<Float>, tail: Tail,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let g = geometry
    let copies = groupFloats > 0
    var planes = x
    if copies, !padsPerTask {
      layout.copy(x, of: g, to: scratch, loops: loops)
      planes = UnsafePointer(scratch)
    }
    let slotFloats = blocks(groupFloats + 64, of: 16) * 16
    let depth = g.inputChannels * g.taps
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      Workers.shared.parallelInSlots(g.images * g.groups * pieces) { task, slot in
        let (plane, piece) = task.quotientAndRemainder(dividingBy: pieces)
        let (image, group) = plane.quotientAndRemainder(dividingBy: g.groups)
        let channel = image * g.inputChannels * g.groups + group * g.inputChannels
        var base = planes + channel * layout.channelStride
        if padsPerTask {
          let memory = scratch + slot * slotFloats
          for i in 0..<g.inputChannels {
            layout.copyChannel(
              x + (channel + i) * g.inputPlane, of: g, to: memory + i * layout.channelStride,
              loops: loops)
          }
          base = UnsafePointer(memory)
        }
        for output in 0..<g.outputChannels {
          let row = group * g.outputChannels + output
          let place = (image * g.groups * g.outputChannels + row) * g.outputPlane
          layout.sum(
            base, offsets, weight + row * depth, depth: depth, piece: piece, of: pieces, row: row,
            place: place, tail: tail, into: result, loops: loops)
        }
      }
    }
  }
}

extension TapLayout {
  /// One piece of one output plane.
  ///
  /// - Parameters:
  ///   - row: which of the tail's biases.
  ///   - place: the plane's first float in the result.
  func sum(
    _ base: UnsafePointer<Float>, _ offsets: UnsafePointer<Int>, _ weights: UnsafePointer<Float>,
    depth: Int, piece: Int, of pieces: Int, row: Int, place: Int, tail: Tail,
    into result: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    // A grid without gaps is one long row.
    let isRow = gridRows == 1
    let length = isRow ? gridColumns : gridRows
    let size = blocks(blocks(length, of: pieces), of: isRow ? 64 : 1) * (isRow ? 64 : 1)
    let part = min(length, piece * size)..<min(length, (piece + 1) * size)
    guard !part.isEmpty else { return }
    let start = isRow ? part.lowerBound : part.lowerBound * gridColumns
    var tail = tail.loop(row: row, place: place + start)
    loops.sum_taps(
      base + part.lowerBound * (isRow ? 1 : pitch), pitch, offsets, weights, depth,
      isRow ? 1 : part.count, isRow ? part.count : gridColumns, &tail, result + place + start)
  }
}
