/// Blocks of 256 KiB and more: spans cut out of regions of address space.
///
/// A request takes the smallest free span that holds it and leaves the rest free; a freed span grows
/// together with its free neighbours. So a block serves whatever size comes next, and what is cached
/// is never much more than what was once in use: a cache by exact sizes would keep one block for
/// each size a network goes through.
///
/// - Source: Knuth, "The Art of Computer Programming", volume 1, §2.5, algorithms A (best fit) and C.
struct LargeBlocks {
  /// A stretch of a region; `number` in the interface is its place in `spans`.
  private struct Span {
    var base: UnsafeMutableRawPointer
    var bytes: Int
    /// The neighbours in the same region, or -1.
    var previous: Int
    var next: Int
    var isFree: Bool
    /// Whether anybody may have written to it since the system gave it.
    var isTouched: Bool
  }

  private var spans: [Span] = []
  private var unusedNumbers: [Int] = []
  /// Free spans by size, then address.
  private var free: [Int] = []

  /// Bytes of free spans that still hold memory: an upper bound.
  private(set) var bytesCached = 0

  /// Regions are at least this large, so that a network's layers share one.
  private static let leastRegion = 32 << 20
  /// What would be left over of a span when it is no larger stays with the block.
  private static let leastRest = 64 << 10

  /// What a block of so many bytes will really take: whole 256 bytes.
  static func rounded(_ bytes: Int) -> Int { (bytes + 255) / 256 * 256 }

  // MARK: Taking

  /// The smallest free span of at least so many bytes.
  ///
  /// - Returns: nil when there is none: `addRegion`, then try again.
  mutating func take(bytes: Int) -> (
    number: Int, base: UnsafeMutableRawPointer, bytes: Int, isTouched: Bool
  )? {
    let place = firstPlace { spans[$0].bytes >= bytes }
    guard place < free.count else { return nil }
    let number = free.remove(at: place)
    let isTouched = spans[number].isTouched
    if isTouched { bytesCached -= spans[number].bytes }
    if spans[number].bytes - bytes >= Self.leastRest { cut(number, at: bytes) }
    spans[number].isFree = false
    return (number, spans[number].base, spans[number].bytes, isTouched)
  }

  /// More address space from the system, enough for a block of so many bytes.
  ///
  /// - Returns: whether the system gave it.
  mutating func addRegion(for bytes: Int) -> Bool {
    let (padded, overflow) = bytes.addingReportingOverflow(SystemMemory.hugePage - 1)
    guard !overflow else { return false }
    let size = max(Self.leastRegion, padded / SystemMemory.hugePage * SystemMemory.hugePage)
    guard let base = SystemMemory.map(bytes: size) else { return false }
    let number = add(
      Span(base: base, bytes: size, previous: -1, next: -1, isFree: true, isTouched: false))
    makeFree(number)
    return true
  }

  /// Leaves `bytes` with the span and makes the rest a free one.
  private mutating func cut(_ number: Int, at bytes: Int) {
    let whole = spans[number]
    let rest = add(
      Span(
        base: whole.base + bytes, bytes: whole.bytes - bytes, previous: number, next: whole.next,
        isFree: true, isTouched: whole.isTouched))
    if whole.next >= 0 { spans[whole.next].previous = rest }
    spans[number].next = rest
    spans[number].bytes = bytes
    makeFree(rest)
  }

  // MARK: Giving back

  /// Makes a taken span free again.
  mutating func give(_ number: Int, isTouched: Bool = true) {
    var number = number
    spans[number].isTouched = isTouched
    let (previous, next) = (spans[number].previous, spans[number].next)
    if next >= 0, spans[next].isFree { join(number, with: next) }
    if previous >= 0, spans[previous].isFree {
      join(previous, with: number)
      number = previous
    }
    makeFree(number)
  }

  /// Makes two neighbours one; neither is in the list of free spans afterwards.
  private mutating func join(_ left: Int, with right: Int) {
    for side in [left, right] where spans[side].isFree {
      removeFromList(side)
      spans[side].isFree = false
    }
    spans[left].bytes += spans[right].bytes
    spans[left].isTouched = spans[left].isTouched || spans[right].isTouched
    spans[left].next = spans[right].next
    if spans[right].next >= 0 { spans[spans[right].next].previous = left }
    unusedNumbers.append(right)
  }

  /// Gives memory of free spans back to the system, the largest first, until at most `bytes` are
  /// cached. Regions that are free as a whole go altogether.
  mutating func release(downTo bytes: Int) {
    for number in free.reversed() where bytesCached > bytes {
      guard spans[number].isTouched else { continue }
      bytesCached -= spans[number].bytes
      spans[number].isTouched = false
      SystemMemory.discard(spans[number].base, bytes: spans[number].bytes)
    }
    let whole = free.filter { spans[$0].previous < 0 && spans[$0].next < 0 && !spans[$0].isTouched }
    for number in whole {
      removeFromList(number)
      SystemMemory.unmap(spans[number].base, bytes: spans[number].bytes)
      unusedNumbers.append(number)
    }
  }

  // MARK: The list of free spans

  private mutating func add(_ span: Span) -> Int {
    if let number = unusedNumbers.popLast() {
      spans[number] = span
      return number
    }
    spans.append(span)
    return spans.count - 1
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (spans[a].bytes, UInt(bitPattern: spans[a].base))
      < (spans[b].bytes, UInt(bitPattern: spans[b].base))
  }

  /// The first place of the sorted list for which the condition holds.
  private func firstPlace(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, free.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(free[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private mutating func makeFree(_ number: Int) {
    spans[number].isFree = true
    if spans[number].isTouched { bytesCached += spans[number].bytes }
    free.insert(number, at: firstPlace { isBefore(number, $0) })
  }

  private mutating func removeFromList(_ number: Int) {
    let place = firstPlace { !isBefore($0, number) }
    guard place < free.count, free[place] == number else { return }
    free.remove(at: place)
    if spans[number].isTouched { bytesCached -= spans[number].bytes }
  }
}
