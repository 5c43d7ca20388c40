import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Keeps freed blocks for the next tensor: fresh memory costs more than the layer that writes it.
///
/// Blocks below 256 KiB come from `malloc` and are kept by size; larger ones are `LargeBlocks`.
/// The one process-wide object beside the worker threads: memory is the process's.
package final class StoragePool: Sendable {
  package static let shared = StoragePool(environment: { name in
    getenv(name).map { String(cString: $0) }
  })

  package struct Block: @unchecked Sendable {
    package let base: UnsafeMutablePointer<Float>
    package let floats: Int
    /// The span of a large block; -1 for any other.
    fileprivate var span = -1
    /// The pages of a checked block; nil for any other.
    fileprivate var pages: GuardedPages?
  }

  private struct State {
    var small: [Int: [UnsafeMutablePointer<Float>]] = [:]
    var smallBytes = 0
    var large = LargeBlocks()
    var statistics = MemoryStatistics()
    /// Blocks that lie between forbidden pages.
    var guardedBlocks = 0

    var bytesCached: Int { smallBytes + large.bytesCached }
  }
  private let state: Mutex<State>

  /// Kernels may read and write this many floats past the end.
  private static let slack = 64
  private static let mostGuarded = 12_000
  /// From so many bytes on, a block is a large one.
  private static let leastLarge = 256 << 10
  /// Before it takes more than this anew, the system is asked what it has left.
  private static let worthAsking = 64 << 20

  /// `FOVEA_STORAGE=checked`: every block has pages of its own with forbidden ones on both sides, is
  /// full of NaN, and goes back at once, so that a loop that runs too far ends the process, and a
  /// number that nobody wrote is seen. For tests: a hundred times slower.
  package let isChecked: Bool
  /// Why `FOVEA_MEMORY_LIMIT` was not followed.
  let refusal: String?

  package init(environment: (String) -> String?) {
    var initial = State()
    initial.statistics.limit = SystemMemory.installed / 4 * 3
    var refusal: String?
    if let text = environment("FOVEA_MEMORY_LIMIT"), !text.isEmpty {
      if let bytes = TensorMemory.bytes(text) {
        initial.statistics.limit = bytes
      } else {
        refusal =
          "FOVEA_MEMORY_LIMIT: expected a number of bytes such as 2GiB or 800MB, found \"\(text)\"; "
          + "using \(TensorMemory.text(bytes: initial.statistics.limit))"
      }
    }
    self.refusal = refusal
    isChecked = environment("FOVEA_STORAGE") == "checked"
    state = Mutex(initial)
  }

  // MARK: What is known

  package var statistics: MemoryStatistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.bytesCached = state.bytesCached
      return statistics
    }
  }

  func setLimit(_ bytes: Int) {
    state.withLock { state in
      state.statistics.limit = max(0, bytes)
      let room = state.statistics.limit - state.statistics.bytesInUse
      if state.bytesCached > room { Self.release(&state, downTo: max(0, room)) }
    }
  }

  func resetPeak() {
    state.withLock { $0.statistics.peakBytesInUse = $0.statistics.bytesInUse }
  }

  package func emptyCache() { state.withLock { Self.release(&$0, downTo: 0) } }

  // MARK: Taking

  /// - Throws: `AllocationError` when the block would pass the limit or what the machine has left,
  ///   even with the cache empty; nothing was allocated then.
  package func take(floats: Int) throws -> Block {
    let most = Int.max / 8
    guard floats >= 0, floats < most else {
      throw AllocationError(
        bytes: .max, available: state.withLock { max(0, Self.room($0)) })
    }
    let wanted = (floats + Self.slack) * 4
    return try state.withLock { state in
      let size =
        isChecked
        ? wanted : wanted < Self.leastLarge ? Self.sizeClass(wanted) : LargeBlocks.rounded(wanted)
      guard size <= Self.room(state) else {
        throw AllocationError(bytes: floats * 4, available: max(0, Self.room(state)))
      }
      let block: Block?
      if isChecked {
        block = try checked(size, &state)
      } else if size < Self.leastLarge {
        block = try small(size, &state)
      } else {
        block = try large(size, &state)
      }
      guard let block else { throw AllocationError(bytes: floats * 4, available: 0) }
      state.statistics.bytesInUse += block.floats * 4
      state.statistics.peakBytesInUse = max(
        state.statistics.peakBytesInUse, state.statistics.bytesInUse)
      return block
    }
  }

  /// Refuses what `take` would refuse for its size alone, and takes nothing.
  func checkRoom(floats: Int) throws {
    let room = state.withLock { max(0, Self.room($0)) }
    guard floats >= 0, floats <= room / 4 else {
      let (bytes, overflow) = floats.multipliedReportingOverflow(by: 4)
      throw AllocationError(bytes: overflow ? .max : bytes, available: room)
    }
  }

  /// What tensors that are yet to come may take.
  private static func room(_ state: State) -> Int {
    state.statistics.limit - state.statistics.bytesInUse
  }

  /// Rounded up so that few distinct sizes exist: at most an eighth is wasted.
  private static func sizeClass(_ bytes: Int) -> Int {
    let needed = max(bytes, 1024)
    let step = 1 << max(8, Int.bitWidth - 4 - needed.leadingZeroBitCount)
    return (needed + step - 1) / step * step
  }

  private func small(_ bytes: Int, _ state: inout State) throws -> Block? {
    if let base = state.small[bytes]?.popLast() {
      state.smallBytes -= bytes
      state.statistics.allocationsFromCache += 1
      return Block(base: base, floats: bytes / 4)
    }
    try makeRoom(for: bytes, &state)
    guard let base = Self.allocate(bytes) else { return nil }
    state.statistics.allocationsFresh += 1
    return Block(base: base, floats: bytes / 4)
  }

  private func large(_ bytes: Int, _ state: inout State) throws -> Block? {
    var found = state.large.take(bytes: bytes)
    if found?.isTouched != true {  // its pages are still the system's
      do {
        try makeRoom(for: bytes, &state)
      } catch {
        if let found { state.large.give(found.number, isTouched: false) }
        throw error
      }
    }
    if found == nil, state.large.addRegion(for: bytes) { found = state.large.take(bytes: bytes) }
    guard let found else { return nil }
    if found.isTouched {
      state.statistics.allocationsFromCache += 1
    } else {
      state.statistics.allocationsFresh += 1
    }
    return Block(
      base: found.base.bindMemory(to: Float.self, capacity: found.bytes / 4),
      floats: found.bytes / 4, span: found.number)
  }

  private func checked(_ bytes: Int, _ state: inout State) throws -> Block? {
    try makeRoom(for: bytes, &state)
    // Every other block begins at its first page, so that both ends are watched.
    let isFirst = state.statistics.allocationsFresh % 2 == 0
    // A process has some 65,000 mappings, three of them for each block, and others need some too:
    // beyond so many, blocks go unguarded.
    let pages =
      state.guardedBlocks < Self.mostGuarded
      ? GuardedPages(bytes: bytes, atTheirBeginning: isFirst) : nil
    guard
      let base = pages?.base.bindMemory(to: Float.self, capacity: bytes / 4)
        ?? Self.allocate(bytes)
    else { return nil }
    base.update(repeating: .nan, count: bytes / 4)
    if pages != nil { state.guardedBlocks += 1 }
    state.statistics.allocationsFresh += 1
    return Block(base: base, floats: bytes / 4, pages: pages)
  }

  /// Before fresh memory is taken: the cache goes when it stands in the way.
  ///
  /// - Throws: `AllocationError` when that does not help.
  private func makeRoom(for bytes: Int, _ state: inout State) throws {
    let room = Self.room(state)
    if bytes > room - state.bytesCached { Self.release(&state, downTo: max(0, room - bytes)) }
    guard bytes >= Self.worthAsking, let available = SystemMemory.available(), available < bytes
    else { return }
    Self.release(&state, downTo: 0)
    if let available = SystemMemory.available(), available < bytes {
      throw AllocationError(bytes: bytes, available: min(room, available))
    }
  }

  private static func allocate(_ bytes: Int) -> UnsafeMutablePointer<Float>? {
    var address: UnsafeMutableRawPointer?
    guard posix_memalign(&address, 64, bytes) == 0, let raw = address else { return nil }
    return raw.bindMemory(to: Float.self, capacity: bytes / 4)
  }

  // MARK: Giving back

  package func give(_ block: Block) {
    let bytes = block.floats * 4
    state.withLock { state in
      state.statistics.bytesInUse -= bytes
      if isChecked {
        if block.pages != nil { state.guardedBlocks -= 1 }
        return block.pages.map { $0.unmap() } ?? free(block.base)
      }
      if block.span >= 0 {
        state.large.give(block.span)
      } else {
        state.small[bytes, default: []].append(block.base)
        state.smallBytes += bytes
      }
      // Half of what there is may lie idle, and no more than what is left.
      let most = max(0, min(Self.room(state), state.statistics.limit / 2))
      if state.bytesCached > most { Self.release(&state, downTo: most) }
    }
  }

  /// Gives cached blocks back to the system until at most so many bytes are cached.
  private static func release(_ state: inout State, downTo bytes: Int) {
    state.large.release(downTo: max(0, bytes - state.smallBytes))
    guard state.bytesCached > bytes else { return }
    for blocks in state.small.values { for base in blocks { free(base) } }
    state.small = [:]
    state.smallBytes = 0
  }
}
