import Foundation
import Testing

@testable import Tensors

/// The pool under all tensors; each test has one of its own.
@Suite struct StoragePoolTests {
  private func pool(limit: String? = nil, checked: Bool = false) -> StoragePool {
    StoragePool { name in
      name == "FOVEA_MEMORY_LIMIT" ? limit : name == "FOVEA_STORAGE" && checked ? "checked" : nil
    }
  }
  private let mebibyte = 1 << 18  // in floats

  @Test(arguments: [0, 1, 100, 10_000, 70_000, 300_000, 3_000_000])
  func aFreedBlockServesTheNextRequest(floats: Int) throws {
    let pool = pool()
    let first = try pool.take(floats: floats)
    #expect(first.floats >= floats + 64)
    #expect(UInt(bitPattern: first.base) % 64 == 0)
    let (start, end) = (first.base, first.floats - 1)
    start[0] = 1
    start[end] = 2  // its slack is its own
    #expect(pool.statistics.bytesInUse == first.floats * 4)
    #expect(pool.statistics.allocationsFresh == 1)
    pool.give(first)
    #expect(pool.statistics.bytesInUse == 0)
    #expect(pool.statistics.bytesCached >= first.floats * 4)
    let second = try pool.take(floats: floats)
    #expect(second.base == start)
    #expect(pool.statistics.allocationsFromCache == 1)
    #expect(pool.statistics.peakBytesInUse == first.floats * 4)
  }

  /// What a network does: each layer's result another size. Best fit serves them all from what the
  /// two largest took.
  @Test func layersOfEverySizeShareMemory() throws {
    let pool = pool()
    let sizes = [22, 22, 11, 11, 5, 5, 2, 2, 1].map { $0 * mebibyte }
    for _ in 0..<3 {
      var input = try pool.take(floats: sizes[0])
      for size in sizes {
        let output = try pool.take(floats: size)
        pool.give(input)
        input = output
      }
      pool.give(input)
    }
    let statistics = pool.statistics
    #expect(statistics.allocationsFresh <= 4)
    #expect(statistics.bytesCached <= 2 * statistics.peakBytesInUse)
    pool.emptyCache()
    #expect(pool.statistics.bytesCached == 0)
  }

  /// Blocks of random sizes, taken and given in random order, never overlap, keep what was written,
  /// and join again to one whole when all are free.
  @Test func blocksNeverOverlap() throws {
    let pool = pool()
    var random = SeededGenerator(seed: 4)
    var held: [(block: StoragePool.Block, mark: Float)] = []
    for round in 0..<3000 {
      if held.count < 40, random.chance(0.6) {
        let block = try pool.take(floats: 1 + random.index(below: 900_000))
        let mark = Float(round)
        block.base[0] = mark
        block.base[block.floats - 1] = mark
        held.append((block, mark))
      } else if !held.isEmpty {
        let (block, mark) = held.remove(at: random.index(below: held.count))
        #expect(block.base[0] == mark && block.base[block.floats - 1] == mark)
        pool.give(block)
      }
      if round % 500 == 499 { pool.emptyCache() }
    }
    let places = held.map { UInt(bitPattern: $0.block.base) }
    #expect(Set(places).count == held.count)
    #expect(pool.statistics.bytesInUse == held.reduce(0) { $0 + $1.block.floats * 4 })
    for (block, _) in held { pool.give(block) }
    pool.emptyCache()
    #expect(pool.statistics.bytesInUse == 0 && pool.statistics.bytesCached == 0)
    // All of it goes back at once, as one region.
    let whole = try pool.take(floats: 64 * mebibyte)
    whole.base[0] = 1
    pool.give(whole)
  }

