import Synchronization
import Testing

@testable import Tensors

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 3, 7])
  func everyIndexIsVisitedOnce(threads: Int) {
    let workers = Workers(threads: threads)
    for count in [0, 1, 2, 5, 64, 1000] {
      let visits = Visits(count)
      workers.parallel(count) { visits.add($0) }
      #expect(visits.all == Array(repeating: 1, count: count))
    }
  }

  @Test func manyShortLoopsLoseNothing() {
    let workers = Workers(threads: 4)
    for round in 0..<5000 {
      let count = 1 + round % 9
      let visits = Visits(count)
      workers.parallel(count) { visits.add($0) }
      #expect(visits.all == Array(repeating: 1, count: count))
    }
  }

  @Test func aNestedLoopRunsToo() {
    let workers = Workers(threads: 3)
    let visits = Visits(60)
    workers.parallel(6) { outer in
      workers.parallel(10) { inner in visits.add(outer * 10 + inner) }
    }
    #expect(visits.all == Array(repeating: 1, count: 60))
  }

  @Test func loopsOfSeveralCallersDoNotMix() async {
    let workers = Workers(threads: 3)
    await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask {
          let visits = Visits(40)
          for _ in 0..<200 { workers.parallel(40) { visits.add($0) } }
          return visits.all
        }
      }
      for await visits in group { #expect(visits == Array(repeating: 200, count: 40)) }
    }
  }

  @Test func aSlotServesOneThreadAtATime() {
    let workers = Workers(threads: 4)
    let inUse = Visits(4)
    let worst = Atomic<Int>(0)
    workers.parallelInSlots(400) { _, slot in
      worst.max(inUse.add(slot), ordering: .relaxed)
      for _ in 0..<100 { inUse.add(slot, 0) }
      inUse.add(slot, -1)
    }
    #expect(worst.load(ordering: .relaxed) == 1)
  }

  @Test(arguments: [1, 2, 3])
  func aLimitKeepsTheOthersOut(limit: Int) {
    let workers = Workers(threads: 4)
    let visits = Visits(50)
    Workers.$limit.withValue(limit) {
      #expect(workers.width == limit)
      workers.parallelInSlots(50) { index, slot in
        #expect(slot < limit)
        visits.add(index)
      }
    }
    #expect(visits.all == Array(repeating: 1, count: 50))
  }
}

/// Counters that several threads may use.
private final class Visits: @unchecked Sendable {
  private let counts: Mutex<[Int]>
  init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }
  @discardableResult func add(_ index: Int, _ amount: Int = 1) -> Int {
    counts.withLock {
      $0[index] += amount
      return $0[index]
    }
  }
  var all: [Int] { counts.withLock { $0 } }
}
