/// Pairs of regions, the most similar first; of equals, those with the lower numbers.
struct PairQueue {
  struct Pair {
    var similarity: Float
    var a, b: Int32

    func comes(before other: Pair) -> Bool {
      if similarity != other.similarity { return similarity > other.similarity }
      return (a, b) < (other.a, other.b)
    }
  }

  /// A binary heap: each comes before its two children, at 2i + 1 and 2i + 2.
  private var heap: [Pair] = []

  mutating func push(_ pair: Pair) {
    heap.append(pair)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].comes(before: heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Pair? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in 2 * parent + 1...2 * parent + 2
      where child < heap.count && heap[child].comes(before: heap[best]) { best = child }
      if best == parent { return first }
      heap.swapAt(best, parent)
      parent = best
    }
  }
}
