internal import CKernels

/// A convolution as a product of packed weights with the implicit matrix of all windows, for one
/// shape.
struct ImplicitProduct: Sendable {
  /// The floats that `run` needs to work in.
  let scratchFloats: Int
  /// What the packed weights take.
  let weightFloats: Int

  /// Packed weights, group by group.
  private let groups: [PackedRows]
  private let layout: TapLayout
  /// Of each row of the implicit matrix of group 0.
  private let offsets: [Int]
  private let plan: ProductPlan
  private let copiedFloats: Int

  /// - Parameter weight: `[output channels of all groups, channels of one group, rows, columns]`.
  init(weight: Tensor, geometry g: ConvolutionGeometry, loops: CKTable) throws {
    let layout = try TapLayout(input: g)
    self.layout = layout
    offsets = layout.offsets(channels: 0..<g.inputChannels)
    let depth = g.inputChannels * g.taps
    groups = try weight.withFloats { weight in
      try (0..<g.groups).map { group in
        try PackedRows(
          MatrixView(weight + group * g.groupWeights, rows: g.outputChannels, columns: depth),
          loops: loops)
      }
    }
    weightFloats = groups.reduce(0) { $0 + $1.floats }
    plan = ProductPlan(
      rowPanels: blocks(g.outputChannels, of: Int(loops.tile_rows)), images: g.images,
      imageColumns: g.outputPlane, depth: depth, loops: loops, threads: Workers.shared.threads)
    copiedFloats = blocks(try layout.copiedFloats(input: g) + 64, of: 16) * 16
    scratchFloats = try Shape.sum(copiedFloats, plan.scratchFloats(), operation: "conv2D")
  }

  /// - Parameters:
  ///   - x: the whole input, all groups.
  ///   - tail: of the whole result.
  func run(
    _ x: UnsafePointer<Float>, geometry g: ConvolutionGeometry, tail: Tail,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    var planes = x
    if !g.readsInputDirectly {
      layout.copy(x, of: g, to: scratch, loops: loops)
      planes = UnsafePointer(scratch)
    }
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      for (group, weights) in groups.enumerated() {
        let base = planes + group * g.inputChannels * layout.channelStride
        let first = group * g.outputChannels
        multiply(
          weights, into: g.outputLayout(group: group, of: result),
          tail: tail.moved(rows: first, places: first * g.outputPlane), plan: plan,
          scratch: scratch + copiedFloats, loops: loops
        ) { depth, columns, out in
          layout.pack(
            base, offsets: offsets, depth: depth, columns: columns, into: out, loops: loops)
        }
      }
    }
  }
}
