internal import CKernels

/// A convolution as a product of packed weights with the implicit matrix of all windows, for one
/// shape.
struct ImplicitProduct: Sendable {
  /// The floats that `run` needs to work in.
  let scratchFloats: Int
  /// What the packed weights take.
  let weightFloats: Int

  private let geometry: ConvolutionGeometry
  /// Packed weights, group by group.
  private let groups: [PackedRows]
  private let packing: Packing
  private let plan: ProductPlan
  private let planFloats: Int
  private let copiedFloats: Int
  /// With many groups, each is one thread's; otherwise all threads share one group after the other.
  private let isThreadedByGroup: Bool

  private enum Packing: Sendable {
    /// Out of the input as it is, or out of a padded copy: where each row of the
    /// implicit matrix of group 0 begins.
    case layout(TapLayout, offsets: [Int])
    /// Straight out of the input, padding and all.
    case windows(WindowPacking)
  }

  /// - Parameter weight: `[output channels of all groups, channels of one group, rows, columns]`.
  init(
    weight: UnsafePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable, threads: Int
  ) throws {
    geometry = g
    let layout = try TapLayout(input: g)
    let copied = try layout.copiedFloats(input: g)
    // Measured: a copy pays while it is small, or where there are too few channels to share the
    // finding out of where the padding is.
    let packsWindows = copied >= 400_000 && g.inputChannels >= 16
    packing =
      packsWindows
      ? .windows(WindowPacking(g))
      : .layout(layout, offsets: layout.offsets(channels: 0..<g.inputChannels))
    let depth = g.inputChannels * g.taps
    groups = try (0..<g.groups).map { group in
      try PackedRows(
        MatrixView(weight + group * g.groupWeights, rows: g.outputChannels, columns: depth),
        loops: loops)
    }
    weightFloats = groups.reduce(0) { $0 + $1.floats }
    isThreadedByGroup = g.groups >= 2 * threads
    plan = ProductPlan(
      rowPanels: blocks(g.outputChannels, of: Int(loops.tile_rows)), images: g.images,
      imageColumns: g.outputPlane, depth: depth,
      depthUnit: packsWindows ? g.taps : 1, loops: loops,
      threads: isThreadedByGroup ? 1 : threads)
    planFloats = try plan.scratchFloats()
    copiedFloats = packsWindows || copied == 0 ? 0 : blocks(copied + 64, of: 16) * 16
    scratchFloats = try Shape.sum(
      copiedFloats,
      Tensor.checkedCount([planFloats, isThreadedByGroup ? threads : 1], operation: "conv2D"),
      operation: "conv2D")
  }

  /// - Parameters:
  ///   - x: the whole input, all groups.
  ///   - tail: of the whole result.
  func run(
    _ x: UnsafePointer<Float>, tail: Tail, into result: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let g = geometry
    var (planes, channelStride) = (x, g.inputPlane)
    if case .layout(let layout, _) = packing, copiedFloats > 0 {
      layout.copy(x, of: g, to: scratch, loops: loops)
      (planes, channelStride) = (UnsafePointer(scratch), layout.channelStride)
    }
    let memory = scratch + copiedFloats
    func run(
      group: Int, slot: Int,
      pack: (
        _ input: UnsafePointer<Float>, _ depth: Range<Int>, _ columns: Range<Int>,
        _ out: UnsafeMutablePointer<Float>
      ) -> Void
    ) {
      let input = planes + group * g.inputChannels * channelStride
      let first = group * g.outputChannels
      multiply(
        groups[group], into: g.outputLayout(group: group, of: result),
        tail: tail.moved(rows: first, places: first * g.outputPlane), plan: plan,
        scratch: memory + slot * planFloats, loops: loops
      ) { pack(input, $0, $1, $2) }
    }
    func run(group: Int, slot: Int) {
      switch packing {
      case .layout(let layout, let offsets):
        offsets.withUnsafeBufferPointer { offsets in
          guard let offsets = offsets.baseAddress else { return }
          run(group: group, slot: slot) { input, depth, columns, out in
            layout.pack(
              input, offsets: offsets, depth: depth, columns: columns, into: out, loops: loops)
          }
        }
      case .windows(let windows):
        run(group: group, slot: slot) { input, depth, columns, out in
          windows.pack(input, depth: depth, columns: columns, into: out, loops: loops)
        }
      }
    }
    if isThreadedByGroup {
      // Inside this loop a product runs on the thread that starts it.
      Workers.shared.parallelInSlots(g.groups) { run(group: $0, slot: $1) }
    } else {
      for group in 0..<g.groups { run(group: group, slot: 0) }
    }
  }
}
