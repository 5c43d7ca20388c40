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
  private let layout: TapLayout
  /// Of each row of the implicit matrix of group 0.
  private let offsets: [Int]
  private let plan: ProductPlan
  private let planFloats: Int
  private let copiedFloats: Int
  /// With many groups, each is one thread's; otherwise all threads share one group after the other.
  private let isThreadedByGroup: Bool

  /// - Parameter weight: `[output channels of all groups, channels of one group, rows, columns]`.
  init(
    weight: UnsafePointer<Float>, geometry g: ConvolutionGeometry, loops: CKTable, threads: Int
  ) throws {
    geometry = g
    let layout = try TapLayout(input: g)
    self.layout = layout
    offsets = layout.offsets(channels: 0..<g.inputChannels)
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
      imageColumns: g.outputPlane, depth: depth, loops: loops,
      threads: isThreadedByGroup ? 1 : threads)
    planFloats = try plan.scratchFloats()
    copiedFloats = blocks(try layout.copiedFloats(input: g) + 64, of: 16) * 16
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
    var planes = x
    if !g.readsInputDirectly {
      layout.copy(x, of: g, to: scratch, loops: loops)
      planes = UnsafePointer(scratch)
    }
    let memory = scratch + copiedFloats
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      func run(group: Int, scratch: UnsafeMutablePointer<Float>) {
        let base = planes + group * g.inputChannels * layout.channelStride
        let first = group * g.outputChannels
        multiply(
          groups[group], into: g.outputLayout(group: group, of: result),
          tail: tail.moved(rows: first, places: first * g.outputPlane), plan: plan,
          scratch: scratch, loops: loops
        ) { depth, columns, out in
          layout.pack(
            base, offsets: offsets, depth: depth, columns: columns, into: out, loops: loops)
        }
      }
      if isThreadedByGroup {
        // Inside this loop a product runs on the thread that starts it.
        Workers.shared.parallelInSlots(g.groups) { group, slot in
          run(group: group, scratch: memory + slot * planFloats)
        }
      } else {
        for group in 0..<g.groups { run(group: group, scratch: memory) }
      }
    }
  }
}
