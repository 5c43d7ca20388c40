import Testing

@testable import Tensors

@Suite struct PlanMemoryTests {
  /// Blocks that live at the same time never overlap, whatever their sizes and lives.
  @Test func blocksThatLiveTogetherLieApart() {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<50 {
      let blocks = (0..<30).map { _ in
        let first = Int.random(in: 0..<40, using: &random)
        return ArenaLayout.Block(
          floats: Int.random(in: 0..<500, using: &random),
          life: first...first + Int.random(in: 0..<8, using: &random))
      }
      let layout = ArenaLayout(blocks)
      for (a, x) in blocks.enumerated() {
        #expect(layout.offsets[a] % ArenaLayout.alignment == 0)
        #expect(layout.offsets[a] + x.floats <= layout.total)
        for (b, y) in blocks.enumerated() where a < b && x.life.overlaps(y.life) {
          let (i, j) = (layout.offsets[a], layout.offsets[b])
          #expect(i + x.floats <= j || j + y.floats <= i)
        }
      }
    }
  }

  /// A chain needs room for two neighbours only; a block goes into the smallest gap that holds it.
  @Test func memoryIsUsedAgain() {
    let chain = (0..<10).map { ArenaLayout.Block(floats: 160, life: $0...$0 + 1) }
    #expect(ArenaLayout(chain).total == 320)
    let gaps = ArenaLayout([
      .init(floats: 320, life: 0...0), .init(floats: 160, life: 0...2),
      .init(floats: 64, life: 0...0), .init(floats: 32, life: 0...2),
      .init(floats: 24, life: 1...1),
    ])
    #expect(gaps.offsets == [0, 320, 480, 544, 480])
    #expect(ArenaLayout([]).total == 0)
  }

  private let weight = Tensor.seeded(1, shape: [4, 4, 3, 3])

  /// Ten equal layers: two of them are in memory at a time, and the last is the caller's.
  @Test func aChainOfLayersTakesTwoPlaces() throws {
    let plan = try InferencePlan(inputs: [[1, 4, 16, 16]]) { inputs in
      try (0..<10).reduce(inputs[0]) { x, _ in
        try conv2D(x, weight, padding: 1).relu().maxPool2D(size: 3, stride: 1, padding: 1)
      }
    }
    let map = 4 * 16 * 16 * 4
    #expect(plan.activationBytes == 30 * map)
    let scratch = plan.arenaBytes - 2 * map
    #expect(scratch > 0 && scratch < plan.activationBytes)
    #expect(plan.table().rows.count == 20)
    #expect(plan.weightBytes >= 10 * weight.count * 4)
  }

  /// Elementwise steps write over what they read, and concatenated parts are computed in place.
  @Test func nothingIsCopied() throws {
    let plan = try InferencePlan(inputs: [[1, 4, 16, 16]]) {
      let x = try $0[0].maxPool2D(size: 3, stride: 1, padding: 1).relu().sigmoid()
      let joined = try concatenate([x.sigmoid(), x.upsampledNearest(to: [16, 16])], axis: 1)
      return try joined.maxPool2D(size: 2)
    }
    #expect(
      plan.table().rows.map(\.operation) == [
        "maxPool2D", "relu", "sigmoid", "sigmoid", "upsampledNearest", "maxPool2D",
      ])
    let map = 4 * 16 * 16 * 4
    #expect(plan.arenaBytes == 3 * map)  // x, and twice as much for both parts
    let offsets = plan.table().rows.map(\.arenaOffset)
    #expect(offsets[0] == offsets[1] && offsets[1] == offsets[2])
    #expect(offsets[4] == offsets[3].map { $0 + map })
    #expect(offsets[5] == nil)  // the output
  }

  /// A run takes nothing from the pool but its outputs.
  @Test func aRunAllocatesItsOutputsOnly() throws {
    let plan = try InferencePlan(inputs: [[1, 4, 256, 256]]) {
      try conv2D(conv2D($0[0], weight, padding: 1).relu(), weight, stride: 64).softmax(axis: 1)
    }
    let x = Tensor.seeded(2, shape: [1, 4, 256, 256])
    let first = try plan(x) as Tensor
    let steps = plan.steps
    #expect(first.count == 64 && steps.count == 3)
    // Two runs, one inside the other's steps, need two arenas; a third run takes one of them.
    _ = try plan.run([x]) { _, _ in _ = try plan([x]) }
    #expect(plan.idleArenas == 2)
    _ = try plan([x])
    #expect(plan.idleArenas == 2)
  }
}
