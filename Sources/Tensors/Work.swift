/// Long loops shared out in pieces of fixed size, so that a result never depends on how many threads
/// ran it.
enum Work {
  /// Elements in a piece: large enough to be worth a thread's while.
  static let grain = 1 << 15

  /// Calls `body` with `0 ..< count` in pieces of at most `grain`, on several threads.
  @inline(__always)
  static func chunks(_ count: Int, grain: Int = Work.grain, _ body: (Range<Int>) -> Void) {
    if count <= grain {
      if count > 0 { body(0..<count) }
      return
    }
    Workers.shared.parallel((count - 1) / grain + 1) { piece in
      body(piece * grain..<min(piece * grain + grain, count))
    }
  }

  /// The same for `count` items of so many elements each.
  @inline(__always)
  static func items(_ count: Int, elements: Int, _ body: (Int) -> Void) {
    chunks(count, grain: max(1, grain / max(elements, 1))) { range in
      for item in range { body(item) }
    }
  }
}
