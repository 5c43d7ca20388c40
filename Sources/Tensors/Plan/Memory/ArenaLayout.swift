/// Blocks of memory, of which those that are never needed at the same time may lie in the same place.
///
/// - Source: Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", MLSys
///   2020 workshop on resource-constrained learning, §4.3 ("greedy by size"): the largest block first,
///   each in the smallest gap that holds it.
struct ArenaLayout {
  struct Block {
    let floats: Int
    /// The first and the last step that needs it.
    let life: ClosedRange<Int>
  }

  /// Where each block begins, in floats: a multiple of `alignment`.
  private(set) var offsets: [Int]
  /// Floats in all.
  private(set) var total = 0

  /// Floats: a line of the cache.
  static let alignment = 16

  init(_ blocks: [Block]) {
    offsets = [Int](repeating: 0, count: blocks.count)
    var placed: [Int] = []
    let bySize = blocks.indices.sorted {
      (blocks[$1].floats, $0) < (blocks[$0].floats, $1)
    }
    for index in bySize {
      let size = Self.aligned(blocks[index].floats)
      // What is in the way, from the left to the right.
      let neighbours = placed.filter { blocks[$0].life.overlaps(blocks[index].life) }
        .sorted { offsets[$0] < offsets[$1] }
      var (end, best): (Int, (offset: Int, gap: Int)?) = (0, nil)
      for neighbour in neighbours {
        let gap = offsets[neighbour] - end
        if gap >= size, gap < best?.gap ?? .max { best = (end, gap) }
        end = max(end, offsets[neighbour] + Self.aligned(blocks[neighbour].floats))
      }
      offsets[index] = best?.offset ?? end
      total = max(total, offsets[index] + size)
      placed.append(index)
    }
  }

  private static func aligned(_ floats: Int) -> Int {
    (floats + alignment - 1) / alignment * alignment
  }
}
