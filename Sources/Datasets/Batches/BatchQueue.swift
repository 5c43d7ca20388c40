import Foundation

/// Makes batches ahead of time on threads of its own, while the model learns from earlier ones.
///
/// Batches come out in the order of their steps, whoever made them first.
package final class BatchQueue<Batch: Sendable>: @unchecked Sendable {  // guarded by `condition`
  private let condition = NSCondition()
  private let make: @Sendable (Int) throws -> Batch
  private let end: Int
  private let ahead: Int
  private var made: [Int: Result<Batch, any Error>] = [:]
  private var nextToMake: Int
  private var nextToTake: Int
  private var isStopped = false

  /// - Parameters:
  ///   - steps: which batches there will be.
  ///   - ahead: how many batches are kept ready at most.
  ///   - makers: how many threads make them.
  package init(
    steps: Range<Int>, ahead: Int, makers: Int, make: @escaping @Sendable (Int) throws -> Batch
  ) {
    self.make = make
    self.ahead = max(1, ahead)
    nextToMake = steps.lowerBound
    nextToTake = steps.lowerBound
    end = steps.upperBound
    for _ in 0..<max(1, makers) {
      let thread = Thread { [self] in work() }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Waits for the next batch; `nil` after the last one, or after `stop`.
  ///
  /// - Throws: what making it threw.
  package func next() throws -> Batch? {
    condition.lock()
    defer { condition.unlock() }
    guard nextToTake < end else { return nil }
    while made[nextToTake] == nil && !isStopped { condition.wait() }
    guard let result = made.removeValue(forKey: nextToTake) else { return nil }
    nextToTake += 1
    condition.broadcast()
    return try result.get()
  }

  /// Lets the threads end: each after the batch it is making.
  package func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    while let step = claim() {
      let result = Result { try make(step) }
      condition.lock()
      made[step] = result
      condition.broadcast()
      condition.unlock()
    }
  }

  /// The next step to make a batch for, when there is room; `nil` when there is nothing left to do.
  private func claim() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped && nextToMake < end && nextToMake >= nextToTake + ahead { condition.wait() }
    guard !isStopped, nextToMake < end else { return nil }
    nextToMake += 1
    return nextToMake - 1
  }
}
