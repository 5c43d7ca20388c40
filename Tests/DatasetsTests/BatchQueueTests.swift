import Foundation
import Synchronization
import Testing

@testable import Datasets

@Suite struct BatchQueueTests {
  @Test(arguments: [1, 4])
  func batchesComeInOrder(makers: Int) throws {
    let queue = BatchQueue(steps: 5..<60, ahead: 3, makers: makers) { step in
      if step % 7 == 0 { Thread.sleep(forTimeInterval: 0.002) }  // later ones are ready sooner
      return step * step
    }
    for step in 5..<60 { #expect(try queue.next() == step * step) }
    #expect(try queue.next() == nil)
  }

  @Test func noMoreThanAFewAreMadeAhead() throws {
    let made = Mutex(0)
    let queue = BatchQueue(steps: 0..<1000, ahead: 3, makers: 2) { step in
      made.withLock { $0 += 1 }
      return step
    }
    for step in 0..<10 {
      #expect(try queue.next() == step)
      #expect(made.withLock { $0 } <= step + 1 + 3)
    }
    queue.stop()
  }

  @Test func anErrorComesOutInItsPlace() throws {
    struct Spoilt: Error {}
    let queue = BatchQueue(steps: 0..<10, ahead: 8, makers: 2) { step in
      if step == 2 { throw Spoilt() }
      return step
    }
    #expect(try queue.next() == 0)
    #expect(try queue.next() == 1)
    #expect(throws: Spoilt.self) { try queue.next() }
    #expect(try queue.next() == 3)
    queue.stop()
  }

  @Test func nothingToMakeIsNothingToTake() throws {
    let queue = BatchQueue(steps: 4..<4, ahead: 1, makers: 1) { $0 }
    #expect(try queue.next() == nil)
  }
}