  @Test func theLimitHoldsAndTheCacheMakesRoom() throws {
    let pool = pool(limit: "64MiB")
    #expect(pool.statistics.limit == 64 << 20)
    // Cached blocks of one kind stand in the way of the other.
    let small = try (0..<100).map { _ in try pool.take(floats: 40_000) }
    for block in small { pool.give(block) }
    #expect(pool.statistics.bytesCached > 15 << 20)
    let large = try pool.take(floats: 60 * mebibyte)
    #expect(pool.statistics.bytesInUse + pool.statistics.bytesCached <= 64 << 20)
    #expect(pool.statistics.bytesCached < 5 << 20)
    let refused = #expect(throws: AllocationError.self) { try pool.take(floats: 8 * mebibyte) }
    #expect(refused?.bytes == 8 << 20)
    #expect(refused.map { $0.available < 5 << 20 } == true)
    pool.give(large)
    // Half of the limit may lie idle.
    #expect(pool.statistics.bytesCached <= 32 << 20)
    pool.give(try pool.take(floats: 8 * mebibyte))
    pool.setLimit(1 << 20)
    #expect(pool.statistics.bytesCached <= 1 << 20)
    #expect(throws: AllocationError.self) { try pool.take(floats: mebibyte) }
    pool.setLimit(-5)
    #expect(throws: AllocationError.self) { try pool.take(floats: 1) }
    pool.setLimit(1 << 30)
    pool.give(try pool.take(floats: 8 * mebibyte))
  }

  @Test func aRefusalLeavesEverythingAsItWas() throws {
    let pool = pool(limit: "16MiB")
    let held = try pool.take(floats: 2 * mebibyte)
    let before = pool.statistics
    for floats in [15 * mebibyte, 1 << 40, Int.max, Int.max / 8, -1, Int.min] {
      #expect(throws: AllocationError.self) { try pool.take(floats: floats) }
    }
    #expect(pool.statistics == before)
    pool.give(held)
  }

  @Test func checkedBlocksAreFullOfNaN() throws {
    let pool = pool(checked: true)
    for floats in [10, 500_000, 11, 960, 4032] {
      let block = try pool.take(floats: floats)
      #expect(block.floats == floats + 64)
      #expect(block.base[0].isNaN && block.base[floats - 1].isNaN)
      block.base[0] = 1
      pool.give(block)
      #expect(pool.statistics.bytesCached == 0)
      let next = try pool.take(floats: floats)
      #expect(next.base[0].isNaN)
      pool.give(next)
    }
  }

  /// The system itself refuses to read beside guarded pages.
  @Test(arguments: [1, 17, 4096, 5000], [true, false])
  func guardedPagesAreForbiddenOnBothSides(bytes: Int, atTheirBeginning: Bool) throws {
    let pages = try #require(
      GuardedPages(bytes: bytes, alignment: 1, atTheirBeginning: atTheirBeginning))
    defer { pages.unmap() }
    let file = open("/dev/zero", O_RDONLY)  // reading into memory writes it
    defer { close(file) }
    #expect(read(file, pages.base, bytes) == bytes)
    let edge = atTheirBeginning ? pages.base - 1 : pages.base + bytes
    #expect(read(file, edge, 1) == -1 && errno == EFAULT)
  }

  @Test func aBadLimitIsRefusedInWords() {
    let pool = pool(limit: "much")
    #expect(pool.statistics.limit == SystemMemory.installed / 4 * 3)
    #expect(
      pool.refusal?.hasPrefix(
        "FOVEA_MEMORY_LIMIT: expected a number of bytes such as 2GiB or 800MB, found \"much\"; using"
      ) == true)
    #expect(self.pool(limit: "").refusal == nil)
  }

  @Test func bytesAreReadAndWritten() {
    #expect(TensorMemory.bytes("2GiB") == 2 << 30)
    #expect(TensorMemory.bytes("1.5 GB") == 1_500_000_000)
    #expect(TensorMemory.bytes("800000") == 800_000)
    #expect(TensorMemory.bytes("64m") == 64 << 20)
    for bad in ["", "GiB", "-1", "2GiBs", "1e400", "nan", "999999999999GiB", "1.2.3k", "２GiB"] {
      #expect(TensorMemory.bytes(bad) == nil, "\(bad)")
    }
    #expect(TensorMemory.text(bytes: 812) == "812 bytes")
    #expect(TensorMemory.text(bytes: 5 << 19) == "2.5 MiB")
    #expect(TensorMemory.text(bytes: 300 << 20) == "300 MiB")
    #expect(TensorMemory.text(bytes: 3 << 40) == "3072 GiB")
  }
}
