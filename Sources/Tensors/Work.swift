/// Long loops in pieces of fixed size, so that a result never depends on how many threads ran it.
enum Work {
  /// Elements in a piece: large enough to be worth a thread's while.
  static let grain = 1 << 15

  /// Calls `body` with `0 ..< count` in pieces of at most `grain`.
  @inline(__always)
  static func chunks(_ count: Int, grain: Int = Work.grain, _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < count {
      let end = min(start + grain, count)
      body(start..<end)
      start = end
    }
  }
}
